"""R6 cards, R8 delegates, R9 survey, R10 company leaders: every duty, met and missed (R7 has its own file)."""

import pytest

from accounts.models import Group, GroupMembership
from duties.models import Obligation
from tests.factories import make_household, make_point, make_resident
from tests.factories_duties import County, day, figures, load_announced_days, owed
from visits.models import Goods

pytestmark = pytest.mark.django_db
TODAY = "11-20"


def test_r6_1_a_card_for_every_household():
    county = County("r06")
    village = county.unit("village")
    homes = [make_household(unit=village) for _number in range(3)]
    county.log(None, "card_handover", "03-01", "", *homes[:2], unit=village)
    county.recompute(TODAY)
    assert figures(owed("6.1", village)) == (3, 2, False)
    county.log(None, "card_handover", "03-02", "", homes[2], unit=village)
    county.recompute(TODAY)
    assert figures(owed("6.1", village)) == (3, 3, True)


# --- R8 ---------------------------------------------------------------------------------------------


def delegates(county, *cadres):
    group = Group.objects.create(name="第一代表小组", kind="delegates_group", unit=county.root)
    for cadre in cadres:
        GroupMembership.objects.create(group=group, cadre=cadre, start=day("01-01"))
    return group


def test_r8_1_two_activities_of_each_delegates_office():
    county = County("r08")
    office, town = county.unit("department", "县党代表联络办公室"), county.unit("township")
    for date in ("03-05", "09-05"):
        county.log(None, "delegate_activity", date, unit=office)
    county.log(None, "delegate_activity", "03-05", unit=town)
    county.recompute(TODAY)
    assert figures(owed("8.1", office)) == (2, 2, True)
    assert figures(owed("8.1", town)) == (2, 1, False)


def test_r8_2_the_group_meets_every_quarter():
    county = County("r08")
    delegate = county.cadre("village")
    group = delegates(county, delegate)
    county.log(delegate, "delegate_activity", "05-05")
    county.recompute(TODAY)
    assert figures(owed("8.2", group, "04-01")) == (1, 1, True)
    assert figures(owed("8.2", group, "07-01")) == (1, 0, False)


def test_r8_3_fifty_distinct_people():
    county = County("r08")
    delegate, village = county.cadre("village"), county.unit("village")
    delegates(county, delegate)
    people = [make_resident(unit=village) for _number in range(50)]
    county.log(delegate, "forum", "03-05", "", *people[:30])
    county.log(delegate, "forum", "04-05", "", *people[20:49])
    county.recompute(TODAY)
    assert figures(owed("8.3", delegate)) == (50, 49, False)
    county.log(delegate, "phone", "05-05", "", people[49])
    county.recompute(TODAY)
    assert figures(owed("8.3", delegate)) == (50, 50, True)


# --- R9 ---------------------------------------------------------------------------------------------


def test_r9_1_one_survey_a_year_by_whichever_unit_of_the_county():
    county = County("r09")
    county.recompute(TODAY)
    assert figures(owed("9.1", county.root)) == (1, 0, False)
    county.log(None, "survey", "09-05", unit=county.unit("department"))
    county.recompute(TODAY)
    assert figures(owed("9.1", county.root)) == (1, 1, True)


# --- R10 --------------------------------------------------------------------------------------------


@pytest.fixture
def company() -> County:
    load_announced_days()
    return County("r10")


def test_r10_1_each_vulnerable_family_at_each_major_festival(company):
    leader = company.leader("company")
    home, other = (make_household(unit=company.unit("company")) for _number in range(2))
    pairings = [company.pair(leader, house, "vulnerable_family") for house in (home, other)]
    company.log(leader, "courtesy_visit", "06-15", "", home)
    company.recompute(TODAY)
    assert figures(owed("10.1", leader, "06-04", pairing=pairings[0])) == (1, 1, True)
    assert figures(owed("10.1", leader, "06-04", pairing=pairings[1])) == (1, 0, False)
    names = Obligation.objects.filter(rule__code="10.1", window_start__gte=day("01-10")).values_list("window_name")
    assert {name for (name,) in names} >= {"spring_festival", "labour_day", "dragon_boat", "mid_autumn", "national_day"}


def test_r10_2_goods_for_the_front_line_at_festivals_and_in_the_hot_season(company):
    leader, team = company.leader("company"), make_point(unit=company.unit("company"), category="front_line_team")
    log = company.log(leader, "courtesy_visit", "07-20", "", team)
    company.log(leader, "courtesy_visit", "04-28", "", team)
    Goods.objects.create(log=log, item="绿豆")
    company.recompute(TODAY)
    assert figures(owed("10.2", leader, "06-15")) == (1, 1, True)
    assert figures(owed("10.2", leader, "04-16")) == (1, 0, False)


def test_r10_3_forum_with_retired_staff_before_double_ninth_and_spring_festival(company):
    firm = company.unit("company")
    retired, worker = make_resident(unit=firm, kind="retired"), make_resident(unit=firm, kind="employee")
    company.log(None, "forum", "10-17", "", retired, unit=firm)
    company.log(None, "forum", "02-10", "", worker, unit=firm)
    company.recompute(TODAY)
    ninth = owed("10.3", firm, "09-18")
    assert (ninth.window_end, figures(ninth)) == (day("10-17"), (1, 1, True))
    assert figures(owed("10.3", firm, "01-18")) == (1, 0, False)


def test_r10_4_two_forums_with_staff_and_families(company):
    firm = company.unit("company")
    worker = make_resident(unit=firm, kind="model_worker")
    company.log(None, "forum", "03-17", "", worker, unit=firm)
    company.recompute(TODAY)
    assert figures(owed("10.4", firm)) == (2, 1, False)
    company.log(None, "forum", "09-17", "", worker, unit=firm)
    company.recompute(TODAY)
    assert figures(owed("10.4", firm)) == (2, 2, True)


def test_r10_5_contact_points_of_the_field(company):
    leader, point = company.leader("company"), make_point(unit=company.unit("company"), category="field_point")
    company.pair(leader, point)
    company.log(leader, "inspection", "05-17", "", point)
    company.recompute(TODAY)
    assert figures(owed("10.5", leader, "04-01")) == (1, 1, True)
    assert figures(owed("10.5", leader, "07-01")) == (1, 0, False)


def test_r10_7_oral_report_at_the_democratic_life_meeting(company):
    reporting, silent = company.leader("company"), company.leader("company")
    company.log(reporting, "democratic_life_meeting", "06-20").participants.create(cadre=silent)
    company.log(reporting, "oral_report", "06-20")
    company.recompute(TODAY)
    assert figures(owed("10.7", reporting, "06-20")) == (1, 1, True)
    assert figures(owed("10.7", silent, "06-20")) == (1, 0, False)


def test_r10_7_a_section_of_the_year_end_statement(company):
    done, idle = company.leader("company"), company.leader("company")
    company.log(done, "summary", "11-18")
    company.recompute(TODAY)
    assert figures(owed("10.7-1", done)) == (1, 1, True)
    assert figures(owed("10.7-1", idle)) == (1, 0, False)


THREE_LINKS = [
    ("10.9", "10.9-1", {"kind": "company", "rank": "county_deputy"}, "vulnerable_family", "home_visit", 2),
    ("10.9-2", "10.9-3", {"kind": "section", "position": "section_chief"}, "front_line_team", "on_site", 1),
    ("10.9-4", "10.9-5", {"kind": "trade_union", "gender": "f"}, "posted_worker_family", "home_visit", 1),
]


@pytest.mark.parametrize(("holds", "visits", "who", "category", "kind", "times"), THREE_LINKS)
def test_r10_9_three_links_hold_and_visit(company, holds, visits, who, category, kind, times):
    who = dict(who)
    unit = who.pop("kind")
    busy, idle = company.cadre(unit, **who), company.cadre(unit, **who)
    at = company.unit(unit)
    made = [
        make_point(unit=at, category=category) if category == "front_line_team" else make_household(unit=at)
        for _number in range(2)
    ]
    pairings = [company.pair(busy, target, category) for target in made]
    for number in range(times):
        company.log(busy, kind, f"11-0{number + 3}", "", made[0])
    company.recompute(TODAY)
    assert owed(holds, busy, "01-01").is_met and not owed(holds, idle, "01-01").is_met
    rows = Obligation.objects.filter(rule__code=visits, cadre=busy, window_start__lte=day("11-01"))
    assert figures(rows.filter(pairing=pairings[0]).latest("window_start")) == (times, times, True)
    assert figures(rows.filter(pairing=pairings[1]).latest("window_start")) == (times, 0, False)


def test_r10_9_men_of_the_union_hold_no_posted_workers_families(company):
    company.cadre("trade_union", gender="m")
    company.recompute(TODAY)
    assert not Obligation.objects.filter(rule__code="10.9-4").exists()
