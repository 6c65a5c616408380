"""Help plans: opened for a household, measures carried out, closed with what came of it."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions
from contacts.models import HelpMeasure, HelpPlan
from core.errors import DomainError
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_cadre, make_household, make_pairing, make_user

END = datetime.date(2026, 12, 31)
TOMORROW = DAY + datetime.timedelta(days=1)


def data(world, **changes):
    fields = {"household": world.household, "unit": world.office, "cadre": world.wang, "cause": "因病"}
    return fields | {"start": DAY, "end": END} | changes


@pytest.fixture
def plan(world):
    return actions.create_help_plan(data=data(world), by=world.keeper, at=NOW)


@pytest.fixture
def holder(world):
    make_pairing(world.wang, world.household, unit=world.office, category="hardship_household")
    return make_user(cadre=world.wang)


def test_the_cause_stays_out_of_the_audit_trail(world, plan):
    actions.edit_help_plan(plan, data={"cause": "因残", "start": DAY, "end": END}, by=world.keeper, at=NOW, version=0)
    entry = AuditEntry.objects.get(action="contacts.edit_help_plan")
    assert entry.data == {"cause": True}


def test_who_holds_the_household_opens_a_plan_in_their_own_name(world, holder):
    assert actions.create_help_plan(data=data(world), by=holder, at=NOW).cadre == world.wang


@pytest.mark.parametrize("user", ["auditor", "village_secretary"])
def test_who_neither_keeps_the_unit_nor_holds_the_household_does_not(world, user):
    with pytest.raises(PermissionDenied):
        actions.create_help_plan(data=data(world), by=getattr(world, user), at=NOW)


def test_a_holder_opens_none_in_another_name(world, holder):
    with pytest.raises(PermissionDenied):
        actions.create_help_plan(data=data(world, cadre=world.zhao), by=holder, at=NOW)


def test_a_household_out_of_sight_is_refused(world):
    with pytest.raises(DomainError, match="不在您的联系范围内"):
        actions.create_help_plan(data=data(world), by=world.office_secretary, at=NOW)


def test_impossible_plans_are_refused(world, plan):
    gone = make_household(unit=world.village, removed_on=DAY)
    other = make_household(unit=world.village)
    outsider = make_cadre(unit=world.village)
    for changes, text in (
        ({"end": datetime.date(2026, 1, 1), "household": other}, "不能早于开始日期"),
        ({"household": gone}, "不在登记册内"),
        ({"household": other, "cadre": outsider}, "不是“农业农村局”的干部"),
        ({}, "已有尚未结束的帮扶计划"),
    ):
        with pytest.raises(DomainError, match=text):
            actions.create_help_plan(data=data(world, **changes), by=world.keeper, at=NOW)
    assert HelpPlan.objects.get() == plan


def test_another_owner_is_named_by_keepers_only(world, holder, plan):
    new = {"cause": "因病", "start": DAY, "end": END, "unit": world.office, "cadre": world.zhao}
    with pytest.raises(PermissionDenied):
        actions.edit_help_plan(plan, data=new, by=holder, at=NOW, version=0)
    assert actions.edit_help_plan(plan, data=new, by=world.office_secretary, at=NOW, version=0).cadre == world.zhao


def test_a_stale_form_changes_nothing(world, plan):
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.edit_help_plan(plan, data={"start": DAY, "end": END}, by=world.keeper, at=NOW, version=4)


def measure_of(world, plan):
    return actions.add_measure(plan, data={"text": "送化肥", "due": END}, by=world.keeper, at=NOW)


def test_a_measure_is_carried_out_with_money_and_goods(world, plan, holder):
    done = {"done_on": DAY, "amount": Decimal("300.50"), "goods": "化肥2袋", "outcome": "增收"}
    actions.mark_measure_done(measure_of(world, plan), data=done, by=holder, at=NOW)
    measure = HelpMeasure.objects.get()
    assert (measure.amount, measure.goods, measure.done_on) == (Decimal("300.50"), "化肥2袋", DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done_on": TOMORROW}, "done_on"),
        ({"done_on": DAY - datetime.timedelta(days=1)}, "done_on"),
        ({"amount": Decimal("-1")}, "amount"),
    ],
)
def test_impossible_facts_about_a_measure_are_refused(world, plan, changes, field):
    measure = measure_of(world, plan)
    with pytest.raises(DomainError) as refused:
        actions.mark_measure_done(measure, data={"done_on": DAY} | changes, by=world.keeper, at=NOW)
    assert refused.value.field == field


def test_a_measure_before_the_plan_is_refused(world, plan):
    with pytest.raises(DomainError):
        actions.add_measure(plan, data={"text": "x", "due": datetime.date(2026, 1, 1)}, by=world.keeper, at=NOW)


def test_only_what_was_not_carried_out_is_removed(world, plan):
    measure = measure_of(world, plan)
    actions.mark_measure_done(measure, data={"done_on": DAY}, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="已经落实"):
        actions.remove_measure(measure, by=world.keeper, at=NOW)
    actions.remove_measure(measure_of(world, plan), by=world.keeper, at=NOW)
    assert plan.measures.get() == measure


def test_a_plan_is_closed_once_with_its_outcome(world, plan):
    with pytest.raises(DomainError, match="不能晚于今天"):
        actions.close_help_plan(plan, on=TOMORROW, outcome="好", by=world.keeper, at=NOW)
    closed = actions.close_help_plan(plan, on=DAY, outcome="已就业", by=world.keeper, at=NOW, version=0)
    assert (closed.closed_on, closed.outcome) == (DAY, "已就业")
    with pytest.raises(DomainError, match="不能再作变更"):
        actions.add_measure(plan, data={"text": "x"}, by=world.keeper, at=NOW)


def test_an_auditor_and_another_unit_change_nothing(world, plan):
    for user in (world.auditor, world.stranger):
        with pytest.raises(PermissionDenied):
            actions.close_help_plan(plan, on=DAY, outcome="x", by=user, at=NOW)


def test_a_leavers_plans_get_another_owner(world, plan):
    actions.hand_over_plans(world.wang, to=world.zhao, on=DAY, by=world.keeper, at=NOW)
    plan.refresh_from_db()
    assert plan.cadre == world.zhao
