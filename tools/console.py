"""What the scripts say, and the commands they run: steps with seconds, a full log, a reason when one fails.

Standard library only: this runs before anything is installed.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from processes import end_tree

ROOT = Path(__file__).resolve().parent.parent
CHINESE = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "").startswith("zh")
STARTED = time.monotonic()
HEARTBEAT_SECONDS = 10
REASON_LINES = 12
NEARLY_FULL_BYTES = 1_000_000


def text(chinese: str, english: str) -> str:
    return chinese if CHINESE else english


def say(chinese: str, english: str) -> None:
    print(text(chinese, english), flush=True)


def progress(line: str) -> None:
    # One write: two phases may have something to say at the same moment.
    print(f"[{time.monotonic() - STARTED:6.1f} s] {line}\n", end="", flush=True)


class Refused(Exception):
    """Nothing was started, and the message says what to do."""


class StepFailed(Exception):
    """A step broke off; `reason` is the end of what it said, `log` where all of it is (default: the set-up's log)."""

    def __init__(self, title: str, reason: str, log: Path | None = None):
        super().__init__(title)
        self.title, self.reason, self.log = title, reason, log


class Steps:
    """Runs the steps one after another and writes everything they say into one log file."""

    def __init__(self, log: Path):
        self.log = log
        self.title = ""
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("")

    @contextmanager
    def step(self, chinese: str, english: str) -> Iterator[None]:
        self.title, began = text(chinese, english), time.monotonic()
        progress(f"{self.title} …")
        try:
            yield
        except OSError as problem:
            raise StepFailed(self.title, str(problem)) from problem
        progress(text(f"{self.title}：完成，{_since(began)} 秒", f"{self.title}: done in {_since(began)} s"))

    def command(self, *argv: str | Path, env: Mapping[str, str] | None = None, keep_output: bool = False) -> str:
        """Runs one command from the project's folder; returns its standard output where `keep_output` asks for it.

        What is kept is not written into the log: it may hold passwords. Raises StepFailed.
        """
        with self.log.open("a") as log:
            log.write("$ " + " ".join(map(str, argv)) + "\n")
            log.flush()
            return self._run([str(part) for part in argv], env, keep_output, log)

    def _run(self, argv: list[str], env: Mapping[str, str] | None, keep_output: bool, log) -> str:
        try:
            process = subprocess.Popen(
                argv,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if keep_output else log,
                stderr=log,
                text=True,
            )
        except OSError as problem:
            raise StepFailed(self.title, f"{argv[0]}: {problem.strerror}") from problem
        try:
            kept = self._wait(process)
        except BaseException:
            end_tree(process.pid)
            raise
        if process.returncode:
            raise StepFailed(self.title, self._reason(kept, process.returncode))
        return kept

    def _wait(self, process: subprocess.Popen) -> str:
        kept: list[str] = []
        reader = threading.Thread(target=lambda: kept.extend(process.stdout or ()), daemon=True)
        if process.stdout:
            reader.start()
        while True:
            try:
                process.wait(HEARTBEAT_SECONDS)
                break
            except subprocess.TimeoutExpired:
                progress(f"  {self.title} … {self._last_line()}")
        if process.stdout:
            reader.join()
        return "".join(kept)

    def _last_line(self) -> str:
        """What the command said last; the line with the command itself tells a user nothing."""
        line = _tail(self.log, 1).strip()[:90]
        return "" if line.startswith("$ ") else line

    def _reason(self, kept: str, code: int) -> str:
        said = kept.strip().splitlines()[-REASON_LINES:] or _tail(self.log, REASON_LINES).splitlines()
        # Of a Python traceback, what went wrong; where it did stands in the log.
        plain = [line for line in said if line.strip() and not line.startswith((" ", "Traceback", "$ "))]
        return "\n".join([*(plain or said), f"({text('退出码', 'exit code')} {code})"])


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f}"


def _tail(path: Path, lines: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8000))
        return "\n".join(file.read().decode(errors="replace").strip().splitlines()[-lines:])


def tail(path: Path, lines: int = REASON_LINES) -> str:
    return _tail(path, lines) if path.is_file() else ""


def fail(problem: StepFailed, log: Path) -> int:
    """Says which step broke off, why, and where the whole story is."""
    say(f"\n“{problem.title}”这一步失败：", f"\nThe step “{problem.title}” failed:")
    print("\n".join(f"    {line}" for line in problem.reason.splitlines()))
    if shutil.disk_usage(log.parent).free < NEARLY_FULL_BYTES:
        say(f"{log.parent} 所在磁盘已满。", f"The disk of {log.parent} is full.")
    say(f"完整日志：{problem.log or log}", f"The full log: {problem.log or log}")
    return 1


def utf8_output() -> None:
    """Chinese text must not break the script on a terminal that claims to be ASCII."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
