"""Reads over the quarters' assessments: how far they are, what is late, what a person came to in a year."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Cadre, Unit
from assessments.models import QuarterlyAssessment, Score, ScoreSheet, SheetState, Subject
from assessments.querysets.sheets import READERS
from assessments.sheet_access import confirmable_by, own, scorable_by

if TYPE_CHECKING:
    from accounts.models import User

QUARTERS = (1, 2, 3, 4)


def late(on: datetime.date, prefix: str = "") -> Q:
    """Sheets that should have gone on by now: their step's last day is over."""

    def waiting(state: str, until: str) -> Q:
        return Q(**{f"{prefix}state": state, f"{prefix}{until}__lt": on})

    return (
        waiting(SheetState.SELF, "assessment__self_until")
        | waiting(SheetState.SCORING, "assessment__scoring_until")
        | waiting(SheetState.CONFIRMING, "assessment__confirming_until")
        | waiting(SheetState.OBJECTED, "objection_until")
    )


def is_late(sheet: ScoreSheet, *, on: datetime.date) -> bool:
    """As `late`, for a sheet that is fetched already, with its assessment."""
    quarter = sheet.assessment
    until = {
        SheetState.SELF.value: quarter.self_until,
        SheetState.SCORING.value: quarter.scoring_until,
        SheetState.CONFIRMING.value: quarter.confirming_until,
        SheetState.OBJECTED.value: sheet.objection_until,
    }.get(sheet.state)
    return until is not None and until < on


def with_progress(
    quarters: QuerySet[QuarterlyAssessment], user: "User", *, on: datetime.date
) -> QuerySet[QuarterlyAssessment]:
    """Each with the number of its sheets that the user reads, how many of them are closed, and how many are late."""
    read = user.access.within("sheets__unit_path", *READERS)
    counted = quarters.select_related("scorecard", "unit").annotate(
        sheets_count=Count("sheets", filter=read),
        closed_count=Count("sheets", filter=read & Q(sheets__state=SheetState.CLOSED)),
        late_count=Count("sheets", filter=read & late(on, "sheets__")),
    )
    return counted.order_by("-year", "-quarter", "unit_path", "pk")


def counts_by_state(sheets: QuerySet[ScoreSheet]) -> list[tuple[str, Any, int]]:
    """(code, name, number) of every state, in the order of the way."""
    found = dict(sheets.order_by().values_list("state").annotate(Count("pk")))
    return [(state.value, state.label, found.get(state.value, 0)) for state in SheetState]


def to_score(user: "User", *, on: datetime.date) -> QuerySet[ScoreSheet]:
    """Sheets that wait for this person's score."""
    without_self = Q(state=SheetState.SELF, assessment__self_until__lt=on)
    return ScoreSheet.objects.filter(scorable_by(user), Q(state=SheetState.SCORING) | without_self)


def to_confirm(user: "User") -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.filter(confirmable_by(user), state=SheetState.CONFIRMING)


def to_rule(user: "User") -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.filter(confirmable_by(user), state=SheetState.OBJECTED)


def to_answer(user: "User") -> QuerySet[ScoreSheet]:
    """Sheets on which the assessed has something to do: score themselves, or read what was announced."""
    mine = own(user) & (Q(cadre__isnull=False) | Q(unit__path__in=user.access.home_paths))
    return ScoreSheet.objects.filter(mine, state__in=[SheetState.SELF, SheetState.ANNOUNCED])


def unchanged(assessment: QuarterlyAssessment, user: "User", *, on: datetime.date) -> QuerySet[ScoreSheet]:
    """Sheets that may be scored with their proposals as they are, each with the `expected` total: judged criteria in
    full, and the assessed, where they scored themselves, came to the same."""
    full = Coalesce("proposed", "points", output_field=DecimalField())
    lines = Score.objects.filter(sheet=OuterRef("pk")).order_by()
    differs = lines.filter(self_score__isnull=False).exclude(self_score=Coalesce(F("proposed"), F("points")))
    expected = lines.values("sheet").annotate(sum=Sum(full)).values("sum")
    return (
        to_score(user, on=on)
        .filter(~Exists(differs), assessment=assessment)
        .annotate(expected=Subquery(expected, output_field=DecimalField(max_digits=7, decimal_places=1)))
    )


@dataclass(frozen=True)
class YearRow:
    """What a person came to in a year: `quarters` holds the total of each, None where no sheet is closed."""

    cadre: Cadre
    quarters: tuple[Decimal | None, ...]

    @property
    def total(self) -> Decimal:
        return sum((part for part in self.quarters if part is not None), Decimal(0))


def year_totals(unit: Unit, year: int, *, subject: str = Subject.OFFICER) -> list[YearRow]:
    """Everybody with a closed sheet of that year in the unit or below it, by name: the four quarters and, as their
    sum, the year (R17.6). Two queries. It is no order of merit."""
    sheets = ScoreSheet.objects.filter(unit_path__startswith=unit.path)
    return _year_rows(sheets.filter(assessment__year=year, assessment__scorecard__subject=subject))


def _year_rows(sheets: QuerySet[ScoreSheet]) -> list[YearRow]:
    closed = sheets.filter(state=SheetState.CLOSED, cadre__isnull=False).order_by()
    sums = [Sum("total", filter=Q(assessment__quarter=number)) for number in QUARTERS]
    named = {f"q{number}": one for number, one in zip(QUARTERS, sums, strict=True)}
    rows = closed.values("cadre").annotate(**named).values_list("cadre", *named)
    found = {key: tuple(totals) for key, *totals in rows}
    cadres = Cadre.objects.filter(pk__in=found).order_by("name", "pk")
    return [YearRow(cadre, found[cadre.pk]) for cadre in cadres]


@dataclass(frozen=True)
class PersonYear:
    """A year on a person's own page: the closed sheets by quarter, and their sum."""

    year: int
    sheets: list[ScoreSheet]

    @property
    def total(self) -> Decimal:
        return sum((sheet.total or Decimal(0) for sheet in self.sheets), Decimal(0))


def years_of(sheets: QuerySet[ScoreSheet]) -> list[PersonYear]:
    """Closed sheets by year, the latest first. One query."""
    closed = sheets.filter(state=SheetState.CLOSED).select_related("assessment__scorecard", "unit", "cadre")
    years: dict[int, list[ScoreSheet]] = {}
    for sheet in closed.order_by("-assessment__year", "assessment__quarter", "pk"):
        years.setdefault(sheet.assessment.year, []).append(sheet)
    return [PersonYear(year, found) for year, found in years.items()]
