"""A survey begins: every participant has a slip waiting, and nothing says which is whose (docs/adr/0012)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.actions import surveys
from assessments.models import AnswerToken, Participant, QuestionKind, Slip, Survey, SurveyKind, SurveyState
from assessments.survey_codes import hash_of
from core import inbox
from core.errors import DomainError
from petitions.codes import new_code

if TYPE_CHECKING:
    from accounts.models import User as AnyUser

BATCH = 1000


@transaction.atomic
def open_survey(survey: Survey, *, by: "AnyUser", at: datetime.datetime, version: Any = None) -> Survey:
    """Begin to ask; nothing is changed from here on. Participants with an account are told where to take their code.

    Raises DomainError for what is still missing.
    """
    survey = surveys.open_draft(survey, by=by, version=version)
    _check_ready(survey, on=timezone.localdate(at))
    survey.state = SurveyState.OPEN
    _make_slips(survey)
    _tell(survey, at=at)
    return surveys.record("assessments.open_survey", survey, by=by, at=at)


def _check_ready(survey: Survey, *, on: datetime.date) -> None:
    questions = list(survey.questions.all())
    if not questions:
        raise DomainError(_("还没有题目，请先添加题目。"))
    if survey.kind == SurveyKind.APPRAISAL and not any(one.kind == QuestionKind.GRADE for one in questions):
        raise DomainError(_("民主评议须有一道评议等次题，请先添加。"))
    asks_of_each = [question for question in questions if question.is_of_each]
    if bool(asks_of_each) != survey.subjects.exists():
        raise DomainError(
            _("有逐个对象作答的题目，但没有评议对象，请先选择评议对象。")
            if asks_of_each
            else _("选择了评议对象，但没有逐个对象作答的题目，请先添加。")
        )
    if survey.drawn_on is None:
        raise DomainError(_("还没有产生参加人，请先确定参加人。"))
    if survey.closes_on < on:
        raise DomainError(_("截止日期已过，请先修改起止日期。"))


def _make_slips(survey: Survey) -> None:
    """Codes and their hashes, each in the order of what is random in them: neither order says anything."""
    codes = [(pool, new_code()) for pool in survey.pools.all() for _slip in range(pool.drawn)]
    tokens = sorted((AnswerToken(hash=hash_of(code), pool=pool) for pool, code in codes), key=lambda row: row.hash)
    slips = sorted((Slip(pool=pool, code=code) for pool, code in codes), key=lambda row: row.pk)
    AnswerToken.objects.bulk_create(tokens, batch_size=BATCH)
    Slip.objects.bulk_create(slips, batch_size=BATCH)


def _tell(survey: Survey, *, at: datetime.datetime) -> None:
    drawn = Participant.objects.filter(pool__survey=survey, cadre__isnull=False).order_by().values("cadre")
    title = _("请参加“%(title)s”") % {"title": survey.title}
    url = reverse("assessments:surveys")
    inbox.notify_all(
        inbox.notice(f"survey:{survey.pk}", "opened", user, title, url=url, at=at)
        for user in User.objects.filter(is_active=True, cadre__in=drawn).order_by("pk")
    )
