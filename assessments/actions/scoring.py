"""Scoring a sheet: by the assessed first, then by the scorer, who confirms or changes each proposal (R17.6)."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.quarter_notices import tell_leaders
from assessments.actions.sheet_steps import open_step, sum_up, summed_up, write_step, write_steps
from assessments.models import QuarterlyAssessment, Score, ScoreSheet, SheetState
from assessments.selectors.quarters import unchanged
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User

MOST_REASON = 300


@dataclass(frozen=True)
class Given:
    """What a criterion is scored with."""

    score: Decimal | None
    reason: str = ""


class Refusals(DomainError):
    """Everything that is wrong with a scored sheet, each at its field."""

    def __init__(self, errors: list[DomainError]):
        super().__init__(errors[0].message, field=errors[0].field)
        self.errors = errors


def lines_of(sheet: ScoreSheet) -> list[Score]:
    """The lines of a sheet in the order of the paper, with their criteria."""
    return list(sheet.scores.select_related("criterion").order_by("criterion__number"))


@transaction.atomic
def self_score(
    sheet: ScoreSheet, *, scores: Mapping[int, Decimal | None], by: "User", at: datetime.datetime, version: Any = None
) -> ScoreSheet:
    """The assessed scores themselves, by the number of each criterion. Raises Refusals for what is left out or outside
    its points."""
    sheet = open_step(sheet, "self_score", by=by, version=version)
    lines, step = lines_of(sheet), sheet.assessment.version.step
    _refuse(error for line in lines for error in _outside(line, scores.get(line.criterion.number), step))
    for line in lines:
        line.self_score = scores[line.criterion.number]
    Score.objects.bulk_update(lines, ["self_score"])
    total = sum((line.self_score or Decimal(0) for line in lines), Decimal(0))
    return write_step(sheet, "self_score", by=by, at=at, self_total=total, self_scored_at=at)


@transaction.atomic
def score_sheet(
    sheet: ScoreSheet, *, scores: Mapping[int, Given], by: "User", at: datetime.datetime, version: Any = None
) -> ScoreSheet:
    """The scorer confirms or changes each proposal; without a self-score once the time for it is over.

    Raises Refusals for what is left out, outside its points, or differs from its proposal without a reason.
    """
    sheet = open_step(sheet, "score", by=by, version=version)
    _check_self_time_over(sheet, on=timezone.localdate(at))
    lines, step = lines_of(sheet), sheet.assessment.version.step
    _refuse(error for line in lines for error in mistakes_in(line, scores.get(line.criterion.number), step))
    for line in lines:
        given = scores[line.criterion.number]
        line.score, line.reason = given.score, given.reason.strip()
    Score.objects.bulk_update(lines, ["score", "reason"])
    return write_step(summed_up(sheet), "score", by=by, at=at, scored_by=by, scored_at=at, sent_back="")


def _check_self_time_over(sheet: ScoreSheet, *, on: datetime.date) -> None:
    until = sheet.assessment.self_until
    if sheet.state == SheetState.SELF and on <= until:
        raise DomainError(_("本人自评截止（%(day)s）前，不能跳过自评直接评分。") % {"day": until.isoformat()})


def _refuse(errors: Iterator[DomainError]) -> None:
    if found := list(errors):
        raise Refusals(found)


def mistakes_in(line: Score, given: Given | None, step: Decimal) -> Iterator[DomainError]:
    """What is wrong with the score of one criterion; the field is that of the form."""
    number = line.criterion.number
    score = given.score if given else None
    outside = list(_outside(line, score, step))
    yield from outside
    if given is None or score is None or outside:
        return
    if len(given.reason.strip()) > MOST_REASON:
        text = _("第%(number)d项：原因不能超过%(most)d个字。") % {"number": number, "most": MOST_REASON}
        yield DomainError(text, field=f"reason_{number}")
    if not given.reason.strip() and needs_reason(line, score):
        yield DomainError(_reason_missing(line), field=f"reason_{number}")


def needs_reason(line: Score, score: Decimal) -> bool:
    """A score other than the proposed one, and every judged deduction."""
    return score != (line.points if line.proposed is None else line.proposed)


def _reason_missing(line: Score) -> str:
    number = {"number": line.criterion.number}
    if line.proposed is None:
        return _("第%(number)d项：扣分的，请写明原因。") % number
    return _("第%(number)d项：核分与建议分不同，请写明原因。") % number


def _outside(line: Score, score: Decimal | None, step: Decimal) -> Iterator[DomainError]:
    number, words = line.criterion.number, {"number": line.criterion.number, "most": line.points, "step": step}
    if score is None:
        yield DomainError(_("第%(number)d项：请填写得分。") % words, field=f"score_{number}")
    elif not 0 <= score <= line.points:
        yield DomainError(_("第%(number)d项：得分须在0至%(most)s分之间。") % words, field=f"score_{number}")
    elif score % step:
        yield DomainError(_("第%(number)d项：得分须是%(step)s分的整数倍。") % words, field=f"score_{number}")


@transaction.atomic
def score_unchanged(
    assessment: QuarterlyAssessment,
    *,
    expected: Mapping[int, Decimal],
    by: "User",
    at: datetime.datetime,
) -> int:
    """Score these sheets with their proposals as they are, judged criteria in full; `expected` is the total of each
    as it stood in the preview. A few statements, however many sheets.

    Raises DomainError where a sheet has moved on, or its proposals have, since the preview; then none is scored.
    """
    ready = unchanged(assessment, by, on=timezone.localdate(at)).filter(pk__in=expected).order_by("pk")
    sheets: list[Any] = list(ready.select_for_update(of=("self",)))
    moved = [sheet for sheet in sheets if sheet.expected != expected[sheet.pk]]
    if not expected or moved or len(sheets) != len(expected):
        raise DomainError(_("所选考核表的状态或者建议分已有变化，请重新核对后再提交。"))
    rows = ScoreSheet.objects.filter(pk__in=expected)
    Score.objects.filter(sheet__in=expected).update(score=Coalesce(F("proposed"), F("points")), reason="")
    sum_up(rows)
    rows.update(state=SheetState.CONFIRMING, scored_by=by, scored_at=at, sent_back="", version=F("version") + 1)
    write_steps(assessment, sheets, "score", "score_unchanged", by=by, at=at)
    tell_leaders(assessment, at=at, by=by)
    return len(sheets)
