"""What the pages of surveys show beside the survey itself."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.grouping import grouped
from assessments.models import (
    AnswerSheet,
    FreeText,
    Participant,
    Pool,
    Question,
    Survey,
    SurveyResult,
    SurveyState,
    SurveySubject,
)
from assessments.selectors.circulation import Turnout
from core.wording import joined

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_GROUP = 200


def name_of(pools: Sequence[Pool]) -> str:
    """What a group of pools is called in results."""
    name = joined(pool.name for pool in pools)
    return name if len(name) <= LONGEST_GROUP else f"{name[: LONGEST_GROUP - 1]}…"


def pools_of(survey: Survey) -> QuerySet[Pool]:
    """The draw: each pool with `handed`, how many of it were given a slip."""
    handed = Count("participants", filter=Q(participants__is_handed=True))
    return survey.pools.select_related("unit").annotate(handed=handed).order_by("number")


def progress_of(survey: Survey) -> list[Turnout]:
    """How many answered by now: in groups of five and more, the total last; nothing under five."""
    counts = dict(AnswerSheet.objects.filter(pool__survey=survey).order_by().values_list("pool").annotate(Count("pk")))
    pools = list(survey.pools.all())
    answered = [counts.get(pool.pk, 0) for pool in pools]
    rows = [
        Turnout(
            name_of([pools[index] for index in group]),
            False,
            sum(pools[index].drawn for index in group),
            sum(answered[index] for index in group),
        )
        for group in grouped(answered)
    ]
    return [*rows, Turnout("", True, sum(pool.drawn for pool in pools), sum(answered))] if rows else []


def waiting_for(user: "User", *, on: datetime.date) -> QuerySet[Survey]:
    """Surveys that ask the user, who has not taken a code yet."""
    mine = Participant.objects.filter(
        pool__survey=OuterRef("pk"), cadre__isnull=False, cadre=user.cadre_id, is_handed=False
    )
    return Survey.objects.asking(on).filter(Exists(mine)).select_related("unit").order_by("closes_on", "pk")


def texts_of(survey: Survey) -> list[tuple[Question, list[str]]]:
    """What people wrote, by question, in the order of random keys; nothing while people still answer."""
    if survey.state not in (SurveyState.CLOSED, SurveyState.PUBLISHED):
        return []
    found: dict[int, list[str]] = {}
    for question, text in (
        FreeText.objects.filter(question__survey=survey).order_by("pk").values_list("question", "text")
    ):
        found.setdefault(question, []).append(text)
    return [(question, found[question.pk]) for question in survey.questions.all() if question.pk in found]


@dataclass(frozen=True)
class Breakdown:
    """The answers to a question (about a subject) by unit."""

    question: Question
    subject: SurveySubject | None
    rows: list[SurveyResult]


def by_unit(survey: Survey) -> list[Breakdown]:
    """Every question that was answered in several groups, group by group. None where those assessed were judged by
    their own contacts: there the groups are they."""
    if survey.is_of_contacts:
        return []
    found: dict[tuple[int, int | None], Breakdown] = {}
    rows = SurveyResult.objects.filter(survey=survey, question__isnull=False, is_total=False)
    for row in rows.select_related("question", "subject").order_by("pk"):
        assert row.question is not None
        key = (row.question.pk, row.subject_id)
        found.setdefault(key, Breakdown(row.question, row.subject, [])).rows.append(row)
    return [breakdown for breakdown in found.values() if len(breakdown.rows) > 1]
