"""组织评定 (R20.1, R11.7): what the organisation decides of each assessed, with the votes before it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AppraisalGrade, Survey, SurveyResult, SurveyState, SurveySubject, Verdict
from assessments.paper_access import may_decide
from assessments.selectors.circulation import report_of
from core import audit, locking
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Decided:
    """`grade` "": nothing is decided yet."""

    subject: SurveySubject
    grade: str
    reason: str = ""


@transaction.atomic
def give_verdicts(survey: Survey, decided: Iterable[Decided], *, by: "User", at: datetime.datetime) -> Survey:
    """Enter the organisation's verdicts. Nobody decides on themselves.

    Raises DomainError (field: "reason-<subject>") where a verdict departs from what most voted and says no reason, and
    once the result is published.
    """
    survey = locking.lock(survey)
    if not may_decide(by, survey):
        raise PermissionDenied
    if survey.state != SurveyState.CLOSED:
        raise DomainError(_("截止以后、公布以前才能填写组织评定。"))
    majorities = _majorities(survey)
    for one in decided:
        if one.subject.survey_id != survey.pk or one.subject.cadre_id in by.access.cadre_ids:
            raise PermissionDenied
        _check(one, majorities.get(one.subject.pk, frozenset()))
        _write(one, by=by, at=at)
    audit.record("assessments.give_verdicts", survey, by=by, at=at, unit_path=survey.unit_path)
    return survey


def _majorities(survey: Survey) -> dict[int, frozenset[str]]:
    table = report_of(survey, SurveyResult.objects.all()).appraisal
    return {line.subject.pk: line.majority for line in table.lines if line.subject} if table else {}


def _check(one: Decided, majority: frozenset[str]) -> None:
    if one.grade and one.grade not in AppraisalGrade.values:
        raise DomainError(_("请选择评定等次。"), field=f"grade-{one.subject.pk}")
    if one.grade and majority and one.grade not in majority and not one.reason.strip():
        text = _("%(name)s的组织评定与测评多数不一致，请填写理由。") % {"name": one.subject}
        raise DomainError(text, field=f"reason-{one.subject.pk}")


def _write(one: Decided, *, by: "User", at: datetime.datetime) -> None:
    """Only what differs, so that who decided stays with what they decided."""
    before = Verdict.objects.filter(subject=one.subject).first()
    if not one.grade:
        Verdict.objects.filter(subject=one.subject).delete()
    elif before is None or (before.grade, before.reason) != (one.grade, one.reason.strip()):
        decided = {"decided_by": by, "decided_on": timezone.localdate(at)}
        said = {"grade": one.grade, "reason": one.reason.strip()}
        Verdict.objects.update_or_create(subject=one.subject, defaults={**said, **decided})
