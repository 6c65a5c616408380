"""Reads over the core rows."""

import datetime
from dataclasses import dataclass

from core.calendar_days import AnnouncedDay
from core.models import CalendarDay, CalendarYear
from core.workdays import ONE_DAY, WorkCalendar

Stamp = tuple[tuple[int, datetime.datetime], ...]
_cached: tuple[Stamp, WorkCalendar] | None = None


def load_work_calendar() -> WorkCalendar:
    """The working days of the organisation.

    Kept in the process. One small query (the years and when each was loaded) tells whether another process has
    loaded days since; only then are the days read again.
    """
    global _cached
    stamp = tuple(CalendarYear.objects.order_by("year").values_list("year", "loaded_at"))
    if _cached is None or _cached[0] != stamp:
        _cached = stamp, _read_calendar(stamp)
    return _cached[1]


def forget_work_calendar() -> None:
    """Have the days read again at the next call. Called by the action that changes them."""
    global _cached
    _cached = None


@dataclass(frozen=True)
class DayChange:
    """A day that a new calendar would turn from working day to day off, or the other way round."""

    day: datetime.date
    becomes_workday: bool
    name: str


def calendar_changes(year: int, days: list[AnnouncedDay]) -> list[DayChange]:
    """What loading `days` for `year` would change, day by day, against what counts now."""
    now, then = load_work_calendar(), with_days(WorkCalendar(), year, days)
    names = {entry.day: entry.name for entry in days}
    first = datetime.date(year, 1, 1)
    every_day = [first + ONE_DAY * n for n in range((datetime.date(year, 12, 31) - first).days + 1)]
    return [
        DayChange(day, then.is_workday(day), names.get(day, ""))
        for day in every_day
        if now.is_workday(day) != then.is_workday(day)
    ]


def calendars_around(year: int, days: list[AnnouncedDay]) -> tuple[WorkCalendar, WorkCalendar]:
    """The calendar that counts now, and the one that would count with these days of the year."""
    now = load_work_calendar()
    return now, with_days(_without(now, year), year, days)


def _without(calendar: WorkCalendar, year: int) -> WorkCalendar:
    return WorkCalendar(
        off=frozenset(day for day in calendar.off if day.year != year),
        working=frozenset(day for day in calendar.working if day.year != year),
        years=calendar.years - {year},
    )


def with_days(calendar: WorkCalendar, year: int, days: list[AnnouncedDay]) -> WorkCalendar:
    """`calendar` with one year more."""
    return WorkCalendar(
        off=calendar.off | {entry.day for entry in days if entry.is_off},
        working=calendar.working | {entry.day for entry in days if not entry.is_off},
        years=calendar.years | {year},
    )


def _read_calendar(stamp: Stamp) -> WorkCalendar:
    if not stamp:
        return WorkCalendar()
    days = list(CalendarDay.objects.values_list("day", "is_off"))
    return WorkCalendar(
        off=frozenset(day for day, is_off in days if is_off),
        working=frozenset(day for day, is_off in days if not is_off),
        years=frozenset(year for year, _at in stamp),
    )
