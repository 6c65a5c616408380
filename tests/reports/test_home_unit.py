"""What who leads a part of the tree finds on the home page: who needs help, what lags, what is on, the brief."""

import datetime

import pytest

from petitions.models import Meeting, Reception
from reports.home import unit
from tests import factories as make
from tests.factories_duties import County, day, put_in_force
from tests.factories_rotas import make_rota, make_slot

pytestmark = pytest.mark.django_db
TODAY = day("11-20")
BOOK = """\
rulebook: monthly
title: 每月走访
rules:
  - {code: "1", title: 每月走访, clause: 第一条, who: {positions: [leadership_member]}, does: [home_visit],
     measure: {of: count, least: 1}, when: {every: month}}
"""


@pytest.fixture
def county(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    made = County()
    put_in_force(BOOK, made.root)
    made.people = [made.leader("township", name="乙"), made.leader("township", name="甲"), made.leader("street")]
    made.secretary = make.make_user(cadre=made.people[0], role="secretary", unit=made.unit("township"))
    made.head = make.make_user(role="leader", unit=made.root)
    made.recompute("11-20")
    return made


def test_who_is_behind_in_the_own_unit_is_named_but_oneself(log_in, county):
    found = unit.help_needed(county.secretary, on=TODAY).data
    (behind,) = found.shown
    assert (behind.name, behind.overdue, behind.since) == ("甲", 3, day("08-31"))
    page = log_in(county.secretary).get("/").content.decode()
    assert "谁需要帮助" in page
    rows = log_in(county.secretary).get(f"/duties/behind/?{behind.query}").context["object_list"]
    assert {row.cadre.name for row in rows} == {"甲"}


def test_people_stand_in_the_order_of_the_tree_not_by_how_many(county):
    all_of_it = make.make_user(role="secretary", unit=county.root)
    county.log(county.people[1], "home_visit", "10-10")
    county.recompute("11-20")
    found = unit.help_needed(all_of_it, on=TODAY).data
    assert [(row.name, row.overdue) for row in found.shown][:2] == [("乙", 3), ("甲", 2)]


def test_what_is_near_its_last_chance_is_told_of_as_well(county):
    rows = unit.help_needed(county.secretary, on=day("11-29")).data.shown
    assert [(row.name, row.overdue, row.at_risk) for row in rows] == [("甲", 3, 1)]


def test_only_a_secretary_is_asked_to_help(county):
    assert unit.help_needed(county.head, on=TODAY) is None


def test_a_leader_sees_what_lags_by_rule_and_nobodys_name(log_in, county):
    found = unit.lagging(county.head, on=TODAY).data
    assert (found.overdue, found.at_risk) == (9, 0)
    assert [(label, count) for label, count, _query in found.rules] == [("1 每月走访", 9)]
    assert county.people[1].name not in log_in(county.head).get("/").content.decode().split("职责落实")[1]
    assert unit.lagging(county.secretary, on=TODAY) is None


def test_a_leader_has_the_brief_of_this_month_and_of_the_last_one(log_in, county):
    this, last = unit.brief(county.head, on=TODAY).data
    assert (this.unit, this.period.start, last.period.start) == (county.root, day("11-01"), day("10-01"))
    assert unit.brief(county.secretary, on=TODAY) is None


# --- the days ahead --------------------------------------------------------------------------------------


def dates(user):
    part = unit.week(user, on=TODAY)
    return [(date.day.day, date.text, date.is_mine) for date in part.data] if part else []


def test_ones_own_days_of_duty_within_a_week(town):
    cadre = make.make_cadre("陈静", unit=town)
    rota = make_rota(town)
    for number in (-1, 0, 3, 8):
        make_slot(rota, TODAY + datetime.timedelta(days=number), cadre)
    user = make.make_user(cadre=cadre)
    assert dates(user) == [(20, "领导接访日值班表", True), (23, "领导接访日值班表", True)]
    assert unit.week(user, on=TODAY).urgency == unit.DUE


def test_who_leads_the_unit_sees_its_days_and_a_colleague_does_not(secretary, town):
    make_slot(make_rota(town), TODAY, make.make_cadre("李明", unit=town))
    assert dates(secretary) == [(20, "领导接访日值班表", False)]
    assert dates(make.make_user(cadre=make.make_cadre(unit=town))) == []


def test_meetings_one_is_invited_to_and_receptions_one_holds(log_in, town, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    user = make.make_user(cadre=make.make_cadre(unit=town))
    other = make.make_unit("县信访局")
    meeting = Meeting.objects.create(unit=other, kind="coordination", title="协调会", on=TODAY)
    meeting.attendances.create(cadre=user.cadre)
    Meeting.objects.create(unit=other, kind="coordination", title="别人的会", on=TODAY)
    Reception.objects.create(unit=town, leader=user.cadre, on=day("11-24"))
    assert dates(user) == [(20, "协调会", False), (24, "接访", True)]
    page = log_in(user).get("/").content.decode()
    assert all(text in page for text in ("今后七天", "11月24日", "协调会", "今天"))


def test_the_ends_of_windows_stand_on_the_page_of_who_leads(county):
    county.recompute("11-25")
    part = unit.week(county.head, on=day("11-25"))
    assert [(date.day, date.text, date.note) for date in part.data] == [
        (day("11-30"), "每月走访", "到期，还有3项未落实")
    ]
