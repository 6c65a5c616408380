"""R1, contact points of leaders: every duty and check by hand-made logs and hand-computed answers."""

import datetime

import pytest

from duties.models import Obligation
from tests.factories import make_household, make_point, make_resident
from tests.factories_duties import County, day, figures, owed
from visits import hooks

pytestmark = pytest.mark.django_db
SIX = ["town_or_street", "improvement_village", "old_base_village", "private_enterprise", "key_project"]


@pytest.fixture
def county() -> County:
    return County("r01")


def hold_one_of_each(county: County, leader, *, without: str = "") -> None:
    village = county.unit("village")
    for category in SIX:
        if category != without:
            county.pair(leader, make_point(unit=village, category=category))
    county.pair(leader, make_household(unit=village), "registered_poor_household")


def test_r1_1_six_assignments_one_of_each_category(county):
    complete, lacking = county.leader("county_committee"), county.leader("cppcc")
    hold_one_of_each(county, complete)
    hold_one_of_each(county, lacking, without="key_project")
    county.recompute("11-20")
    assert figures(owed("1.1", complete, "01-01")) == (6, 6, True)
    assert figures(owed("1.1", lacking, "01-01")) == (6, 5, False)


def test_r1_1_two_of_one_category_do_not_replace_another(county):
    leader = county.leader("government")
    hold_one_of_each(county, leader, without="key_project")
    county.pair(leader, make_point(unit=county.unit("village"), category="private_enterprise"))
    county.recompute("11-20")
    assert figures(owed("1.1", leader, "01-01")) == (6, 5, False)


def test_r1_2_one_one_one_one_five(county):
    leader, village = county.leader("township"), county.unit("village")
    county.pair(leader, make_point(unit=village))
    county.pair(leader, make_resident(unit=village), "veteran_member")
    county.pair(leader, make_resident(unit=village), "prosperity_leader")
    county.pair(leader, make_household(unit=village), "registered_poor_household")
    for _number in range(4):
        county.pair(leader, make_household(unit=village), "ordinary_household")
    county.recompute("11-20")
    assert figures(owed("1.2", leader, "01-01")) == (9, 8, False)
    county.pair(leader, make_household(unit=village), "ordinary_household")
    county.recompute("11-20")
    assert figures(owed("1.2", leader, "01-01")) == (9, 9, True)


def test_r1_3_one_unit_and_at_least_three_recipients(county):
    leader, village = county.leader("department"), county.unit("village")
    county.pair(leader, make_point(unit=village, category="grassroots_unit"))
    for _number in range(2):
        county.pair(leader, make_resident(unit=village), "service_recipient")
    county.recompute("11-20")
    assert figures(owed("1.3", leader, "01-01")) == (4, 3, False)
    for _number in range(2):
        county.pair(leader, make_resident(unit=village), "service_recipient")
    county.recompute("11-20")
    assert figures(owed("1.3", leader, "01-01")) == (4, 4, True)


def test_r1_4_seven_distinct_days_of_living_with_the_people(county):
    leader = county.leader("county_committee")
    county.log(leader, "stay", "07-06", "07-09")
    county.log(leader, "stay", "07-08", "07-11")
    county.recompute("11-20")
    assert figures(owed("1.4", leader)) == (7, 6, False)
    county.log(leader, "stay", "09-01")
    county.recompute("11-20")
    row = owed("1.4", leader)
    assert figures(row) == (7, 7, True)
    assert row.met_on == day("09-01")


def test_r1_5_each_enterprise_and_project_every_month(county):
    leader, village = county.leader("government"), county.unit("village")
    firm = make_point(unit=village, category="private_enterprise")
    project = make_point(unit=village, category="key_project")
    first, second = county.pair(leader, firm), county.pair(leader, project)
    county.log(leader, "on_site", "03-10", "", firm)
    county.log(leader, "on_site", "03-12", "", firm)
    county.recompute("11-20")
    assert figures(owed("1.5", leader, "03-01", pairing=first)) == (1, 2, True)
    assert figures(owed("1.5", leader, "03-01", pairing=second)) == (1, 0, False)
    assert figures(owed("1.5", leader, "04-01", pairing=first)) == (1, 0, False)


def test_r1_6_three_consecutive_days(county):
    leader = county.leader("township")
    county.log(leader, "stay", "03-10", "03-11")
    county.log(leader, "stay", "03-12")
    county.log(leader, "stay", "04-10", "04-11")
    county.log(leader, "stay", "04-13", "04-14")
    county.recompute("11-20")
    march, april = owed("1.6", leader, "03-01"), owed("1.6", leader, "04-01")
    assert (figures(march), march.met_on) == ((3, 3, True), day("03-12"))
    assert figures(april) == (3, 2, False)


def test_r1_6_overlapping_stays_are_one_run(county):
    leader = county.leader("township")
    county.log(leader, "stay", "03-10", "03-11")
    county.log(leader, "stay", "03-11", "03-12")
    county.recompute("11-20")
    assert figures(owed("1.6", leader, "03-01")) == (3, 3, True)


def test_r1_6_a_run_over_the_end_of_the_month_counts_in_each_month_by_itself(county):
    leader = county.leader("township")
    county.log(leader, "stay", "03-30", "04-02")
    county.recompute("11-20")
    assert figures(owed("1.6", leader, "03-01")) == (3, 2, False)
    assert figures(owed("1.6", leader, "04-01")) == (3, 2, False)


def test_r1_7_on_each_tenth_day_and_the_last_of_february(county):
    leader, community = county.leader("street"), make_point(unit=county.unit("community"))
    resident = make_resident(unit=county.unit("community"))
    county.log(leader, "on_site", "02-10", "", community)
    county.log(leader, "home_visit", "02-28", "", community, resident)
    county.log(leader, "on_site", "03-19", "", community)
    county.recompute("11-20")
    assert figures(owed("1.7", leader, "02-10")) == (1, 1, True)
    assert figures(owed("1.7", leader, "02-20")) == (1, 0, False)
    assert figures(owed("1.7", leader, "02-28")) == (1, 1, True)
    assert figures(owed("1.7", leader, "03-20")) == (1, 0, False)


def test_r1_7_a_day_spent_elsewhere_does_not_count(county):
    leader = county.leader("street")
    project = make_point(unit=county.unit("community"), category="key_project")
    county.log(leader, "on_site", "03-10", "", project)
    county.log(leader, "on_site", "03-20")
    county.recompute("11-20")
    assert figures(owed("1.7", leader, "03-10")) == (1, 0, False)
    assert figures(owed("1.7", leader, "03-20")) == (1, 0, False)


def test_r1_8_a_third_of_the_residents_counted_once(county):
    leader, community = county.leader("street"), county.unit("community")
    county.pair(leader, make_point(unit=community))
    residents = [make_resident(unit=community) for _number in range(10)]
    for resident in [*residents[:3], residents[0]]:
        county.log(leader, "home_visit", "03-10", "", resident)
    county.recompute("11-20")
    # A third of ten is four, rounded up.
    assert figures(owed("1.8", leader)) == (4, 3, False)
    county.log(leader, "home_visit", "03-11", "", residents[9])
    county.recompute("11-20")
    assert figures(owed("1.8", leader)) == (4, 4, True)


def test_r1_8_the_register_is_that_of_the_first_day_of_the_window(county):
    leader, community = county.leader("street"), county.unit("community")
    county.pair(leader, make_point(unit=community))
    for _number in range(3):
        make_resident(unit=community)
    newcomer = make_resident(unit=community, registered_on=day("05-01"))
    county.log(leader, "home_visit", "06-01", "", newcomer)
    county.recompute("11-20")
    assert figures(owed("1.8", leader)) == (1, 0, False)


def test_r1_8_a_household_reaches_everyone_registered_in_it(county):
    leader, community = county.leader("street"), county.unit("community")
    county.pair(leader, make_point(unit=community))
    household = make_household(unit=community)
    for _number in range(3):
        make_resident(unit=community, household=household)
    county.log(leader, "home_visit", "06-01", "", household)
    county.recompute("11-20")
    assert figures(owed("1.8", leader)) == (1, 3, True)


def test_r1_9_four_times_and_four_days(county):
    leader = county.leader("department")
    point = make_point(unit=county.unit("village"), category="grassroots_unit")
    county.pair(leader, point)
    for date in ("02-03", "04-07", "04-07", "06-09"):
        county.log(leader, "on_site", date, "", point)
    county.recompute("11-20")
    row = owed("1.9", leader)
    assert figures(row) == (4, 4, False)
    assert (row.required_also, row.achieved_also) == (4, 3)
    county.log(leader, "on_site", "09-01", "", point)
    county.recompute("11-20")
    row = owed("1.9", leader)
    assert (figures(row), row.achieved_also, row.met_on) == ((4, 5, True), 4, day("09-01"))


def test_r1_9_a_visit_elsewhere_does_not_count(county):
    leader, village = county.leader("department"), county.unit("village")
    county.pair(leader, make_point(unit=village, category="grassroots_unit"))
    county.log(leader, "on_site", "02-03", "", make_point(unit=village, category="grassroots_unit"))
    county.recompute("11-20")
    assert figures(owed("1.9", leader)) == (4, 0, False)


def test_r1_10_a_field_study_at_each_point(county):
    leader, village = county.leader("township"), county.unit("village")
    studied, other = make_point(unit=village), make_point(unit=village)
    first, second = county.pair(leader, studied), county.pair(leader, other)
    county.pair(leader, make_point(unit=village, category="key_project"))
    county.log(leader, "field_study", "05-10", "05-12", studied)
    county.log(leader, "on_site", "05-20", "", other)
    county.recompute("11-20")
    assert figures(owed("1.10", leader, pairing=first)) == (1, 1, True)
    assert figures(owed("1.10", leader, pairing=second)) == (1, 0, False)
    assert Obligation.objects.filter(rule__code="1.10", cadre=leader).count() == 2


@pytest.mark.parametrize(
    ("fields", "is_breach"),
    [
        ({"entourage": 3, "meals": "paid", "had_welcome": False}, False),
        ({"entourage": 4}, True),
        ({"meals": "unpaid"}, True),
        ({"had_welcome": True}, True),
        ({}, False),
    ],
)
def test_r1_11_a_breach_is_flagged(county, fields, is_breach):
    log = county.log(county.leader("township"), "on_site", "03-10", **fields)
    assert [flag.code for flag in hooks.flags(log)] == (["1.11"] if is_breach else [])


def test_r1_a_leader_who_came_in_july_owes_half(county):
    leader = county.leader("county_committee", start=datetime.date(2026, 7, 1))
    county.recompute("11-20")
    # 184 of 365 days: 7 × 184 / 365 = 3.5…, to the nearest whole number.
    assert owed("1.4", leader).required == 4
