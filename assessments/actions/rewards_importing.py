"""Adopted items of earlier quarters from a workbook: all or nothing, and a second time nothing new."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Cadre, Unit
from assessments.actions.rewards_adopting import adopt
from assessments.actions.rewards_items import officer_on
from assessments.models import AdoptionLevel, InformationItem
from assessments.querysets.rewards import ADOPTERS
from core import audit
from petitions.actions.importing import Imported, Mistake
from visits.actions import log_visit

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class LedgerRow:
    """One row that was read; `number` is its number in the sheet. `amount` in yuan, as stated."""

    number: int
    on: datetime.date
    title: str
    officer: Cadre
    level: AdoptionLevel
    adopted_on: datetime.date
    amount: Decimal

    @property
    def key(self) -> tuple[datetime.date, int, str]:
        """What makes it the same as another: day, who and title."""
        return self.on, self.officer.pk, self.title


def mistakes_of(rows: Sequence[LedgerRow], stated: Decimal, last: int) -> list[Mistake]:
    """Rows that say the same as one above them, that state another amount than was in force on the day; and a total
    (in row `last`) that differs from the sum of the rows."""
    first: dict[tuple[object, ...], int] = {}
    found = []
    for row in rows:
        if row.key in first:
            text = _("与第%(row)d行重复；一条信息只计最高层级，只列一行。") % {"row": first[row.key]}
            found.append(Mistake(row.number, _("题目"), text))
        first.setdefault(row.key, row.number)
        if row.amount != row.level.amount:
            words = {"level": row.level, "amount": row.level.amount, "stated": row.amount}
            text = _("“%(level)s”当日的奖金为%(amount)s元，表中为%(stated)s元。") % words
            found.append(Mistake(row.number, _("奖金"), text))
    total = sum((row.amount for row in rows), Decimal(0))
    if total != stated:
        text = _("合计为%(stated)s元，各行相加为%(total)s元。") % {"stated": stated, "total": total}
        found.append(Mistake(last, _("奖金"), text))
    return found


@transaction.atomic
def import_items(rows: Sequence[LedgerRow], *, unit: Unit, by: "User", at: datetime.datetime) -> Imported:
    """Enter every row that is not there yet as an item of the officer, adopted at its level.

    Side effects: those of `adopt`, a log of each as paper, one audit entry. Raises PermissionDenied for who does not
    adopt for the unit or below, DomainError as `adopt` does; then nothing is written.
    """
    require(by, unit.path, *ADOPTERS)
    there = _there(rows)
    new = [row for row in rows if row.key not in there]
    for row in new:
        _write(row, by=by, at=at)
    data = {"new": len(new), "there": len(rows) - len(new)}
    audit.record("assessments.import_items", unit, by=by, at=at, unit_path=unit.path, data=data)
    return Imported(**data)


def _there(rows: Sequence[LedgerRow]) -> set[tuple[datetime.date, int, str]]:
    items = InformationItem.objects.standing().filter(
        on__in={row.on for row in rows}, officer__in={row.officer.pk for row in rows}
    )
    return set(items.values_list("on", "officer", "title"))


def _write(row: LedgerRow, *, by: "User", at: datetime.datetime) -> None:
    """What was handled on paper opens no matter; the duty of the officer was met by it all the same (R17.2)."""
    unit = officer_on(row.officer, row.on).unit
    log = log_visit(
        kind="opinion_report",
        first_day=row.on,
        cadres=[row.officer],
        unit=unit,
        is_from_paper=True,
        is_vouched_for=True,
        by=by,
        at=at,
    )
    item = InformationItem.objects.create(
        officer=row.officer,
        unit=unit,
        unit_path=unit.path,
        on=row.on,
        title=row.title,
        log=log,
        reported_by=by,
        reported_at=at,
    )
    adopt(item, code=row.level.code, on=row.adopted_on, by=by, at=at)
