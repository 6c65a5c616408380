"""Whoever must know that pairings changed registers here; called inside the transaction that changes them.

What is owed follows from who holds whom. Duties stand on a floor above and may not be imported.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contacts.models import Pairing


@dataclass(frozen=True)
class PairingChange:
    """Whose pairings changed, and the first day on which something differs. `unit_ids`: held in a unit's own name."""

    first_day: datetime.date
    cadre_ids: frozenset[int]
    unit_ids: frozenset[int]


Listener = Callable[[PairingChange], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """`listener(change)`; an exception undoes the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def pairings_changed(pairings: Iterable["Pairing"], *, first_day: datetime.date) -> None:
    """Tell the listeners about these pairings, in force or just ended; nothing is told about none."""
    rows = list(pairings)
    if not rows:
        return
    change = PairingChange(
        first_day=first_day,
        cadre_ids=frozenset(row.cadre_id for row in rows if row.cadre_id),
        unit_ids=frozenset(row.unit_id for row in rows if not row.cadre_id),
    )
    for listener in _listeners:
        listener(change)
