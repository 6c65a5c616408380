"""Surveys for the pages that the browser looks at: a draft, one that asks, one to be decided on, one that is over."""

import datetime
from typing import TYPE_CHECKING, Any

from accounts.models import Unit
from assessments.actions import (
    paper,
    surveys,
    surveys_answering,
    surveys_closing,
    surveys_drawing,
    surveys_opening,
)
from assessments.models import AnswerToken, Survey
from assessments.selectors.survey_sheets import items_of
from core import clock

if TYPE_CHECKING:
    from accounts.models import User
    from tests.browser.scene import Scene


def build_surveys(scene: "Scene") -> None:
    """The county drafts; in the town one is answered, on paper too, and the plain cadre was assessed twice."""
    admin = scene.users["organisation_admin"]
    draft = _draft(scene, scene.county, "survey", "群众满意度调查", days=-7)
    choice = {"kind": "single", "text": "您最关心的问题", "options": ["道路", "医疗"], "is_of_each": False}
    surveys.add_question(draft, **choice, is_required=True, by=admin, at=clock.now())
    _open_one(scene)
    _appraisal(scene, "下半年民主评议", days=20)
    surveys_closing.publish_survey(_appraisal(scene, "上半年民主评议", days=200), by=admin, at=clock.now())


def _draft(scene: "Scene", unit: Unit, kind: str, title: str, *, days: int) -> Survey:
    opens_on = scene.today - datetime.timedelta(days)
    span = {"opens_on": opens_on, "closes_on": max(scene.today, opens_on) + datetime.timedelta(9)}
    by = scene.users["organisation_admin"]
    words = {"kind": kind, "title": title, "introduction": "请如实填写。"}
    return surveys.draft_survey(unit=unit, **words, **span, by=by, at=clock.now())


def _open(scene: "Scene", survey: Survey) -> Survey:
    stamp: dict[str, Any] = {"by": scene.users["organisation_admin"], "at": clock.now()}
    survey = surveys_drawing.draw_participants(survey, draw="all", register="cadres", **stamp)
    return surveys_opening.open_survey(survey, **stamp)


def _open_one(scene: "Scene") -> None:
    """Two clerks read one sheet differently; the rest of the codes is still to be given out."""
    survey, admin = _draft(scene, scene.town, "survey", "机关作风问卷", days=1), scene.users["organisation_admin"]
    asked = {"kind": "satisfaction", "text": "您对办事效率是否满意", "options": [], "is_of_each": False}
    surveys.add_question(survey, **asked, is_required=True, by=admin, at=clock.now())
    survey = _open(scene, survey)
    code, *_rest = surveys_answering.hand_out(survey.pools.first(), to_all=True, most=5, by=admin, at=clock.now()).codes
    for by, given in ((admin, "very"), (scene.users["personnel"], "not")):
        _enter(survey, code, by, given, on=scene.today)


def _enter(survey: Survey, code: str, by: "User", given: str, *, on: datetime.date) -> None:
    item, *_rest = items_of(survey, survey.pools.first())
    paper.enter_sheet(survey, code=code, answers={item.key: given}, texts={}, by=by, on=on)


def _appraisal(scene: "Scene", title: str, *, days: int) -> Survey:
    """Everybody answered, and it is over."""
    survey, admin = _draft(scene, scene.town, "appraisal", title, days=days), scene.users["organisation_admin"]
    assessed = [scene.users["cadre"].cadre]
    surveys.add_subjects(survey, kind="cadre", subjects=assessed, by=admin, at=clock.now())
    survey = _open(scene, survey)
    for token in AnswerToken.objects.filter(pool__survey=survey).select_related("pool__survey"):
        (item,) = items_of(survey, token.pool)
        surveys_answering.answer(token, answers={item.key: "excellent"}, texts={})
    return surveys_closing.close_survey(survey, by=admin, at=clock.now())
