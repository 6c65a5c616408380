"""Giving out slips, and taking in answers, without a trace that leads from one to the other (docs/adr/0012).

An answer leaves no audit entry, no notice, no user and no time, on purpose: each would say whose it is. All sheets of a
pool are written anew with each answer, under new random keys and in their order, so that neither the order of the rows
nor the transaction that wrote them says which came when.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import (
    LEAST_ANSWERS,
    AnswerSheet,
    AnswerToken,
    FreeText,
    PaperEntry,
    Participant,
    Pool,
    Question,
    QuestionKind,
    Slip,
    Survey,
    SurveyState,
)
from assessments.paper_access import may_hand_out
from assessments.selectors.survey_sheets import item_key, items_of
from assessments.survey_codes import hash_of
from core import audit, locking
from core.errors import DomainError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

BATCH = 500
LONGEST_TEXT = 2000


@transaction.atomic
def take_slip(survey: Survey, *, by: "User", on: datetime.date) -> str:
    """The code of a participant with an account, given once. Nobody takes one for somebody else.

    It stands in no audit entry: that it was given is marked on the participant, and when it was is nobody's business.
    Raises PermissionDenied for who was not drawn, DomainError for a second one and outside the days.
    """
    survey = _asking(survey)
    mine = Participant.objects.filter(pool__survey=survey, cadre__isnull=False, cadre=by.cadre_id)
    participant = mine.select_related("pool").first()
    if participant is None:
        raise PermissionDenied
    if not survey.opens_on <= on <= survey.closes_on:
        raise DomainError(_("不在答题时间内。"))
    if participant.is_handed:
        raise DomainError(_("您已经领取过答题码，每人只能领取一次。"))
    participant.is_handed = True
    participant.save(update_fields=["is_handed"])
    return _take_out(participant.pool, 1)[0]


@dataclass(frozen=True)
class Handed:
    """What is given out at a time: codes in no order, and to whom slips are given."""

    codes: list[str]
    participants: list[Participant]


@transaction.atomic
def hand_out(pool: Pool, *, to_all: bool, most: int | None = None, by: "User", at: datetime.datetime) -> Handed:
    """Codes for slips on paper: for everybody of the pool who has none yet and no account to take one with, or for
    (`to_all`) everybody who has none; `most` at a time, marked as handed in one stroke.

    Never to fewer than five while more wait: who prints one code for one name knows whose it is, and reads what was
    written under it. Fewer than five who would be left come along. Raises DomainError for a smaller `most`.
    """
    survey = _asking(pool.survey)
    if not may_hand_out(by, survey):
        raise PermissionDenied
    found = _next_few(waiting_in(pool, to_all=to_all), most)
    Participant.objects.filter(pk__in=[one.pk for one in found]).update(is_handed=True)
    data = {"pool": pool.name, "count": len(found)}
    audit.record("assessments.hand_out_slips", survey, by=by, at=at, unit_path=survey.unit_path, data=data)
    return Handed(_take_out(pool, len(found)), found)


def _next_few(waiting: "QuerySet[Participant]", most: int | None) -> list[Participant]:
    found = list(waiting.select_related("cadre", "resident", "household").order_by("pk"))
    if not found:
        raise DomainError(_("这里的答题码都已经发放。"))
    if most is None or len(found) - most < LEAST_ANSWERS:
        return found
    if most < LEAST_ANSWERS:
        text = _("一次至少发放%(least)d份，以免看出哪个答题码是谁的。") % {"least": LEAST_ANSWERS}
        raise DomainError(text, field="most")
    return found[:most]


def waiting_in(pool: Pool, *, to_all: bool) -> "QuerySet[Participant]":
    """Who has no slip yet (and, unless `to_all`, no account to take one with)."""
    waiting = pool.participants.filter(is_handed=False)
    return waiting if to_all else waiting.exclude(cadre__user__is_active=True)


def _asking(survey: Survey) -> Survey:
    """The row as it is now, held: whoever gives out, answers or closes does so one after the other."""
    survey = locking.lock(survey)
    if survey.state != SurveyState.OPEN:
        raise DomainError(_("不在答题时间内。"))
    return survey


def _take_out(pool: Pool, count: int) -> list[str]:
    """Slips by their random keys, which have nothing to do with the tokens that they stand for."""
    slips = list(pool.slips.order_by("pk")[:count])
    Slip.objects.filter(pk__in=[slip.pk for slip in slips]).delete()
    return [slip.code for slip in slips]


def find_token(code: str, *, on: datetime.date) -> AnswerToken | None:
    """The unused token of a survey that asks on that day. Used, unknown and too late are all the same: none."""
    asking = Survey.objects.asking(on)
    rows = AnswerToken.objects.select_related("pool__survey__unit", "pool__subject")
    return rows.filter(hash=hash_of(code), pool__survey__in=asking).first()


@transaction.atomic
def answer(
    token: AnswerToken, *, answers: Mapping[str, Any], texts: Mapping[int, str], is_on_paper: bool = False
) -> None:
    """Take in a sheet and use up its token. `answers`: by item (`selectors.survey_sheets`), the code of a choice, or a
    list of codes; `texts`: by question. On paper what was left blank is blank, and the rest counts.

    Raises DomainError where the token is gone or the survey closed, and for an answer that is none; nothing is written
    then.
    """
    survey = _asking(token.pool.survey)
    kept = checked(survey, token.pool, answers, is_on_paper=is_on_paper)
    written = _written(survey, texts, is_on_paper=is_on_paper)
    gone, _rows = AnswerToken.objects.filter(hash=token.hash).delete()
    if not gone:
        raise DomainError(_("这个答题码已经使用过。"))
    PaperEntry.objects.filter(token=token.hash).delete()
    _put_sheet(token.pool, json.dumps(kept, sort_keys=True))
    for question, text in written:
        _put_text(question, text)


def checked(survey: Survey, pool: Pool, answers: Mapping[str, Any], *, is_on_paper: bool = False) -> dict[str, Any]:
    """What was answered, of what was asked. Raises DomainError at the first item that is not in order."""
    kept = {}
    for item in items_of(survey, pool):
        given = answers.get(item.key)
        codes = set(given if isinstance(given, list | tuple) else filter(None, [given]))
        if not codes and item.question.is_required and not is_on_paper:
            raise DomainError(_("请回答“%(question)s”。") % {"question": item.label}, field=item.key)
        if codes - {code for code, _words in item.question.choices}:
            raise DomainError(_("“%(question)s”的选项无效，请重新选择。") % {"question": item.label}, field=item.key)
        if codes:
            kept[item.key] = sorted(codes) if item.is_multiple else codes.pop()
    return kept


def _written(survey: Survey, texts: Mapping[int, str], *, is_on_paper: bool) -> list[tuple[Question, str]]:
    found = []
    for question in survey.questions.filter(kind=QuestionKind.TEXT):
        text = texts.get(question.pk, "").strip()[:LONGEST_TEXT]
        if not text and question.is_required and not is_on_paper:
            raise DomainError(_("请回答“%(question)s”。") % {"question": question.text}, field=item_key(question, None))
        found += [(question, text)] if text else []
    return found


def _put_sheet(pool: Pool, answers: str) -> None:
    """One more sheet, and all of the pool written anew."""
    all_of_them = [*AnswerSheet.objects.filter(pool=pool).values_list("answers", flat=True), answers]
    AnswerSheet.objects.filter(pool=pool).delete()
    rows = sorted((AnswerSheet(pool=pool, answers=one) for one in all_of_them), key=lambda row: row.pk)
    AnswerSheet.objects.bulk_create(rows, batch_size=BATCH)


def _put_text(question: Question, text: str) -> None:
    """The same with what people wrote."""
    all_of_them = [*FreeText.objects.filter(question=question).values_list("text", flat=True), text]
    FreeText.objects.filter(question=question).delete()
    rows = sorted((FreeText(question=question, text=one) for one in all_of_them), key=lambda row: row.pk)
    FreeText.objects.bulk_create(rows, batch_size=BATCH)
