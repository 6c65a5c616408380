"""Whoever reckons with working days registers here: what another calendar would move, and moving it.

What is owed stands on a floor above and may not be imported.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from core.workdays import WorkCalendar


@dataclass(frozen=True)
class Shift:
    """A stretch of days that another calendar moves. `before` or `after` is "" where there is none."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Effect:
    """What loading a year would do: how many windows move, how many rows there are for them, the first few."""

    windows: int
    rows: int
    shifts: list[Shift]


# (calendar now, calendar then, year, on) → what would move.
Preview = Callable[[WorkCalendar, WorkCalendar, int, datetime.date], Effect]
# (year, at, on): in the transaction that loaded the year.
Follow = Callable[[int, datetime.datetime, datetime.date], None]
_watchers: list[tuple[Preview, Follow]] = []


def register(preview: Preview, follow: Follow) -> None:
    if (preview, follow) not in _watchers:
        _watchers.append((preview, follow))


def effect(before: WorkCalendar, after: WorkCalendar, year: int, *, on: datetime.date) -> Effect:
    """All that the watchers say, as one."""
    found = [preview(before, after, year, on) for preview, _follow in _watchers]
    return Effect(
        sum(one.windows for one in found), sum(one.rows for one in found), [s for one in found for s in one.shifts]
    )


def follow(year: int, *, at: datetime.datetime, on: datetime.date) -> None:
    for _preview, follower in _watchers:
        follower(year, at, on)
