"""Slips are given out once, answers come in once, and what is refused writes nothing."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied

from assessments.actions import surveys, surveys_answering
from assessments.models import AnswerSheet, AnswerToken, FreeText, Participant, Slip, Survey
from assessments.selectors.survey_sheets import items_of, parts_of
from core.errors import DomainError
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import (
    AT,
    TODAY,
    codes_of,
    draw,
    make_open_survey,
    make_question,
    make_residents,
    make_survey,
    open_survey,
    send,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + datetime.timedelta(1)


@pytest.fixture
def unit():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(unit):
    return make_user(role="secretary", unit=unit)


@pytest.fixture
def survey(unit, by):
    make_residents(unit, 6)
    return make_open_survey(unit, by)


@pytest.fixture
def of_cadres(unit, by):
    """Five cadres are asked, each with an account."""
    for _one in range(5):
        make_user(cadre=make_cadre(unit=unit))
    survey = make_survey(unit, by)
    make_question(survey, by)
    return open_survey(draw(survey, by, register="cadres"), by)


def first_user(survey):
    return Participant.objects.filter(pool__survey=survey).first().cadre.user


# --- slips


def test_a_code_is_given_to_a_participant_once(of_cadres):
    user = first_user(of_cadres)
    code = surveys_answering.take_slip(of_cadres, by=user, on=TODAY)
    assert surveys_answering.find_token(code, on=TODAY).pool.survey == of_cadres
    with pytest.raises(DomainError):
        surveys_answering.take_slip(of_cadres, by=user, on=TODAY)
    assert (Slip.objects.count(), AnswerToken.objects.count()) == (4, 5)


def test_who_was_not_drawn_is_given_none(of_cadres, by):
    with pytest.raises(PermissionDenied):
        surveys_answering.take_slip(of_cadres, by=by, on=TODAY)
    assert Slip.objects.count() == 5


def test_nobody_takes_a_code_in_the_name_of_somebody_else(of_cadres):
    deputy = make_user()
    deputy.acting_for = first_user(of_cadres)
    with pytest.raises(PermissionDenied):
        surveys_answering.take_slip(of_cadres, by=deputy, on=TODAY)


def test_no_code_is_given_outside_the_days(of_cadres):
    with pytest.raises(DomainError):
        surveys_answering.take_slip(of_cadres, by=first_user(of_cadres), on=TODAY - datetime.timedelta(1))


def test_who_took_a_code_is_given_no_slip_on_paper(of_cadres, by):
    surveys_answering.take_slip(of_cadres, by=first_user(of_cadres), on=TODAY)
    pool = of_cadres.pools.get()
    assert len(codes_of(pool, by)) == 4
    with pytest.raises(DomainError):
        codes_of(pool, by)


def test_slips_on_paper_are_for_those_without_an_account_unless_all_are_meant(of_cadres, by):
    Participant.objects.first().cadre.user.delete()
    handed = surveys_answering.hand_out(of_cadres.pools.get(), to_all=False, by=by, at=AT)
    assert (len(handed.codes), Participant.objects.filter(is_handed=True).count()) == (1, 1)


def test_slips_are_handed_out_by_who_holds_the_survey_only(survey, unit):
    with pytest.raises(PermissionDenied):
        codes_of(survey.pools.get(), make_user(role="auditor", unit=unit))
    assert Slip.objects.count() == 6


# --- answers


def test_an_answer_uses_up_its_code(survey, by):
    code, *_others = codes_of(survey.pools.get(), by)
    send(code, ["very"])
    assert surveys_answering.find_token(code, on=TODAY) is None
    assert [json.loads(sheet.answers) for sheet in AnswerSheet.objects.all()] == [
        {f"q{survey.questions.get().pk}": "very"}
    ]


def test_a_code_is_read_however_it_was_typed(survey, by):
    code = codes_of(survey.pools.get(), by)[0]
    assert surveys_answering.find_token(f" {code.lower().replace('-', ' ')} ", on=TODAY) is not None


def test_two_windows_with_one_code_make_one_answer(survey, by):
    code = codes_of(survey.pools.get(), by)[0]
    token = surveys_answering.find_token(code, on=TODAY)
    send(code, ["very"])
    key = items_of(survey, token.pool)[0].key
    with pytest.raises(DomainError):
        surveys_answering.answer(token, answers={key: "not"}, texts={})
    assert AnswerSheet.objects.count() == 1


@pytest.mark.parametrize(("day", "state"), [(TODAY - datetime.timedelta(1), "open"), (TODAY, "closed")])
def test_a_code_is_none_before_the_first_day_and_after_closing(survey, by, day, state):
    code = codes_of(survey.pools.get(), by)[0]
    Survey.objects.update(state=state)
    assert surveys_answering.find_token(code, on=day) is None


def test_a_survey_that_was_closed_meanwhile_takes_no_answer(survey, by):
    token = surveys_answering.find_token(codes_of(survey.pools.get(), by)[0], on=TODAY)
    Survey.objects.update(state="closed")
    with pytest.raises(DomainError):
        surveys_answering.answer(token, answers={}, texts={})
    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize("given", ["", "perhaps", ["very", "perhaps"]])
def test_an_answer_that_is_none_is_refused_at_its_question_and_the_code_stays(survey, by, given):
    code = codes_of(survey.pools.get(), by)[0]
    with pytest.raises(DomainError) as refused:
        send(code, [given])
    assert refused.value.field == f"q{survey.questions.get().pk}"
    assert surveys_answering.find_token(code, on=TODAY) is not None


def test_a_text_stands_apart_from_the_sheet_and_says_no_time(unit, by):
    make_residents(unit, 5)
    survey = make_survey(unit, by)
    make_question(survey, by, kind="text", text="您的建议", is_required=False)
    make_question(survey, by, kind="multiple", text="哪些要改进", options=["态度", "效率"])
    survey = open_survey(draw(survey, by), by)
    send(codes_of(survey.pools.get(), by)[0], [["2", "1"]], "窗口开门晚。")
    text, sheet = FreeText.objects.get(), AnswerSheet.objects.get()
    assert (text.text, json.loads(sheet.answers)) == ("窗口开门晚。", {f"q{survey.questions.last().pk}": ["1", "2"]})
    assert {field.name for field in FreeText._meta.fields} == {"id", "question", "text"}


def test_a_text_that_is_asked_for_is_missed(unit, by):
    make_residents(unit, 5)
    survey = make_survey(unit, by)
    make_question(survey, by, kind="text", text="您的建议", is_required=True)
    survey = open_survey(draw(survey, by), by)
    with pytest.raises(DomainError):
        send(codes_of(survey.pools.get(), by)[0], [], " ")
    assert AnswerToken.objects.count() == 5


# --- what a sheet asks


def test_everybody_is_asked_about_each_subject(unit, by):
    make_residents(unit, 5)
    survey = make_survey(unit, by, kind="appraisal")
    surveys.add_subjects(survey, kind="cadre", subjects=[make_cadre("甲"), make_cadre("乙")], by=by, at=AT)
    survey = open_survey(draw(survey, by), by)
    assert [item.about for item in items_of(survey, survey.pools.get())] == ["甲", "乙"]


def test_a_draft_can_be_looked_at_before_anybody_is_drawn(unit, by):
    survey = make_survey(unit, by, kind="appraisal")
    surveys.add_subjects(survey, kind="cadre", subjects=[make_cadre("甲")], by=by, at=AT)
    assert [item.about for part in parts_of(survey, None) for item in part.items] == ["甲"]
