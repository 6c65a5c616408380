"""Whoever must know that a log changed registers here; called inside the transaction that changes it.

Duties stand on a floor above and may not be imported; they register when the project starts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visits.models import VisitLog


@dataclass(frozen=True)
class Span:
    """What a log touched before a change: its days, cadres, unit and targets; empty for a new log."""

    first_day: datetime.date
    last_day: datetime.date
    cadre_ids: frozenset[int]
    unit_id: int
    target_keys: frozenset[int]


Listener = Callable[["VisitLog", Span | None], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """`listener(log, before)`: `before` is None for a new log. An exception undoes the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def log_changed(log: "VisitLog", before: Span | None) -> None:
    for listener in _listeners:
        listener(log, before)
