"""The queue, the page of a case, the ledger and the log of looks at identities."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.models import AuditEntry
from petitions.models import CaseField, CaseHandler, IdentityView, Party, Petitioner
from petitions.workflow import CaseState
from tests.factories import make_log, make_unit, make_user
from tests.factories_petitions import AT, DAY, make_case, make_entry, make_offices
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
LIST = "/petitions/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


def rows(client, query=""):
    return list(client.get(f"{LIST}{query}").context["object_list"])


# --- who sees what


def test_the_queue_and_a_case_ask_for_a_log_in(client, offices):
    case = make_case(offices.county)
    for url in (LIST, case.get_absolute_url()):
        assert client.get(url).url.startswith(reverse("accounts:login"))


def test_a_case_is_seen_by_its_office_and_by_whom_it_was_handed_to_and_by_nobody_else(log_in, offices):
    case = make_case(offices.county, state="assigned", handling_unit=offices.town)
    for user in (offices.clerk, offices.leader, offices.auditor, offices.town_clerk, offices.town_secretary):
        client = log_in(user)
        assert rows(client) == [case], user
        assert client.get(case.get_absolute_url()).status_code == 200
    for user in (offices.department_clerk, offices.village_cadre):
        client = log_in(user)
        assert rows(client) == [], user
        assert client.get(case.get_absolute_url()).status_code == 404


def test_an_auditor_reads_and_is_shown_no_step(log_in, offices):
    case = make_case(offices.county)
    page = log_in(offices.auditor).get(case.get_absolute_url())
    assert not page.context["steps"]
    assert "可以办理" not in page.content.decode()


def addresses_of(case):
    names = ("case", "identity", "add_files", "find_handlers")
    steps = [reverse("petitions:step", args=[case.pk, action]) for action in ("forward", "urge", "note_progress")]
    return [reverse(f"petitions:{name}", args=[case.pk]) for name in names] + steps


@pytest.mark.parametrize("role", ["accused", "recused"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_for_whom_a_case_is_about_it_does_not_exist(log_in, offices, role, is_superuser):
    case = make_case(offices.town, text="反映收受礼品", kind="accusation")
    user = offices.town_clerk
    user.is_superuser = is_superuser
    user.save()
    assert rows(log_in(user)) == [case]
    Party.objects.create(case=case, role=role, cadre=user.cadre, declared_at=AT)
    client = log_in(user)
    for query in ("", "?tab=all", "?q=礼品", f"?q={case.number}", "?channel=letter"):
        page = client.get(f"{LIST}{query}")
        assert page.context["count"] == 0, query
        assert "收受礼品" not in page.content.decode()
    for url in addresses_of(case):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"note": "x"}).status_code in (404, 405), url
    assert "收受礼品" not in str(ledger_of(client))


def test_an_accused_unit_does_not_see_it_nor_do_those_below(log_in, offices):
    case = make_case(offices.county, kind="accusation", handling_unit=offices.department)
    Party.objects.create(case=case, role="accused", unit=offices.department, declared_at=AT)
    client = log_in(offices.department_clerk)
    assert rows(client) == []
    assert client.get(case.get_absolute_url()).status_code == 404
    assert log_in(offices.clerk).get(case.get_absolute_url()).status_code == 200


# --- the queue


def test_the_queue_stands_by_clock_with_what_is_overdue_on_top(log_in, offices):
    later = make_case(offices.county, next_due=TODAY + datetime.timedelta(days=9))
    none = make_case(offices.county)
    late = make_case(offices.county, next_due=TODAY - datetime.timedelta(days=1))
    soon = make_case(offices.county, next_due=TODAY + datetime.timedelta(days=2))
    make_case(offices.county, state="closed")
    page = log_in(offices.clerk).get(LIST)
    assert list(page.context["object_list"]) == [late, soon, later, none]
    body = page.content.decode()
    assert (body.count("已超时限</span>"), body.count("即将到期</span>")) == (1, 1)


def test_the_tabs_show_a_part_each(log_in, offices):
    waiting = make_case(offices.county, state="received")
    late = make_case(offices.county, next_due=TODAY - datetime.timedelta(days=1))
    mine = make_case(offices.county, state="in_hand")
    CaseHandler.objects.create(case=mine, cadre=offices.clerk.cadre, unit=offices.county, start=DAY)
    ended = make_case(offices.county, state="closed")
    client = log_in(offices.clerk)
    expected = {"new": {waiting}, "overdue": {late}, "mine": {mine}, "ended": {ended}}
    for tab, cases in (expected | {"all": {waiting, late, mine, ended}, "": {waiting, late, mine}}).items():
        assert set(rows(client, f"?tab={tab}")) == cases, tab


def test_the_queue_is_narrowed_by_what_stands_in_the_address(log_in, offices):
    field = CaseField.objects.first()
    one = make_case(
        offices.county,
        text="工厂夜间排污",
        channel="phone",
        kind="help",
        field=field,
        urgency="urgent",
        received_on=DAY - datetime.timedelta(days=30),
        state="in_hand",
        handling_unit=offices.village,
    )
    make_case(offices.county)
    client = log_in(offices.clerk)
    for query in (
        "?q=排污",
        f"?q={one.number}",
        "?channel=phone",
        "?kind=help",
        f"?field={field.pk}",
        "?urgency=urgent",
        "?until=2026-02-15",
        "?state=in_hand",
        f"?unit={offices.town.pk}",
    ):
        assert rows(client, query) == [one], query


def test_a_state_that_has_ended_is_found_without_its_tab(log_in, offices):
    closed = make_case(offices.county, state="closed")
    assert rows(log_in(offices.clerk), "?state=closed") == [closed]


def test_a_tab_keeps_the_other_filters(log_in, offices):
    body = log_in(offices.clerk).get(f"{LIST}?channel=phone&tab=new").content.decode()
    assert 'href="?tab=ended&amp;channel=phone"' in body


def test_a_cadre_without_cases_is_told_what_would_stand_here(log_in, offices):
    assert "交给您办理的列在这里" in log_in(offices.village_cadre).get(LIST).content.decode()


def add_rows(offices, number):
    for _n in range(number):
        case = make_case(offices.county, field=CaseField.objects.first(), handling_unit=offices.town)
        CaseHandler.objects.create(case=case, cadre=offices.town_clerk.cadre, unit=offices.town, start=DAY)
        log = make_log(offices.clerk.cadre, unit=offices.county, by=offices.clerk, day=DAY)
        Matter.objects.create(log=log, text="路灯不亮", unit=offices.county, unit_path=offices.county.path)


def test_the_queue_takes_the_same_number_of_queries_with_one_row_and_with_three(log_in, offices):
    client = log_in(offices.clerk)
    add_rows(offices, 1)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        assert len(rows(client)) == 1
    add_rows(offices, 2)
    with CaptureQueriesContext(connection) as three:
        assert len(rows(client)) == 3
    assert len(three) == len(one)


def test_matters_that_are_no_case_yet_stand_in_the_queue_of_their_office(log_in, offices):
    add_rows(offices, 1)
    page = log_in(offices.clerk).get(LIST).content.decode()
    assert "待登记的走访诉求" in page.split('<details class="more"')[1]
    for user in (offices.auditor, offices.department_clerk):
        assert "待登记的走访诉求" not in log_in(user).get(LIST).content.decode()


# --- one case


def full_case(offices):
    case = make_case(offices.county, state="in_hand", handling_unit=offices.town, annotation="请抓紧")
    make_entry(case, "receive", by=offices.clerk, for_unit=offices.county)
    make_entry(case, "accept", by=offices.town_clerk, note="书面告知")
    Petitioner.objects.create(case=case, name="王小明", phone="13800000001", position=1)
    return case


def test_a_case_shows_pseudonyms_and_its_history(log_in, offices):
    case = full_case(offices)
    body = log_in(offices.clerk).get(case.get_absolute_url()).content.decode()
    assert "信访人1" in body
    assert "书面告知" in body
    assert "王小明" not in body
    assert "13800000001" not in body


def test_how_a_date_was_computed_is_told(log_in, offices):
    case = full_case(offices)
    clock = case.clocks.create(
        code="finish",
        article="34",
        unit=offices.town,
        started_on=DAY,
        days=60,
        extension=20,
        due=datetime.date(2026, 5, 25),
    )
    clock.pauses.create(start=datetime.date(2026, 3, 10), end=datetime.date(2026, 3, 13), reason="调解、和解")
    clock.changes.create(at=AT, before=datetime.date(2026, 5, 1), after=clock.due, reason="延期")
    body = log_in(offices.clerk).get(case.get_absolute_url()).content.decode()
    for words in (
        "受理起算",
        "期限60日",
        "第三十四条",
        "批准延长20日",
        "调解、和解",
        "因暂停顺延4日",
        "2026-05-01 → 2026-05-25",
    ):
        assert words in body, words


def test_who_is_accused_is_for_the_office_only(log_in, offices):
    case = make_case(offices.county, state="assigned", kind="accusation", handling_unit=offices.town)
    Party.objects.create(case=case, role="accused", name="某人", declared_at=AT)
    assert "某人" in log_in(offices.clerk).get(case.get_absolute_url()).content.decode()
    assert "某人" not in log_in(offices.town_clerk).get(case.get_absolute_url()).content.decode()


def test_related_cases_are_named_to_those_who_see_them(log_in, offices):
    case = make_case(offices.town)
    make_case(offices.county, title="县里的重复件", repeat_of=case)
    assert "县里的重复件" in log_in(offices.clerk).get(case.get_absolute_url()).content.decode()
    assert "县里的重复件" not in log_in(offices.town_clerk).get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", CaseState.values)
def test_the_bar_of_stages_points_at_where_the_case_is(log_in, offices, state):
    case = make_case(offices.county, state=state)
    body = log_in(offices.clerk).get(case.get_absolute_url()).content.decode()
    assert body.count('aria-current="step"') == 1


# --- the ledger


def ledger_of(client, query="", **data):
    answer = client.post(f"{reverse('petitions:ledger')}?tab=all&{query}", {"purpose": "报送"} | data)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    found = list(sheet.iter_rows(values_only=True))
    return [dict(zip(found[2], row, strict=True)) for row in found[3:-1]]


def test_the_ledger_has_the_columns_of_the_paper_one_and_pseudonyms(log_in, offices):
    full_case(offices)
    (row,) = ledger_of(log_in(offices.clerk))
    heads = "编号 信访类型 接件时间 信访人 联系方式 地址 人数 事项类别 内容 受理情况 告知日期 包案领导 责任单位 承办人 "
    heads += "交办/转办日期 时限 进度 处理意见 答复日期 复查/复核 满意度 归档"
    assert list(row) == heads.split()
    assert (row["信访人"], row["联系方式"], row["责任单位"]) == ("信访人1", None, "青山镇")
    assert AuditEntry.objects.get(action="petitions.export_ledger").data == {"purpose": "报送", "cases": 1, "named": 0}


def test_identities_are_in_it_only_for_those_who_handle_the_case_and_each_is_logged(log_in, offices):
    case = full_case(offices)
    (row,) = ledger_of(log_in(offices.clerk), with_identity="on")
    assert (row["信访人"], row["联系方式"]) == ("王小明", "13800000001")
    assert IdentityView.objects.get().case == case
    (row,) = ledger_of(log_in(offices.leader), with_identity="on")
    assert (row["信访人"], row["联系方式"]) == ("信访人1", None)
    assert IdentityView.objects.count() == 1


@pytest.mark.parametrize("start", list("=+-@"))
def test_text_that_looks_like_a_formula_stays_text(log_in, offices, start):
    make_case(offices.county, text=f"{start}1+1")
    (row,) = ledger_of(log_in(offices.clerk))
    assert row["内容"] == f"{start}1+1"


def test_the_ledger_follows_the_filters_of_the_list(log_in, offices):
    make_case(offices.county, channel="phone")
    make_case(offices.county)
    assert len(ledger_of(log_in(offices.clerk), "channel=phone")) == 1


def test_a_ledger_without_a_purpose_is_not_made(log_in, offices):
    page = log_in(offices.clerk).post(reverse("petitions:ledger"), {"purpose": " "})
    assert page.status_code == 200
    assert not AuditEntry.objects.filter(action="petitions.export_ledger").exists()


def test_who_reads_no_petitions_exports_none(log_in, offices):
    assert log_in(offices.village_cadre).get(reverse("petitions:ledger")).status_code == 403


# --- the log of looks


def test_the_log_of_looks_is_for_the_auditor_of_the_unit(log_in, client, offices):
    case = full_case(offices)
    IdentityView.objects.create(case=case, user=offices.leader, at=AT, reason="协调处理", what="petitioners")
    url = reverse("petitions:identity_log")
    assert client.get(url).status_code == 302
    assert log_in(offices.clerk).get(url).status_code == 404
    assert "协调处理" in log_in(offices.auditor).get(url).content.decode()
    other = make_user("elsewhere", role="auditor", unit=make_unit("别的县"))
    assert "协调处理" not in log_in(other).get(url).content.decode()


def test_the_log_is_narrowed_by_who_looked_at_which_case_and_when(log_in, offices):
    cases = [full_case(offices), full_case(offices)]
    looks = [
        IdentityView.objects.create(case=case, user=user, at=AT, reason="协调处理", what="petitioners")
        for case, user in zip(cases, (offices.leader, offices.town_leader), strict=True)
    ]
    client, url = log_in(offices.auditor), reverse("petitions:identity_log")
    for query, found in (
        ({"who": "town"}, looks[1:]),
        ({"number": cases[0].number}, looks[:1]),
        ({"since": "2026-11-21"}, []),
        ({"until": "2026-11-20"}, looks[::-1]),
    ):
        assert list(client.get(url, query).context["object_list"]) == found, query


def test_an_auditor_who_is_accused_does_not_see_the_looks_at_that_case(log_in, offices):
    case = full_case(offices)
    IdentityView.objects.create(case=case, user=offices.leader, at=AT, reason="协调处理", what="petitioners")
    Party.objects.create(case=case, role="accused", cadre=offices.auditor.cadre, declared_at=AT)
    assert "协调处理" not in log_in(offices.auditor).get(reverse("petitions:identity_log")).content.decode()


# --- columns, workbook, several cases at once


def test_the_workbook_of_the_queue_holds_what_it_shows_and_nobody_who_raised_it(log_in, offices):
    case = make_case(offices.county, state="accepted")
    Petitioner.objects.create(case=case, position=1, name="张三丰", phone="13900000000", address="柳树村1号")
    client = log_in(offices.clerk)
    answer = client.post(f"{LIST}?q=路坏&do=export", {"purpose": "例会"})
    row = [cell.value for cell in load_workbook(io.BytesIO(answer.getvalue())).active[4]]
    assert row[0] == case.title and "张三丰" not in str(row) and "13900000000" not in str(row)
    assert log_in(offices.village_cadre).get(f"{LIST}?do=export").status_code == 403


def test_several_cases_are_urged_at_once_and_those_that_cannot_be_are_named(log_in, offices):
    handed = make_case(offices.county, state="assigned", handling_unit=offices.town)
    done = make_case(offices.county, state="closed")
    url = f"{LIST}?tab=all&do=bulk&bulk=urge&row={handed.pk}&row={done.pk}"
    client = log_in(offices.clerk)
    page = client.post(url, {"reason": "请抓紧办理"})
    assert [line.key for line in page.context["done"]] == [handed.pk] and page.context["refused"][0].key == done.pk
    client.post(url, {"reason": "请抓紧办理", "confirmed": page.context["confirmed"]})
    assert handed.entries.filter(action="urge").count() == 1 and not done.entries.exists()
    assert log_in(offices.auditor).get(url).status_code == 403


def test_several_cases_get_the_same_handler(log_in, offices):
    first = make_case(offices.town, state="accepted")
    second = make_case(offices.town, state="accepted")
    cadre = offices.town_leader.cadre
    url = f"{LIST}?do=bulk&bulk=handlers&row={first.pk}&row={second.pk}"
    client = log_in(offices.town_clerk)
    page = client.post(url, {"cadres": [cadre.pk]})
    client.post(url, {"cadres": [cadre.pk], "confirmed": page.context["confirmed"]})
    assert CaseHandler.objects.filter(cadre=cadre, end=None).count() == 2
