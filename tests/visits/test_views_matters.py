"""The queue of matters, one matter, its answer; matters that are entered later."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import make_log
from tests.visits.conftest import NOW, TODAY
from visits.models import Matter


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: NOW)


def heard(town, text="路灯不亮", **fields):
    log = make_log(town.wang, unit=town.unit, by=town.wang_user, day=TODAY, targets=(town.household,))
    target = log.targets.get()
    return Matter.objects.create(log=log, text=text, target=target, unit=town.unit, unit_path=town.unit.path, **fields)


@pytest.fixture
def matter(town):
    return heard(town)


def test_a_matter_is_for_those_who_heard_it_or_read_the_unit(town, matter, log_in, client):
    url = matter.get_absolute_url()
    assert client.get(url).status_code == 302
    assert log_in(town.zhao_user).get(url).status_code == 404
    for user in (town.wang_user, town.keeper, town.auditor):
        assert "路灯不亮" in log_in(user).get(url).content.decode()


def test_the_queue_is_for_those_who_logged_in(town, matter, log_in, client):
    url = reverse("visits:matters")
    assert client.get(url).status_code == 302
    assert not log_in(town.zhao_user).get(url).context["object_list"]
    for user in (town.wang_user, town.keeper, town.auditor):
        assert list(log_in(user).get(url).context["object_list"]) == [matter]


def test_it_is_answered_by_who_answers_for_it(town, matter, log_in, client):
    url = reverse("visits:solve", args=[matter.pk])
    answer = {"reply": "已修好", "on": str(TODAY), "version": "0"}
    assert client.post(url, answer).status_code == 302
    assert log_in(town.zhao_user).post(url, answer).status_code == 404
    assert log_in(town.auditor).post(url, answer).status_code == 403
    matter.refresh_from_db()
    assert matter.state == "open"
    page = log_in(town.keeper).post(url, answer, follow=True).content.decode()
    assert "已修好" in page
    assert "已办结。" in page


def test_an_answer_without_words_is_told_at_the_field(town, matter, log_in):
    page = log_in(town.keeper).post(reverse("visits:solve", args=[matter.pk]), {"on": str(TODAY)}).content.decode()
    assert "请填写答复" in page


def test_two_who_answer_one_matter_are_told(town, matter, log_in):
    Matter.objects.update(version=1)
    answer = {"reply": "已修好", "on": str(TODAY), "version": "0"}
    page = log_in(town.keeper).post(reverse("visits:solve", args=[matter.pk]), answer).content.decode()
    assert "已被他人修改" in page


def test_open_ones_come_first_and_the_soonest_due_on_top(town, log_in):
    solved = heard(town, state="solved", solved_on=TODAY)
    undated = heard(town)
    later, soon = (heard(town, due=TODAY + datetime.timedelta(days=n)) for n in (9, -1))
    page = log_in(town.keeper).get(reverse("visits:matters"))
    assert list(page.context["object_list"]) == [soon, later, undated, solved]
    assert page.content.decode().count("已超时限") == 1


def test_the_queue_is_narrowed_by_state_words_unit_and_days(town, matter, log_in):
    solved = heard(town, "修路", state="solved", solved_on=TODAY)
    client = log_in(town.keeper)
    for query, expected in (
        ({"state": "open"}, {matter}),
        ({"q": "修路"}, {solved}),
        ({"unit": town.village.pk}, set()),
        ({"since": str(TODAY)}, {matter, solved}),
        ({"until": "2026-01-01"}, set()),
    ):
        assert set(client.get(reverse("visits:matters"), query).context["object_list"]) == expected, query


def test_matters_of_a_withdrawn_visit_are_gone(town, matter, log_in):
    matter.log.state, matter.log.withdrawn_reason = "withdrawn", "填错"
    matter.log.save()
    client = log_in(town.keeper)
    assert not client.get(reverse("visits:matters")).context["object_list"]
    assert client.get(matter.get_absolute_url()).status_code == 404


def test_the_queue_takes_the_same_number_of_queries_with_one_row_and_with_three(town, matter, log_in):
    client = log_in(town.keeper)
    client.get(reverse("visits:matters"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("visits:matters"))
    heard(town), heard(town)
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(reverse("visits:matters")).context["object_list"]) == 3
    assert len(three) == len(one)


def test_a_matter_is_entered_later_with_a_promise_and_a_date(town, matter, log_in):
    fields = {"matter_text": "修路", "matter_promise": "年内硬化", "matter_due": "2026-12-31"}
    page = log_in(town.wang_user).post(reverse("visits:add_matter", args=[matter.log.pk]), fields, follow=True)
    assert "修路" in page.content.decode()
    assert Matter.objects.get(text="修路").promise == "年内硬化"


def test_a_matter_that_is_sent_twice_is_entered_once(town, matter, log_in):
    url, client = reverse("visits:add_matter", args=[matter.log.pk]), log_in(town.wang_user)
    fields = {"matter_text": "修路", "once_key": str(client.get(url).context["once_key"])}
    pages = [client.post(url, fields, follow=True) for _sending in range(2)]
    assert "没有重复登记" in pages[1].content.decode()
    assert Matter.objects.filter(text="修路").count() == 1


def test_a_date_before_the_visit_is_told_at_the_field(town, matter, log_in):
    fields = {"matter_text": "修路", "matter_due": "2026-01-01"}
    page = log_in(town.wang_user).post(reverse("visits:add_matter", args=[matter.log.pk]), fields).content.decode()
    assert "#id_matter_due" in page


def test_the_same_answer_settles_several_matters(town, log_in):
    first, second = heard(town), heard(town, "路灯还是不亮")
    url = f"{reverse('visits:matters')}?do=bulk&bulk=solve&row={first.pk}&row={second.pk}"
    answer = {"reply": "已修好", "on": str(TODAY)}
    client = log_in(town.keeper)
    page = client.post(url, answer)
    client.post(url, answer | {"confirmed": page.context["confirmed"]})
    assert set(Matter.objects.filter(state="solved", reply="已修好")) == {first, second}
    assert log_in(town.auditor).get(url).status_code == 403


def test_a_sealed_matter_stands_in_no_workbook_not_even_of_who_heard_it(town, log_in):
    heard(town, "路灯不亮")
    heard(town, "举报某人", sealed=True)
    client, url = log_in(town.wang_user), reverse("visits:matters")
    assert len(client.get(url).context["object_list"]) == 2
    assert "共1条" in client.get(f"{url}?do=export").content.decode()
    [row, *_foot] = workbook(client, url)
    assert row[0] == "路灯不亮"
    marks = [row[6] for row in workbook(client, reverse("visits:list"))]
    assert marks[:2] == [None, "待办理"]


def workbook(client, url):
    answer = client.post(f"{url}{'&' if '?' in url else '?'}do=export", {"purpose": "核对"})
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(4)]
