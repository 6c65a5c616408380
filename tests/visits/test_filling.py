"""A slot is held when the log is there, whoever writes it and whenever; a leaver's days go to the successor."""

import datetime

import pytest

from accounts import actions as organisation
from core.errors import DomainError
from core.models import InboxItem
from tests.factories import make_cadre, make_log, make_user
from tests.factories_rotas import make_rota, make_slot
from tests.visits.conftest import NOW, TODAY
from visits import actions
from visits.models import RotaSlot

DAY = datetime.timedelta(days=1)


@pytest.fixture
def slot(town):
    return make_slot(make_rota(town.unit), TODAY, town.wang)


def receive(town, cadre=None, *, kind="reception", day=TODAY):
    return actions.log_visit(kind=kind, first_day=day, cadres=[cadre or town.wang], by=town.keeper, at=NOW)


def days(day):
    return {"first_day": day, "last_day": day}


def held(slot):
    slot.refresh_from_db()
    return slot.log


def test_the_log_of_that_day_by_who_is_on_duty_fills_it(town, slot):
    log = receive(town)
    assert held(slot) == log


@pytest.mark.parametrize("change", [{"kind": "forum"}, {"day": TODAY - DAY}, {"cadre": "li"}])
def test_another_kind_day_or_person_does_not(town, slot, change):
    if "cadre" in change:
        change = {"cadre": getattr(town, change["cadre"])}
    receive(town, **change)
    assert held(slot) is None


def test_the_substitute_fills_it_and_the_one_who_was_planned_does_not(town, slot):
    actions.substitute_slot(slot, town.li, reason="出差", by=None, at=NOW)
    receive(town)
    assert held(slot) is None
    log = receive(town, town.li)
    assert held(slot) == log


def test_who_recorded_the_log_before_the_substitute_was_named_fills_it_too(town, slot):
    log = receive(town, town.li)
    actions.substitute_slot(slot, town.li, reason="出差", by=None, at=NOW)
    assert held(slot) == log


def test_a_log_that_is_withdrawn_or_moved_leaves_it_empty_again(town, slot):
    log = receive(town)
    log = actions.change_log(log, by=town.keeper, at=NOW, version=log.version, reason="日期有误", **days(TODAY - DAY))
    assert held(slot) is None
    log = actions.change_log(log, by=town.keeper, at=NOW, version=log.version, reason="日期有误", **days(TODAY))
    assert held(slot) == log
    actions.withdraw_log(log, by=town.keeper, at=NOW, reason="重复登记")
    assert held(slot) is None


def test_many_are_filled_in_one_statement(town, django_assert_num_queries):
    rota = make_rota(town.unit)
    for n in range(4):
        make_slot(rota, TODAY - n * DAY, town.wang)
        make_log(town.wang, unit=town.unit, by=town.keeper, day=TODAY - n * DAY, kind="reception")
    with django_assert_num_queries(1):
        actions.fill_slots(RotaSlot.objects.all())
    assert not RotaSlot.objects.filter(log=None).exists()


def test_what_is_held_or_cancelled_is_changed_no_more(town, slot):
    receive(town)
    for attempt in (
        lambda: actions.substitute_slot(slot, town.li, reason="出差", by=None, at=NOW),
        lambda: actions.cancel_slot(slot, reason="停电", by=None, at=NOW),
        lambda: actions.restore_slot(slot, by=None, at=NOW),
    ):
        with pytest.raises(DomainError):
            attempt()


def test_the_coming_days_of_a_leaver_go_to_the_successor(town, slot):
    coming = make_slot(slot.rota, TODAY + DAY, town.wang)
    standing_in = make_slot(slot.rota, TODAY + 2 * DAY, town.li, substitute=town.wang, substitute_reason="出差")
    new = make_cadre("新任", unit=town.unit, position="head")
    user = make_user("new", cadre=new)
    organisation.leave_organisation(town.wang, on=TODAY, by=town.admin, at=NOW, successor=new)
    for row in (slot, coming, standing_in):
        row.refresh_from_db()
    assert (slot.cadre, coming.on_duty, standing_in.on_duty) == (town.wang, new, new)
    assert InboxItem.objects.filter(user=user, title__contains="由您接手").count() == 2
