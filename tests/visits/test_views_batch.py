"""A paper record book is entered row by row, and saved whole or not at all."""

import uuid

import pytest
from django.urls import reverse

from tests.factories import make_cadre, make_household
from visits.models import Matter, VisitKind, VisitLog

URL = "/visits/batch/"


def book(*rows, **extra):
    """The POST of a table with these rows and two empty ones."""
    kind = str(VisitKind.objects.get(code="home_visit").pk)
    fields = {"form-TOTAL_FORMS": str(len(rows) + 2), "form-INITIAL_FORMS": "0", "once_key": str(uuid.uuid4())}
    for number, row in enumerate([*rows, {}, {}]):
        fields |= {f"form-{number}-{name}": value for name, value in ({"kind": kind} | row).items()}
    return fields | extra


GOOD = {"first_day": "2026-11-02", "cadres": "王建国、李秀英", "targets": "张大山", "content": "秋收"}


def test_it_is_for_those_who_keep_books(town, log_in, client):
    assert client.get(URL).status_code == 302
    for user in (town.auditor, town.wang_user, town.zhao_user):
        assert log_in(user).get(URL).status_code == 403
        assert log_in(user).post(URL, book(GOOD)).status_code == 403
    assert log_in(town.keeper).get(URL).status_code == 200
    assert not VisitLog.objects.exists()


def test_filled_rows_are_saved_as_entered_from_paper_and_empty_ones_are_no_rows(town, log_in):
    heard = GOOD | {"first_day": "2026-11-03", "matter_text": "路灯不亮", "matter_reply": "已修"}
    answer = log_in(town.keeper).post(URL, book(GOOD, heard))
    assert answer.url == reverse("visits:list")
    logs = VisitLog.objects.order_by("first_day")
    assert [(log.is_from_paper, log.recorded_by, log.content) for log in logs] == [(True, town.keeper, "秋收")] * 2
    assert [p.cadre for p in logs[0].participants.all()] == [town.wang, town.li]
    assert Matter.objects.get().solved_on_the_spot


def test_every_mistake_is_told_by_row_and_nothing_is_saved(town, log_in):
    rows = [
        GOOD,
        GOOD | {"first_day": "2099-01-01"},
        GOOD | {"cadres": "查无此人"},
        GOOD | {"targets": "查无此户"},
        GOOD | {"first_day": ""},
        GOOD | {"matter_reply": "已修"},
    ]
    page = log_in(town.keeper).post(URL, book(*rows)).content.decode()
    for number in (3, 4, 5, 6):
        assert f"第{number}行" in page
    assert "第1行走访日期：" not in page
    assert not VisitLog.objects.exists()


def test_what_the_rules_refuse_is_told_by_row_too(town, log_in):
    rows = [GOOD, GOOD | {"first_day": "2089-01-01"}, GOOD | {"targets": ""}]
    page = log_in(town.keeper).post(URL, book(*rows)).content.decode()
    assert "第2行走访日期：走访日期不能晚于今天" in page
    assert "第3行走访对象：请至少选择一个" in page
    assert "全部未保存" in page
    assert not VisitLog.objects.exists()


def test_the_number_of_a_row_with_a_mistake_counts_empty_rows_above_it(town, log_in):
    rows = [{}, GOOD | {"first_day": "2099-01-01"}]
    assert "第2行走访日期" in log_in(town.keeper).post(URL, book(*rows)).content.decode()


def test_two_of_one_name_are_not_guessed(town, log_in):
    make_cadre("王建国", unit=town.unit)
    page = log_in(town.keeper).post(URL, book(GOOD)).content.decode()
    assert "有多个“王建国”" in page


def test_of_two_households_of_one_name_the_cadres_own_is_meant(town, log_in):
    make_household("张大山", unit=town.unit)
    log_in(town.keeper).post(URL, book(GOOD))
    assert VisitLog.objects.get().targets.get().household == town.household


def test_an_empty_table_is_told(town, log_in):
    assert "请至少填写一行" in log_in(town.keeper).post(URL, book()).content.decode()


def test_more_rows_come_without_script_and_what_was_typed_stays_unjudged(town, log_in):
    page = log_in(town.keeper).post(URL, book(GOOD | {"cadres": "查无此人"}, more="1"))
    text = page.content.decode()
    assert len(page.context["form"].forms) == 8
    assert "查无此人" in text
    assert "没有找到干部" not in text
    assert not VisitLog.objects.exists()


@pytest.mark.parametrize("total", ["x", "", "-1", "100000"])
def test_a_forged_number_of_rows_does_no_harm(town, log_in, total):
    fields = book(GOOD, more="1") | {"form-TOTAL_FORMS": total}
    page = log_in(town.keeper).post(URL, fields)
    assert page.status_code == 200
    assert len(page.context["form"].forms) <= 100


def test_the_table_sent_twice_is_saved_once(town, log_in):
    client, fields = log_in(town.keeper), book(GOOD)
    client.post(URL, fields)
    client.post(URL, fields)
    assert VisitLog.objects.count() == 1
