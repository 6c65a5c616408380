"""The year of the officers: the four quarters added up, and the list for the committee that names the best (R17.6).
It is for that committee: no other page shows an order of people."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from accounts.models import Unit
from assessments.models import Adoption, ScoreSheet, SheetState, Subject, YearProposal

QUARTERS = (1, 2, 3, 4)


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

    def add(self, quarter: int, points: Decimal) -> None:
        self.quarters[quarter - 1] = (self.quarters[quarter - 1] or Decimal(0)) + points


def best_of(unit: Unit, year: int) -> list[YearLine]:
    """Those who have a closed sheet of the year in the unit or below it: by points, then adopted items, then name.
    Who stands where between equals is nobody's merit, and said so. Two queries."""
    lines: dict[int, YearLine] = {}
    for officer, name, home, quarter, total in _sheets(unit, year).iterator():
        line = lines.setdefault(officer, YearLine(officer, name, home))
        line.unit_name = home  # of the last quarter
        line.add(quarter, total)
    for officer, adopted in _adopted(unit, year):
        if officer in lines:
            lines[officer].adopted = adopted
    return _in_order(list(lines.values()))


def _sheets(unit: Unit, year: int):  # type: ignore[no-untyped-def]
    sheets = ScoreSheet.objects.filter(
        assessment__year=year,
        assessment__scorecard__subject=Subject.OFFICER,
        unit_path__startswith=unit.path,
        state=SheetState.CLOSED,
    ).exclude(cadre=None)
    columns = ("cadre", "cadre__name", "home__name", "assessment__quarter", "total")
    return sheets.order_by("assessment__quarter", "pk").values_list(*columns)


def _adopted(unit: Unit, year: int):  # type: ignore[no-untyped-def]
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


def open_sheets(unit: Unit, year: int) -> int:
    """How many sheets of the year are not closed yet: before that, the list is not whole."""
    rows = ScoreSheet.objects.filter(
        assessment__year=year, assessment__scorecard__subject=Subject.OFFICER, unit_path__startswith=unit.path
    )
    return rows.exclude(state=SheetState.CLOSED).count()


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


def named(lines: Sequence[YearLine]) -> list[YearLine]:
    return [line for line in lines if line.is_named]
