"""Whose turn it is on a rota. Pure: no database, no clock.

The people stand in line; whoever had a turn goes to its end. So nobody has a second turn before all who could had one,
and among those who were always there the numbers of turns in any run of days differ by one at most. Who is away is
passed over, stays where they stand, and comes next when back.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

IsAway = Callable[[int, datetime.date], bool]


@dataclass(frozen=True, order=True)
class Opening:
    """A place to be filled: a day, and which of the places on that day."""

    day: datetime.date
    seat: int = 1


def line_up(people: Sequence[int], before: Iterable[int]) -> list[int]:
    """The people as they stand when an order is set: who had no turn yet in the round that is going on, then the
    others, both as the new order says. `before`: the turns up to then, oldest first."""
    had: set[int] = set()
    for person in before:
        if person in people:
            had = {person} if person in had else had | {person}
            had = set() if had.issuperset(people) else had
    return [*(p for p in people if p not in had), *(p for p in people if p in had)]


def behind(queue: Sequence[int], person: int, *, fair: bool) -> list[int]:
    """The queue after the person's turn. Not fair: whoever stood before them and was away goes to the end, too."""
    place = queue.index(person)
    waiting = list(queue[:place])
    return [*waiting, *queue[place + 1 :], person] if fair else [*queue[place + 1 :], *waiting, person]


def allot(
    people: Sequence[int],
    turns: Iterable[int],
    openings: Iterable[Opening],
    is_away: IsAway,
    *,
    before: Iterable[int] = (),
    fair: bool = True,
) -> dict[Opening, int | None]:
    """Whose turn each opening is; None where everybody is away. Nobody has two places on one day.

    `people` in the order of the rota; `before`: whose turn it was before this order was set, `turns`: since then, both
    oldest first. Going on after some of the openings, with their turns behind those that were, gives the same rest.
    """
    people = list(dict.fromkeys(people))
    queue = line_up(people, before)
    for person in turns:
        if person in people:
            queue = behind(queue, person, fair=fair)
    allotted: dict[Opening, int | None] = {}
    day, todays = None, set[int]()
    for opening in sorted(set(openings)):
        if opening.day != day:
            day, todays = opening.day, set()
        free = (p for p in queue if p not in todays and not is_away(p, opening.day))
        chosen = next(free, None)
        allotted[opening] = chosen
        if chosen is not None:
            todays.add(chosen)
            queue = behind(queue, chosen, fair=fair)
    return allotted
