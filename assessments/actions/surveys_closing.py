"""A survey ends: counted once, shown in groups of five and more, and never changed (R9)."""

import datetime
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.actions.survey_logs import write_logs
from assessments.grouping import grouped
from assessments.models import (
    LEAST_ANSWERS,
    AnswerSheet,
    AnswerToken,
    FreeText,
    PaperEntry,
    Pool,
    Question,
    Slip,
    Survey,
    SurveyResult,
    SurveyState,
    SurveySubject,
)
from assessments.selectors.survey_sheets import item_key
from assessments.selectors.surveys import name_of
from assessments.survey_access import may_organise
from core import audit, inbox, locking
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User as AnyUser

# Votes of one item: {pool: {code: votes}}, and how many answered it: {pool: answers}.
Votes = dict[int, Counter[str]]


@transaction.atomic
def close_survey(survey: Survey, *, by: "AnyUser | None", at: datetime.datetime, version: Any = None) -> Survey:
    """No more answers: what was not used is void, the answers are counted, and the duties that this settles are
    written down. `by` None: the last day is over."""
    survey = locking.lock(survey, version=version)
    if by is not None and not may_organise(by, survey.unit):
        raise PermissionDenied
    if survey.state != SurveyState.OPEN:
        raise DomainError(_("没有在进行，不能截止。"))
    AnswerToken.objects.filter(pool__survey=survey).delete()
    Slip.objects.filter(pool__survey=survey).delete()
    PaperEntry.objects.filter(survey=survey).delete()
    SurveyResult.objects.bulk_create(count_results(survey))
    if AnswerSheet.objects.filter(pool__survey=survey).count() < LEAST_ANSWERS:
        FreeText.objects.filter(question__survey=survey).delete()
    survey.state, survey.closed_on = SurveyState.CLOSED, timezone.localdate(at)
    write_logs(survey, by=by, on=survey.closed_on, at=at)
    return _record("assessments.close_survey", survey, by=by, at=at)


@transaction.atomic
def publish_survey(survey: Survey, *, by: "AnyUser", at: datetime.datetime, version: Any = None) -> Survey:
    """Show the result to those whom it is about. The sheets are destroyed: only what was counted is left."""
    survey = locking.lock(survey, version=version)
    if not may_organise(by, survey.unit):
        raise PermissionDenied
    if survey.state != SurveyState.CLOSED:
        raise DomainError(_("截止以后才能公布结果。"))
    AnswerSheet.objects.filter(pool__survey=survey).delete()
    survey.state, survey.published_on = SurveyState.PUBLISHED, timezone.localdate(at)
    _tell(survey, at=at)
    return _record("assessments.publish_survey", survey, by=by, at=at)


def close_those_over(*, on: datetime.date, at: datetime.datetime) -> int:
    """Close every survey whose last day is past. Returns how many."""
    over = list(Survey.objects.over_by(on).order_by("pk"))
    for survey in over:
        close_survey(survey, by=None, at=at)
    return len(over)


def _record(action: str, survey: Survey, *, by: "AnyUser | None", at: datetime.datetime) -> Survey:
    locking.bump(survey)
    survey.save()
    audit.record(action, survey, by=by, at=at, unit_path=survey.unit_path)
    return survey


def _tell(survey: Survey, *, at: datetime.datetime) -> None:
    assessed = survey.subjects.filter(cadre__isnull=False).order_by().values("cadre")
    title, url = _("“%(title)s”的结果已公布") % {"title": survey.title}, survey.get_absolute_url()
    inbox.notify_all(
        inbox.notice(f"survey:{survey.pk}", "published", user, title, url=url, at=at)
        for user in User.objects.filter(is_active=True, cadre__in=assessed).order_by("pk")
    )


# --- counting


def count_results(survey: Survey) -> list[SurveyResult]:
    """Every figure, in the order in which it is shown: response first, then each question, by subject."""
    pools = list(survey.pools.select_related("subject"))
    sheets, votes = _votes(survey)
    rows = _rows(survey, pools, sheets)
    for question in survey.questions.all():
        if not question.is_text:
            for subject in _subjects(survey, question):
                key = item_key(question, subject)
                rows += _rows(survey, pools, *votes[key], question=question, subject=subject)
    return rows


def _subjects(survey: Survey, question: Question) -> list[SurveySubject | None]:
    return list(survey.subjects.all()) if question.is_of_each and not survey.is_of_contacts else [None]


def _votes(survey: Survey) -> tuple[Counter[int], dict[str, tuple[Counter[int], Votes]]]:
    """Sheets of each pool; and for each item the answers and the votes of each pool."""
    sheets: Counter[int] = Counter()
    items: dict[str, tuple[Counter[int], Votes]] = defaultdict(lambda: (Counter(), defaultdict(Counter)))
    rows = AnswerSheet.objects.filter(pool__survey=survey).values_list("pool", "answers")
    for pool, answers in rows.iterator():
        sheets[pool] += 1
        for key, given in json.loads(answers).items():
            answered, votes = items[key]
            answered[pool] += 1
            votes[pool].update(given if isinstance(given, list) else [given])
    return sheets, items


def _rows(
    survey: Survey,
    pools: list[Pool],
    answered: Counter[int],
    votes: Votes | None = None,
    *,
    question: Question | None = None,
    subject: SurveySubject | None = None,
) -> list[SurveyResult]:
    """The groups of one figure and their total; none where all together are under five."""
    groups = grouped([answered[pool.pk] for pool in pools])
    found = [[pools[index] for index in group] for group in groups]
    return [
        SurveyResult(
            survey=survey,
            question=question,
            subject=subject or _assessed(members, is_total),
            group="" if is_total else name_of(members),
            is_total=is_total,
            drawn=sum(pool.drawn for pool in members) if question is None else None,
            answers=sum(answered[pool.pk] for pool in members),
            votes=dict(sum((votes[pool.pk] for pool in members), Counter())) if votes is not None else {},
        )
        for members, is_total in [*((group, False) for group in found), *([(pools, True)] if found else [])]
    ]


def _assessed(members: list[Pool], is_total: bool) -> SurveySubject | None:
    """Whom the contacts of one pool were asked about; contacts of several say nothing of one of them."""
    return members[0].subject if len(members) == 1 and not is_total else None
