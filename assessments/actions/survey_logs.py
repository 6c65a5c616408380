"""The records that duties count, written when a survey ends, so that nobody enters them again: the survey (R9.1) or the
appraisal (R20.1), and for each branch the review of the contact work of its members who were assessed (R11.7)."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Cadre, Position, Post, Unit, UnitKind
from assessments.models import LEAST_ANSWERS, AnswerSheet, SubjectKind, Survey, SurveyKind
from core import inbox
from core.errors import DomainError
from visits.actions import log_visit
from visits.models import VisitLog

if TYPE_CHECKING:
    from accounts.models import User


def write_logs(survey: Survey, *, by: "User | None", on: datetime.date, at: datetime.datetime) -> list[VisitLog]:
    """Call it while the answers are still there: a survey that nobody answered settles nothing. Of the last day on
    which answers came in, also where it is counted a day later.

    `by` None (the last day is over): in the name of who drafted it. Where there is nobody to record it for, who drafted
    it is told to enter it by hand.
    """
    writer, answers = by or survey.created_by, AnswerSheet.objects.filter(pool__survey=survey).count()
    if writer is None or not answers:
        return []
    on = min(on, survey.ends_on)
    holder = _holder(survey.unit, writer, on)
    kind = "survey" if survey.kind == SurveyKind.SURVEY else "appraisal"
    asked = [(kind, survey.unit, [holder] if holder else [])]
    asked += [("work_review", branch, members) for branch, members in _members(survey, on).items()]
    logs = []
    for code, unit, cadres in asked:
        try:
            logs.append(_log(survey, code, unit, cadres, answers, by=writer, on=on, at=at))
        except DomainError:
            _tell(survey, unit, writer, at=at)
    return logs


def _log(
    survey: Survey,
    kind: str,
    unit: Unit,
    cadres: Iterable[Cadre],
    answers: int,
    *,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
) -> VisitLog:
    return log_visit(
        kind=kind,
        first_day=on,
        cadres=cadres,
        unit=unit,
        content=survey.title,
        people_count=answers if answers >= LEAST_ANSWERS and kind != "work_review" else None,
        is_vouched_for=True,
        by=by,
        at=at,
    )


def _holder(unit: Unit, writer: "User", on: datetime.date) -> Cadre | None:
    """Who held it: the head of the unit, otherwise who drafted or closed it, otherwise anyone who serves there."""
    posts = Post.objects.in_force(on).filter(unit=unit).select_related("cadre")
    there = sorted(posts, key=lambda post: (post.position != Position.HEAD, post.cadre_id != writer.cadre_id, post.pk))
    return there[0].cadre if there else writer.cadre


def _members(survey: Survey, on: datetime.date) -> dict[Unit, list[Cadre]]:
    """The members who were assessed, by the branch in which they have a post on that day."""
    assessed = survey.subjects.filter(kind=SubjectKind.MEMBER).order_by().values("cadre")
    posts = Post.objects.in_force(on).filter(cadre__in=assessed, unit__kind=UnitKind.PARTY_BRANCH)
    found: dict[Unit, list[Cadre]] = {}
    inside = posts.filter(unit__path__startswith=survey.unit_path)
    for post in inside.select_related("cadre", "unit").order_by("unit__path", "cadre"):
        found.setdefault(post.unit, []).append(post.cadre)
    return found


def _tell(survey: Survey, unit: Unit, writer: "User", *, at: datetime.datetime) -> None:
    title = _("“%(title)s”没有自动登记走访记录，请为%(unit)s登记") % {"title": survey.title, "unit": unit}
    inbox.notify(f"survey:{survey.pk}", f"log-{unit.pk}", writer, title, url=survey.get_absolute_url(), at=at)
