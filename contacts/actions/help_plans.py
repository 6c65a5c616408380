"""Help plans (R7.2): cause, measures, owner, term, money and goods, outcome."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Cadre, Unit
from contacts import hooks
from contacts.actions.writing import check_serving, check_unit_open, record, set_fields
from contacts.models import HelpMeasure, HelpPlan, Household
from contacts.selectors.permissions import holds, may_edit_plan, may_keep
from contacts.selectors.targets import check_open
from core.errors import DomainError
from core.guards import check_not_future, check_order
from core.locking import bump, lock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create_help_plan(*, data: dict[str, Any], by: "User | None", at: datetime.datetime) -> HelpPlan:
    """Open a plan: by keepers of the helping unit, or by the cadre who holds the household and answers for the plan.

    `data`: household, unit, cadre, cause, start, end. Raises DomainError: household invisible or off the register,
    cadre outside the unit, dates reversed, a plan of the unit still running for it.
    """
    household: Household = data["household"]
    _check_may_open(household, data["unit"], data["cadre"], by=by)
    _check(data)
    lock(household)
    running = HelpPlan.objects.filter(household=household, unit=data["unit"], closed_on=None)
    if running.exists():
        raise DomainError(_("“%(name)s”户已有尚未结束的帮扶计划，请在原计划中继续。") % {"name": household})
    plan = HelpPlan.objects.create(**data)
    record("create_help_plan", plan, plan.unit, by=by, at=at)
    hooks.plans_changed([plan], first_day=plan.start)
    return plan


def _check_may_open(household: Household, unit: Unit, cadre: Cadre | None, *, by: "User | None") -> None:
    if by is None:
        return
    if not Household.objects.visible_to(by).filter(pk=household.pk).exists():
        raise DomainError(_("所选联系户不存在，或者不在您的联系范围内，请重新选择。"), field="household")
    own = cadre is not None and cadre.pk in by.access.cadre_ids and holds(by, household)
    if not own and not may_keep(by, unit):
        raise PermissionDenied


def _check(data: dict[str, Any]) -> None:
    check_order(data["start"], data["end"])
    check_unit_open(data["unit"], on=data["start"])
    check_open(data["household"], on=data["start"])
    check_serving(data["cadre"], data["unit"], on=data["start"])


def _lock_running(plan: HelpPlan, *, by: "User | None", version: Any) -> HelpPlan:
    plan = lock(plan, version=version)
    if not may_edit_plan(by, plan):
        raise PermissionDenied
    if plan.closed_on is not None:
        raise DomainError(_("帮扶计划已于%(day)s结束，不能再作变更。") % {"day": plan.closed_on})
    return plan


@transaction.atomic
def edit_help_plan(
    plan: HelpPlan, *, data: dict[str, Any], by: "User | None", at: datetime.datetime, version: Any = None
) -> HelpPlan:
    """Change cause, owner or term. Another owner is named by keepers only. Raises DomainError as `create_help_plan`."""
    plan = _lock_running(plan, by=by, version=version)
    data = {"unit": plan.unit, "cadre": plan.cadre} | data
    if (data["unit"], data["cadre"]) != (plan.unit, plan.cadre):
        require(by, plan.unit.path, *KEEPERS)
        require(by, data["unit"].path, *KEEPERS)
        check_serving(data["cadre"], data["unit"], on=max(data["start"], plan.start))
    check_order(data["start"], data["end"])
    before, first_day = plan.cadre_id, min(plan.start, data["start"])
    changed = set_fields(plan, data)
    bump(plan)
    plan.save()
    record("edit_help_plan", plan, plan.unit, by=by, at=at, data=changed)
    hooks.plans_changed([plan], first_day=first_day, before=before)
    return plan


@transaction.atomic
def add_measure(plan: HelpPlan, *, data: dict[str, Any], by: "User | None", at: datetime.datetime) -> HelpMeasure:
    """Add a measure (`text`, `due`). Raises DomainError when the plan is closed or the day lies before its start."""
    plan = _lock_running(plan, by=by, version=None)
    if data.get("due") is not None:
        check_order(plan.start, data["due"], field="due")
    measure = HelpMeasure.objects.create(plan=plan, **data)
    record("add_help_measure", measure, plan.unit, by=by, at=at)
    return measure


@transaction.atomic
def mark_measure_done(
    measure: HelpMeasure, *, data: dict[str, Any], by: "User | None", at: datetime.datetime
) -> HelpMeasure:
    """Say when a measure was carried out, with what money and goods and to what effect; may be corrected later.

    `data`: done_on, amount (yuan, Decimal), goods, outcome. Raises DomainError: future, before the plan, negative.
    """
    plan = _lock_running(measure.plan, by=by, version=None)
    measure = lock(measure)
    check_not_future(data["done_on"], at=at, field="done_on")
    if data["done_on"] < plan.start:
        text = _("落实时间不能早于计划开始日期（%(day)s）。")
        raise DomainError(text % {"day": plan.start}, field="done_on")
    if data.get("amount") is not None and data["amount"] < 0:
        raise DomainError(_("金额不能为负数。"), field="amount")
    changed = set_fields(measure, data)
    measure.save()
    record("mark_help_measure_done", measure, plan.unit, by=by, at=at, data=changed)
    return measure


@transaction.atomic
def remove_measure(measure: HelpMeasure, *, by: "User | None", at: datetime.datetime) -> HelpPlan:
    """Take out a measure that was not carried out, and return its plan. Raises DomainError when it was."""
    plan = _lock_running(measure.plan, by=by, version=None)
    measure = lock(measure)
    if measure.done_on is not None:
        raise DomainError(_("该措施已经落实，不能删除。"))
    record("remove_help_measure", measure, plan.unit, by=by, at=at)
    measure.delete()
    return plan


@transaction.atomic
def close_help_plan(
    plan: HelpPlan,
    *,
    on: datetime.date,
    outcome: str,
    by: "User | None",
    at: datetime.datetime,
    version: Any = None,
) -> HelpPlan:
    """Close a plan with its outcome. Raises DomainError: future, before the start, closed already, stale form."""
    plan = _lock_running(plan, by=by, version=version)
    check_not_future(on, at=at, field="on")
    check_order(plan.start, on, field="on")
    plan.closed_on, plan.outcome = on, outcome
    bump(plan)
    plan.save()
    record("close_help_plan", plan, plan.unit, by=by, at=at, data={"on": str(on)})
    hooks.plans_changed([plan], first_day=on)
    return plan


@transaction.atomic
def hand_over_plans(
    cadre: Cadre, *, to: Cadre | None, on: datetime.date, by: "User | None", at: datetime.datetime
) -> list[HelpPlan]:
    """Name `to` (or nobody) as owner of every running plan of a cadre. The plan stays the unit's."""
    plans = list(HelpPlan.objects.filter(cadre=cadre, closed_on=None).select_for_update(of=("self",)))
    for plan in plans:
        require(by, plan.unit.path, *KEEPERS)
        changed = set_fields(plan, {"cadre": to})
        bump(plan)
        plan.save()
        record("hand_over_help_plan", plan, plan.unit, by=by, at=at, data={**changed, "on": str(on)})
        hooks.plans_changed([plan], first_day=plan.start, before=cadre.pk)
    return plans
