"""Two at the same moment: a code counts once and is given once, and no answer is lost at the end of a survey."""

import pytest

from assessments.actions import statements, surveys_answering, surveys_closing
from assessments.models import AnswerSheet, AnswerToken, Participant, Slip, Statement, SurveyResult
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
from tests.petitions.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit():
    return make_unit("青山镇")


@pytest.fixture
def by(unit):
    return make_user("keeper", role="organisation_admin", unit=unit)


@pytest.fixture
def codes(unit, by):
    make_residents(unit, 6)
    return codes_of(make_open_survey(unit, by).pools.get(), by)


def answering(code):
    token = surveys_answering.find_token(code, on=TODAY)
    key = f"q{token.pool.survey.questions.get().pk}"
    return lambda: surveys_answering.answer(token, answers={key: "very"}, texts={})


def test_a_code_sent_twice_at_once_counts_once(codes):
    results = at_once(*[answering(codes[0])] * 3)
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "str", "str"]
    assert (AnswerSheet.objects.count(), AnswerToken.objects.count()) == (1, 5)


def test_answers_at_once_are_all_kept(codes):
    assert at_once(*(answering(code) for code in codes)) == [None] * 6
    assert (AnswerSheet.objects.count(), AnswerToken.objects.count()) == (6, 0)


def test_an_answer_at_the_end_is_counted_or_refused(codes, by):
    for code in codes[:5]:
        send(code, ["very"])
    survey = AnswerToken.objects.get().pool.survey
    results = at_once(answering(codes[5]), lambda: surveys_closing.close_survey(survey, by=by, at=AT))
    refused = [one for one in results if isinstance(one, str)]
    assert {row.answers for row in SurveyResult.objects.all()} == {5 if refused else 6}
    assert AnswerSheet.objects.count() == 6 - len(refused)


def test_a_participant_who_taps_twice_is_given_one_code(unit, by):
    user, *_others = [make_user(cadre=make_cadre(unit=unit)) for _one in range(5)]
    survey = make_survey(unit, by)
    make_question(survey, by)
    survey = open_survey(draw(survey, by, register="cadres"), by)
    at_once(*[lambda: surveys_answering.take_slip(survey, by=user, on=TODAY)] * 2)
    assert (Slip.objects.count(), Participant.objects.filter(is_handed=True).count()) == (4, 1)


def test_two_statements_of_a_year_at_once_are_one(unit):
    author = make_user("author", cadre=make_cadre(unit=unit))
    draft = lambda: statements.draft_statement(author.cadre, year=2026, by=author, at=AT)  # noqa: E731
    results = at_once(draft, draft)
    assert sorted(type(one).__name__ for one in results) == ["Statement", "str"]
    assert Statement.objects.get().sections.count() == len(statements.SectionCode.values)
