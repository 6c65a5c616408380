"""Scores from a workbook that was filled in by hand: every mistake by its row, all or nothing (R17.6)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.scoring import Given, Refusals, score_sheet
from assessments.models import QuarterlyAssessment, ScoreSheet
from core.errors import DomainError
from petitions.actions.importing import Mistake

if TYPE_CHECKING:
    from accounts.models import User

MOST_SHEETS = 500


@dataclass(frozen=True)
class ScoreRow:
    """One row that was read: `number` in the workbook, `sheet` the key of the score sheet, `criterion` its number.
    `is_total`: the stated total of the sheet, in `score`."""

    number: int
    sheet: int
    criterion: int
    score: Decimal | None
    reason: str = ""
    is_total: bool = False


def import_scores(
    assessment: QuarterlyAssessment, *, rows: Sequence[ScoreRow], by: "User", at: datetime.datetime
) -> tuple[int, list[Mistake]]:
    """Score every sheet of which a row holds a score, as `score_sheet` does; sheets without one are left alone.

    Returns how many were scored, or 0 and every mistake: then nothing was written.
    """
    by_sheet: dict[int, list[ScoreRow]] = defaultdict(list)
    for row in rows:
        by_sheet[row.sheet].append(row)
    filled = {key: found for key, found in by_sheet.items() if any(row.score is not None for row in found)}
    if not filled:
        raise DomainError(_("表格中没有填写核分。"), field="file")
    if len(filled) > MOST_SHEETS:
        raise DomainError(_("一次最多导入%(most)d张考核表，请分次导入。") % {"most": MOST_SHEETS}, field="file")
    seen = ScoreSheet.objects.visible_to(by).filter(assessment=assessment, pk__in=filled)
    return _score_all({sheet.pk: sheet for sheet in seen}, filled, by=by, at=at)


def _score_all(
    sheets: Mapping[int, ScoreSheet], filled: Mapping[int, list[ScoreRow]], *, by: "User", at: datetime.datetime
) -> tuple[int, list[Mistake]]:
    mistakes: list[Mistake] = []
    with transaction.atomic():
        for key, rows in filled.items():
            if key in sheets:
                mistakes += _score_one(sheets[key], rows, by=by, at=at)
            else:
                mistakes.append(Mistake(rows[0].number, _("表号"), _("本季度没有这张考核表。")))
        transaction.set_rollback(bool(mistakes))
    return (0, sorted(mistakes, key=lambda mistake: mistake.row)) if mistakes else (len(filled), [])


def _score_one(sheet: ScoreSheet, rows: Sequence[ScoreRow], *, by: "User", at: datetime.datetime) -> list[Mistake]:
    lines = [row for row in rows if not row.is_total]
    mistakes = [*_repeated(lines), *_unknown(sheet, lines), *_wrong_totals(rows)]
    scores = {row.criterion: Given(row.score, row.reason) for row in lines}
    try:
        with transaction.atomic():
            score_sheet(sheet, scores=scores, by=by, at=at)
    except DomainError as refused:
        mistakes += _as_mistakes(refused, lines)
    return mistakes


def _repeated(rows: Sequence[ScoreRow]) -> Iterator[Mistake]:
    first: dict[int, int] = {}
    for row in rows:
        if row.criterion in first:
            text = _("与第%(row)d行重复。") % {"row": first[row.criterion]}
            yield Mistake(row.number, _("序号"), text)
        first.setdefault(row.criterion, row.number)


def _unknown(sheet: ScoreSheet, rows: Sequence[ScoreRow]) -> Iterator[Mistake]:
    numbers = set(sheet.scores.order_by().values_list("criterion__number", flat=True))
    for row in rows:
        if row.criterion not in numbers:
            yield Mistake(row.number, _("序号"), _("考核表没有第%(number)d项。") % {"number": row.criterion})


def _wrong_totals(rows: Sequence[ScoreRow]) -> Iterator[Mistake]:
    total = sum((row.score for row in rows if not row.is_total and row.score is not None), Decimal(0))
    for row in rows:
        if row.is_total and row.score is not None and row.score != total:
            words = {"stated": row.score, "total": total}
            text = _("合计填的是%(stated)s分，各项核分相加是%(total)s分，请核对。") % words
            yield Mistake(row.number, _("核分"), text)


def _as_mistakes(refused: DomainError, rows: Sequence[ScoreRow]) -> Iterator[Mistake]:
    """Each refusal at the row of its criterion; what concerns the whole sheet at its first row."""
    by_number = {row.criterion: row.number for row in reversed(rows)}
    first = min((row.number for row in rows), default=0)
    for error in refused.errors if isinstance(refused, Refusals) else [refused]:
        name, _underscore, number = (error.field or "").partition("_")
        row = by_number.get(int(number), first) if number.isdigit() else first
        column = {"score": _("核分"), "reason": _("扣分原因")}.get(name, _("表号"))
        yield Mistake(row, column, error.message)
