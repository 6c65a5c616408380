"""R2 secondment, R3 receptions, R4 talks, R5 volunteers: every duty, met and missed."""

import datetime

import pytest

from accounts.models import Cadre, Group, GroupMembership, OwnPeriod, Post, Secondment, Supervision
from duties.models import Obligation
from duties.selectors import explain
from tests.factories import make_cadre, make_point, make_resident, make_unit
from tests.factories_duties import County, day, figures, owed

pytestmark = pytest.mark.django_db
TODAY = "11-20"


# --- R2 ---------------------------------------------------------------------------------------------


def second(county, cadre, start, end, kind="village"):
    Secondment.objects.create(cadre=cadre, host=county.unit("village"), kind=kind, start=day(start), end=day(end))


def reserve(county, **fields):
    fields = {"is_reserve": True, "birth_month": datetime.date(1990, 5, 1), **fields}
    return county.cadre("department", **fields)


def test_r2_1_three_months_without_a_break():
    county = County("r02")
    whole, broken = reserve(county), reserve(county)
    second(county, whole, "03-01", "05-31")
    second(county, broken, "03-01", "04-30")
    second(county, broken, "06-01", "07-31", kind="key_project")
    elsewhere = reserve(county)
    second(county, elsewhere, "03-01", "05-31", kind="")
    county.recompute(TODAY)
    assert figures(owed("2.1", elsewhere)) == (3, 0, False)
    assert (figures(owed("2.1", whole)), owed("2.1", whole).met_on) == ((3, 3, True), day("05-31"))
    assert figures(owed("2.1", broken)) == (3, 2, False)


def test_r2_1_binds_reserve_cadres_under_45_without_experience():
    county = County("r02")
    reserve(county, birth_month=datetime.date(1975, 1, 1))
    reserve(county, has_grassroots_experience=True)
    county.cadre("department")
    county.recompute(TODAY)
    assert not Obligation.objects.filter(rule__code="2.1").exists()


def test_r2_2_a_closing_report_after_the_secondment():
    county = County("r02")
    done, idle = reserve(county), reserve(county)
    for cadre in (done, idle):
        second(county, cadre, "03-01", "05-31")
    county.log(done, "summary", "06-15")
    county.recompute(TODAY)
    assert figures(owed("2.2", done, "05-31")) == (1, 1, True)
    assert figures(owed("2.2", idle, "05-31")) == (1, 0, False)


# --- R3 ---------------------------------------------------------------------------------------------


def test_r3_2_a_county_leader_every_thursday():
    county = County("r03")
    leader, other = county.leader("government"), county.leader("department")
    county.log(leader, "reception", "11-05")
    county.log(other, "reception", "11-12")
    county.recompute(TODAY)
    assert figures(owed("3.2", county.root, "11-05")) == (1, 1, True)
    assert figures(owed("3.2", county.root, "11-12")) == (1, 0, False)


def test_r3_2_in_a_special_period_every_day():
    county = County("r03")
    OwnPeriod.objects.create(
        unit=county.root, kind="special", code="congress", name="会议期间", start=day("03-02"), end=day("03-06")
    )
    county.log(county.leader("county_committee"), "reception", "03-03")
    county.recompute(TODAY)
    days = Obligation.objects.filter(rule__code="3.2", window_start__month=3, window_start__day__lte=12)
    assert [row.window_start.day for row in days.order_by("window_start")] == [2, 3, 4, 5, 6, 12]
    assert figures(owed("3.2", county.root, "03-03")) == (1, 1, True)
    assert figures(owed("3.2", county.root, "03-04")) == (1, 0, False)


def test_r3_3_a_town_leader_every_day():
    county = County("r03")
    leader, clerk, town = county.leader("township"), county.cadre("township"), county.unit("township")
    county.log(leader, "reception", "11-07")
    county.log(clerk, "reception", "11-08")
    county.recompute(TODAY)
    assert figures(owed("3.3", town, "11-07")) == (1, 1, True)
    assert figures(owed("3.3", town, "11-08")) == (1, 0, False)


def test_r3_4_departments_with_heavy_petition_work_every_working_day():
    county = County("r03")
    bureau = county.unit("department", "信访局")
    leader = make_cadre(unit=bureau, position="head")
    county.log(leader, "reception", "11-06")
    county.recompute(TODAY)
    assert figures(owed("3.4", bureau, "11-06")) == (1, 1, True)
    assert figures(owed("3.4", bureau, "11-05")) == (1, 0, False)
    assert not Obligation.objects.filter(rule__code="3.4", window_start=day("11-07")).exists()  # Saturday


def test_r3_5_other_units_every_week():
    county = County("r03")
    bureau, office = county.unit("department", "信访局"), county.unit("department", "水利局")
    county.log(make_cadre(unit=office, position="head"), "reception", "11-04")
    county.recompute(TODAY)
    assert figures(owed("3.5", office, "11-02")) == (1, 1, True)
    assert figures(owed("3.5", office, "11-09")) == (1, 0, False)
    assert not Obligation.objects.filter(rule__code="3.5", unit=bureau).exists()


def test_r3_6_down_with_a_chosen_case_every_month():
    county = County("r03")
    leader = county.leader("cppcc")
    county.log(leader, "outreach", "10-14")
    county.log(leader, "on_site", "09-14")
    county.recompute(TODAY)
    assert figures(owed("3.6", leader, "10-01")) == (1, 1, True)
    assert figures(owed("3.6", leader, "09-01")) == (1, 0, False)


def test_r3_7_to_the_village_every_friday():
    county = County("r03")
    cadre, village = county.cadre("township"), make_point(unit=county.unit("village"))
    county.pair(cadre, village, "village_in_charge")
    county.log(cadre, "on_site", "11-06", "", village)
    county.log(cadre, "on_site", "11-12", "", village)
    county.recompute(TODAY)
    assert figures(owed("3.7", cadre, "11-06")) == (1, 1, True)
    assert figures(owed("3.7", cadre, "11-13")) == (1, 0, False)


def test_r3_7_does_not_bind_a_leader_whose_contact_point_a_village_is():
    county = County("r03")
    county.pair(county.leader("township"), make_point(unit=county.unit("village")))
    county.recompute(TODAY)
    assert not Obligation.objects.filter(rule__code="3.7").exists()


# --- R4 ---------------------------------------------------------------------------------------------


def talk(county, leader, date, *with_whom):
    """A talk that the leader holds: with cadres, who take part, or with the head of a contact point."""
    points = [one for one in with_whom if not isinstance(one, Cadre)]
    log = county.log(leader, "heart_to_heart", date, "", *points)
    for cadre in with_whom:
        if isinstance(cadre, Cadre):
            log.participants.create(cadre=cadre)


def test_r4_1_county_leaders_talk_with_heads_of_the_units_they_supervise_and_of_their_contact_points():
    county = County("r04")
    leader, idle = county.leader("government"), county.leader("government")
    head, clerk = county.cadre("department", position="head"), county.cadre("department")
    point = make_point(unit=county.unit("village"))
    for one in (leader, idle):
        Supervision.objects.create(leader=one, unit=county.unit("department"), start=day("01-01"))
        county.pair(one, point)
    talk(county, leader, "03-03", head)
    talk(county, leader, "06-03", point)
    talk(county, idle, "03-03", head)
    talk(county, idle, "06-03", clerk)
    county.recompute(TODAY)
    assert figures(owed("4.1", leader)) == (2, 2, True)
    # A talk with somebody who heads nothing that the leader supervises does not count.
    assert figures(owed("4.1", idle)) == (2, 1, False)


def test_r4_1_only_the_head_of_the_time_and_only_while_it_is_supervised():
    county = County("r04")
    leader = county.leader("government")
    county.pair(leader, make_point(unit=county.unit("village")))
    Supervision.objects.create(leader=leader, unit=county.unit("department"), start=day("04-01"), end=day("08-31"))
    head = county.cadre("department", position="head", start=day("06-01"))
    for date in ("05-03", "07-03", "09-03"):
        talk(county, leader, date, head)
    county.recompute(TODAY)
    assert figures(owed("4.1", leader)) == (2, 1, False)


def test_r4_1_town_leaders_talk_with_whom_they_supervise_village_cadres_and_heads_of_town_units():
    county = County("r04")
    town = county.unit("township")
    village, station = make_unit(parent=town, kind="village"), make_unit(parent=town, kind="other")
    leader, idle, colleague = (county.leader("township") for _number in range(3))
    Supervision.objects.create(leader=leader, cadre=colleague, start=day("01-01"))
    for number, other in enumerate([colleague, make_cadre(unit=village), make_cadre(unit=station, position="head")]):
        talk(county, leader, f"0{number + 1}-03", other)
    talk(county, idle, "03-03", colleague)
    talk(county, idle, "04-03", make_cadre(unit=station))
    county.recompute(TODAY)
    assert figures(owed("4.1-1", leader)) == (2, 3, True)
    assert figures(owed("4.1-1", idle)) == (2, 0, False)


def test_r4_1_department_leaders_talk_with_colleagues_and_heads_of_subordinate_units():
    county = County("r04")
    leader, idle = county.leader("department"), county.leader("department")
    section = make_unit(parent=county.unit("department"), kind="section")
    head, clerk = make_cadre(unit=section, position="head"), make_cadre(unit=section)
    talk(county, leader, "03-03", idle)
    talk(county, leader, "06-03", head)
    talk(county, idle, "03-03", clerk)
    talk(county, idle, "06-03", county.cadre("street"))
    county.recompute(TODAY)
    assert figures(owed("4.1-2", leader)) == (2, 2, True)
    assert figures(owed("4.1-2", idle)) == (2, 0, False)


def test_r4_1_everyone_reached_is_shown_and_not_owed():
    county = County("r04")
    leader, colleague = county.leader("department"), county.cadre("department")
    other = county.cadre("department", name="尚未谈到")
    talk(county, leader, "03-03", colleague)
    talk(county, leader, "06-03", colleague)
    county.recompute(TODAY)
    row = owed("4.1-2", leader)
    reach = explain(row, county.clerk, on=day(TODAY)).reach
    assert (row.is_met, reach.reached, reach.of, reach.waiting) == (True, 1, 2, [other.name])


def test_r4_1_as_lead_only():
    county = County("r04")
    holder, guest = county.leader("department"), county.leader("department")
    for date in ("03-03", "06-03"):
        talk(county, holder, date, guest)
    county.recompute(TODAY)
    assert figures(owed("4.1-2", holder)) == (2, 2, True)
    assert figures(owed("4.1-2", guest)) == (2, 0, False)


def test_r4_2_two_talks_with_each_member_of_the_branch():
    county = County("r04")
    secretary = county.cadre("party_branch", position="head")
    talked, waiting = county.cadre("party_branch"), county.cadre("party_branch")
    for date in ("03-03", "06-03"):
        county.log(secretary, "heart_to_heart", date).participants.create(cadre=talked)
    county.log(secretary, "heart_to_heart", "06-04").participants.create(cadre=waiting)
    county.recompute(TODAY)
    assert figures(owed("4.2", secretary, target_cadre=talked)) == (2, 2, True)
    assert figures(owed("4.2", secretary, target_cadre=waiting)) == (2, 1, False)


# --- R5 ---------------------------------------------------------------------------------------------


def team_of(county, *cadres):
    team = Group.objects.create(name=f"服务队{len(cadres)}", kind="volunteer_team", unit=county.unit("community"))
    for cadre in cadres:
        GroupMembership.objects.create(group=team, cadre=cadre, start=day("01-01"))
    return team


def pair_people(county, cadre, number, category="paired_person"):
    for _number in range(number):
        county.pair(cadre, make_resident(unit=county.unit("community")), category)


@pytest.mark.parametrize(("number", "met"), [(9, False), (10, True), (20, True), (21, False)])
def test_r5_1_ten_to_twenty_people_at_every_moment(number, met):
    county = County("r05")
    member = county.cadre("community", is_party_member=True)
    pair_people(county, member, number)
    county.recompute(TODAY)
    assert owed("5.1", member, "01-01").is_met is met


def test_r5_1_is_no_longer_met_when_a_pairing_ends():
    county = County("r05")
    member = county.cadre("community", is_party_member=True)
    pair_people(county, member, 10)
    county.recompute("05-01")
    assert owed("5.1", member, "01-01").is_met
    pairing = member.pairings.first()
    pairing.end = day("06-30")
    pairing.save()
    county.recompute("07-01")
    assert figures(owed("5.1", member, "01-01")) == (10, 9, False)


def test_r5_1_binds_members_who_are_able_to_act():
    county = County("r05")
    county.cadre("community", is_party_member=True, is_able_to_act=False)
    county.recompute(TODAY)
    assert not Obligation.objects.filter(rule__code="5.1").exists()


def test_r5_2_the_second_saturday_of_each_month():
    county = County("r05")
    volunteer = county.cadre("community")
    team = team_of(county, volunteer)
    county.log(volunteer, "volunteer_day", "11-14")
    county.log(volunteer, "volunteer_day", "10-17")
    county.recompute(TODAY)
    assert figures(owed("5.2", team, "11-14")) == (1, 1, True)
    assert figures(owed("5.2", team, "10-10")) == (1, 0, False)


def test_r5_3_six_activities_of_the_team():
    county = County("r05")
    first, second_ = county.cadre("community"), county.cadre("community")
    team = team_of(county, first, second_)
    for month in range(1, 6):
        county.log(first, "volunteer_activity", f"0{month}-05")
    county.recompute(TODAY)
    assert figures(owed("5.3", team)) == (6, 5, False)
    county.log(second_, "volunteer_activity", "06-05")
    county.recompute(TODAY)
    assert figures(owed("5.3", team)) == (6, 6, True)


def test_r5_4_a_volunteer_takes_part_twice():
    county = County("r05")
    busy, idle = county.cadre("community"), county.cadre("community")
    team_of(county, busy, idle)
    county.log(busy, "volunteer_activity", "03-05")
    county.log(busy, "volunteer_day", "03-14").participants.create(cadre=idle)
    county.recompute(TODAY)
    assert figures(owed("5.4", busy)) == (2, 2, True)
    assert figures(owed("5.4", idle)) == (2, 1, False)


def test_r5_5_a_post_in_the_community():
    county = County("r05")
    claimed, idle = (county.cadre("department", is_party_member=True) for _number in range(2))
    county.pair(claimed, make_point(unit=county.unit("community"), category="community_post"))
    county.recompute(TODAY)
    assert figures(owed("5.5", claimed, "01-01")) == (1, 1, True)
    assert figures(owed("5.5", idle, "01-01")) == (1, 0, False)


def test_posts_count_as_they_were_on_the_day_of_the_log():
    """A leader who has left office since still received as a leader then."""
    county = County("r03")
    leader, town = county.leader("township"), county.unit("township")
    county.log(leader, "reception", "05-06")
    Post.objects.filter(cadre=leader).update(end=day("06-30"))
    county.recompute(TODAY)
    assert figures(owed("3.3", town, "05-06")) == (1, 1, True)
