"""The windows that a cadence opens between two days. Pure: no database, no clock.

A window belongs to the cadence by itself: asking for a longer stretch of days never moves or cuts a window.
"""

import calendar as months
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from accounts import shipped
from core.lunar import lunar_to_solar
from core.periods import Period, tile
from core.workdays import WorkCalendar
from duties.grammar import DAILY, HALF_MONTH, REST_DAY, WORKDAY, Cadence, MonthDay
from duties.spans import ONE_DAY, Span

LUNAR = shipped.LUNAR


# The number of the stretch that holds a day, and the day on which the stretch of a number begins.
Numbered = tuple[Callable[[datetime.date], int], Callable[[int], datetime.date]]


@dataclass(frozen=True)
class Feast:
    """A festival: month and day, of the lunar or of the solar year; `days_off` where no calendar is loaded."""

    month: int
    day: int
    basis: str = "fixed"
    days_off: int = 1
    major: bool = False

    def date(self, year: int) -> datetime.date:
        of = lunar_to_solar if self.basis == LUNAR else clipped
        return of(year, self.month, self.day)


# What holds where the organisation entered nothing of its own.
FEASTS: Mapping[str, Feast] = {
    code: Feast(month, day, basis, days_off, major)
    for code, _name, basis, month, day, days_off, major in shipped.FESTIVALS
}
SEASONS: Mapping[str, tuple[MonthDay, MonthDay]] = {code: (first, last) for code, _name, first, last in shipped.SEASONS}


@dataclass(frozen=True, order=True)
class Window:
    """The days in which something is to be done (both included). `due` is the last day in time."""

    start: datetime.date
    end: datetime.date
    due: datetime.date
    name: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Almanac:
    """What an organisation knows about its days: working days, festivals, own periods, special periods, events."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    feasts: Mapping[str, Feast] = field(default_factory=lambda: FEASTS)
    # By code: (first, last, whether it recurs every year on the same days).
    periods: Mapping[str, tuple[tuple[datetime.date, datetime.date, bool], ...]] = field(default_factory=dict)
    special: tuple[Span, ...] = ()
    # By name: the days of what happened (a secondment that ended, a meeting) to this subject.
    events: Mapping[str, tuple[datetime.date, ...]] = field(default_factory=dict)
    # The same of the one whom the duty is towards.
    target_events: Mapping[str, tuple[datetime.date, ...]] = field(default_factory=dict)
    # The day from which the rule holds: where `once` begins.
    since: datetime.date = datetime.date(2000, 1, 1)


def windows(cadences: Iterable[Cadence], reach: Span, almanac: Almanac) -> list[Window]:
    """All windows with a day in `reach`, in order, each once."""
    found = {window for cadence in cadences for window in _of_one(cadence, reach, almanac)}
    return sorted(window for window in found if window.span.cut(reach))


def _of_one(cadence: Cadence, reach: Span, almanac: Almanac) -> list[Window]:
    wide = Span(reach.start - ONE_DAY * cadence.strays, reach.end + ONE_DAY * cadence.strays)
    opened = [window for window in _MAKERS[cadence.kind](cadence, wide, almanac) if window.span.cut(wide)]
    if cadence.months:
        opened = [window for window in opened if window.start.month in cadence.months]
    if cadence.during:
        opened = _during(opened, cadence, wide, almanac)
    opened = [_moved(_edge(window, cadence, almanac), cadence, almanac) for window in opened]
    if cadence.special_period:
        opened = _denser(opened, cadence.special_period, reach, almanac)
    return [_with_due(window, cadence) for window in opened]


def _during(opened: list[Window], cadence: Cadence, reach: Span, almanac: Almanac) -> list[Window]:
    """What of the windows lies in the named periods; what lies outside them is not asked for."""
    periods = _periods(Cadence("periods", periods=cadence.during), reach, almanac)
    pairs = [(window, window.span.cut(period.span)) for period in periods for window in opened]
    return [Window(both.start, both.end, both.end, window.name) for window, both in pairs if both]


def _edge(window: Window, cadence: Cadence, almanac: Almanac) -> Window:
    """Its first or last days only, or the days right before or after it, where the cadence says so."""
    start, end = window.start, window.end
    if cadence.before_start:
        start, end = start - ONE_DAY * cadence.before_start, start - ONE_DAY
    if cadence.after_end:
        start, end = end + ONE_DAY, end + ONE_DAY * cadence.after_end
    if cadence.first_workdays:
        end = min(end, almanac.calendar.add_workdays(start - ONE_DAY, cadence.first_workdays))
    if cadence.first_days:
        end = min(end, start + ONE_DAY * (cadence.first_days - 1))
    if cadence.last_days:
        start = max(start, end - ONE_DAY * (cadence.last_days - 1))
    return window if (start, end) == (window.start, window.end) else Window(start, end, end, window.name)


def _moved(window: Window, cadence: Cadence, almanac: Almanac) -> Window:
    """What falls on a rest day, on the working day next to it where the cadence says so."""
    if not cadence.shift or almanac.calendar.is_workday(window.start):
        return window
    forward = cadence.shift == "next_workday"
    calendar = almanac.calendar
    return _one_day(calendar.next_workday(window.start) if forward else calendar.previous_workday(window.start))


def _denser(opened: list[Window], how: str, reach: Span, almanac: Almanac) -> list[Window]:
    """In a declared special period every day (week …) is a window; those that lie wholly in the period give way."""
    kept = [w for w in opened if not any(s.start <= w.start and w.end <= s.end for s in almanac.special)]
    found = [span for span in almanac.special if span.cut(reach)]
    kind = how.removeprefix("every_")
    return kept + [window for span in found for window in _tiled(kind, span)]


def _tiled(kind: str, span: Span) -> Iterator[Window]:
    """Days, weeks or months within a stretch; those at its ends are as long as they lie in it."""
    if kind == DAILY:
        yield from (_one_day(day) for day in span.days())
        return
    for period in tile(kind, span.start, span.end):
        if both := Span(period.start, period.end).cut(span):
            yield Window(both.start, both.end, both.end)


def _with_due(window: Window, cadence: Cadence) -> Window:
    if cadence.due_after_days is None:
        return window
    due = min(window.start + ONE_DAY * cadence.due_after_days, window.end)
    return Window(window.start, window.end, due, window.name)


def clipped(year: int, month: int, day: int) -> datetime.date:
    """The day of the month, or the month's last day where the month is shorter (30 in February: 28 or 29)."""
    return datetime.date(year, month, min(day, months.monthrange(year, month)[1]))


def _one_day(day: datetime.date, name: str = "") -> Window:
    return Window(day, day, day, name)


def _years(reach: Span) -> range:
    """The years of the reach and one more on each side: windows near New Year belong to the next year's festival."""
    return range(reach.start.year - 1, reach.end.year + 2)


def _months(reach: Span) -> Iterator[tuple[int, int]]:
    for number in range(reach.start.year * 12 + reach.start.month - 1, reach.end.year * 12 + reach.end.month):
        yield number // 12, number % 12 + 1


def _every(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    if cadence.together > 1:
        return _together(cadence, reach)
    if cadence.every in (DAILY, WORKDAY, REST_DAY):
        worked = cadence.every == WORKDAY
        days = (d for d in reach.days() if cadence.every == DAILY or almanac.calendar.is_workday(d) == worked)
        return (_one_day(day) for day in days)
    if cadence.every == HALF_MONTH:
        return (half for period in tile("month", reach.start, reach.end) for half in _halves(period))
    return (Window(p.start, p.end, p.end) for p in tile(cadence.every, reach.start, reach.end))


def _halves(month: Period) -> Iterator[Window]:
    """From the 1st to the 15th, and from the 16th on."""
    middle = month.start.replace(day=15)
    yield Window(month.start, middle, middle)
    yield Window(middle + ONE_DAY, month.end, month.end)


def _together(cadence: Cadence, reach: Span) -> Iterator[Window]:
    """Every two weeks, every three years …: stretches of `every`, so many at once."""
    number_of, start_of = _NUMBERED[cadence.every]
    size, first = cadence.together, number_of(cadence.since) if cadence.since else 0
    number = first + (number_of(reach.start) - first) // size * size
    while start_of(number) <= reach.end:
        end = start_of(number + size) - ONE_DAY
        yield Window(start_of(number), end, end)
        number += size


def _by_months(length: int) -> Numbered:
    """Stretches of so many months, numbered from the year 1."""
    return (
        lambda day: ((day.year - 1) * 12 + day.month - 1) // length,
        lambda number: datetime.date(number * length // 12 + 1, number * length % 12 + 1, 1),
    )


_NUMBERED: dict[str, Numbered] = {
    "day": (lambda day: day.toordinal(), datetime.date.fromordinal),
    # 1 January of the year 1 was a Monday.
    "week": (lambda day: (day.toordinal() - 1) // 7, lambda number: datetime.date.fromordinal(number * 7 + 1)),
    "month": _by_months(1),
    "quarter": _by_months(3),
    "half_year": _by_months(6),
    "year": _by_months(12),
}


def _nth_workday(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    """The first, second … or last working day of each month."""
    for year, month in _months(reach):
        last = months.monthrange(year, month)[1]
        days = [datetime.date(year, month, number) for number in range(1, last + 1)]
        days = [day for day in days if almanac.calendar.is_workday(day)]
        place = cadence.nth - 1 if cadence.nth > 0 else cadence.nth
        if -len(days) <= place < len(days):
            yield _one_day(days[place])


def _days_of_month(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    days = {clipped(year, month, day) for year, month in _months(reach) for day in cadence.days}
    return (_one_day(day) for day in sorted(days))


def _weekdays(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    return (_one_day(day) for day in reach.days() if day.weekday() in cadence.weekdays)


def _nth_weekday(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    for year, month in _months(reach):
        weeks = (week[cadence.weekdays[0]] for week in months.monthcalendar(year, month))
        days = [day for day in weeks if day]
        place = cadence.nth - 1 if cadence.nth > 0 else cadence.nth
        if -len(days) <= place < len(days):
            yield _one_day(datetime.date(year, month, days[place]))


def _festivals(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    codes = [code for code, feast in almanac.feasts.items() if feast.major] if cadence.festivals == ("major",) else None
    for code in cadence.festivals if codes is None else codes:
        for year in _years(reach):
            day = almanac.feasts[code].date(year)
            start, end = day - ONE_DAY * cadence.days_before, _festival_end(cadence, code, day, almanac)
            if start <= end:
                yield Window(start, end, end, code)


def _festival_end(cadence: Cadence, code: str, day: datetime.date, almanac: Almanac) -> datetime.date:
    if cadence.until == "eve":
        return day - ONE_DAY
    if cadence.until == "day":
        return day
    if almanac.calendar.is_provisional(day.year):
        return day + ONE_DAY * (almanac.feasts[code].days_off - 1)
    return _last_day_off(day, almanac.calendar)


def _last_day_off(day: datetime.date, calendar: WorkCalendar) -> datetime.date:
    """The end of the run of days off that holds `day`; the day itself where it is worked."""
    while not calendar.is_workday(day) and not calendar.is_workday(day + ONE_DAY):
        day += ONE_DAY
    return day


def _dates(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    for year in _years(reach):
        for month, day in cadence.dates:
            date = clipped(year, month, day)
            end = date - ONE_DAY if cadence.until == "eve" else date + ONE_DAY * cadence.days_after
            yield Window(date - ONE_DAY * cadence.days_before, end, end)


def _between(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    for first, last in cadence.between:
        yield from _yearly(first, last, reach)


def _yearly(first: MonthDay, last: MonthDay, reach: Span, name: str = "") -> Iterator[Window]:
    """The same days every year; a stretch whose end comes before its beginning runs over New Year."""
    for year in _years(reach):
        start, end = clipped(year, *first), clipped(year + (last < first), *last)
        yield Window(start, end, end, name)


def _periods(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    for code in cadence.periods:
        if code not in almanac.periods and code in SEASONS:
            yield from _yearly(*SEASONS[code], reach, code)
        for start, end, yearly in almanac.periods.get(code, ()):
            if yearly:
                found = _yearly((start.month, start.day), (end.month, end.day), reach, code)
                yield from (window for window in found if window.start >= start)
            else:
                yield Window(start, end, end, code)


def _once(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    end = cadence.by or almanac.since + ONE_DAY * cadence.days_within
    if almanac.since <= end:
        yield Window(almanac.since, end, end)


def _standing(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    """Owed at every moment; kept year by year, so that each year shows how it stood at its end."""
    return (Window(p.start, p.end, p.end) for p in tile("year", reach.start, reach.end))


def _event_days(cadence: Cadence, almanac: Almanac) -> tuple[datetime.date, ...]:
    return (almanac.target_events if cadence.of_target else almanac.events).get(cadence.event, ())


def _after_event(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    for day in _event_days(cadence, almanac):
        end = day + ONE_DAY * cadence.days_within
        if cadence.workdays_within:
            end = almanac.calendar.add_workdays(day, cadence.workdays_within)
        yield Window(day, end, end, cadence.event)


def _before_event(cadence: Cadence, reach: Span, almanac: Almanac) -> Iterator[Window]:
    for day in _event_days(cadence, almanac):
        end = day - ONE_DAY * cadence.days_before
        if cadence.workdays_before:
            end = almanac.calendar.add_workdays(day, -cadence.workdays_before)
        yield Window(end - ONE_DAY * cadence.days_within, end, end, cadence.event)


_MAKERS: dict[str, Callable[[Cadence, Span, Almanac], Iterable[Window]]] = {
    "every": _every,
    "days_of_month": _days_of_month,
    "weekdays": _weekdays,
    "nth_weekday": _nth_weekday,
    "nth_workday": _nth_workday,
    "festivals": _festivals,
    "dates": _dates,
    "between": _between,
    "periods": _periods,
    "once": _once,
    "standing": _standing,
    "after_event": _after_event,
    "before_event": _before_event,
}
