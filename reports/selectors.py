"""Rollups over the tree. Each group of figures is one GROUP BY on the first characters of the unit's path."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Substr

from accounts.models import PATH_STEP, Post, Unit
from accounts.querysets import in_force
from contacts.models import HelpMeasure, Pairing
from core.periods import Period
from reports.figures import ANNUAL as FIGURES
from visits.models import Goods, Matter, VisitLog, VisitParticipant, VisitTarget

KIND_FIGURES = {
    "forums": ("forum",),
    "talks": ("heart_to_heart",),
    "receptions": ("reception",),
    "outreach": ("outreach",),
    "appointments": ("appointment",),
    "sponsored": ("case_coordination",),
    "volunteering": ("volunteer_day", "volunteer_activity"),
}
Value = int | Decimal | None
Counts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class SummaryRow:
    """A unit with its subtree (or, where `is_own`, without it) and its figures by code; None is "no such record"."""

    unit: Unit
    is_own: bool
    values: dict[str, Value] = field(default_factory=dict)

    def rate(self, of: tuple[str, str]) -> float | None:
        part, whole = (self.values.get(code) or 0 for code in of)
        return float(part) / float(whole) if whole else None

    @property
    def cells(self) -> list[Any]:
        """One value for each of FIGURES, in their order."""
        return [self.rate(f.rate_of) if f.rate_of else self.values.get(f.code) for f in FIGURES]


def annual_summary(unit: Unit, period: Period, *, on: datetime.date) -> list[SummaryRow]:
    """A row for the unit's own work and one for each unit directly below it, as the tree stands now.

    `on` is the day of asking: a period that has not ended counts cadres as of that day. The number of queries is
    fixed (10), whatever the size of the tree.
    """
    below = Unit.objects.filter(parent=unit).open_on(period.start).order_by("order", "path")
    rows = {unit.path: SummaryRow(unit, is_own=True)} | {u.path: SummaryRow(u, is_own=False) for u in below}
    for found in _all_counts(unit, period, min(period.end, on)):
        for path, values in found.items():
            if path in rows:
                rows[path].values.update(values)
    for row in rows.values():
        _fill_zeros(row)
    return list(rows.values())


def _fill_zeros(row: SummaryRow) -> None:
    for figure in FIGURES:
        if figure.rate_of is None and figure.code != "satisfaction":
            row.values.setdefault(figure.code, Decimal(0) if figure.is_money else 0)
    row.values.setdefault("covered", 0)


def _all_counts(unit: Unit, period: Period, last_day: datetime.date) -> list[Counts]:
    return [
        _cadres(unit, last_day),
        _pairings(unit, period),
        _participants(unit, period),
        _households_reached(unit, period),
        _kinds(unit, period),
        _matters(unit, period),
        _help(unit, period),
        _goods(unit, period),
    ]


def _by_child(unit: Unit, rows: QuerySet, path: str, **figures: Any) -> Counts:
    """Figures grouped by the child of `unit` in whose subtree the row's `path` lies (the unit's own path: itself)."""
    step = Substr(path, 1, (unit.depth + 2) * PATH_STEP)
    grouped = rows.filter(**{f"{path}__startswith": unit.path}).order_by().annotate(child=step).values("child")
    return {row.pop("child"): row for row in grouped.annotate(**figures)}


def logs_of(unit: Unit, period: Period) -> QuerySet[VisitLog]:
    """Logs of the unit and all below it whose first day lies in the period; withdrawn ones do not count."""
    return VisitLog.objects.recorded().filter(
        unit__path__startswith=unit.path, first_day__gte=period.start, first_day__lte=period.end
    )


def _of_logs(period: Period) -> dict[str, Any]:
    return {"log__state": "recorded", "log__first_day__gte": period.start, "log__first_day__lte": period.end}


def _cadres(unit: Unit, day: datetime.date) -> Counts:
    posts = Post.objects.filter(in_force(day))
    return _by_child(unit, posts, "unit__path", cadres=Count("cadre", distinct=True))


def _pairings(unit: Unit, period: Period) -> Counts:
    held = Pairing.objects.filter(Pairing.objects.effective(), start__lte=period.end).filter(
        Q(end=None) | Q(end__gte=period.start)
    )
    reached = VisitTarget.objects.filter(
        Q(household=OuterRef("household")) | Q(resident__household=OuterRef("household")),
        log__unit__path__startswith=OuterRef("unit__path"),
        **_of_logs(period),
    )
    counts = _by_child(
        unit,
        held,
        "unit__path",
        points=Count("contact_point", distinct=True),
        households=Count("household", distinct=True),
    )
    covered = _by_child(
        unit,
        held.filter(Exists(reached), household__isnull=False),
        "unit__path",
        covered=Count("household", distinct=True),
    )
    for path, values in covered.items():
        counts[path].update(values)
    return counts


def _participants(unit: Unit, period: Period) -> Counts:
    rows = VisitParticipant.objects.filter(log__kind__is_on_site=True, **_of_logs(period))
    return _by_child(unit, rows, "log__unit__path", visit_people=Count("pk"))


def _households_reached(unit: Unit, period: Period) -> Counts:
    """A household is reached in person or through one of its residents, as the duties count it."""
    rows = VisitTarget.objects.filter(**_of_logs(period)).annotate(home=Coalesce("household", "resident__household"))
    return _by_child(unit, rows, "log__unit__path", visit_households=Count("home", distinct=True))


def _kinds(unit: Unit, period: Period) -> Counts:
    rows = VisitLog.objects.recorded().filter(first_day__gte=period.start, first_day__lte=period.end)
    figures = {name: Count("pk", filter=Q(kind__code__in=codes)) for name, codes in KIND_FIGURES.items()}
    return _by_child(unit, rows, "unit__path", **figures)


def _matters(unit: Unit, period: Period) -> Counts:
    promised = ~Q(promise="")
    return _by_child(
        unit,
        Matter.objects.unsealed().filter(**_of_logs(period)),
        "log__unit__path",
        matters=Count("pk"),
        solved=Count("pk", filter=Q(state="solved")),
        promises=Count("pk", filter=promised),
        fulfilled=Count("pk", filter=promised & Q(state="solved")),
    )


def _help(unit: Unit, period: Period) -> Counts:
    rows = HelpMeasure.objects.filter(done_on__gte=period.start, done_on__lte=period.end)
    return _by_child(unit, rows, "plan__unit__path", practical_help=Count("pk"))


def _goods(unit: Unit, period: Period) -> Counts:
    rows = Goods.objects.filter(amount__isnull=False, **_of_logs(period))
    return _by_child(unit, rows, "log__unit__path", goods=Sum("amount"))
