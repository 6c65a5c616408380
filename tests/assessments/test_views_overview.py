"""The first page of assessments, one's own assessment, a person's years, and the line on the home page."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Secondment
from assessments.models import InformationItem, Inspection, LifeMeeting, Reading, SecondmentReport, Statement, Survey
from assessments.selectors.quarters import year_totals
from tests.factories import make_cadre, make_log, make_unit, make_user
from tests.factories_assessments_officers import make_reading
from tests.factories_assessments_quarter import OPENED, at, make_mine, make_quarter, make_sheet, sheet_of

pytestmark = pytest.mark.django_db
LATE = datetime.date(2026, 5, 20)
DAY = datetime.timedelta(days=1)
OVERVIEW, MINE = "/assessments/", "/assessments/mine/"


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: LATE)
    monkeypatch.setattr("core.clock.now", lambda: at(LATE))


def lines(page, name="to_do"):
    return {str(line.label): line.count for line in page.context[name] if line.count}


def test_a_stranger_is_asked_to_log_in(client, mine):
    for url in (OVERVIEW, MINE, reverse("assessments:person_years", args=[mine.officer.cadre.pk])):
        assert "login" in client.get(url).url


def test_everybody_sees_what_they_have_to_do(log_in, mine):
    sheet_of(mine)
    for state in ("scoring", "confirming", "objected", "announced"):
        sheet_of(mine, state, cadre=make_cadre(unit=mine.shift))
    assert lines(log_in(mine.officer).get(OVERVIEW)) == {"待自评": 1}
    assert lines(log_in(mine.scorer).get(OVERVIEW)) == {"待评分": 2}
    assert lines(log_in(mine.leader).get(OVERVIEW)) == {"待确认得分": 1, "待处理异议": 1}
    assert lines(log_in(mine.colleague).get(OVERVIEW)) == {}


def test_everything_late_or_missing_is_on_the_secretarys_page(log_in, mine):
    sheet_of(mine)
    for state in ("scoring", "confirming", "objected"):
        sheet_of(mine, state, cadre=make_cadre(unit=mine.shift))
    inspected(mine)
    found = lines(log_in(mine.secretary).get(OVERVIEW), "overdue")
    expected = "逾期未自评 逾期未评分 逾期未确认 逾期未处理的异议 整改到期未复查"
    assert found == dict.fromkeys(expected.split(), 1)


def test_a_quarter_that_was_not_opened_is_missing(log_in, mine):
    make_quarter(mine.mine)
    assert lines(log_in(mine.leader).get(OVERVIEW), "overdue") == {}
    quarter = make_quarter(mine.mine, quarter=2)
    quarter.scorecard.quarters.filter(quarter=1).delete()
    assert lines(log_in(mine.leader).get(OVERVIEW), "overdue") == {"应启动未启动的季度考核": 1}


def test_answers_meetings_statements_and_secondments_that_are_late_are_on_the_page(log_in, mine):
    head, cadre = mine.secretary, mine.officer.cadre
    item = {
        "officer": cadre,
        "unit": mine.shift,
        "unit_path": mine.shift.path,
        "title": "班车晚点",
        "text": "夜班反映。",
    }
    InformationItem.objects.create(on=LATE - 16 * DAY, reported_by=head, reported_at=at(OPENED), **item)
    for days in (-1, 2):
        LifeMeeting.objects.create(unit=mine.section, title="民主生活会", on=LATE + days * DAY)
    Statement.objects.create(unit=mine.section, home=mine.section, unit_path=mine.section.path, year=2025)
    for days in (31, 40):
        sent = Secondment.objects.create(
            cadre=cadre, host=mine.section, start=OPENED - 300 * DAY, end=LATE - days * DAY
        )
    log = make_log(cadre, unit=mine.section, by=head, day=OPENED, kind="summary")
    SecondmentReport.objects.create(secondment=sent, text="总结。", handed_in_on=LATE, log=log)
    found = lines(log_in(head).get(OVERVIEW), "overdue")
    expected = "逾期未反馈的信息 会前准备逾期的民主生活会 到期未登记的民主生活会 往年未提交的述职报告"
    assert found == dict.fromkeys([*expected.split(), "逾期未交的锻炼总结", "待鉴定的锻炼总结"], 1)
    assert not lines(log_in(mine.colleague).get(OVERVIEW), "to_do")


def inspected(mine):
    log = make_log(mine.officer.cadre, unit=mine.section, by=mine.secretary, day=OPENED, kind="record_check")
    Inspection.objects.create(
        unit=mine.section,
        unit_path=mine.section.path,
        subject_path=mine.shift.path,
        cadre=mine.officer.cadre,
        on=OPENED,
        findings="记录不全",
        to_mend="补记",
        mend_until=OPENED,
        recorded_by=mine.secretary,
        recorded_at=at(OPENED),
        log=log,
    )


def test_a_shift_without_an_officer_is_missing_one(log_in, mine):
    make_quarter(mine.mine, quarter=1)
    make_unit("夜班", parent=mine.section, kind="work_team")
    page = log_in(mine.secretary).get(OVERVIEW)
    assert lines(page, "overdue") == {"没有联络员的班组": 1}
    assert str(page.context["overdue"][0].label) == "没有联络员的班组"


def test_reading_and_results_that_are_late_are_on_the_page(log_in, mine):
    for day in (LATE - DAY, LATE):
        make_reading(mine.mine, read_by=day)
    read = make_reading(mine.mine, read_by=LATE - DAY)
    Reading.objects.create(item=read, cadre=mine.officer.cadre, read_at=at(OPENED))
    days = dict.fromkeys(("opens_on", "closes_on", "drawn_on", "closed_on"), OPENED) | {"kind": "survey"}
    Survey.objects.create(unit=mine.section, unit_path=mine.section.path, title="调查", state="closed", **days)
    found = lines(log_in(mine.secretary).get(OVERVIEW), "overdue")
    assert found == {"逾期未读完的先学文件": 1, "已截止未公布的调查评议": 1}
    assert lines(log_in(mine.leader).get(OVERVIEW), "overdue") == found


def test_other_units_count_nothing_here(log_in, mine):
    sheet_of(mine)
    other = make_user(role="leader", unit=make_unit("另一矿", kind="mine"))
    page = log_in(other).get(OVERVIEW)
    assert lines(page, "overdue") == {} and list(page.context["quarters"]) == []


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


def test_the_pages_take_the_same_queries_for_one_and_for_three(log_in, mine):
    sheet_of(mine, "closed")
    person = reverse("assessments:person_years", args=[mine.officer.cadre.pk])
    urls = ((mine.scorer, OVERVIEW), (mine.officer, MINE), (mine.scorer, person), (mine.scorer, "/"))
    before = [queries(log_in(user), url) for user, url in urls]
    for number in (2, 3):
        quarter = make_quarter(mine.mine, quarter=number)
        closed = {"state": "closed", "closed_on": OPENED, "total": 20}
        make_sheet(quarter, cadre=mine.officer.cadre, home=mine.shift, **closed)
        make_sheet(quarter, cadre=make_cadre(unit=mine.shift), home=mine.shift, state="scoring")
    assert [queries(log_in(user), url) for user, url in urls] == before


def test_ones_own_sheets_stand_together(log_in, mine):
    sheet = sheet_of(mine, "confirming")
    page = log_in(mine.officer).get(MINE)
    assert page.context["sheets"] == [sheet] and "27.0" not in page.content.decode()
    assert log_in(mine.colleague).get(MINE).context["sheets"] == []


# --- a year


def test_four_quarters_add_up(log_in, mine):
    for number, total in ((1, 90), (2, "92.5"), (4, 88)):
        closed = {"state": "closed", "closed_on": OPENED, "total": Decimal(total)}
        make_sheet(make_quarter(mine.mine, quarter=number), cadre=mine.officer.cadre, home=mine.shift, **closed)
    make_sheet(make_quarter(mine.mine, quarter=3), cadre=mine.officer.cadre, home=mine.shift, total=80)
    (row,) = year_totals(mine.mine, 2026)
    assert row.quarters == (90, Decimal("92.5"), None, 88)
    assert (row.cadre, row.total) == (mine.officer.cadre, Decimal("270.5"))
    assert year_totals(mine.mine, 2025) == [] == year_totals(make_unit(), 2026)
    person = reverse("assessments:person_years", args=[mine.officer.cadre.pk])
    assert "270.5" in log_in(mine.scorer).get(person).content.decode()
    assert "270.5" in log_in(mine.officer).get(MINE).content.decode()


def test_the_years_of_a_person_are_not_for_colleagues(log_in, mine):
    person = reverse("assessments:person_years", args=[mine.officer.cadre.pk])
    assert log_in(mine.colleague).get(person).status_code == 403
    assert log_in(make_user(cadre=make_cadre(unit=make_unit()))).get(person).status_code == 404
    assert log_in(mine.auditor).get(person).status_code == 200


def test_who_has_something_to_do_reads_it_on_the_home_page(log_in, mine):
    sheet_of(mine)
    assert "待自评" in log_in(mine.officer).get("/").content.decode()
    assert "待自评" not in log_in(mine.colleague).get("/").content.decode()
