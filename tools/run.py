"""bin/run: sets up what is missing, then serves Liaison until Ctrl-C.

One foreground process group: web server (gunicorn), two Celery workers (one makes reports), Celery beat. If one of them
dies, all stop.
"""

import argparse
import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

import processes
import setup
from console import ROOT, Refused, StepFailed, Steps, fail, progress, say, tail, text, utf8_output

PATIENCE_SECONDS = 12
# What `manage.py prepare` brings into the database; a change to any of it makes the next start run it again.
SHIPPED = ("*/migrations/*.py", "*/management/commands/*.py", "*/shipped.py", "*/shipped/**/*", "*/rulebooks/**/*.y*ml")
LOG_KEPT_BYTES = 5_000_000
# Workers of one machine have nothing to gossip about.
QUIET = ["--without-gossip", "--without-mingle"]


def main() -> int:
    utf8_output()
    options = parse()
    data = options.data.expanduser().absolute()
    processes.stop_on_signals()
    processes.adopt_orphans()
    try:
        check_port(options.port)
        lock = claim(data)
        return serve(options, data, lock)
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except StepFailed as problem:
        return fail(problem, data / "logs" / "setup.log")
    except processes.Stopped:
        say("\n正在停止……", "\nStopping …")
        return 0
    finally:
        processes.end_everything()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description=text(
            "安装所需的一切并在本机提供服务；按 Ctrl-C 停止。",
            "Sets up everything and serves it on this machine; Ctrl-C stops it.",
        ),
    )
    parser.add_argument("--port", type=port, default=8000, help=text("端口（默认 8000）", "the port (default 8000)"))
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("LIAISON_DATA") or ROOT / "data"),
        metavar="DIR",
        help=text("数据目录（默认 data/）", "the folder that holds all data (default data/)"),
    )
    parser.add_argument(
        "--empty",
        action="store_true",
        help=text(
            "首次启动不装载示例组织，只建立第一个系统管理员",
            "first start: no sample organisation, only a first administrator",
        ),
    )
    return parser.parse_args()


def port(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= 65535:
        raise argparse.ArgumentTypeError(text("端口须为 1 至 65535 的整数", "a port is a whole number from 1 to 65535"))
    return int(given)


# --- before anything starts ---------------------------------------------------------------------


def check_port(number: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError:
            raise Refused(text(f"没有使用端口 {number} 的权限。", f"No permission to use port {number}.")) from None
        except OSError:
            other = f"bin/run --port {number + 1 if number < 65535 else 8000}"
            raise Refused(
                text(
                    f"端口 {number} 已被占用。请换一个端口，例如：{other}",
                    f"Port {number} is in use. Choose another one: {other}",
                )
            ) from None


def claim(data: Path) -> IO[str]:
    """Two servers on one data folder would send each mail twice; the lock goes with the process."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / "logs").mkdir(exist_ok=True)
        lock = (data / "run.lock").open("w")
    except OSError as problem:
        raise Refused(
            text(
                f"无法写入数据目录 {data}：{problem.strerror}",
                f"Cannot write to the data folder {data}: {problem.strerror}",
            )
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused(
            text(f"数据目录 {data} 已有一个实例在运行。", f"Liaison is already running on the data folder {data}.")
        ) from None
    return lock


# --- database and first start -------------------------------------------------------------------


def prepare_database(steps: Steps, env: dict[str, str], data: Path) -> None:
    """Migrations and what is shipped as data; skipped while nothing of it changed."""
    stamp = data / "prepared.stamp"
    sources = [path for pattern in SHIPPED for path in ROOT.glob(pattern) if path.is_file()]
    digest = setup.digest_of([*sources, ROOT / "requirements.txt"], env.get("LIAISON_DATABASE_URL", ""))
    if setup.fits(stamp, digest) and (env.get("LIAISON_DATABASE_URL") or (data / "liaison.sqlite3").is_file()):
        return
    with steps.step("准备数据库", "Database"):
        steps.command(setup.PYTHON, "manage.py", "prepare", env=env)
    setup.put_stamp(stamp, digest)


def first_start(steps: Steps, env: dict[str, str], data: Path, empty: bool) -> str:
    """Returns the log-ins to show: they are made up now and written nowhere."""
    done = data / "first-start.stamp"
    if done.is_file():
        return ""
    if empty:
        with steps.step("建立第一个系统管理员", "First administrator"):
            log_ins = steps.command(setup.PYTHON, "manage.py", "first_admin", env=env, keep_output=True)
    else:
        with steps.step("装载示例组织", "Sample organisation"):
            log_ins = steps.command(
                setup.PYTHON, "manage.py", "sample", "load", "--scale", "1", env=env, keep_output=True
            )
    done.write_text("")
    return log_ins


# --- serving ------------------------------------------------------------------------------------


def serve(options: argparse.Namespace, data: Path, lock: IO[str]) -> int:
    steps = Steps(data / "logs" / "setup.log")
    setup.set_up(steps)
    address = f"http://127.0.0.1:{options.port}"
    env = {
        "LIAISON_DATA": str(data),
        "LIAISON_BIND": f"127.0.0.1:{options.port}",
        "LIAISON_BASE_URL": os.environ.get("LIAISON_BASE_URL") or address,
        "LIAISON_LOG_LEVEL": os.environ.get("LIAISON_LOG_LEVEL") or "INFO",
        "PYTHONUNBUFFERED": "1",
    }
    prepare_database(steps, {**os.environ, **env}, data)
    log_ins = first_start(steps, env, data, options.empty)
    progress(text("启动网站和后台任务 …", "Starting the web server and the background work …"))
    background = programs()
    running = {"web": start("web", background.pop("web"), env, data)}
    # Pages first: three programs that load at once would keep people waiting for the slowest.
    wait_until_up(address, running, data)
    running |= {name: start(name, argv, env, data) for name, argv in background.items()}
    progress(text(f"就绪：{address}", f"Ready: {address}"))
    if log_ins:
        print(f"\n{log_ins.rstrip()}\n")
    say(f"日志在 {data / 'logs'}；按 Ctrl-C 停止。", f"Logs are in {data / 'logs'}; Ctrl-C stops it.")
    return watch(running, data)


def programs() -> dict[str, list[str]]:
    tools = setup.VENV / "bin"
    celery = [str(tools / "celery"), "-A", "liaison"]
    worker = [*celery, "worker", "--loglevel", "INFO", *QUIET]
    return {
        "web": [str(tools / "gunicorn"), "-c", str(ROOT / "deploy" / "gunicorn.py")],
        "worker": [*worker, "--concurrency", "2"],
        # A queue of its own: a long report never holds up the mail.
        "reports": [*worker, "--queues", "reports", "--concurrency", "1", "--hostname", "reports@%h"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def start(name: str, argv: list[str], env: dict[str, str], data: Path) -> subprocess.Popen:
    log = data / "logs" / f"{name}.log"
    if log.is_file() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return subprocess.Popen(
        argv,
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=log.open("a"),
        stderr=subprocess.STDOUT,
        preexec_fn=processes.end_with_parent if name == "web" else processes.end_with_parent_and_yield,
    )


def wait_until_up(address: str, running: dict[str, subprocess.Popen], data: Path) -> None:
    deadline, log = time.monotonic() + 60, data / "logs" / "web.log"
    while time.monotonic() < deadline:
        check_all_alive(running, data)
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as problem:
            # It answers, though not well: what is wrong stands in its log.
            raise StepFailed(text("启动网站", "Web server"), f"{problem}\n{tail(log)}", log) from None
        except OSError:
            time.sleep(0.1)
    raise StepFailed(text("启动网站", "Web server"), tail(log), log)


def watch(running: dict[str, subprocess.Popen], data: Path) -> int:
    try:
        while True:
            check_all_alive(running, data)
            time.sleep(0.3)
    except processes.Stopped:
        say("\n正在停止……", "\nStopping …")
        return 0
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    finally:
        stop(running)
        progress(text("已停止。", "Stopped."))


def check_all_alive(running: dict[str, subprocess.Popen], data: Path) -> None:
    """Raises Refused that names the one that died."""
    for name, process in running.items():
        if process.poll() is not None:
            log = data / "logs" / f"{name}.log"
            what = text(
                f"{name} 已意外退出（{process.returncode}），其余一并停止。",
                f"{name} died ({process.returncode}); stopping the others.",
            )
            raise Refused(f"{what}\n{tail(log)}\n{text('完整日志', 'The full log')}: {log}")


def stop(running: dict[str, subprocess.Popen]) -> None:
    """Lets each finish what it is doing; main() ends what is left."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
