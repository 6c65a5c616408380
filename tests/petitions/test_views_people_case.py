"""Following a case by its code, and the petitioner's own steps there."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from petitions.actions import clocks
from petitions.limits import WRONG_CODES
from petitions.models import Case, Letter, Petitioner, PetitionSettings, Rating, Service
from tests.factories_petitions import make_case, make_entry, make_offices

pytestmark = pytest.mark.django_db

CODE, WRONG = "7K2M-9QXA-4TBE", "7K2M-9QXA-4TBF"
STEPS = ("information", "rating", "again", "withdraw", "review")


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def make(offices, today):
    """`make("served")`: a case of the county that the town has in hand, with this code."""

    def make(state="in_hand", **fields):
        fields = {"handling_unit": offices.town, "code": CODE} | fields
        case = make_case(offices.county, state=state, **fields)
        Petitioner.objects.create(case=case, name="王小明", phone="13800000001", address="柳树村一组")
        make_entry(case, by=offices.clerk, is_public=True)
        return case

    return make


def enter(client, code=CODE):
    return client.post("/p/follow/", {"code": code}, follow=True)


def look(client):
    return client.get("/p/case/").content.decode()


# --- by the code


@pytest.mark.parametrize("typed", [CODE, "7k2m9qxa4tbe", " ７K2M 9QXA 4TBE "])
def test_the_code_opens_the_case_however_it_was_typed(client, make, typed):
    make()
    page = enter(client, typed)
    assert page.redirect_chain == [("/p/case/", 302)]
    assert "办理中" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_stages_and_dates_are_shown_but_nobodys_name(client, make, offices, today):
    case = make("suspended", closed_on=None)
    make_entry(case, "suspend", by=offices.town_clerk, is_public=True, note="等待调解。", on=today)
    make_entry(case, "urge", by=offices.clerk, note="内部催办")
    other = make_case(offices.county, code="2222-2222-2222")
    Petitioner.objects.create(case=other, name="别人")
    enter(client)
    page = look(client)
    assert "等待调解。" in page
    assert "中止办理" in page
    assert "2026年3月2日" in page
    for hidden in ("王小明", "13800000001", "柳树村一组", "town_clerk", "clerk", "内部催办", "别人"):
        assert hidden not in page


def test_right_and_wrong_codes_cost_the_same_queries(make):
    make()
    counts = []
    for code in (WRONG, CODE, WRONG, CODE):
        client = Client()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post("/p/follow/", {"code": code})
        counts.append([query["sql"].split()[0] for query in queries])
    assert counts[2] == counts[3]


def test_a_wrong_code_says_so(client, make):
    make()
    page = enter(client, WRONG)
    assert "没有找到这个查询码对应的事项" in page.content.decode()
    assert client.get("/p/case/").url == "/p/follow/"


def test_after_too_many_wrong_codes_the_right_one_waits_too(client, make):
    make()
    for _n in range(WRONG_CODES.most):
        enter(Client(), WRONG)
    assert "输入错误次数过多，请一小时后再试。" in enter(client).content.decode()
    assert client.get("/p/case/").url == "/p/follow/"


def test_right_codes_are_never_too_many(client, make):
    make()
    for _n in range(WRONG_CODES.most + 3):
        page = enter(Client())
    assert page.redirect_chain == [("/p/case/", 302)]


def test_the_code_stands_in_no_address_and_no_cookie(client, make):
    make()
    page = enter(client)
    assert CODE[:4] not in str(page.redirect_chain) + str(client.cookies) + page.content.decode()
    assert set(client.cookies) <= {"csrftoken", "sessionid"}


def test_one_leaves_and_after_an_hour_one_has_left(client, make):
    make()
    enter(client)
    client.post("/p/case/leave/")
    assert client.get("/p/case/").url == "/p/follow/"
    enter(client)
    session = client.session
    session["petition_case"] = session["petition_case"] | {"until": 0}
    session.save()
    assert "请重新输入查询码。" in client.get("/p/case/", follow=True).content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_without_a_code_no_step_is_open(client, make, step):
    make()
    assert client.get(f"/p/case/{step}/").url == "/p/follow/"
    assert client.post(f"/p/case/{step}/", {"text": "x", "value": "not", "reason": "x"}).url == "/p/follow/"
    assert Case.objects.get().entries.count() == 1


def test_the_page_costs_as_much_with_many_stages_as_with_one(client, make, offices):
    case = make()
    enter(client)
    with CaptureQueriesContext(connection) as few:
        look(client)
    for _n in range(5):
        make_entry(case, "note_progress", by=offices.clerk, is_public=True)
    with CaptureQueriesContext(connection) as many:
        look(client)
    assert len(many) == len(few) <= 14


def test_it_speaks_english(client, make):
    make()
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in enter(client).content.decode()


# --- the petitioner's own steps


def test_what_is_added_reaches_the_case_with_its_files(client, make):
    case = make()
    enter(client)
    upload = SimpleUploadedFile("证明.pdf", b"%PDF-1.4\n")
    page = client.post("/p/case/information/", {"text": "下雨时更严重。", "attachments": [upload]}, follow=True)
    assert "已收到您补充的材料。" in page.content.decode()
    assert case.entries.get(action="add_information").note == "下雨时更严重。"
    assert [file.name for file in case.files.all()] == ["证明.pdf"]


def test_a_step_that_is_sent_twice_is_taken_once(client, make):
    case = make()
    enter(client)
    key = client.get("/p/case/information/").context["once_key"]
    for _time in range(2):
        page = client.post("/p/case/information/", {"text": "下雨时更严重。", "once_key": key}, follow=True)
    assert "已收到您补充的材料。" in page.content.decode()
    assert case.entries.filter(action="add_information").count() == 1


def test_a_refused_step_can_be_sent_again(client, make):
    case = make()
    enter(client)
    key = client.get("/p/case/information/").context["once_key"]
    for text in (" ", "下雨时更严重。"):
        client.post("/p/case/information/", {"text": text, "once_key": key})
    assert case.entries.filter(action="add_information").count() == 1


def test_a_file_that_is_too_large_keeps_what_was_typed(client, make):
    make()
    enter(client)
    upload = SimpleUploadedFile("证明.pdf", b"%PDF-1.4\n" + b"0" * 11 * 1024 * 1024)
    page = client.post("/p/case/information/", {"text": "下雨时更严重。", "attachments": [upload]}).content.decode()
    assert "文件“证明.pdf”过大" in page
    assert "下雨时更严重。" in page


def test_an_answer_is_read_and_rated(client, make, offices, today):
    case = make("served", answered_on=today)
    letter = {"unit": offices.town, "year": 2026, "serial": 1, "on": today, "issued_at": clock.now()}
    Letter.objects.create(case=case, kind="answer", number="信答〔2026〕1号", text="已安排修路。", **letter)
    enter(client)
    assert "已安排修路。" in look(client)
    page = client.post("/p/case/rating/", {"value": "not", "text": "还没有修。"}, follow=True).content.decode()
    assert "已收到您的评价。" in page
    assert "不满意" in page
    rating = Rating.objects.get()
    assert (rating.value, rating.text, rating.taken_by) == ("not", "还没有修。", None)


def test_a_decision_letter_is_shown_once_it_was_served(client, make, offices, today):
    case = make("decided")
    letter = Letter.objects.create(
        case=case,
        kind="decision",
        number="信处〔2026〕1号",
        request="修路",
        facts="属实",
        opinion="support",
        legal_basis="条例",
        remedy="三十日内申请复查",
        unit=offices.town,
        year=2026,
        serial=1,
        on=today,
        issued_at=clock.now(),
    )
    enter(client)
    assert letter.number not in look(client)
    Service.objects.create(letter=letter, way="in_person", on=today, at=clock.now())
    assert letter.number in look(client)


def test_review_is_asked_for_until_the_last_day_which_is_said(client, make, offices, today):
    case = make("served", answered_on=today)
    enter(client)
    assert "申请复查" not in look(client)
    assert client.get("/p/case/review/").url == "/p/case/"
    clock_ = clocks.start(case, "ask_review", unit=offices.town, on=today)
    last = f"{clock_.due.year}年{clock_.due.month}月{clock_.due.day}日"
    assert last in look(client)
    assert last in client.get("/p/case/review/").content.decode()
    assert "请写明" in client.post("/p/case/review/", {"reason": ""}).content.decode()
    client.post("/p/case/review/", {"reason": "事实没有查清。"})
    case.refresh_from_db()
    assert case.state == "in_review"


def test_review_is_not_offered_after_the_last_day(client, make, offices, today):
    case = make("served", answered_on=today)
    clocks.start(case, "ask_review", unit=offices.town, on=today - datetime.timedelta(days=31))
    enter(client)
    assert "申请复查" not in look(client)


@pytest.mark.parametrize(("days", "is_open"), [(10, True), (11, False)])
def test_the_case_is_taken_up_again_within_the_days_that_the_unit_set(client, make, offices, today, days, is_open):
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", reopen_days=10)
    case = make("closed", closed_on=today - datetime.timedelta(days=days))
    enter(client)
    assert ("要求重新办理" in look(client)) is is_open
    client.post("/p/case/again/", {"reason": "路又坏了。"})
    case.refresh_from_db()
    assert (case.state == "in_hand") is is_open


def test_it_is_withdrawn(client, make):
    case = make()
    enter(client)
    assert "撤回后不再办理" in client.get("/p/case/withdraw/").content.decode()
    page = client.post("/p/case/withdraw/", {"reason": ""}, follow=True)
    assert "已撤回" in page.content.decode()
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert client.get("/p/case/information/").url == "/p/case/"


def test_too_many_steps_from_one_address_wait_an_hour(client, make, monkeypatch):
    case = make()
    enter(client)
    monkeypatch.setattr("petitions.views.people_case.is_too_often", lambda request: True)
    page = client.post("/p/case/information/", {"text": "下雨时更严重。"})
    assert page.status_code == 429
    assert "下雨时更严重。" in page.content.decode()
    assert not case.entries.filter(action="add_information").exists()
