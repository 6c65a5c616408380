"""What every list can do: its columns, its workbook, and one action on many rows, on the core's own lists."""

import datetime
import io
import uuid

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from core import audit
from core.errors import DomainError
from core.lists import bulk
from core.lists.columns import Column, chosen, offered_to
from core.lists.page import filters_of
from core.models import AuditEntry, InboxItem, OnceKey
from tests.core.test_pages import letter_to, notice_for
from tests.factories import make_unit, make_user

A = Column("a", "甲", lambda row: row["a"])
B = Column("b", "乙", lambda row: row["b"], "date")
EXTRA = Column("c", "丙", lambda row: None, "number", is_extra=True)
SECRET = Column("d", "丁", lambda row: "密", allowed=lambda user: user == "clerk")


@pytest.fixture
def town(db):
    return make_unit("甲镇")


@pytest.fixture
def admin(town):
    return make_user("admin", role="organisation_admin", unit=town)


@pytest.fixture
def auditor(town):
    return make_user("auditor", role="auditor", unit=town)


# --- columns


def test_the_first_column_is_always_there_and_extra_ones_are_chosen():
    assert chosen([A, B, EXTRA], None) == [A, B]
    assert chosen([A, B, EXTRA], ["c"]) == [A, EXTRA]


def test_a_column_that_is_not_for_the_reader_is_not_even_offered():
    assert offered_to([A, SECRET], "cadre") == [A]
    assert offered_to([A, SECRET], "clerk") == [A, SECRET]


def test_a_day_is_a_day_in_the_workbook_and_words_on_the_page():
    row = {"b": datetime.date(2026, 11, 20)}
    assert B.written(row) == datetime.date(2026, 11, 20) and B.shown(row) == "2026-11-20"
    moment = Column("m", "时", lambda row: datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC), "moment")
    assert moment.written({}) == "2026-11-20 12:00"
    assert EXTRA.written({}) is None and EXTRA.shown({}) == ""


def test_what_narrows_a_list_is_told_from_the_page_and_from_what_was_left_empty():
    query = QueryDict("q=张&unit=&page=3&do=bulk&row=1&row=2&view=all&kind=a&kind=b")
    assert filters_of(query).urlencode() == "q=%E5%BC%A0&kind=a&kind=b"


# --- one action on many rows


def act(item):
    if item.title == "不行":
        raise DomainError("这条不行。")
    item.title = "改过"
    item.save()


def words(item):
    return item.title, "改名"


@pytest.fixture
def notices(admin, noon):
    return [notice_for(admin, noon, what=str(number), body="") for number in range(3)]


def test_a_rehearsal_says_what_would_happen_and_leaves_everything_as_it_was(notices):
    InboxItem.objects.filter(pk=notices[1].pk).update(title="不行")
    lines = bulk.rehearse(InboxItem.objects.order_by("pk"), act, words)
    assert [line.refusal for line in lines] == ["", "这条不行。", ""]
    assert [line.label for line in lines] == ["通知0", "不行", "通知2"]
    assert not InboxItem.objects.filter(title="改过").exists()


def test_all_that_was_confirmed_is_done_or_nothing(notices):
    keys = [notice.pk for notice in notices]
    InboxItem.objects.filter(pk=keys[1]).update(title="不行")
    with pytest.raises(bulk.Changed):
        bulk.carry_out(InboxItem.objects.order_by("pk"), act, words, confirmed=keys)
    assert not InboxItem.objects.filter(title="改过").exists()
    done = bulk.carry_out(InboxItem.objects.exclude(pk=keys[1]), act, words, confirmed=[keys[0], keys[2]])
    assert done == 2 and InboxItem.objects.filter(title="改过").count() == 2


def test_notices_are_ticked_previewed_and_read(log_in, admin, notices):
    client = log_in(admin)
    chosen_rows = {"do": "bulk", "bulk": "read", "row": [notices[0].pk, notices[2].pk]}
    page = client.get("/inbox/", chosen_rows)
    assert "将办理2条" in page.content.decode() and not InboxItem.objects.exclude(read_at=None).exists()
    url = page.wsgi_request.get_full_path()
    confirm = {"confirmed": page.context["confirmed"], "once_key": str(page.context["once_key"])}
    done = client.post(url, confirm, follow=True)
    assert "已办理2条" in done.content.decode()
    assert list(InboxItem.objects.filter(read_at=None)) == [notices[1]]
    again = client.post(url, confirm)
    assert again.status_code == 302  # the same confirmation, sent twice, does its work once


def test_the_key_of_somebody_elses_form_does_nothing_and_says_so(log_in, admin, auditor, notices, noon):
    key = uuid.uuid4()
    OnceKey.objects.create(key=key, user=auditor, url="/", at=noon)
    row = notices[0]
    confirm = {"confirmed": str(row.pk), "once_key": str(key)}
    page = log_in(admin).post(f"/inbox/?do=bulk&bulk=read&row={row.pk}", confirm, follow=True)
    assert "已经失效" in page.content.decode()
    row.refresh_from_db()
    assert row.read_at is None


def test_all_of_a_filter_are_meant_without_ticking_each(log_in, admin, notices):
    page = log_in(admin).get("/inbox/", {"do": "bulk", "bulk": "read", "all": "1"})
    assert page.context["count"] == 3


def test_more_than_can_be_done_at_once_is_said_before_anything_is_done(log_in, admin, notices, monkeypatch):
    monkeypatch.setattr("core.lists.steps.MOST", 2)
    page = log_in(admin).get("/inbox/", {"do": "bulk", "bulk": "read", "all": "1"}, follow=True)
    assert "一次最多办理2条" in page.content.decode()


def test_nothing_ticked_leads_back_to_the_list(log_in, admin, notices):
    page = log_in(admin).get("/inbox/", {"do": "bulk", "bulk": "read", "row": "x"}, follow=True)
    assert "请先勾选" in page.content.decode()


def test_a_row_of_somebody_else_is_not_among_those_chosen(log_in, admin, auditor, notices):
    page = log_in(auditor).get("/inbox/", {"do": "bulk", "bulk": "read", "row": notices[0].pk}, follow=True)
    assert "请先勾选" in page.content.decode()


def test_an_action_that_a_list_does_not_offer_is_no_page(log_in, admin):
    assert log_in(admin).get("/inbox/?do=bulk&bulk=burn").status_code == 404
    assert log_in(admin).post("/inbox/").status_code == 405


def test_a_letter_that_did_not_fail_is_not_sent_again(log_in, admin, noon):
    failed, waiting = letter_to(admin, noon, "a", given_up_at=noon), letter_to(admin, noon, "b")
    page = log_in(admin).get("/mail/", {"do": "bulk", "bulk": "retry", "row": [failed.pk, waiting.pk]})
    assert page.context["confirmed"] == str(failed.pk)
    assert [line.key for line in page.context["refused"]] == [waiting.pk]


# --- the workbook


def test_a_list_leaves_with_a_purpose_and_the_trail_knows(log_in, town, admin, auditor, noon):
    audit.record("core.send_test_letter", by=admin, at=noon, unit_path=town.path, data={"a": 1})
    audit.record("core.retry_letter", by=admin, at=noon, unit_path=town.path)
    client = log_in(auditor)
    url = "/audit/?action=core.send_test_letter&do=export"
    assert "共1条" in client.get(url).content.decode()
    assert "请填写用途" in client.post(url, {"purpose": " "}).content.decode()
    answer = client.post(url, {"purpose": "年中检查"})
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert [cell.value for cell in sheet[3]] == ["时间", "操作人", "操作", "对象", "内容"]
    assert [cell.value for cell in sheet[4]][:3] == ["2026-11-20 12:00", str(admin), "发送测试邮件"]
    entry = AuditEntry.objects.get(action="core.export_list")
    assert entry.data["rows"] == 1 and entry.data["purpose"] == "年中检查" and entry.unit_path == town.path
    assert "send_test_letter" not in str(entry.data)


def test_a_list_without_columns_gives_no_workbook(log_in, admin):
    assert log_in(admin).get("/inbox/?do=export").status_code == 404


def test_more_rows_than_a_workbook_is_good_for_are_refused(log_in, town, auditor, admin, noon, monkeypatch):
    monkeypatch.setattr("core.lists.exporting.MOST_ROWS", 1)
    for name in ("core.send_test_letter", "core.retry_letter"):
        audit.record(name, by=admin, at=noon, unit_path=town.path)
    page = log_in(auditor).post("/audit/?do=export", {"purpose": "检查"})
    assert "超过1条" in page.content.decode()
    assert not AuditEntry.objects.filter(action="core.export_list").exists()


def test_what_a_list_is_narrowed_by_is_said_in_words_with_a_way_out_of_each(log_in, admin, auditor):
    page = log_in(auditor).get("/audit/?who=王&since=2026-11-01&until=&page=1")
    said = page.context["list_tools"]["narrowed"]
    assert [(label, value) for label, value, _others in said] == [("操作人", "王"), ("自", "2026-11-01")]
    assert [others for _label, _value, others in said] == ["since=2026-11-01", "who=%E7%8E%8B"]
    page = log_in(admin).get("/mail/?state=failed")
    assert page.context["list_tools"]["narrowed"] == [("状态", "发送失败", "view=all")]
