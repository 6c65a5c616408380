"""Whoever must know that pairings changed registers here; called inside the transaction that changes them.

What is owed follows from who holds whom. Duties stand on a floor above and may not be imported.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contacts.models import HelpPlan, Pairing


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
    _tell([(row.cadre_id, row.unit_id) for row in pairings], first_day)


def plans_changed(plans: Iterable["HelpPlan"], *, first_day: datetime.date, before: int | None = None) -> None:
    """The same for help plans, which are owed as pairings are. `before`: the key of the cadre who had them."""
    rows = [(plan.cadre_id, plan.unit_id) for plan in plans]
    _tell([*rows, *((before, unit_id) for _cadre, unit_id in rows if before)], first_day)


def _tell(rows: list[tuple[int | None, int]], first_day: datetime.date) -> None:
    """Rows of (cadre, unit); what has no cadre is held in the unit's own name."""
    if not rows:
        return
    change = PairingChange(
        first_day=first_day,
        cadre_ids=frozenset(cadre for cadre, _unit in rows if cadre),
        unit_ids=frozenset(unit for cadre, unit in rows if not cadre),
    )
    for listener in _listeners:
        listener(change)
