"""Rotas set up and laid out: whose days they are, what follows when something changes, what never moves."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions as people
from accounts.models import Group, GroupMembership, Leave, OwnPeriod, Post, Secondment
from core import chores, clock
from core.actions import load_calendar
from core.calendar_days import AnnouncedDay
from core.errors import DomainError
from core.models import AuditEntry, CalendarDay, CalendarYear, InboxItem
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_rotas import make_leaders, make_rota, make_slot, names
from tests.visits.conftest import NOW, TODAY
from visits import actions
from visits.models import Rota, RotaSlot, VisitKind

DAY = datetime.timedelta(days=1)
MONDAY = TODAY + 3 * DAY


@pytest.fixture
def rota(town):
    """甲 (the head), 乙, 丙, every day."""
    make_leaders(town.unit, "甲一", "乙二", "丙三")
    return make_rota(town.unit)


def generate(rota, *, days=6, by=None, at=NOW):
    return actions.generate_slots(rota, by=by, at=at, until=at.date() + days * DAY)


def week(rota, first=TODAY):
    return names(rota, first, first + 6 * DAY)


def test_leaders_have_their_days_in_turn_the_head_first(rota):
    generate(rota)
    assert week(rota) == "甲乙丙甲乙丙甲"


def test_doing_it_again_changes_nothing_and_is_not_noted(rota):
    generate(rota)
    before = list(RotaSlot.objects.values())
    assert generate(rota).counts == {"created": 0, "moved": 0, "removed": 0}
    assert list(RotaSlot.objects.values()) == before
    assert AuditEntry.objects.filter(action="visits.generate_slots").count() == 1


def test_the_days_after_go_on_where_those_before_stopped(rota):
    generate(rota, days=1)
    generate(rota, days=4, at=NOW + DAY)
    assert week(rota) == "甲乙丙甲乙丙"


def test_who_goes_on_leave_is_passed_over_and_comes_next_when_back(rota):
    generate(rota)
    first = rota.slots.get(day=TODAY + DAY).cadre
    Leave.objects.create(cadre=first, kind="annual", start=TODAY + DAY, end=TODAY + 2 * DAY)
    generate(rota)
    assert week(rota) == "甲丙甲乙丙甲乙"


def test_who_is_seconded_has_no_day(rota):
    away = Post.objects.get(unit=rota.unit, cadre__name="丙三").cadre
    Secondment.objects.create(cadre=away, host=make_unit(), start=TODAY)
    generate(rota)
    assert week(rota) == "甲乙甲乙甲乙甲"


def test_who_leaves_the_post_has_no_day_after_it(rota):
    Post.objects.filter(unit=rota.unit, cadre__name="丙三").update(end=TODAY + 3 * DAY)
    generate(rota)
    assert week(rota) == "甲乙丙甲乙甲乙"


def test_who_comes_new_stands_behind_the_others_of_the_round(rota):
    generate(rota)
    make_cadre("丁四", unit=rota.unit, position="leadership_member", start=TODAY + 2 * DAY)
    generate(rota)
    assert week(rota) == "甲乙丙丁甲乙丙"


def test_past_days_today_and_days_changed_by_hand_never_move(rota):
    generate(rota)
    people = {c.name: c for c in (slot.cadre for slot in rota.slots.all())}
    actions.substitute_slot(rota.slots.get(day=TODAY + 4 * DAY), people["甲一"], reason="出差", by=None, at=NOW)
    Leave.objects.create(cadre=people["甲一"], kind="annual", start=TODAY - DAY, end=TODAY + 6 * DAY)
    generate(rota)
    assert week(rota) == "甲乙丙乙甲乙丙"


def test_a_change_by_hand_moves_that_day_only(rota):
    generate(rota)
    before = week(rota)
    actions.swap_slots(rota.slots.get(day=TODAY + DAY), rota.slots.get(day=TODAY + 2 * DAY), by=None, at=NOW)
    generate(rota)
    assert before == "甲乙丙甲乙丙甲"
    assert week(rota) == "甲丙乙甲乙丙甲"


def test_a_group_takes_part_instead_of_posts(town):
    group = Group.objects.create(name="接访组", kind="working_group", unit=town.unit)
    for cadre in (town.li, town.wang):
        GroupMembership.objects.create(group=group, cadre=cadre, start=TODAY - DAY)
    rota = make_rota(town.unit, group=group, positions=[])
    generate(rota)
    assert week(rota) == "李王李王李王李"


def test_leaders_of_the_units_of_some_kinds_below_take_part(town):
    committee = make_unit("县委", parent=town.county, kind="county_committee")
    government = make_unit("县政府", parent=town.county, kind="government")
    make_leaders(committee, "书记一", "常委二")
    make_leaders(government, "县长三")
    rota = make_rota(town.county, unit_kinds=["county_committee", "government"])
    generate(rota)
    assert week(rota) == "书常县书常县书"


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ([{"weekdays": ["thursday"]}], ["11-26"]),
        ([{"every": "workday"}], ["11-20", "11-23", "11-24", "11-25", "11-26", "11-27"]),
        ([{"every": "week"}], ["11-23"]),
        ([{"days_of_month": [20, 25]}], ["11-20", "11-25"]),
        ([{"weekdays": ["thursday"], "special_period": "every_day"}], ["11-24", "11-25", "11-26"]),
    ],
)
def test_days_are_those_of_the_cadence(rota, when, days):
    OwnPeriod.objects.create(
        unit=rota.unit, kind="special", code="alert", name="特殊时期", start=TODAY + 4 * DAY, end=TODAY + 5 * DAY
    )
    rota.when = when
    rota.save()
    generate(rota, days=7)
    assert [f"{slot.day:%m-%d}" for slot in rota.slots.all()] == days


def test_a_day_that_is_off_by_a_changed_calendar_has_no_duty_any_more(rota):
    rota.when = [{"every": "workday"}]
    rota.save()
    generate(rota)
    CalendarYear.objects.create(year=2026, source="test", loaded_at=NOW)
    CalendarDay.objects.create(day=MONDAY, is_off=True)
    generate(rota)
    assert not rota.slots.filter(day=MONDAY).exists()


def test_two_places_on_a_day_go_to_two_people(rota):
    rota.seats = 2
    rota.save()
    generate(rota, days=2)
    assert names(rota, TODAY, TODAY + 2 * DAY) == "甲乙丙甲乙丙"


def test_nothing_is_laid_out_before_the_rota_begins_or_after_it_ends(rota):
    Rota.objects.update(start=TODAY + 2 * DAY, end=TODAY + 4 * DAY)
    rota.refresh_from_db()
    generate(rota)
    assert [slot.day for slot in rota.slots.all()] == [TODAY + n * DAY for n in (2, 3, 4)]


def test_a_unit_without_leaders_has_an_empty_rota(town):
    rota = make_rota(town.village)
    assert generate(rota).counts["created"] == 0


def test_a_new_order_holds_from_tomorrow_and_nobody_has_two_turns(rota, town):
    generate(rota)
    jia, yi, bing = (Post.objects.get(unit=rota.unit, cadre__name=n).cadre for n in ("甲一", "乙二", "丙三"))
    actions.set_order(rota, [bing, yi, jia], by=town.keeper, at=NOW)
    assert week(rota) == "甲丙乙甲丙乙甲"


def test_who_is_left_out_is_not_asked(rota, town):
    generate(rota)
    jia, yi, bing = (Post.objects.get(unit=rota.unit, cadre__name=n).cadre for n in ("甲一", "乙二", "丙三"))
    actions.set_order(rota, [jia, yi], left_out=[bing], by=town.keeper, at=NOW)
    assert week(rota) == "甲乙甲乙甲乙甲"


# --- setting up


def facts(**changes):
    return {
        "name": "接访值班表",
        "kind": VisitKind.objects.get(code="reception"),
        "positions": ["head"],
        "when": [{"every": "day"}],
        "start": TODAY,
    } | changes


def test_a_new_rota_is_laid_out_at_once(town):
    make_leaders(town.unit, "甲一")
    rota = actions.create_rota(unit=town.unit, by=town.keeper, at=NOW, **facts())
    assert rota.slots.count() == actions.HORIZON + 1
    assert AuditEntry.objects.filter(action="visits.create_rota", object_id=rota.pk).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"end": TODAY - DAY}, "end"),
        ({"positions": []}, "positions"),
        ({"when": []}, "pattern"),
        ({"name": "领导接访日值班表"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(town, rota, change, field):
    with pytest.raises(DomainError) as refusal:
        actions.create_rota(unit=town.unit, by=town.keeper, at=NOW, **facts(**change))
    assert refusal.value.field == field
    assert Rota.objects.count() == 1


@pytest.mark.parametrize("who", ["wang_user", "zhao_user", "auditor"])
def test_only_keepers_set_up_change_order_and_lay_out(town, rota, who):
    user = getattr(town, who)
    for attempt in (
        lambda: actions.create_rota(unit=town.unit, by=user, at=NOW, **facts()),
        lambda: actions.edit_rota(rota, by=user, at=NOW, place="别处"),
        lambda: actions.set_order(rota, [], by=user, at=NOW),
        lambda: actions.generate_slots(rota, by=user, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_stale_form_is_refused(town, rota):
    actions.edit_rota(rota, by=town.keeper, at=NOW, version="0", place="信访大厅")
    with pytest.raises(DomainError):
        actions.edit_rota(rota, by=town.keeper, at=NOW, version="0", place="别处")
    rota.refresh_from_db()
    assert rota.place == "信访大厅"


# --- every night, and when the organisation changes


def test_every_night_the_days_ahead_are_laid_out_and_gaps_are_told_once(rota, town):
    slot = make_slot(rota, TODAY - DAY, make_cadre("甲一"))
    for _night in range(2):
        actions.rota_night(on=TODAY, at=NOW)
    assert rota.slots.filter(day__gte=TODAY).count() == actions.HORIZON + 1
    assert [item.user for item in InboxItem.objects.filter(what=f"slot:{slot.pk}", step="missed")] == [town.keeper]


def test_a_leave_that_is_entered_moves_the_days_at_once(rota, town, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    generate(rota)
    away = rota.slots.get(day=TODAY + DAY).cadre
    people.add_leave(away, kind="annual", start=TODAY + DAY, end=TODAY + DAY, by=town.admin, at=NOW)
    assert week(rota).startswith("甲丙乙")


def test_a_change_that_touches_many_rotas_is_left_to_the_worker(rota, town, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr("visits.rota_listeners.AT_ONCE", 0)
    people.create_period(
        town.county, kind="special", code="alert", name="防汛", start=TODAY, end=TODAY + DAY, by=None, at=NOW
    )
    assert not rota.slots.exists()
    assert chores.work_off(NOW)
    assert rota.slots.exists()


def test_when_a_rota_ends_what_lies_behind_is_gone_and_who_knew_of_it_hears_so(rota, town):
    generate(rota)
    slot = rota.slots.get(day=TODAY + 4 * DAY)
    user = make_user("yi", cadre=slot.cadre)
    actions.swap_slots(slot, rota.slots.get(day=TODAY + 5 * DAY), by=None, at=NOW)
    actions.edit_rota(rota, by=town.keeper, at=NOW, end=TODAY + DAY)
    assert rota.slots.latest("day").day == TODAY + DAY
    assert InboxItem.objects.filter(user=user, title__contains="不再值班").exists()


def test_a_calendar_that_is_loaded_moves_the_days_at_once(rota):
    Rota.objects.update(when=[{"every": "workday"}])
    rota.refresh_from_db()
    generate(rota)
    load_calendar([AnnouncedDay(MONDAY, True, "调休")], year=2026, source="test", by=None, at=NOW)
    assert not rota.slots.filter(day=MONDAY).exists()
    assert rota.slots.filter(day=MONDAY + DAY).exists()


def test_leaders_of_units_below_see_the_rota_in_which_they_take_part(town):
    government = make_unit("县政府", parent=town.county, kind="government")
    (leader,) = make_leaders(government, "县长三")
    rota = make_rota(town.county, unit_kinds=["government"])
    user = make_user("mayor", cadre=leader)
    assert rota not in Rota.objects.visible_to(user)
    generate(rota)
    assert rota in Rota.objects.visible_to(user)
    assert rota not in Rota.objects.visible_to(town.zhao_user)


def test_who_was_told_of_a_day_hears_that_it_is_theirs_no_more(rota):
    generate(rota)
    slot = rota.slots.get(day=TODAY + DAY)
    user = make_user("yi", cadre=slot.cadre)
    RotaSlot.objects.filter(pk=slot.pk).update(told_on=TODAY)
    Leave.objects.create(cadre=slot.cadre, kind="sick", start=TODAY + DAY, end=TODAY + DAY)
    generate(rota)
    assert "不再值班" in InboxItem.objects.get(user=user).title


def test_laying_out_takes_as_many_queries_for_three_rotas_as_for_one(town, django_assert_num_queries):
    make_leaders(town.unit, "甲一", "乙二")
    for count in (1, 3):
        RotaSlot.objects.all().delete()
        rotas = [make_rota(town.unit, name=f"值班表{count}{n}") for n in range(count)]
        with django_assert_num_queries(13):
            actions.lay_out(rotas, on=TODAY, until=TODAY + DAY)
