"""Regulations that nobody thought of, written from docs/rulebook.md alone: put in force, met and missed."""

from typing import Any

import pytest

from accounts.models import Group, GroupMembership, OwnPeriod, Supervision, Unit
from duties.models import Obligation
from tests.factories import make_household, make_point, make_resident
from tests.factories_duties import County, day, load_announced_days, owed, put_in_force

pytestmark = pytest.mark.django_db
TODAY = "11-20"


@pytest.fixture
def place() -> County:
    load_announced_days()
    return County()


def enforce(place: County, title: str, rule: str) -> None:
    head = f'rulebook: invented\ntitle: {title}\nrules:\n  - code: "1"\n    title: {title}\n'
    put_in_force(f"{head}    clause: 第一条　{title}。\n{rule}", place.root)


def rows(subject: Any) -> list[str]:
    found = Obligation.objects.filter(**{type(subject).__name__.lower(): subject}, window_start__year=2026)
    return [f"{r.window_start:%m-%d}/{r.window_end:%m-%d}" for r in found.order_by("window_start")]


def test_a_school_whose_form_teachers_visit_families_twice_a_term_except_in_the_holidays(place: County) -> None:
    for start, end, name in (("02-25", "07-10", "春季学期"), ("09-01", "12-31", "秋季学期")):
        dates = {"start": day(start), "end": day(end)}
        OwnPeriod.objects.create(unit=place.root, kind="semester", code=f"t{start}", name=name, **dates)
    enforce(
        place,
        "班主任每学期家访每户学生家庭两次",
        """\
    who: {unit_kinds: [school], titles: [班主任]}
    does: [home_visit]
    whom: {scope: assigned, what: [household], each: true}
    measure: {of: count, least: 2}
    when: {periods: [semester]}
""",
    )
    teacher = place.cadre("school", title="三年级班主任")
    home = make_household(unit=place.unit("school"))
    place.pair(teacher, home, "vulnerable_family")
    for date in ("03-05", "08-05", "05-05"):
        place.log(teacher, "home_visit", date, "", home)
    place.recompute(TODAY)
    assert rows(teacher) == ["02-25/07-10", "09-01/12-31"]
    assert owed("1", teacher, "02-25").is_met and owed("1", teacher, "09-01").achieved == 0


def test_a_school_whose_headmaster_stands_at_the_gate_every_monday_in_term(place: County) -> None:
    term = {"unit": place.root, "kind": "semester", "code": "autumn", "name": "秋季学期"}
    OwnPeriod.objects.create(start=day("09-01"), end=day("09-15"), **term)
    enforce(
        place,
        "校长学期内每周一值守校门",
        """\
    who: {unit_kinds: [school], positions: [head]}
    does: [on_site]
    measure: {of: count, least: 1}
    when: {weekdays: [monday], during: [semester]}
""",
    )
    head = place.cadre("school", position="head")
    place.log(head, "on_site", "09-07")
    place.recompute(TODAY)
    assert rows(head) == ["09-07/09-07", "09-14/09-14"]
    assert owed("1", head, "09-07").is_met and not owed("1", head, "09-14").is_met


def test_a_mine_whose_section_chiefs_go_down_with_the_shift_every_other_week(place: County) -> None:
    enforce(
        place,
        "区队长每两周跟班下井不少于三天",
        """\
    who: {unit_kinds: [section], positions: [head, section_chief]}
    does: [on_site]
    whom: {what: [point], categories: [front_line_team]}
    measure: {of: distinct_days, least: 3}
    when: {every: week, together: 2, since: 2026-09-07}
    liability: {rounding: up}
""",
    )
    chief, face = (
        place.cadre("section", position="head"),
        make_point(unit=place.unit("mine"), category="front_line_team"),
    )
    for date in ("09-08", "09-10", "09-17", "09-22"):
        place.log(chief, "on_site", date, "", face)
    place.recompute(TODAY)
    assert owed("1", chief, "09-07").is_met and owed("1", chief, "09-21").achieved == 1
    assert owed("1", chief, "09-07").window_end == day("09-20")


def test_a_mine_whose_safety_officer_reports_within_two_working_days_of_an_incident(place: County) -> None:
    enforce(
        place,
        "险情发生后两个工作日内报告",
        """\
    who: {unit_kinds: [mine], positions: [liaison_officer]}
    does: [written_report]
    measure: {of: reports, least: 1}
    when: {after_event: incident, workdays_within: 2}
    liability: {rounding: none}
""",
    )
    prompt, late = (place.cadre("mine", position="liaison_officer") for _number in range(2))
    for officer, date in ((prompt, "10-09"), (late, "10-10")):
        place.log(officer, "incident", "09-30")
        place.log(officer, "written_report", date)
    place.recompute(TODAY)
    # 1–7 October is off, 8 and 9 October are the two working days; the 10th would be the third.
    assert owed("1", prompt).window_end == day("10-09")
    assert owed("1", prompt).is_met and not owed("1", late).is_met


def test_a_hospital_whose_night_is_walked_on_the_last_friday_by_a_leader(place: County) -> None:
    enforce(
        place,
        "院领导每月最后一个星期五夜查",
        """\
    who: {subject: unit, unit_kinds: [hospital]}
    does: [inspection]
    by: {positions: [head, leadership_member]}
    measure: {of: count, least: 1}
    when: {nth_weekday: {nth: -1, weekday: friday}}
""",
    )
    hospital = place.unit("hospital")
    place.log(place.leader("hospital"), "inspection", "09-25", unit=hospital)
    place.log(place.cadre("hospital"), "inspection", "10-30", unit=hospital)
    place.recompute(TODAY)
    assert owed("1", hospital, "09-25").is_met and not owed("1", hospital, "10-30").is_met


def test_a_hospital_where_nurses_call_on_discharged_patients_for_ninety_minutes_a_month(place: County) -> None:
    enforce(
        place,
        "护士长每月回访出院患者累计九十分钟、不少于五人",
        """\
    who: {unit_kinds: [section], titles: [护士长]}
    does: [phone, home_visit]
    whom: {what: [resident]}
    measure: {of: minutes, least: 90}
    also: {of: distinct_people, least: 5}
    when: {every: month}
""",
    )
    busy, short = (place.cadre("section", title="内科护士长") for _number in range(2))
    patients = [make_resident(unit=place.unit("community")) for _number in range(5)]
    for nurse, called in ((busy, patients), (short, patients[:4])):
        for patient in called:
            place.log(nurse, "phone", "09-03", "", patient, minutes=30)
    place.recompute(TODAY)
    assert owed("1", busy, "09-01").is_met and not owed("1", short, "09-01").is_met


def test_a_street_whose_volunteers_clean_up_in_the_last_ten_days_of_each_quarter(place: County) -> None:
    enforce(
        place,
        "志愿服务队每季度最后十天开展清洁活动",
        """\
    who: {subject: group, groups: [volunteer_team]}
    does: [volunteer_activity]
    measure: {of: count, least: 1}
    when: {every: quarter, last_days: 10}
""",
    )
    cadre = place.cadre("street")
    team = Group.objects.create(name="服务队", kind="volunteer_team", unit=place.unit("street"))
    GroupMembership.objects.create(group=team, cadre=cadre, start=day("01-01"))
    place.log(cadre, "volunteer_activity", "06-20")
    place.log(cadre, "volunteer_activity", "09-21")
    place.recompute(TODAY)
    assert rows(team) == ["03-22/03-31", "06-21/06-30", "09-21/09-30", "12-22/12-31"][: len(rows(team))]
    assert owed("1", team, "09-21").is_met and not owed("1", team, "06-21").is_met


def test_a_street_where_lone_elders_are_seen_weekly_in_the_heat(place: County) -> None:
    enforce(
        place,
        "高温季节网格员每周走访每户重点户",
        """\
    who: {unit_kinds: [block], positions: [cadre]}
    does: [home_visit, phone]
    whom: {scope: assigned, what: [household], each: true}
    measure: {of: count, least: 1}
    when: {every: week, during: [hot_season]}
""",
    )
    keeper, home = place.cadre("block"), make_household(unit=place.unit("community"))
    place.pair(keeper, home, "hardship_household")
    place.log(keeper, "home_visit", "06-16", "", home)
    place.recompute(TODAY)
    assert rows(keeper)[0] == "06-15/06-21" and rows(keeper)[-1] == "08-31/08-31"
    assert owed("1", keeper, "06-15").is_met and not owed("1", keeper, "06-22").is_met


def test_a_county_whose_new_leaders_call_on_every_unit_they_supervise_within_a_month_of_taking_up_the_post(
    place: County,
) -> None:
    enforce(
        place,
        "新任职领导三十日内与分管单位负责人谈话",
        """\
    who: {unit_kinds: [government], positions: [leadership_member]}
    does: [heart_to_heart]
    whom: {scope: supervised, each: true}
    measure: {of: count, least: 1}
    when: {after_event: post_start, days_within: 30}
    liability: {rounding: none}
""",
    )
    leader = place.leader("government", start=day("09-01"))
    heads = []
    for name in ("水利局", "农业局"):
        unit: Unit = place.unit("department", name)
        heads.append(place.cadre("department", position="head"))
        heads[-1].posts.update(unit=unit)
        Supervision.objects.create(leader=leader, unit=unit, start=day("09-01"))
    place.log(leader, "heart_to_heart", "09-10").participants.create(cadre=heads[0])
    place.recompute(TODAY)
    assert owed("1", leader, target_cadre=heads[0]).is_met
    assert not owed("1", leader, target_cadre=heads[1]).is_met


def test_a_company_that_pays_attention_on_the_last_working_day_of_each_quarters_last_month(place: County) -> None:
    enforce(
        place,
        "季末最后一个工作日召开职工通报会",
        """\
    who: {subject: unit, unit_kinds: [company]}
    does: [mass_meeting]
    measure: {of: count, least: 1}
    when: {nth_workday: -1, months: [3, 6, 9, 12]}
""",
    )
    firm = place.unit("company")
    place.log(None, "mass_meeting", "09-30", unit=firm)
    place.log(None, "mass_meeting", "06-29", unit=firm)
    place.recompute(TODAY)
    assert rows(firm)[:3] == ["03-31/03-31", "06-30/06-30", "09-30/09-30"]
    assert owed("1", firm, "09-30").is_met and not owed("1", firm, "06-30").is_met
