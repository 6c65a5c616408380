"""bin/test: sets up what is missing, then runs every check and says how each went.

Phases are independent and run two at a time; none stops the others. The last line sums up all test runs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import processes
import services
import setup
from console import ROOT, Refused, StepFailed, Steps, fail, progress, text, utf8_output

LOGS = setup.CACHE / "test-logs"
SHOWN_LINES = 80
BIN = setup.VENV / "bin"
# The markers that the inner loop leaves out; see pyproject.toml.
ORDINARY = "not browser and not broker and not redis and not postgres"

# Tests of the repository and its scripts: the same whatever the database.
NO_DATABASE = ("test_house.py", "test_deploy.py", "tools")


@dataclass
class Phase:
    """Commands that belong together; all of them run, also after one has failed."""

    name: str
    commands: list[list[str]]
    env: dict[str, str] = field(default_factory=dict)
    is_pytest: bool = False
    seconds: float = 0
    processor: float = 0  # seconds of computing, of its own processes: what it costs on a machine that is not busy
    ok: bool = False
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    @property
    def results(self) -> Path:
        return LOGS / f"{self.name}.xml"


def main() -> int:
    utf8_output()
    options, pytest_args = parse()
    processes.stop_on_signals()
    processes.adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="liaison-test-"))
    try:
        shutil.rmtree(LOGS, ignore_errors=True)
        LOGS.mkdir(parents=True)
        setup.set_up(Steps(LOGS / "setup.log"), for_tests=True)
        phases = fast(pytest_args) if options.fast else everything(folder, pytest_args)
        run_all(phases, folder)
        return summary(phases)
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except StepFailed as problem:
        return fail(problem, LOGS / "setup.log")
    except processes.Stopped:
        print(text("\n已中止。", "\nStopped."))
        return 130
    finally:
        processes.end_everything(patience=5)
        shutil.rmtree(folder, ignore_errors=True)


def parse() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description=text("安装所需的一切并通过全部检查。", "Sets up everything and passes every check."),
        epilog=text("其余参数传给 pytest。", "Whatever else is given goes to pytest."),
    )
    fast_help = text("只做代码检查和 SQLite 上的测试", "only ruff and the tests on SQLite")
    parser.add_argument("--fast", action="store_true", help=fast_help)
    return parser.parse_known_args()


# --- the phases ---------------------------------------------------------------------------------


def fast(pytest_args: list[str]) -> list[Phase]:
    return [lint(), tests("sqlite", ORDINARY, pytest_args, parallel=True)]


def everything(folder: Path, pytest_args: list[str]) -> list[Phase]:
    """The longest first, so that two lanes end together. One run on each database takes the migrations; the others make
    their tables from the models, which is quicker by half a minute."""
    with Steps(LOGS / "services.log").step("启动 PostgreSQL 和 Redis", "PostgreSQL and Redis for the tests"):
        database, redis = services.start_postgresql(folder), services.start_redis(folder)
    return [
        tests("browser", "browser", pytest_args, env={"LIAISON_TEST_CHROMIUM": setup.chromium() or ""}),
        tests(
            "postgresql",
            "not browser and not broker and not either",
            ["--migrations", *(f"--ignore=tests/{path}" for path in NO_DATABASE), *pytest_args],
            env={"LIAISON_DATABASE_URL": database},
        ),
        tests("sqlite", f"{ORDINARY} and not pages", pytest_args),
        tests("brokers", "broker", ["--migrations", *pytest_args], env={"LIAISON_TEST_REDIS_URL": redis}),
        Phase("types", [[str(BIN / "mypy")], [str(BIN / "lint-imports")]]),
        lint(),
        Phase("migrations", [manage("makemigrations", "--check", "--dry-run")]),
        deploy(),
        Phase("translations", [[str(setup.PYTHON), "tools/translations.py", "check"]]),
    ]


def lint() -> Phase:
    ruff = str(BIN / "ruff")
    return Phase("lint", [[ruff, "check", "."], [ruff, "format", "--check", "."]])


def deploy() -> Phase:
    env = {
        "LIAISON_HTTPS": "1",
        "LIAISON_DEBUG": "0",
        "LIAISON_HOSTS": "liaison.example",
        "LIAISON_BASE_URL": "https://liaison.example",
    }
    return Phase("deploy", [manage("check", "--deploy", "--fail-level", "WARNING")], env)


def manage(*args: str) -> list[str]:
    return [str(setup.PYTHON), "-W", "error", "manage.py", *args]


def tests(
    name: str, markers: str, pytest_args: list[str], *, env: dict[str, str] | None = None, parallel: bool = False
) -> Phase:
    argv = [str(BIN / "pytest"), "-q", "--durations=5", "-m", markers, f"--junit-xml={LOGS / name}.xml"]
    argv += ["-n", "2"] if parallel else []
    return Phase(name, [[*argv, *pytest_args]], env or {}, is_pytest=True)


# --- running ------------------------------------------------------------------------------------


def run_all(phases: list[Phase], folder: Path) -> None:
    with ThreadPoolExecutor(max_workers=2) as lanes:
        jobs = [lanes.submit(run, phase, folder) for phase in phases]
        try:
            # Not result(): it would hold back the signal that stops everything.
            while not all(job.done() for job in jobs):
                time.sleep(0.2)
        except processes.Stopped:
            stopping.set()
            lanes.shutdown(wait=False, cancel_futures=True)
            processes.end_everything(patience=5)
            raise
    for job in jobs:
        job.result()


stopping = threading.Event()


def run(phase: Phase, folder: Path) -> None:
    progress(f"{phase.name} …")
    began, data = time.monotonic(), folder / f"data-{phase.name}"
    data.mkdir()
    env = {**os.environ, "LIAISON_DATA": str(data), "LIAISON_DATABASE_URL": "", "LIAISON_BROKER_URL": "", **phase.env}
    codes = [call(argv, env, phase) for argv in phase.commands if not stopping.is_set()]
    phase.seconds, phase.ok = time.monotonic() - began, not any(codes)
    if phase.is_pytest:
        count(phase, code=max(codes, default=1))
    if not stopping.is_set():
        report(phase)


def call(argv: list[str], env: dict[str, str], phase: Phase) -> int:
    with phase.log.open("a") as log:
        log.write("$ " + " ".join(argv) + "\n")
        log.flush()
        process = subprocess.Popen(
            argv, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except ChildProcessError:  # ended with everything else
            return 1
    phase.processor += usage.ru_utime + usage.ru_stime
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode


def count(phase: Phase, code: int) -> None:
    """What pytest itself wrote down. Without that file, or with no test found, the run counts as failed."""
    suites = ElementTree.parse(phase.results).getroot().iter("testsuite") if phase.results.is_file() else ()
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        phase.failed += bad
        phase.skipped += skipped
        phase.passed += int(suite.get("tests", 0)) - bad - skipped
    if code and not phase.failed:
        phase.failed = 1


def report(phase: Phase) -> None:
    tests_text = f", {phase.passed} passed, {phase.failed} failed" if phase.is_pytest else ""
    tests_text += f", {phase.skipped} skipped" if phase.skipped else ""
    progress(f"{phase.name}: {'ok' if phase.ok else 'FAILED'} ({phase.seconds:.1f} s{tests_text})")
    if not phase.ok:
        lines = phase.log.read_text(errors="replace").rstrip().splitlines()
        print("\n".join(f"    {line}" for line in lines[-SHOWN_LINES:]), flush=True)


def summary(phases: list[Phase]) -> int:
    """The table, and one closing line; a phase that is no test run counts as one failure when it fails."""
    print()
    for phase in phases:
        tests_text = f"{phase.passed:5} passed {phase.failed:3} failed" if phase.is_pytest else ""
        times = f"{phase.seconds:6.1f} s (computing {phase.processor:6.1f} s)"
        print(f"{'ok    ' if phase.ok else 'FAILED'}  {phase.name:14} {times}  {tests_text}".rstrip())
    broken = [phase for phase in phases if not phase.ok]
    if broken:
        print(text(f"日志在 {LOGS}", f"Logs are in {LOGS}"))
    passed = sum(phase.passed for phase in phases)
    failed = sum(max(phase.failed, not phase.ok) for phase in phases)
    skipped = sum(phase.skipped for phase in phases)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
