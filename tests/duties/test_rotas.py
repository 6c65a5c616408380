"""Rules that are owed by rota: every unit that one binds has its rota, and "why?" says who was on duty."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import OwnPeriod
from duties import actions
from duties.actions.rotas import follow_rules
from duties.models import Obligation
from duties.rulebook_file import RulebookError, read
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_duties import NOON, County, day, load_book, put_in_force
from visits import actions as visits
from visits.models import Rota

TODAY = datetime.date(2026, 11, 20)
BOOK = """
rulebook: duty
title: 值班制度
rules:
  - code: "1"
    title: 机关值班
    clause: 每周四值班。
    who: {subject: unit, unit_kinds: [township]}
    does: [reception]
    rota: {positions: [head], seats: 2, fair: false}
    measure: {of: count, least: 1}
    when: {weekdays: [thursday]}
"""


@pytest.fixture
def county(db):
    county = County()
    county.town = make_unit("青石镇", parent=county.root, kind="township")
    county.head = make_cadre("王建国", unit=county.town, position="head", title="镇长")
    return county


def mistakes(text: str) -> str:
    with pytest.raises(RulebookError) as error:
        read(text)
    return str(error.value)


def test_a_rule_says_who_is_on_duty_in_turn():
    rota = read(BOOK).book.rule("1").rota
    assert (rota.positions, rota.seats, rota.fair) == (("head",), 2, False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("subject: unit, ", "", "“rota”只用于责任主体为单位"),
        ("{weekdays: [thursday]}", "{standing: true}", "应为固定的日子或时段"),
        ("positions: [head], ", "", "positions"),
        ("does: [reception]", "goods: true", "does"),
        ("fair: false", "just: false", "just"),
    ],
)
def test_a_rota_that_cannot_be_is_refused_with_what_was_expected(old, new, said):
    assert said in mistakes(BOOK.replace(old, new))


def test_every_unit_that_is_bound_gets_a_rota_with_its_days(county):
    other = make_unit("白沙镇", parent=county.root, kind="township")
    make_unit("民政局", parent=county.root)
    put_in_force(BOOK, county.root, effective_from=TODAY)
    assert {rota.unit for rota in Rota.objects.all()} == {county.town, other}
    rota = Rota.objects.get(unit=county.town)
    assert (rota.name, rota.kind.code, rota.seats, rota.is_fair) == ("机关值班", "reception", 2, False)
    assert rota.slots.order_by("day").first().day == day("11-26")


def test_it_is_made_once_and_what_the_unit_changed_stays(county):
    put_in_force(BOOK, county.root, effective_from=TODAY)
    Rota.objects.update(place="信访大厅", when=[{"weekdays": ["friday"]}])
    assert follow_rules(on=TODAY, at=NOON) == []
    newer = BOOK.replace("thursday", "monday")
    actions.load_rulebook(newer, unit=county.root, effective_from=day("11-21"), by=None, at=NOON, on=TODAY)
    rota = Rota.objects.get()
    assert (rota.place, rota.when) == ("信访大厅", [{"weekdays": ["friday"]}])


def test_days_that_the_unit_left_alone_follow_a_new_version(county):
    put_in_force(BOOK, county.root, effective_from=TODAY)
    newer = BOOK.replace("thursday", "monday")
    actions.load_rulebook(newer, unit=county.root, effective_from=day("11-21"), by=None, at=NOON, on=TODAY)
    assert Rota.objects.get().when == [{"weekdays": ["monday"]}]
    assert {slot.day.weekday() for slot in Rota.objects.get().slots.all()} == {0}


def test_a_unit_that_is_set_up_later_gets_its_rota_at_night(county):
    put_in_force(BOOK, county.root, effective_from=TODAY)
    late = make_unit("白沙镇", parent=county.root, kind="township")
    assert [rota.unit for rota in follow_rules(on=TODAY, at=NOON)] == [late]


def test_a_group_may_be_on_duty(county):
    text = BOOK.replace("positions: [head]", "group: 接访组")
    put_in_force(text, county.root, effective_from=TODAY)
    assert not Rota.objects.exists()
    from accounts.models import Group

    group = Group.objects.create(name="接访组", kind="working_group", unit=county.town)
    follow_rules(on=TODAY, at=NOON)
    assert Rota.objects.get().group == group


def test_r3_2_one_county_leader_every_thursday_and_every_day_in_a_special_period(county):
    government = make_unit("县政府", parent=county.root, kind="government")
    leaders = [make_cadre(name, unit=government, position="leadership_member") for name in ("甲", "乙")]
    OwnPeriod.objects.create(
        unit=county.root, kind="special", code="congress", name="会议", start=day("11-30"), end=day("12-01")
    )
    load_book("r03", county.root, effective_from=TODAY)
    slots = Rota.objects.get(unit=county.root).slots.filter(day__lte=day("12-03")).order_by("day")
    assert [f"{slot.day:%m-%d}" for slot in slots] == ["11-26", "11-30", "12-01", "12-03"]
    assert [slot.cadre for slot in slots] == [*leaders, *leaders]


@pytest.mark.parametrize(
    ("code", "kind", "days"), [("3.3", "township", 3), ("3.4", "信访局", 1), ("3.5", "department", 1)]
)
def test_r3_3_to_r3_5_each_unit_has_its_own(county, code, kind, days):
    unit = county.town if kind == "township" else make_unit(kind, parent=county.root)
    make_cadre("乙", unit=unit, position="head")
    load_book("r03", county.root, effective_from=TODAY)
    rota = Rota.objects.get(unit=unit)
    assert rota.origin == f"r03:{code}"
    assert rota.slots.filter(day__range=(TODAY, TODAY + datetime.timedelta(days=2))).count() == (
        days if code != "3.5" else 0
    )


def test_why_names_who_was_on_duty_and_the_log_fills_the_slot_too(county, log_in):
    put_in_force(BOOK, county.root, effective_from=TODAY)
    user = make_user(cadre=county.head, role="secretary", unit=county.town)
    actions.recompute(on=day("11-26"))
    visits.log_visit(
        kind="reception", first_day=day("11-26"), cadres=[county.head], by=user, at=NOON + datetime.timedelta(days=6)
    )
    row = Obligation.objects.get(unit=county.town, window_start=day("11-26"))
    assert row.is_met
    assert Rota.objects.get().slots.get(day=day("11-26"), seat=1).log is not None
    text = log_in(user).get(reverse("duties:detail", args=[row.pk])).text
    assert "值班安排" in text and "王建国" in text and "轮流值班" in text
