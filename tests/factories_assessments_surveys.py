"""Surveys for tests: drafted, drawn and opened through the actions, answered by code."""

import datetime
from typing import Any

from accounts.models import Unit, User
from assessments.actions import surveys, surveys_answering, surveys_drawing, surveys_opening
from assessments.models import Participant, Pool, Question, Survey
from assessments.selectors.survey_sheets import items_of
from tests.factories import make_resident

AT = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 20)
LAST_DAY = datetime.date(2026, 11, 30)
ASKED = {"options": [], "is_of_each": False, "is_required": True}


def make_survey(unit: Unit, by: User, **fields: Any) -> Survey:
    """A draft without questions."""
    given = {"kind": "survey", "title": "群众满意度调查", "introduction": "", "opens_on": TODAY, "closes_on": LAST_DAY}
    return surveys.draft_survey(unit=unit, by=by, at=AT, **(given | fields))


def make_question(survey: Survey, by: User, kind: str = "satisfaction", **fields: Any) -> Question:
    given = ASKED | {"kind": kind, "text": "您对工作作风是否满意"} | fields
    return surveys.add_question(survey, by=by, at=AT, **given)


def make_residents(unit: Unit, count: int) -> list[Any]:
    return [make_resident(unit=unit) for _one in range(count)]


def draw(survey: Survey, by: User, **fields: Any) -> Survey:
    return surveys_drawing.draw_participants(
        survey, **({"draw": "all", "register": "residents"} | fields), by=by, at=AT
    )


def open_survey(survey: Survey, by: User) -> Survey:
    return surveys_opening.open_survey(survey, by=by, at=AT)


def make_open_survey(unit: Unit, by: User, **fields: Any) -> Survey:
    """One question, asked of all residents of the unit."""
    survey = make_survey(unit, by, **fields)
    make_question(survey, by)
    return open_survey(draw(survey, by), by)


def codes_of(pool: Pool, by: User) -> list[str]:
    """The codes of everybody of the pool, as on slips of paper."""
    return surveys_answering.hand_out(pool, to_all=True, by=by, at=AT).codes


def send(code: str, values: list[Any], *texts: str) -> None:
    """Answer what a sheet asks, in its order."""
    token = surveys_answering.find_token(code, on=TODAY)
    assert token is not None
    items = items_of(token.pool.survey, token.pool)
    asked = token.pool.survey.questions.filter(kind="text")
    surveys_answering.answer(
        token,
        answers={item.key: value for item, value in zip(items, values, strict=True)},
        texts={question.pk: text for question, text in zip(asked, texts, strict=False)},
    )


def participants_of(survey: Survey) -> Any:
    return Participant.objects.filter(pool__survey=survey)
