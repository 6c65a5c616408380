"""The year of the officers: the four quarters added up, and the list for the committee that names the best (R17.6).
It is for that committee: no other page shows an order of people."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count

from accounts.models import Unit
from assessments.models import Adoption, ScoreSheet, SheetState, Subject, YearProposal
from assessments.selectors.quarters import QUARTERS, year_totals


@dataclass
class YearLine:
    """One officer's year. `quarters`: None where there is no closed sheet. `is_tied`: as many points and adopted items
    as the one before or after."""

    officer: int
    name: str
    unit_name: str
    quarters: list[Decimal | None] = field(default_factory=lambda: [None] * len(QUARTERS))
    adopted: int = 0
    is_tied: bool = False
    is_named: bool = False
    number: int = 0

    @property
    def total(self) -> Decimal:
        return sum((points for points in self.quarters if points is not None), Decimal(0))

    @property
    def rank(self) -> tuple[Decimal, int]:
        return -self.total, -self.adopted


def best_of(unit: Unit, year: int) -> list[YearLine]:
    """Those who have a closed sheet of the year in the unit or below it: by points, then adopted items, then name.
    Who stands where between equals is nobody's merit, and said so. Four queries."""
    homes, adopted = dict(_homes(unit, year)), dict(_adopted(unit, year))
    lines = [
        YearLine(row.cadre.pk, row.cadre.name, homes[row.cadre.pk], _tenths(row.quarters), adopted.get(row.cadre.pk, 0))
        for row in year_totals(unit, year)
    ]
    return _in_order(lines)


def _tenths(quarters: Iterable[Decimal | None]) -> list[Decimal | None]:
    """Points as sheets show them: a sum of SQLite's leaves out a last zero."""
    return [None if points is None else points.quantize(Decimal("0.1")) for points in quarters]


def _homes(unit: Unit, year: int) -> Any:
    """The unit of each officer, by the last of the sheets."""
    sheets = ScoreSheet.objects.filter(
        assessment__year=year, unit_path__startswith=unit.path, state=SheetState.CLOSED, cadre__isnull=False
    )
    return sheets.order_by("assessment__quarter", "pk").values_list("cadre", "home__name")


def _adopted(unit: Unit, year: int) -> Any:
    """How many items of each officer were adopted in the year, and stand adopted."""
    span = (datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    rows = Adoption.objects.in_force().filter(on__range=span, item__unit_path__startswith=unit.path).order_by()
    return rows.values_list("item__officer").annotate(items=Count("item", distinct=True))


def _in_order(lines: list[YearLine]) -> list[YearLine]:
    lines.sort(key=lambda line: (line.rank, line.name, line.officer))
    same: dict[tuple[Decimal, int], int] = defaultdict(int)
    for line in lines:
        same[line.rank] += 1
    for number, line in enumerate(lines, 1):
        line.number, line.is_tied = number, same[line.rank] > 1
    return lines


def year_to_decide(unit: Unit | None, *, on: datetime.date) -> int:
    """The year before this one; where nobody was assessed then, this one. One query."""
    assessed = unit is not None and _of_officers(unit, on.year - 1).exists()
    return on.year - 1 if assessed else on.year


def open_sheets(unit: Unit, year: int) -> int:
    """How many sheets of the year are not closed yet: before that, the list is not whole."""
    return _of_officers(unit, year).exclude(state=SheetState.CLOSED).count()


def _of_officers(unit: Unit, year: int) -> Any:
    return ScoreSheet.objects.filter(
        assessment__year=year, assessment__scorecard__subject=Subject.OFFICER, unit_path__startswith=unit.path
    )


def decided_lines(proposal: YearProposal) -> list[YearLine]:
    """The list as it was when the committee decided."""
    return [
        YearLine(
            row.officer_id,
            row.name,
            row.unit_name,
            [None if points is None else Decimal(points) for points in row.quarters],
            row.adopted,
            row.is_tied,
            row.is_named,
            row.number,
        )
        for row in proposal.lines.all()
    ]
