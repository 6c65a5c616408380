"""From the draw to the publication by buttons, and the code that is shown once."""

import datetime

import pytest

from assessments.models import AnswerToken, Participant, Survey
from core import clock
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import draw, make_question, make_residents, make_survey, open_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(unit):
    return make_user(role="secretary", unit=unit)


@pytest.fixture
def survey(unit, by):
    """A draft with a question, in a unit with seven residents and five cadres."""
    make_residents(unit, 7)
    for _one in range(5):
        make_user(cadre=make_cadre(unit=unit))
    today = clock.today()
    survey = make_survey(unit, by, opens_on=today, closes_on=today + datetime.timedelta(5))
    make_question(survey, by)
    survey.refresh_from_db()
    return survey


def test_a_draw_shows_how_many_of_each_unit(log_in, survey, by):
    client, path = log_in(by), f"/assessments/surveys/{survey.pk}/draw/"
    assert client.get(path).status_code == 200
    data = {"draw": "sample", "register": "residents", "sample_size": "6", "seed": "38", "version": survey.version}
    page = client.post(path, data, follow=True)
    assert page.context["pools"].get().drawn == 6
    assert "38" in page.text
    assert "已被他人修改" in client.post(path, data).text


def test_a_draw_that_cannot_be_keeps_what_was_typed(log_in, survey, by):
    data = {"draw": "sample", "register": "residents", "sample_size": "60", "version": survey.version}
    page = log_in(by).post(f"/assessments/surveys/{survey.pk}/draw/", data)
    assert "抽取人数应在5至7之间" in page.text
    assert 'value="60"' in page.text
    assert not Participant.objects.exists()


def test_it_is_opened_closed_and_published_by_buttons(log_in, survey, by):
    client, top = log_in(by), f"/assessments/surveys/{survey.pk}/"
    assert "还没有产生参加人" in client.post(f"{top}open/", follow=True).text
    draw(survey, by)
    for name, state in (("open", "open"), ("close", "closed"), ("publish", "published")):
        assert client.post(f"{top}{name}/", follow=True).status_code == 200
        assert Survey.objects.get().state == state
    assert "截止以后才能公布" in client.post(f"{top}publish/", follow=True).text


@pytest.fixture
def member(survey, by):
    """A participant with an account."""
    open_survey(draw(survey, by, register="cadres"), by)
    return Participant.objects.first().cadre.user


def test_a_code_is_shown_once_and_leaves_no_trace(log_in, survey, member):
    client, path = log_in(member), f"/assessments/surveys/{survey.pk}/take/"
    kept = (AuditEntry.objects.count(), InboxItem.objects.count(), AnswerToken.objects.count())
    page = client.post(path)
    code = page.context["code"]
    assert code in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "您对工作作风是否满意" in client.get(f"/p/a/{code}/").text
    assert "每人只能领取一次" in client.post(path, follow=True).text
    assert kept == (AuditEntry.objects.count(), InboxItem.objects.count(), AnswerToken.objects.count())


def test_who_was_not_drawn_is_shown_none(log_in, survey, member):
    assert log_in(make_user()).post(f"/assessments/surveys/{survey.pk}/take/").status_code == 403


def test_a_code_is_not_asked_for_by_a_link_nor_without_log_in(client, log_in, survey, member):
    path = f"/assessments/surveys/{survey.pk}/take/"
    assert client.post(path).headers["Location"].startswith("/login/")
    assert log_in(member).get(path).status_code == 405


def test_no_code_of_a_survey_that_does_not_ask(log_in, survey, member):
    Survey.objects.update(state="closed")
    assert log_in(member).post(f"/assessments/surveys/{survey.pk}/take/").status_code == 404
