"""A real PostgreSQL and a real Redis for the tests, in a temporary folder, gone when the script ends."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

import processes
import setup
from console import StepFailed, tail, text

PATIENCE_SECONDS = 30


def start_postgresql(folder: Path) -> str:
    """Returns its LIAISON_DATABASE_URL. Listens on a socket in `folder` only; PostgreSQL refuses to run as root."""
    bin_folder, home, log = setup.postgresql_bin(), folder / "postgresql", folder / "postgresql.log"
    home.mkdir()
    as_owner = unprivileged(home)
    folder.chmod(0o711)
    options = ["--auth=trust", "--username=liaison", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [*as_owner, bin_folder / "initdb", "-D", home / "db", *options],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        cwd="/",
    )
    # What a crash of the machine would cost does not matter here, and costs half the time.
    quick = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60"]
    settings = [part for setting in [*quick, f"unix_socket_directories={home}"] for part in ("-c", setting)]
    _start([*as_owner, str(bin_folder / "postgres"), "-D", str(home / "db"), *settings], log)
    ready = [*as_owner, bin_folder / "pg_isready", "-h", home, "-U", "liaison"]
    _wait("PostgreSQL", log, lambda: subprocess.run(ready, capture_output=True, cwd="/").returncode == 0)
    return f"postgresql://liaison@{str(home).replace('/', '%2F')}/postgres"


def unprivileged(home: Path) -> list[str]:
    """Where we are root, what to put before a command so that the owner of `home` runs it."""
    if os.geteuid() != 0:
        return []
    owner = next((name for name in ("postgres", "nobody") if _exists(name)), "nobody")
    shutil.chown(home, owner)
    home.chmod(0o700)
    group = pwd.getpwnam(owner).pw_gid
    # The kernel forgets who ends with whom when the user changes; setpriv asks for it again.
    return ["setpriv", "--pdeathsig=TERM", f"--reuid={owner}", f"--regid={group}", "--clear-groups", "--"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def start_redis(folder: Path) -> str:
    """Returns its URL. A random port on loopback; nothing is written to disk."""
    log, port = folder / "redis.log", free_port()
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    _start(["redis-server", *where, "--save", "", "--appendonly", "no"], log)
    _wait("Redis", log, lambda: _answers(port))
    return f"redis://127.0.0.1:{port}/0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _start(argv: list[str], log: Path) -> None:
    subprocess.Popen(
        argv,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
        preexec_fn=processes.end_with_parent,
    )


def _wait(name: str, log: Path, is_ready) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_ready():
        if time.monotonic() > deadline:
            raise StepFailed(text(f"启动 {name}", f"Starting {name}"), tail(log))
        time.sleep(0.1)
