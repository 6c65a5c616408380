"""R11 to R15: every duty, met and missed."""

import pytest

from duties.models import Obligation
from tests.duties.unit_rules import TODAY, by_person, by_unit, hold, member, met
from tests.factories import make_cadre, make_household, make_point
from tests.factories_duties import County, day, figures, owed

pytestmark = pytest.mark.django_db


# --- R11 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "is_met"), [(4, False), (5, True), (18, True), (19, False)])
def test_r11_1_five_to_eighteen_fixed_contacts(number, is_met):
    county = County("r11")
    person = member(county)
    hold(county, person, "staff_contact", number)
    county.recompute(TODAY)
    assert met("11.1", person, "01-01") is is_met


def test_r11_2_each_contact_at_home_every_quarter():
    county = County("r11")
    person = member(county)
    first, second = hold(county, person, "staff_contact", 2)
    county.log(person, "home_visit", "05-05", "", first.resident)
    county.log(person, "phone", "05-05", "", second.resident)
    county.recompute(TODAY)
    assert figures(owed("11.2", person, "04-01", pairing=first)) == (1, 1, True)
    assert figures(owed("11.2", person, "04-01", pairing=second)) == (1, 0, False)


def test_r11_3_opinions_every_quarter():
    by_person("r11", "11.3", "opinion_report", member, 1, "05-05", "04-01", missed="07-01")


def test_r11_4_every_record_book():
    each_member("11.4", "record_check")


def test_r11_7_every_member_is_assessed():
    each_member("11.7", "work_review")


def each_member(code, kind):
    """One member's book was looked at, the other's was not."""
    county = County("r11")
    checked, waiting, branch = member(county), member(county), county.unit("party_branch")
    county.log(checked, kind, "05-05", unit=branch)
    county.recompute(TODAY)
    assert figures(owed(code, branch, target_cadre=checked)) == (1, 1, True)
    assert figures(owed(code, branch, target_cadre=waiting)) == (1, 0, False)


@pytest.mark.parametrize(
    ("code", "kind"), [("11.5", "report_hearing"), ("11.5-1", "study"), ("11.5-2", "written_report")]
)
def test_r11_5_the_branch_hears_studies_and_reports_up(code, kind):
    by_unit("r11", code, kind, "party_branch", 1, "05-05")


def test_r11_8_an_overall_view_of_each_contact():
    county = County("r11")
    person = member(county)
    first, second = hold(county, person, "staff_contact", 2)
    county.log(person, "overall_view", "11-05", "", first.resident)
    county.recompute(TODAY)
    assert met("11.8", person, pairing=first) and not met("11.8", person, pairing=second)


# --- R12 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "is_met"), [(0, False), (1, True), (3, True), (4, False)])
def test_r12_1_one_to_three_contacts(number, is_met):
    county = County("r12")
    person = member(county)
    hold(county, person, "contact_person", number)
    county.recompute(TODAY)
    assert met("12.1", person, "01-01") is is_met


def test_r12_2_each_contact_every_month_by_whatever_channel():
    county = County("r12")
    person = member(county)
    first, second = hold(county, person, "contact_person", 2)
    county.log(person, "phone", "10-05", "", first.resident)
    county.recompute(TODAY)
    assert met("12.2", person, "10-01", pairing=first) and not met("12.2", person, "10-01", pairing=second)


def test_r12_3_report_to_the_branch_every_quarter():
    by_person("r12", "12.3", "oral_report", member, 1, "08-05", "07-01", missed="04-01")


def test_r12_4_the_branch_checks_every_half_year():
    by_unit("r12", "12.4", "inspection", "party_branch", 1, "05-05", "01-01", missed="07-01")


def test_r12_5_the_general_branch_checks_every_branch():
    county = County("r12")
    above = county.unit("general_branch")
    points = [make_point(unit=county.unit("party_branch"), category="party_branch_point") for _number in range(2)]
    pairings = [county.pair(None, point, unit=above) for point in points]
    county.log(None, "inspection", "05-05", "", points[0], unit=above)
    county.recompute(TODAY)
    assert met("12.5", above, pairing=pairings[0]) and not met("12.5", above, pairing=pairings[1])


@pytest.mark.parametrize(("number", "is_met"), [(0, False), (2, True), (3, False)])
def test_r12_6_one_or_two_branches_as_contact_points(number, is_met):
    county = County("r12")
    leader = county.leader("general_branch")
    for _number in range(number):
        county.pair(leader, make_point(unit=county.unit("party_branch"), category="party_branch_point"))
    county.recompute(TODAY)
    assert met("12.6", leader, "01-01") is is_met


# --- R13 --------------------------------------------------------------------------------------------


def test_r13_1_the_branch_sets_the_pairs_once_a_year():
    by_unit("r13", "13.1", "pairing_review", "party_branch", 1, "01-15")


def test_r13_2_a_summary_from_each_member():
    by_person("r13", "13.2", "summary", member, 1, "11-15")


def test_r13_3_the_committee_studies_the_work_every_quarter():
    by_unit("r13", "13.3", "report_hearing", "party_branch", 1, "08-05", "07-01", missed="04-01")


# --- R14 --------------------------------------------------------------------------------------------


def test_r14_1_briefing_of_the_area_every_week():
    by_unit("r14", "14.1", "briefing", "area", 1, "11-11", "11-09", missed="11-02")


def test_r14_1_the_town_with_its_areas():
    by_unit("r14", "14.1-1", "briefing", "township", 1, "10-11", "10-01", missed="09-01")


def test_r14_2_coordination_meeting_of_the_town_every_quarter():
    by_unit("r14", "14.2", "coordination_meeting", "township", 1, "08-11", "07-01", missed="04-01")


def test_r14_3_deliberation_of_the_area_every_quarter():
    by_unit("r14", "14.3", "deliberation", "area", 1, "08-11", "07-01", missed="04-01")


@pytest.mark.parametrize("kind", ["area", "township"])
def test_r14_4_exchange_of_area_and_town_every_year(kind):
    by_unit("r14", "14.4", "exchange", kind, 1, "08-11")


def test_r14_5_every_household_in_a_year():
    county = County("r14")
    town = county.unit("township")
    from tests.factories import make_unit

    village = make_unit("柳树村", parent=town, kind="village")
    homes = [make_household(unit=village) for _number in range(4)]
    visitor = make_cadre(unit=village)
    county.log(visitor, "home_visit", "05-05", "", *homes[:3])
    county.recompute(TODAY)
    assert figures(owed("14.5", town)) == (4, 3, False)
    county.log(None, "home_visit", "05-06", "", homes[3], unit=town)
    county.recompute(TODAY)
    assert figures(owed("14.5", town)) == (4, 4, True)


def test_r14_6_one_household_for_each_party_cadre():
    county = County("r14")
    paired, idle = member(county, "township"), member(county, "township")
    county.pair(paired, make_household(unit=county.unit("village")), "ordinary_household")
    county.recompute(TODAY)
    assert met("14.6", paired, "01-01") and not met("14.6", idle, "01-01")


# --- R15 --------------------------------------------------------------------------------------------


def test_r15_1_the_consultation_meeting_is_counted_and_not_owed():
    county = County("r15")
    firm = county.unit("company")
    county.log(None, "consultation_meeting", "11-09", unit=firm)
    county.recompute(TODAY)
    assert [(owed("15.1", firm, date).achieved, owed("15.1", firm, date).exempt) for date in ("11-02", "11-09")] == [
        (0, "counted"),
        (1, "counted"),
    ]
    assert not Obligation.objects.overdue(day(TODAY)).exists()
