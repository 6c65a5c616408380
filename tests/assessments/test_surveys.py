"""Surveys while they are drafted."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from assessments.actions import surveys
from assessments.models import Question, Survey, SurveySubject
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import AT, LAST_DAY, TODAY, draw, make_question, make_residents, make_survey

pytestmark = pytest.mark.django_db
LATER = datetime.date(2027, 11, 20)


@pytest.fixture
def unit():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(unit):
    return make_user(role="secretary", unit=unit)


def test_an_appraisal_begins_with_the_four_grades(unit, by):
    survey = make_survey(unit, by, kind="appraisal")
    (question,) = survey.questions.all()
    assert [code for code, _words in question.choices] == ["excellent", "qualified", "basically", "unqualified"]
    assert (survey.state, question.is_of_each) == ("draft", True)
    assert AuditEntry.objects.filter(action="assessments.draft_survey").count() == 1


def test_who_keeps_no_business_in_the_unit_drafts_nothing(unit):
    with pytest.raises(PermissionDenied):
        make_survey(unit, make_user(role="auditor", unit=unit))
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"closes_on": TODAY - datetime.timedelta(1)}, "closes_on"),
        ({"paper_until": LAST_DAY - datetime.timedelta(1)}, "paper_until"),
    ],
)
def test_days_in_the_wrong_order_are_refused(unit, by, days, field):
    with pytest.raises(DomainError) as refused:
        make_survey(unit, by, **days)
    assert refused.value.field == field


def test_a_stale_form_changes_nothing(unit, by):
    survey = make_survey(unit, by)
    fields = {"title": "新标题", "introduction": "", "opens_on": TODAY, "closes_on": LAST_DAY, "by": by, "at": AT}
    surveys.edit_survey(survey, version=0, **fields)
    with pytest.raises(DomainError):
        surveys.edit_survey(survey, version=0, **fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "single", "options": ["是"]}, "options"),
        ({"kind": "single", "options": ["是", " 是 ", ""]}, "options"),
        ({"kind": "grade"}, "is_of_each"),
        ({"kind": "text", "is_of_each": True}, "is_of_each"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(unit, by, fields, field):
    survey = make_survey(unit, by)
    with pytest.raises(DomainError) as refused:
        make_question(survey, by, **fields)
    assert refused.value.field == field
    assert not Question.objects.exists()


def test_questions_are_put_in_order_and_taken_out(unit, by):
    survey = make_survey(unit, by)
    questions = [make_question(survey, by, text=text) for text in ("一", "二", "三")]
    surveys.raise_question(questions[2], by=by, at=AT)
    assert list(survey.questions.values_list("number", "text")) == [(1, "一"), (2, "三"), (3, "二")]
    surveys.raise_question(questions[0], by=by, at=AT)
    surveys.drop_question(survey.questions.get(text="三"), by=by, at=AT)
    assert list(survey.questions.values_list("number", "text")) == [(1, "一"), (2, "二")]


def test_a_question_is_changed(unit, by):
    survey = make_survey(unit, by)
    question = make_question(survey, by)
    data = {"kind": "single", "text": "是否上门", "options": ["是", "否"], "is_of_each": False, "is_required": False}
    surveys.edit_question(question, **data, by=by, at=AT)
    assert list(Question.objects.get().choices) == [("1", "是"), ("2", "否")]


def test_a_subject_stands_once_and_another_one_forgets_the_draw(unit, by):
    make_residents(unit, 5)
    survey = draw(make_survey(unit, by), by)
    surveys.add_subjects(survey, kind="department", subjects=[unit], by=by, at=AT)
    survey.refresh_from_db()
    assert (survey.drawn_on, survey.pools.count()) == (None, 0)
    with pytest.raises(DomainError):
        surveys.add_subjects(survey, kind="department", subjects=[unit], by=by, at=AT)
    surveys.drop_subject(SurveySubject.objects.get(), by=by, at=AT)
    assert not SurveySubject.objects.exists()


def test_last_years_survey_is_copied_without_its_participants(unit, by):
    survey = make_survey(unit, by, kind="appraisal")
    make_question(survey, by, kind="text", text="您的建议", is_required=False)
    surveys.add_subjects(survey, kind="cadre", subjects=[make_cadre("王芳", unit=unit)], by=by, at=AT)
    copy = surveys.copy_survey(survey, opens_on=LATER, closes_on=LATER, by=by, at=AT)
    assert list(copy.questions.values_list("number", "kind")) == [(1, "grade"), (2, "text")]
    assert [subject.name for subject in copy.subjects.all()] == ["王芳"]
    assert (copy.state, copy.opens_on, survey.questions.count()) == ("draft", LATER, 2)


def test_a_draft_is_dropped_with_all_that_is_in_it(unit, by):
    survey = make_survey(unit, by, kind="appraisal")
    surveys.drop_survey(survey, by=by, at=AT)
    assert not Survey.objects.exists()
    assert not Question.objects.exists()


def test_nothing_is_changed_once_people_are_asked(unit, by):
    survey = make_survey(unit, by)
    question = make_question(survey, by)
    Survey.objects.update(state="open", drawn_on=TODAY)
    for act in (
        lambda: make_question(survey, by),
        lambda: surveys.drop_question(question, by=by, at=AT),
        lambda: surveys.add_subjects(survey, kind="department", subjects=[unit], by=by, at=AT),
        lambda: surveys.drop_survey(survey, by=by, at=AT),
        lambda: draw(survey, by),
    ):
        with pytest.raises(DomainError):
            act()
    assert Question.objects.count() == 1
