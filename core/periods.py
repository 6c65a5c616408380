"""Stretches of days that people reckon in: week, ten days (旬), month, quarter, half-year, year. Pure."""

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ONE_DAY = datetime.timedelta(days=1)
KIND_NAMES = {
    "week": gettext_lazy("周"),
    "ten_days": gettext_lazy("旬"),
    "month": gettext_lazy("月"),
    "quarter": gettext_lazy("季度"),
    "half_year": gettext_lazy("半年"),
    "year": gettext_lazy("年"),
}
# Those that are made of whole months.
OF_MONTHS = ("month", "quarter", "half_year", "year")


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both included. `kind` is a key of KIND_NAMES, or "own" for any other stretch."""

    start: datetime.date
    end: datetime.date
    kind: str = "own"

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """Its name in the user's language, e.g. 2026年第4季度."""
        return _LABELS.get(self.kind, _own_label)(self)

    @property
    def next(self) -> "Period":
        """The one that begins on the day after; for an own stretch, one of as many days."""
        return self._neighbour(self.end + ONE_DAY, self.end + ONE_DAY * self.days)

    @property
    def previous(self) -> "Period":
        """The one that ends on the day before; for an own stretch, one of as many days."""
        return self._neighbour(self.start - ONE_DAY * self.days, self.start - ONE_DAY)

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def _neighbour(self, start: datetime.date, end: datetime.date) -> "Period":
        if self.kind == "own":
            return Period(start, end)
        return containing(self.kind, end if end < self.start else start)


def week(day: datetime.date) -> Period:
    """Monday to Sunday."""
    monday = day - ONE_DAY * day.weekday()
    return Period(monday, monday + ONE_DAY * 6, "week")


def ten_days(day: datetime.date) -> Period:
    """旬: 1st–10th, 11th–20th, 21st to the end of the month."""
    first = min((day.day - 1) // 10, 2) * 10 + 1
    last = first + 9 if first < 21 else _last_day(day.year, day.month)
    return Period(day.replace(day=first), day.replace(day=last), "ten_days")


def month(day: datetime.date) -> Period:
    return _months(day, 1, "month")


def quarter(day: datetime.date) -> Period:
    return _months(day, 3, "quarter")


def quarter_number(day: datetime.date) -> int:
    """Which of the four quarters of its year the day lies in."""
    return (day.month + 2) // 3


def half_year(day: datetime.date) -> Period:
    return _months(day, 6, "half_year")


def year(day: datetime.date) -> Period:
    return _months(day, 12, "year")


def containing(kind: str, day: datetime.date) -> Period:
    """The period of a kind (a key of KIND_NAMES) that `day` lies in. Raises KeyError for another kind."""
    return _MAKERS[kind](day)


def named(start: datetime.date, end: datetime.date) -> Period:
    """The stretch as the month, quarter, half-year or year that it is, else as one of its own. ValueError: ends before
    it starts."""
    wholes = (containing(kind, start) for kind in OF_MONTHS)
    return next((period for period in wholes if (period.start, period.end) == (start, end)), Period(start, end))


def a_year_before(period: Period) -> Period:
    """The same days of the year before; 29 February has 28 February as its like."""
    start, end = _a_year_back(period.start), _a_year_back(period.end)
    whole = period.kind in OF_MONTHS
    return containing(period.kind, start) if whole else Period(start, end)


def _a_year_back(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year - 1, day=min(day.day, _last_day(day.year - 1, day.month)))


def tile(kind: str, start: datetime.date, end: datetime.date) -> list[Period]:
    """All periods of a kind that have a day between `start` and `end`, in order."""
    periods = [containing(kind, start)]
    while periods[-1].end < end:
        periods.append(periods[-1].next)
    return periods


def _months(day: datetime.date, length: int, kind: str) -> Period:
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    start = datetime.date(day.year, first, 1)
    return Period(start, datetime.date(day.year, last, _last_day(day.year, last)), kind)


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _week_label(period: Period) -> str:
    iso = period.start.isocalendar()
    return _("%(year)d年第%(number)d周") % {"year": iso.year, "number": iso.week}


def _ten_days_label(period: Period) -> str:
    names = {1: _("%(year)d年%(month)d月上旬"), 11: _("%(year)d年%(month)d月中旬"), 21: _("%(year)d年%(month)d月下旬")}
    return names[period.start.day] % {"year": period.start.year, "month": period.start.month}


def _month_label(period: Period) -> str:
    return _("%(year)d年%(month)d月") % {"year": period.start.year, "month": period.start.month}


def _quarter_label(period: Period) -> str:
    return _("%(year)d年第%(number)d季度") % {"year": period.start.year, "number": quarter_number(period.start)}


def _half_year_label(period: Period) -> str:
    text = _("%(year)d年上半年") if period.start.month == 1 else _("%(year)d年下半年")
    return text % {"year": period.start.year}


def _year_label(period: Period) -> str:
    return _("%(year)d年") % {"year": period.start.year}


def _own_label(period: Period) -> str:
    return _("%(start)s至%(end)s") % {"start": period.start.isoformat(), "end": period.end.isoformat()}


_MAKERS: dict[str, Callable[[datetime.date], Period]] = {
    "week": week,
    "ten_days": ten_days,
    "month": month,
    "quarter": quarter,
    "half_year": half_year,
    "year": year,
}
_LABELS: dict[str, Callable[[Period], str]] = {
    "week": _week_label,
    "ten_days": _ten_days_label,
    "month": _month_label,
    "quarter": _quarter_label,
    "half_year": _half_year_label,
    "year": _year_label,
}
