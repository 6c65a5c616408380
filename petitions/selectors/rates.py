"""The three rates of a unit and quarter: what they are of, and the counts. Computed from the records, or read off the
snapshot once the quarter was closed. Nothing is counted against a unit for the number of its petitions."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.periods import quarter_number
from petitions.models import Case, Clock, ClockState, ExclusionState, RateExclusion, RateKind, RateSnapshot, Rating

DEFINITIONS = {
    RateKind.RESPONSE: _(
        "本季度内到期的“登记后转送、交办”和“告知是否受理”（《信访工作条例》第二十二、二十三条）中，在期限当日或者之前完成的所占比例。"
    ),
    RateKind.SOLUTION: _(
        "本季度内办理期限到期的信访事项中，在期限（含经批准的延期，扣除中止的天数）当日或者之前送达处理意见或者答复的所占比例。"
    ),
    RateKind.SATISFACTION: _(
        "信访人在本季度内评价的信访事项中，最近一次评价为满意或者基本满意的所占比例。没有评价的不计入。"
    ),
}
# What is owed in time, by rate.
CODES = {RateKind.RESPONSE: ("route", "say_acceptance"), RateKind.SOLUTION: ("finish",)}
GOOD = ("satisfied", "basically")


@dataclass(frozen=True)
class RateCount:
    """`met` of `due`; `percent` None where nothing was due."""

    kind: str
    due: int
    met: int

    @property
    def label(self) -> str:
        return str(RateKind(self.kind).label)

    @property
    def definition(self) -> str:
        return str(DEFINITIONS[RateKind(self.kind)])

    @property
    def percent(self) -> float | None:
        return round(100 * self.met / self.due, 1) if self.due else None


@dataclass(frozen=True)
class Rates:
    """The three rates of a unit. `is_frozen`: read off the snapshot; what happens afterwards changes them no more."""

    unit: Unit
    year: int
    quarter: int
    counts: tuple[RateCount, ...]
    excluded: int
    is_frozen: bool


def quarter_of(day: datetime.date) -> tuple[int, int]:
    return day.year, quarter_number(day)


def days_of(year: int, quarter: int) -> tuple[datetime.date, datetime.date]:
    """First and last day. Raises ValueError for a quarter that is none."""
    first = datetime.date(year, 3 * quarter - 2, 1)
    after = datetime.date(year + quarter // 4, 3 * (quarter % 4) + 1, 1)
    return first, after - datetime.timedelta(days=1)


def rates_of(units: Iterable[Unit], year: int, quarter: int) -> list[Rates]:
    """The rates of each unit by itself (not of what lies below it), in the order given. A fixed number of queries."""
    units = list(units)
    frozen = {row.unit_id: row for row in RateSnapshot.objects.filter(unit__in=units, year=year, quarter=quarter)}
    open_units = [unit for unit in units if unit.pk not in frozen]
    counted = count_rates(open_units, year, quarter) if open_units else {}
    return [_read(unit, frozen[unit.pk]) if unit.pk in frozen else counted[unit.pk] for unit in units]


def _read(unit: Unit, row: RateSnapshot) -> Rates:
    counts = tuple(RateCount(kind, getattr(row, f"{kind}_due"), getattr(row, f"{kind}_met")) for kind in RateKind)
    return Rates(unit, row.year, row.quarter, counts, row.excluded, is_frozen=True)


def count_rates(units: Iterable[Unit], year: int, quarter: int) -> dict[int, Rates]:
    """By key of the unit, from the records as they are now."""
    units, span = list(units), days_of(year, quarter)
    pairs = {kind: _tally(_rows(kind, units, span)) for kind in RateKind}
    left_out = _excluded(units, span)
    found = {}
    for unit in units:
        counts = tuple(RateCount(kind, *pairs[kind].get(unit.pk, (0, 0))) for kind in RateKind)
        found[unit.pk] = Rates(unit, year, quarter, counts, left_out.get(unit.pk, 0), is_frozen=False)
    return found


def _rows(kind: str, units: list[Unit], span: tuple[datetime.date, datetime.date]) -> Iterable[tuple[int, bool]]:
    """(unit, whether it was met) of everything that the rate counts."""
    if kind == RateKind.SATISFACTION:
        rated = without_excluded(_rated(units, span), kind, "pk", "handling_unit")
        return ((unit, value in GOOD) for unit, value in rated.values_list("handling_unit", "last_value"))
    due = without_excluded(_clocks(kind, units, span), kind, "case", "unit")
    rows = due.values_list("unit", "due", "stopped_on")
    return ((unit, stopped is not None and stopped <= day) for unit, day, stopped in rows)


def _clocks(kind: str, units: list[Unit], span: tuple[datetime.date, datetime.date]) -> "QuerySet[Clock]":
    """Limits that ended in the quarter and were not called off."""
    counted = Clock.objects.filter(unit__in=units, code__in=CODES[RateKind(kind)], due__range=span)
    return counted.filter(state__in=[ClockState.RUNNING, ClockState.STOPPED])


def _rated(units: list[Unit], span: tuple[datetime.date, datetime.date]) -> "QuerySet[Case]":
    """Cases whose last rating was given in the quarter, with it as `last_value`."""
    last = Rating.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk")
    cases = Case.objects.filter(handling_unit__in=units, ratings__isnull=False).distinct()
    cases = cases.annotate(last_value=Subquery(last.values("value")[:1]), last_at=Subquery(last.values("at")[:1]))
    return cases.filter(last_at__date__range=span).order_by()


def without_excluded(rows: Any, kind: str, case: str, unit: str) -> Any:
    """Without what was granted to be left out of the rate."""
    granted = RateExclusion.objects.filter(rate=kind, state=ExclusionState.GRANTED)
    return rows.exclude(Q(**{f"{case}__in": granted.filter(unit=OuterRef(unit)).values("case")}))


def _tally(rows: Iterable[tuple[int, bool]]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for unit, is_met in rows:
        due, met = found.get(unit, (0, 0))
        found[unit] = due + 1, met + is_met
    return found


def _excluded(units: list[Unit], span: tuple[datetime.date, datetime.date]) -> dict[int, int]:
    """How often something was left out of a rate of the quarter, by unit."""
    found: dict[int, int] = {}
    for kind in RateKind:
        rows: Any = _rated(units, span) if kind == RateKind.SATISFACTION else _clocks(kind, units, span)
        case, unit = ("pk", "handling_unit") if kind == RateKind.SATISFACTION else ("case", "unit")
        granted = RateExclusion.objects.filter(rate=kind, state=ExclusionState.GRANTED, unit=OuterRef(unit))
        for key in rows.filter(**{f"{case}__in": granted.values("case")}).values_list(F(unit), flat=True):
            found[key] = found.get(key, 0) + 1
    return found
