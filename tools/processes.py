"""Processes that must not outlive the script that started them (Linux)."""

import ctypes
import os
import signal
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal asked the script to stop."""


def stop_on_signals() -> None:
    """Raises Stopped once in the main thread; later signals are ignored, so that cleaning up is not interrupted."""

    def stop(number: int, frame: object) -> None:
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def adopt_orphans() -> None:
    """Grandchildren whose parent died become our children, so that end_everything() finds them."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent() -> None:
    """For preexec_fn: the child is told to stop when this script is killed without a chance to clean up."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def end_with_parent_and_yield() -> None:
    """The same for work in the background: somebody who waits for a page goes first."""
    end_with_parent()
    os.nice(5)


def parents() -> dict[int, int]:
    """Every living process and its parent."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                found[int(folder.name)] = int(parent)
    return found


def descendants(of: int) -> list[int]:
    known, found, level = parents(), [], {of}
    while level:
        level = {pid for pid, parent in known.items() if parent in level}
        found += sorted(level)
    return found


def end_tree(pid: int, patience: float = 10) -> None:
    """Ends one child with all that it started."""
    _end([pid, *descendants(pid)], patience)


def end_everything(patience: float = 10) -> None:
    """Ends all that this script started, including what was started by what it started."""
    _end(descendants(os.getpid()), patience)


def _end(pids: list[int], patience: float) -> None:
    """SIGTERM, then SIGKILL for what is still there after `patience` seconds."""
    _signal(pids, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while _alive(pids) and time.monotonic() < deadline:
        _reap()
        time.sleep(0.05)
    _signal(_alive(pids), signal.SIGKILL)
    _reap()


def _alive(pids: list[int]) -> list[int]:
    known = parents()
    return [pid for pid in pids if pid in known]


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _reap() -> None:
    """Orphans that came to us; subprocess copes with a child whose exit code is already gone."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
