"""The people's page: without an account, the same answer to every code that is none, nothing typed is lost."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from assessments.models import AnswerSheet, AnswerToken, FreeText
from assessments.views import answers
from core import clock
from petitions.limits import Allowance
from tests.factories import make_unit, make_user
from tests.factories_assessments_surveys import codes_of, draw, make_question, make_residents, make_survey, open_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes():
    """Of a survey that asks today: satisfaction, and a text."""
    unit = make_unit("河口镇", kind="township")
    by = make_user(role="secretary", unit=unit)
    make_residents(unit, 6)
    today = clock.today()
    survey = make_survey(unit, by, opens_on=today, closes_on=today + datetime.timedelta(9))
    make_question(survey, by)
    make_question(survey, by, kind="text", text="您的建议", is_required=False)
    survey = open_survey(draw(survey, by), by)
    return list(codes_of(survey.pools.get(), by))


@pytest.fixture
def fields(codes):
    token = AnswerToken.objects.first()
    question, text = token.pool.survey.questions.all()
    return {"choice": f"q{question.pk}", "text": f"q{text.pk}"}


def test_a_code_is_typed_in_and_answered(client: Client, codes, fields):
    assert client.get("/p/a/").status_code == 200
    page = client.post("/p/a/", {"code": codes[0].lower()})
    assert "您对工作作风是否满意" in page.text
    sent = client.post("/p/a/send/", {"code": codes[0], fields["choice"]: "very", fields["text"]: "多来走走。"})
    assert sent.headers["Location"] == "/p/a/done/"
    assert "答卷已收到" in client.get("/p/a/done/").text
    assert (AnswerSheet.objects.count(), FreeText.objects.get().text) == (1, "多来走走。")


def test_the_qr_code_leads_to_the_sheet(client: Client, codes):
    assert "您对工作作风是否满意" in client.get(f"/p/a/{codes[0]}/").text


def test_what_was_typed_is_still_there_when_something_is_missing(client: Client, codes, fields):
    page = client.post("/p/a/send/", {"code": codes[0], fields["text"]: "多来走走。"})
    assert "请选择一项" in page.text
    assert "多来走走。" in page.text
    assert f'value="{codes[0]}"' in page.text
    assert not AnswerSheet.objects.exists()


def test_used_unknown_and_late_codes_get_the_same_answer(client: Client, codes, fields):
    client.post("/p/a/send/", {"code": codes[0], fields["choice"]: "very"})
    survey = AnswerToken.objects.first().pool.survey
    used, unknown = (client.get(f"/p/a/{code}/") for code in (codes[0], "2222-2222-2222"))
    survey.closes_on = survey.opens_on = clock.today() - datetime.timedelta(1)
    survey.save()
    late = client.get(f"/p/a/{codes[1]}/")
    again = client.post("/p/a/send/", {"code": codes[0], fields["choice"]: "not"})
    assert all("已经使用、已经失效或者填写有误" in page.text for page in (used, unknown, late, again))
    assert len({page.text.split("<main")[1].split("csrfmiddlewaretoken")[0] for page in (used, unknown, late)}) == 1
    assert AnswerSheet.objects.count() == 1


def test_too_many_wrong_codes_end_it_for_the_hour_and_keep_a_filled_in_sheet(client, codes, fields, monkeypatch):
    monkeypatch.setattr(answers, "WRONG_CODES", Allowance("answer", 2))
    for _try in range(3):
        last = client.post("/p/a/", {"code": "2222-2222-2222"})
    assert "输入错误次数过多" in last.text
    assert "输入错误次数过多" in client.get(f"/p/a/{codes[0]}/").text
    held = client.post("/p/a/send/", {"code": codes[0], fields["choice"]: "very", fields["text"]: "还在"})
    assert held.status_code == 429
    assert "还在" in held.text
    assert not AnswerSheet.objects.exists()


def test_right_codes_do_not_count_against_the_limit(client: Client, codes, fields, monkeypatch):
    monkeypatch.setattr(answers, "WRONG_CODES", Allowance("answer", 1))
    for code in codes:
        client.get(f"/p/a/{code}/")
        assert client.post("/p/a/send/", {"code": code, fields["choice"]: "very"}).status_code == 302
    assert AnswerSheet.objects.count() == 6


def test_answering_leaves_no_session_and_no_cookie_but_the_tokens_of_the_form(client: Client, codes, fields):
    client.get(f"/p/a/{codes[0]}/")
    client.post("/p/a/send/", {"code": codes[0], fields["choice"]: "very"})
    client.get("/p/a/done/")
    assert not Session.objects.exists()
    assert set(client.cookies) <= {"csrftoken"}


def test_no_page_of_it_is_kept_by_a_browser(client: Client, codes):
    for path in ("/p/a/", f"/p/a/{codes[0]}/", "/p/a/done/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_a_change_of_language_on_a_sheet_leads_to_the_code(client: Client):
    assert client.get("/p/a/send/").headers["Location"] == "/p/a/"


def test_a_code_is_needed(client: Client):
    assert "请填写答题条上的答题码" in client.post("/p/a/", {"code": ""}).text
    assert "已经使用、已经失效或者填写有误" in client.post("/p/a/send/", {}).text
