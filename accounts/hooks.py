"""Whoever must know that the organisation changed registers here; called inside the transaction that changes it.

What is owed follows from posts, groups, leave, secondment, supervision and the organisation's own days. Duties stand on
a floor above and may not be imported.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

# For a change that no day is known of (a cadre turns out to be a Party member): it was so all along.
EVER = datetime.date(1900, 1, 1)


@dataclass(frozen=True)
class Change:
    """Who is touched, from the first day on which something differs.

    `unit_ids`: units whose people changed. `path`: everybody and everything in that part of the tree. `only_days`: not
    the people changed but the days that hold for them (periods, festivals).
    """

    first_day: datetime.date
    cadre_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    path: str = ""
    only_days: bool = False


Listener = Callable[[Change], None]
_listeners: list[Listener] = []
# (keys of cadres): their name or telephone number was changed, from which no duty follows.
FactsListener = Callable[[frozenset[int]], None]
_facts_listeners: list[FactsListener] = []


def register(listener: Listener) -> None:
    """`listener(change)`; an exception undoes the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def register_facts(listener: FactsListener) -> None:
    if listener not in _facts_listeners:
        _facts_listeners.append(listener)


def facts_changed(cadres: Iterable[Any]) -> None:
    """Tell the listeners that what is written of these people was changed."""
    keys = _keys(cadres)
    for listener in _facts_listeners:
        listener(keys)


def changed(
    *, first_day: datetime.date, cadres: Iterable[Any] = (), units: Iterable[Any] = (), groups: Iterable[Any] = ()
) -> None:
    """Tell the listeners about these people, units and groups."""
    _tell(Change(first_day, _keys(cadres), _keys(units), _keys(groups)))


def tree_changed(path: str, *, first_day: datetime.date = EVER) -> None:
    """Tell the listeners that units under the path were set up, moved, renamed or closed.

    Where a unit lies decides about registers and rollups elsewhere too: callers give the root's path when one moves.
    """
    _tell(Change(first_day, path=path))


def days_changed(path: str, *, first_day: datetime.date = EVER) -> None:
    """Tell the listeners that periods or festivals that hold under the path changed."""
    _tell(Change(first_day, path=path, only_days=True))


def _keys(things: Iterable[Any]) -> frozenset[int]:
    return frozenset(thing.pk for thing in things)


def _tell(change: Change) -> None:
    for listener in _listeners:
        listener(change)
