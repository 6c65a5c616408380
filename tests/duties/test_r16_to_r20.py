"""R16 to R20: every duty, met and missed."""

import pytest

from accounts.models import Group, GroupMembership, OwnPeriod
from tests.duties.unit_rules import TODAY, by_person, by_unit, hold, member, met
from tests.factories import make_household, make_point
from tests.factories_duties import County, day, figures, load_announced_days, owed

pytestmark = pytest.mark.django_db


# --- R16 --------------------------------------------------------------------------------------------


def committee(county):
    return county.leader("party_committee")


def building_point(county):
    return [make_point(unit=county.unit("village"), category="party_building_point")]


def test_r16_1_one_contact_point():
    county = County("r16")
    holding, idle = committee(county), committee(county)
    county.pair(holding, building_point(county)[0])
    county.recompute(TODAY)
    assert met("16.1", holding, "01-01") and not met("16.1", idle, "01-01")


def test_r16_2_members_meeting_at_the_point_every_month():
    by_person("r16", "16.2", "members_meeting", committee, 1, "10-05", "10-01", "09-01", building_point)


def test_r16_3_lecture_every_quarter():
    by_person("r16", "16.3", "lecture", committee, 1, "08-05", "07-01", "04-01", building_point)


def test_r16_4_mass_meeting_every_half_year():
    by_person("r16", "16.4", "mass_meeting", committee, 1, "05-05", "01-01", "07-01", building_point)


def test_r16_4_written_summary_every_half_year():
    by_person("r16", "16.4-1", "summary", committee, 1, "05-05", "01-01", missed="07-01")


def test_r16_5_every_contact_point_is_checked_at_the_end_of_the_year():
    county = County("r16", effective_from=day("2025-01-01"))
    body, leader = county.unit("party_committee"), committee(county)
    county.leader("party_committee", start=day("2025-01-01"))
    checked, missed = building_point(county)[0], building_point(county)[0]
    pairings = [county.pair(leader, point, start=day("2025-01-01")) for point in (checked, missed)]
    leader.posts.update(start=day("2025-01-01"))
    county.log(None, "inspection", "2025-12-10", "", checked, unit=body)
    county.recompute(TODAY)
    assert met("16.5", body, "2025-12-01", pairing=pairings[0])
    assert not met("16.5", body, "2025-12-01", pairing=pairings[1])


def test_r16_5_the_check_is_reported_to_the_committee():
    county = County("r16", effective_from=day("2024-01-01"))
    body = county.unit("party_committee")
    county.log(None, "written_report", "2025-12-20", unit=body)
    county.recompute(TODAY)
    assert met("16.5-1", body, "2025-12-01")
    assert not met("16.5-1", body, "2026-12-01")


def test_r16_6_democratic_life_meeting_before_1_july_and_in_december():
    county = County("r16", effective_from=day("2025-01-01"))
    body = county.unit("party_committee")
    county.log(None, "democratic_life_meeting", "06-30", unit=body)
    county.log(None, "democratic_life_meeting", "07-01", unit=body)
    county.recompute(TODAY)
    before_july = owed("16.6", body, "05-02")
    assert (before_july.window_end, figures(before_july)) == (day("06-30"), (1, 1, True))
    assert figures(owed("16.6", body, "2025-12-01")) == (1, 0, False)


def test_r16_6_reported_three_days_ahead():
    county = County("r16")
    ready, late = county.unit("party_committee"), county.unit("party_committee", "另一个党委")
    for body, reported in ((ready, "06-17"), (late, "06-18")):
        county.log(None, "democratic_life_meeting", "06-20", unit=body)
        county.log(None, "written_report", reported, unit=body)
    county.recompute(TODAY)
    assert met("16.6-1", ready, "05-18") and not met("16.6-1", late, "05-18")


def test_r16_7_six_times_of_guidance():
    by_person("r16", "16.7", "guidance", committee, 6, "05-05", targets=building_point)


def test_r16_8_field_study_is_counted_and_not_owed():
    county = County("r16")
    leader, point = committee(county), building_point(county)[0]
    county.pair(leader, point)
    county.log(leader, "field_study", "05-05", "05-07", point)
    county.recompute(TODAY)
    row = owed("16.8", leader)
    assert (row.achieved, row.required, row.exempt) == (3, 0, "counted")


# --- R17 --------------------------------------------------------------------------------------------


def officer(county):
    return county.cadre("work_team", position="liaison_officer")


def test_r17_2_information_every_month():
    by_person("r17", "17.2", "opinion_report", officer, 1, "10-05", "10-01", missed="09-01")


def test_r17_3_an_emergency_in_writing_within_a_day():
    county = County("r17")
    prompt, slow = officer(county), officer(county)
    for person, reported in ((prompt, "05-06"), (slow, "05-07")):
        county.log(person, "incident", "05-05")
        county.log(person, "written_report", reported)
    county.recompute(TODAY)
    assert met("17.3", prompt, "05-05") and not met("17.3", slow, "05-05")


def test_r17_5_meeting_of_the_officers_every_month():
    by_unit("r17", "17.5", "officers_meeting", "mine", 1, "10-05", "10-01", missed="09-01")


# --- R18 --------------------------------------------------------------------------------------------


def twice_with_the_first(code, category, kind, make):
    """Somebody who holds two, and was with one of them twice, with the other once."""
    county = County("r18")
    person = make(county)
    first, second = hold(county, person, category, 2)
    for target, dates in ((first, ("05-05", "06-05")), (second, ("05-05",))):
        for date in dates:
            county.log(person, kind, date, "", target.resident)
    county.recompute(TODAY)
    assert figures(owed(code, person, pairing=first)) == (2, 2, True)
    assert figures(owed(code, person, pairing=second)) == (2, 1, False)


def test_r18_1_leader_with_each_delegate():
    twice_with_the_first("18.1", "delegate_contact", "heart_to_heart", lambda county: county.leader("township"))


def test_r18_1_delegate_with_each_member():
    def delegate(county):
        cadre = county.cadre("village")
        group = Group.objects.create(name="小组", kind="delegates_group", unit=county.root)
        GroupMembership.objects.create(group=group, cadre=cadre, start=day("01-01"))
        return cadre

    twice_with_the_first("18.1-1", "member_contact", "members_meeting", delegate)


def test_r18_1_member_with_people():
    county = County("r18")
    person = member(county, "village")
    first, second = hold(county, person, "paired_person", 2)
    for date in ("05-05", "06-05"):
        county.log(person, "home_visit", date, "", first.resident)
    county.recompute(TODAY)
    assert figures(owed("18.1-2", person, pairing=first)) == (2, 2, True)
    assert figures(owed("18.1-2", person, pairing=second)) == (2, 0, False)


@pytest.mark.parametrize(("number", "is_met"), [(0, False), (1, True), (2, True), (3, False)])
def test_r18_2_one_or_two_grassroots_units_of_a_party_leader(number, is_met):
    assert holds("18.2", "party_committee", "head", "grassroots_unit", number) is is_met


@pytest.mark.parametrize(
    ("category", "is_met"), [("village_or_community", True), ("grassroots_unit", True), ("", False)]
)
def test_r18_3_one_subordinate_unit_or_village_of_a_department_leader(category, is_met):
    assert holds("18.3", "department", "head", category, 1 if category else 0) is is_met


@pytest.mark.parametrize(("number", "is_met"), [(0, False), (1, True), (2, True), (3, False)])
def test_r18_4_one_or_two_villages_communities_or_firms_of_a_party_cadre(number, is_met):
    assert holds("18.4", "department", "cadre", "private_enterprise", number) is is_met


def holds(code, kind, position, category, number) -> bool:
    """Whether so many contact points of a category are what such a member owes."""
    county = County("r18")
    person = member(county, kind, position=position)
    for _number in range(number):
        county.pair(person, make_point(unit=county.unit("village"), category=category))
    county.recompute(TODAY)
    return met(code, person, "01-01")


def test_r18_6_four_visits_with_their_questions():
    county = County("r18")
    busy, idle = member(county, "village"), member(county, "village")
    homes = [make_household(unit=county.unit("village")) for _number in range(4)]
    for home in homes:
        county.log(busy, "home_visit", "05-05", "", home)
    for home in homes[:3]:
        county.log(idle, "home_visit", "05-05", "", home)
    county.recompute(TODAY)
    assert figures(owed("18.6", busy)) == (4, 4, True)
    assert figures(owed("18.6", idle)) == (4, 3, False)


def test_r18_7_a_household_and_an_able_person():
    county = County("r18")
    both, one = member(county, "village"), member(county, "village")
    for person in (both, one):
        county.pair(person, make_household(unit=county.unit("village")), "hardship_household")
    hold(county, both, "prosperity_leader")
    county.recompute(TODAY)
    assert figures(owed("18.7", both, "01-01")) == (2, 2, True)
    assert figures(owed("18.7", one, "01-01")) == (2, 1, False)


# --- R19 --------------------------------------------------------------------------------------------


def test_r19_1_several_commitments_of_the_branch():
    by_unit("r19", "19.1", "commitment", "party_branch", 2, "02-05")


@pytest.mark.parametrize(("number", "is_met"), [(0, False), (1, True), (2, True), (3, False)])
def test_r19_2_one_or_two_commitments_of_a_member(number, is_met):
    county = County("r19")
    person = member(county)
    for _number in range(number):
        county.log(person, "member_commitment", "02-05")
    county.recompute(TODAY)
    assert met("19.2", person) is is_met


def test_r19_2_binds_members_who_are_able():
    county = County("r19")
    able, ill = member(county), member(county, is_able_to_act=False)
    county.recompute(TODAY)
    assert owed("19.2", able).required == 1
    assert not ill.obligations.exists()


# --- R20 --------------------------------------------------------------------------------------------


def test_r20_1_appraisal_by_the_people_every_half_year():
    by_unit("r20", "20.1", "appraisal", "party_branch", 1, "05-05", "01-01", missed="07-01")


def test_r20_2_forum_of_the_general_branch_every_year():
    by_unit("r20", "20.2", "forum", "general_branch", 1, "05-05")


def test_r20_3_courtesy_visits_at_each_major_festival():
    load_announced_days()
    by_unit("r20", "20.3", "courtesy_visit", "general_branch", 1, "06-15", "06-04", missed="04-16")


def test_r20_3_courtesy_visits_at_a_weighty_event():
    county = County("r20")
    branch, other = county.unit("general_branch"), county.unit("general_branch", "另一个党总支")
    event = {"kind": "weighty_event", "code": "flood2026", "name": "抗洪救灾"}
    OwnPeriod.objects.create(unit=county.root, start=day("07-20"), end=day("08-10"), **event)
    county.log(None, "courtesy_visit", "07-25", unit=branch)
    county.log(None, "courtesy_visit", "08-11", unit=other)
    county.recompute(TODAY)
    assert figures(owed("20.3", branch, "07-20")) == (1, 1, True)
    assert figures(owed("20.3", other, "07-20")) == (1, 0, False)
