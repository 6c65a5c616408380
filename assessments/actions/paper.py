"""Sheets that were filled in on paper: two clerks enter each, and it counts when they agree (R9).

As with any answer there is no audit entry, no time and no notice (assessments/actions/surveys_answering.py). Who
entered a sheet is known only until it counts, so that one person does not enter it twice; then both entries are gone.
"""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.surveys_answering import answer, checked
from assessments.models import AnswerToken, PaperEntry, Survey, SurveyState
from assessments.paper_access import may_hand_out
from assessments.paper_readings import Reading, reading_of
from assessments.survey_codes import hash_of
from core import locking
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User

ENOUGH = 2  # entries of one sheet


class Entered(StrEnum):
    """What became of a sheet by an entry."""

    WAITS = "waits"
    COUNTS = "counts"
    DIFFERS = "differs"


def paper_token(survey: Survey, code: str) -> AnswerToken:
    """The unused token of a code on paper. Raises DomainError for a code that is none of this survey's, or not any
    more."""
    rows = AnswerToken.objects.select_related("pool__survey", "pool__subject")
    token = rows.filter(hash=hash_of(code), pool__survey=survey).first()
    if token is None:
        raise DomainError(_("没有这个答题码，或者已经使用。请核对票上的答题码；已在网上提交的不再录入。"), field="code")
    return token


@transaction.atomic
def enter_sheet(
    survey: Survey,
    *,
    code: str,
    answers: Mapping[str, Any],
    texts: Mapping[int, str],
    by: "User",
    on: datetime.date,
) -> Entered:
    """One clerk's reading of a sheet. `answers` and `texts` as in `surveys_answering.answer`.

    Raises PermissionDenied for who may not, DomainError for a code that is none, after the last day, and for a second
    entry by the same clerk.
    """
    survey = _entering(survey, by=by, on=on)
    token = paper_token(survey, code)
    others = list(PaperEntry.objects.filter(token=token.hash))
    if any(entry.entered_by_id == by.pk for entry in others):
        raise DomainError(_("您已经录入过这张票。第二次录入须由另一人进行。"), field="code")
    if len(others) >= ENOUGH:
        raise DomainError(_("这张票已录入两次且不一致，请在“待核对”中对照原票核对。"), field="code")
    read = Reading.of(checked(survey, token.pool, answers, is_on_paper=True), texts)
    if others and reading_of(others[0]).says_the_same_as(read):
        answer(token, answers=read.answers, texts=read.texts, is_on_paper=True)
        return Entered.COUNTS
    PaperEntry.objects.create(survey=survey, token=token.hash, entered_by=by, content=read.as_json())
    return Entered.DIFFERS if others else Entered.WAITS


@transaction.atomic
def settle_sheet(
    entry: PaperEntry,
    *,
    answers: Mapping[str, Any],
    texts: Mapping[int, str],
    by: "User",
    on: datetime.date,
) -> None:
    """The third look, with the paper at hand: what stands on it counts, both entries are gone."""
    survey = _entering(entry.survey, by=by, on=on)
    token = AnswerToken.objects.select_related("pool__survey", "pool__subject").filter(hash=entry.token).first()
    if token is None or PaperEntry.objects.filter(survey=survey, token=entry.token).count() < ENOUGH:
        raise DomainError(_("这张票不需要核对，可能已由他人处理。"))
    answer(token, answers=answers, texts=texts, is_on_paper=True)


@transaction.atomic
def drop_entries(entry: PaperEntry, *, by: "User", on: datetime.date) -> None:
    """Forget what was entered of a sheet, so that it is entered anew: the code was mistaken for another."""
    survey = _entering(entry.survey, by=by, on=on)
    PaperEntry.objects.filter(survey=survey, token=entry.token).delete()


def _entering(survey: Survey, *, by: "User", on: datetime.date) -> Survey:
    """The row as it is now, held, while sheets are entered."""
    survey = locking.lock(survey)
    if not may_hand_out(by, survey):
        raise PermissionDenied
    if survey.state != SurveyState.OPEN or on > survey.ends_on:
        raise DomainError(_("纸质票录入已经截止。"))
    return survey
