"""Regulations of schools, hospitals, enterprises, towns and streets as they are really written: met, missed."""

from typing import Any

import pytest

from accounts.models import OwnPeriod, OwnUnitKind, Post
from duties.models import Obligation
from tests.duties.place import TODAY, Place
from tests.factories import make_household, make_kind, make_point, make_resident
from tests.factories_duties import day, figures, owed

pytestmark = pytest.mark.django_db


def regulation(**rule: str) -> Place:
    here = Place(**rule)
    term = {"unit": here.root, "kind": "semester", "code": "spring", "name": "春季学期"}
    OwnPeriod.objects.create(start=day("02-25"), end=day("07-10"), **term)
    make_kind("night_round", "夜查房")
    return here


def met(here: Place, subject: Any, start: str = "", **narrowed: Any) -> bool:
    here.recompute(TODAY)
    return owed("1", subject, start, **narrowed).is_met


def test_a_school_whose_teachers_reach_five_families_a_term_three_of_them_at_home() -> None:
    here = regulation(
        who="{unit_kinds: [school], positions: [cadre]}",
        does="[home_visit, phone, message]",
        measure="{of: distinct_households, least: 5}",
        also="{of: distinct_households, least: 3, does: [home_visit]}",
        when="{periods: [semester]}",
    )
    here.enforce()
    teacher = here.cadre("school")
    homes = [make_household(unit=here.unit("school")) for _number in range(5)]
    for number, home in enumerate(homes):
        here.log(teacher, "home_visit" if number < 2 else "phone", "03-05", "", home)
    assert not met(here, teacher)
    here.log(teacher, "home_visit", "07-10", "", homes[4])
    assert met(here, teacher) and owed("1", teacher).met_on == day("07-10")


def test_a_school_whose_form_teachers_sum_up_within_ten_days_after_the_term() -> None:
    here = regulation(
        who="{unit_kinds: [school], titles: [班主任]}",
        does="[summary]",
        measure="{of: reports, least: 1}",
        when="{periods: [semester], after_end: 10}",
    )
    here.enforce()
    prompt, early = (here.cadre("school", title="班主任") for _number in range(2))
    here.log(prompt, "summary", "07-20")
    here.log(early, "summary", "07-09")
    assert met(here, prompt, "07-11") and not met(here, early, "07-11")


def test_a_hospital_whose_leaders_are_there_on_every_rest_day() -> None:
    here = regulation(
        who="{subject: unit, unit_kinds: [hospital]}",
        does="[inspection]",
        by="{positions: [head, leadership_member]}",
        when="{every: rest_day}",
    )
    here.enforce()
    hospital = here.unit("hospital")
    here.log(here.leader("hospital"), "inspection", "10-01", "10-02", unit=hospital)
    here.log(here.cadre("hospital"), "inspection", "10-04", unit=hospital)
    assert met(here, hospital, "10-01") and not met(here, hospital, "10-04")
    assert not Obligation.objects.filter(unit=hospital, window_start=day("10-10")).exists()  # worked, a Saturday


def test_a_hospital_whose_leaders_walk_the_wards_four_times_a_month_once_at_night() -> None:
    here = regulation(
        who="{unit_kinds: [hospital], positions: [leadership_member]}",
        does="[inspection, night_round]",
        measure="{of: count, least: 4}",
        also="{of: count, least: 1, does: [night_round], label: 夜查房}",
        when="{every: month}",
    )
    here.enforce()
    leader = here.leader("hospital")
    for date in ("09-03", "09-10", "09-17", "09-24"):
        here.log(leader, "inspection", date)
    assert not met(here, leader, "09-01")
    here.log(leader, "night_round", "09-24")
    assert met(here, leader, "09-01")


def test_an_enterprise_whose_managers_spend_half_a_day_at_the_point_twice_a_month() -> None:
    here = regulation(
        who="{unit_kinds: [company], positions: [leadership_member]}",
        does="[on_site, guidance]",
        at_least="{minutes: 180}",
        whom="{scope: assigned, what: [point], each: true}",
        measure="{of: count, least: 2}",
        when="{every: month}",
    )
    here.enforce()
    manager, point = here.leader("company"), make_point(unit=here.unit("mine"))
    here.pair(manager, point)
    for minutes in (240, 170):
        here.log(manager, "on_site", "09-03", "", point, minutes=minutes)
    assert not met(here, manager, "09-01")
    here.log(manager, "guidance", "09-20", "", point, minutes=180)
    assert met(here, manager, "09-01")


def test_an_enterprise_whose_managers_study_three_units_a_year_and_write_it_up() -> None:
    here = regulation(
        who="{unit_kinds: [company], positions: [leadership_member]}",
        does="[field_study]",
        measure="{of: distinct_points, least: 3}",
        also="{of: reports, least: 1, does: [written_report]}",
    )
    here.enforce()
    manager = here.leader("company")
    for _number in range(3):
        here.log(manager, "field_study", "05-06", "", make_point(unit=here.unit("mine")))
    assert not met(here, manager) and figures(owed("1", manager))[:2] == (3, 3)
    here.log(manager, "written_report", "11-02")
    assert met(here, manager)


def test_a_village_that_talks_on_the_fifth_or_the_working_day_after() -> None:
    here = regulation(
        who="{subject: unit, unit_kinds: [village]}",
        does="[deliberation]",
        when="{days_of_month: [5], shift: next_workday}",
    )
    here.enforce()
    village = here.unit("village")
    here.log(None, "deliberation", "07-06", unit=village)
    here.log(None, "deliberation", "09-05", unit=village)
    # 5 July and 5 September 2026 are a Sunday and a Saturday.
    assert met(here, village, "07-06") and not met(here, village, "09-07")


def test_a_town_that_calls_on_every_veteran_family_before_army_day() -> None:
    here = regulation(
        who="{subject: unit, unit_kinds: [township]}",
        does="[courtesy_visit]",
        include_below="true",
        whom="{categories: [entitled_group]}",
        measure="{of: coverage, share: 100%, register: households}",
        when="{festivals: [army_day], days_before: 15, until: eve}",
    )
    here.enforce()
    town = here.unit("township")
    homes = [make_household(unit=town, kind="entitled_group") for _number in range(2)]
    make_household(unit=town)
    here.log(None, "courtesy_visit", "07-20", "", homes[0], unit=town)
    assert not met(here, town, "07-17") and figures(owed("1", town, "07-17")) == (2, 1, False)
    here.log(None, "courtesy_visit", "07-31", "", homes[1], unit=town)
    assert met(here, town, "07-17")


def test_a_street_where_new_residents_are_called_on_within_a_week() -> None:
    here = regulation(
        who="{unit_kinds: [block], positions: [cadre]}",
        does="[home_visit]",
        whom="{scope: assigned, what: [household], each: true}",
        when="{after_event: register_start, event_of: target, days_within: 7}",
        liability="{rounding: none}",
    )
    here.enforce()
    keeper = here.cadre("block")
    old, new = (make_household(unit=here.unit("community"), registered_on=day(on)) for on in ("2025-05-01", "09-10"))
    pairs = [here.pair(keeper, home, "vulnerable_family") for home in (old, new)]
    here.log(keeper, "home_visit", "09-18", "", new)
    here.recompute(TODAY)
    assert not Obligation.objects.filter(pairing=pairs[0], window_start__year=2026).exists()
    assert not owed("1", keeper, "09-10").is_met
    here.log(keeper, "home_visit", "09-17", "", new)
    assert met(here, keeper, "09-10")


def test_party_members_who_serve_four_times_a_year_twice_at_weekends() -> None:
    here = regulation(
        who="{party_member: true}",
        does="[volunteer_activity, volunteer_day]",
        measure="{of: count, least: 4}",
        also="{of: count, least: 2, only_on: rest_days}",
    )
    here.enforce()
    member = here.cadre("department", is_party_member=True)
    for date in ("03-05", "03-06", "03-07", "05-09"):  # 9 May is a Saturday that is worked
        here.log(member, "volunteer_activity", date)
    assert not met(here, member)
    here.log(member, "volunteer_day", "06-19")  # Dragon-boat, a Friday
    assert met(here, member)


def test_a_trade_union_that_sees_workers_in_trouble_within_three_days() -> None:
    here = regulation(
        who="{subject: unit, unit_kinds: [trade_union]}",
        does="[courtesy_visit, home_visit]",
        whom="{scope: held_by_members, what: [resident], each: true}",
        when="{after_event: life_event, event_of: target, days_within: 3}",
        liability="{rounding: none}",
    )
    here.enforce()
    union, officer = here.unit("trade_union"), here.cadre("trade_union")
    worker = make_resident(unit=here.unit("mine"), kind="employee")
    pairing = here.pair(officer, worker, "contact_person")
    here.log(here.cadre("section"), "life_event", "09-03", "", worker)
    assert not met(here, union, pairing=pairing)
    here.log(officer, "home_visit", "09-06", "", worker, unit=union)
    assert met(here, union, pairing=pairing)


def test_a_works_whose_head_talks_with_each_new_foreman_of_a_workshop_within_a_month() -> None:
    OwnUnitKind.objects.create(code="workshop", name="车间")
    here = regulation(
        who="{unit_kinds: [branch_company], positions: [head]}",
        does="[heart_to_heart]",
        whom="{scope: supervised, circle: [cadres_below], below: [workshop], each: true}",
        when="{after_event: post_start, event_of: target, days_within: 30}",
        liability="{rounding: none}",
    )
    here.enforce()
    works = here.unit("branch_company")
    head = here.cadre("branch_company", position="head", start=day("2025-01-01"))
    foremen = [here.cadre("workshop", position="head", start=day(on)) for on in ("09-01", "09-10")]
    shop = here.unit("workshop")
    shop.parent, shop.path, shop.depth = works, f"{works.path}{shop.pk:07d}/", works.depth + 1
    shop.save()
    assert Post.objects.filter(unit=shop).count() == 2
    here.log(head, "heart_to_heart", "09-15").participants.create(cadre=foremen[1])
    assert met(here, head, target_cadre=foremen[1]) and not met(here, head, target_cadre=foremen[0])
