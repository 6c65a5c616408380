"""Which days are worked. Pure: no database, no clock."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

ONE_DAY = datetime.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Weekdays that are off, weekend days that are worked (调休), and the years for which both are known.

    In a year that is not known Monday to Friday are worked; what is computed in it is provisional.
    """

    off: frozenset[datetime.date] = frozenset()
    working: frozenset[datetime.date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_workday(self, day: datetime.date) -> bool:
        if day in self.working:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def is_provisional(self, year: int) -> bool:
        """Whether the days off of this year were never loaded, so that a date in it may still move."""
        return year not in self.years

    def next_workday(self, day: datetime.date) -> datetime.date:
        """`day` itself when it is worked, else the first working day after it."""
        return next(d for d in _days(day, ONE_DAY) if self.is_workday(d))

    def previous_workday(self, day: datetime.date) -> datetime.date:
        """`day` itself when it is worked, else the last working day before it."""
        return next(d for d in _days(day, -ONE_DAY) if self.is_workday(d))

    def add_workdays(self, day: datetime.date, count: int) -> datetime.date:
        """The `count`-th working day after `day`, which itself does not count; backwards for a negative count.

        0 gives `day`, worked or not.
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        for _done in range(abs(count)):
            day = next(d for d in _days(day + step, step) if self.is_workday(d))
        return day

    def workdays_between(self, start: datetime.date, end: datetime.date) -> int:
        """How many days from `start` to `end`, both included, are worked; 0 when `end` is before `start`."""
        return sum(self.is_workday(start + ONE_DAY * n) for n in range((end - start).days + 1))


def _days(first: datetime.date, step: datetime.timedelta) -> Iterator[datetime.date]:
    while True:
        yield first
        first += step
