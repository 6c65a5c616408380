"""What floors above add to a visit log; they may not be imported here, so they register when the project starts.

Listeners are told that a log changed, inside the transaction that changes it. Checks say what a log breaks
(R1.11: travel light); a breach is shown on the log, never hidden, and never keeps it from being saved.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from visits.models import VisitLog


@dataclass(frozen=True)
class Span:
    """What a log touched before a change: its kind (the code), days, cadres, unit and targets; None for a new log."""

    kind: str
    first_day: datetime.date
    last_day: datetime.date
    cadre_ids: frozenset[int]
    unit_id: int
    target_keys: frozenset[int]


@dataclass(frozen=True)
class Flag:
    """One breach on one log: `code` of the rule, and `text` for the reader (which clause, what was recorded)."""

    code: str
    text: str


@dataclass(frozen=True)
class Moved:
    """Something that a log moves on (a duty): its name and page, how far it is now, and its state as a word."""

    label: str
    url: str
    progress: str
    state: str
    tone: str


Listener = Callable[["VisitLog", Span | None], None]
Mover = Callable[["VisitLog", "User", datetime.date], list[Moved]]
Check = Callable[[Sequence["VisitLog"]], Mapping[int, list[Flag]]]
_listeners: list[Listener] = []
_checks: list[Check] = []
_movers: list[Mover] = []


def register(listener: Listener) -> None:
    """`listener(log, before)`: `before` is None for a new log. An exception undoes the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def log_changed(log: "VisitLog", before: Span | None) -> None:
    for listener in _listeners:
        listener(log, before)


def register_check(check: Check) -> None:
    """`check(logs)` returns what each of them breaks, by the log's key. It is asked once for a whole list, so that it
    may read its rules; `kind`, `unit`, participants, targets and matters of the logs are fetched already."""
    if check not in _checks:
        _checks.append(check)


def flags(log: "VisitLog") -> list[Flag]:
    """Everything that the registered checks find on this log; a withdrawn one has none."""
    return _found([log]).get(log.pk, [])


def flag_all(logs: Sequence["VisitLog"]) -> None:
    """Give each log its `flags`, for a template."""
    found = _found(logs)
    for log in logs:
        log.flags = found.get(log.pk, [])  # type: ignore[attr-defined]


def _found(logs: Sequence["VisitLog"]) -> dict[int, list[Flag]]:
    recorded = [log for log in logs if log.state == "recorded"]
    found: dict[int, list[Flag]] = {}
    for check in _checks if recorded else ():
        for log_id, broken in check(recorded).items():
            found.setdefault(log_id, []).extend(broken)
    return found


def register_mover(mover: Mover) -> None:
    """`mover(log, user, on)` returns what the log moves on, as far as the user may see it."""
    if mover not in _movers:
        _movers.append(mover)


def moved(log: "VisitLog", user: "User", on: datetime.date) -> list[Moved]:
    """What a saved log has done for its cadres; nothing where it was withdrawn."""
    if log.state != "recorded":
        return []
    return [thing for mover in _movers for thing in mover(log, user, on)]
