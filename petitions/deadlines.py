"""By when a step of a case is due, and why on that day. Pure: no database, no clock.

The day of the event that starts a period is not counted; the last day of the period is the due day, in full. A pause
moves the end by as many days as it lasted (in the unit of the limit), so that a clock that stands still never runs
out.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from core.workdays import WorkCalendar

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How long a step may take: `days` working or calendar days, by an article of a regulation.

    `most_extension` is how many days may be added once, with the approval of another person (0: none).
    """

    code: str
    days: int
    is_working: bool = False
    article: str = ""
    most_extension: int = 0


@dataclass(frozen=True)
class Pause:
    """Days on which a clock stands still (both included); `end` None: it still does."""

    start: datetime.date
    end: datetime.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Deadline:
    """`due` is None while the clock stands still. `moved` is the number of days that pauses have added."""

    start: datetime.date
    days: int
    is_working: bool
    due: datetime.date | None
    moved: int = 0
    extension: int = 0
    skipped: tuple[datetime.date, ...] = ()


def due_of(
    start: datetime.date,
    limit: Limit,
    *,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: int = 0,
) -> Deadline:
    """The deadline of a step that began with an event on `start`.

    `skipped` holds the days off that a limit in working days passed over. Raises ValueError for a negative limit.
    """
    if limit.days < 0 or extension < 0:
        raise ValueError("A limit is not negative.")
    pauses = tuple(pauses)
    if any(pause.end is None for pause in pauses):
        return Deadline(start, limit.days, limit.is_working, None, extension=extension)
    still = _days_of(pauses)
    counted, day, moved, skipped = 0, start, 0, []
    while counted < limit.days + extension:
        day += ONE_DAY
        if day in still:
            moved += 1
        elif limit.is_working and not calendar.is_workday(day):
            skipped.append(day)
        else:
            counted += 1
    return Deadline(start, limit.days, limit.is_working, day, moved, extension, tuple(skipped))


def _days_of(pauses: Iterable[Pause]) -> frozenset[datetime.date]:
    days: set[datetime.date] = set()
    for pause in pauses:
        end = pause.end or pause.start
        days.update(pause.start + ONE_DAY * n for n in range((end - pause.start).days + 1))
    return frozenset(days)


def is_late(due: datetime.date | None, *, done: datetime.date | None, on: datetime.date) -> bool:
    """Whether a step was done after its due day, or is not done and that day is over."""
    return due is not None and (done or on) > due
