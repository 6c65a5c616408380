"""吹哨报到: one unit calls others to a case; each reports in, and both sides are rated."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.errors import DomainError
from core.guards import require_text
from petitions.actions import notices, routing, steps
from petitions.models import Case, Handover, HandoverKind, HandoverState, RatingValue

if TYPE_CHECKING:
    from accounts.models import User

# Who speaks for a unit that is called.
SPEAKERS = ("petition_clerk", "secretary", "leader")
SIDES = ("sender", "receiver")
_CALLED = gettext_lazy("信访事项%(number)s需要你单位到场办理（吹哨报到）")
_REPORTED = gettext_lazy("“%(unit)s”已就信访事项%(number)s报到并报送情况")


@transaction.atomic
def call_units(
    case: Case,
    *,
    units: Iterable[Unit],
    request: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    due: datetime.date | None = None,
    version: Any = None,
) -> Case:
    """Call units to work on the case; it stays where it is, and they see it from now on.

    Side effects: a hand-over for each, one entry, notices to their clerks, secretaries and leaders. Raises DomainError
    for no unit, no request, a unit that stands back, has the case in hand, or was called and has not reported in.
    """
    case = steps.open_step(case, "call_units", by=by, on=on, at=at, version=version)
    called = list(dict.fromkeys(units))
    request = require_text(request, "request", _("请写明需要各单位做什么。"))
    _check_called(case, called, due, on)
    Handover.objects.bulk_create(
        Handover(
            case=case,
            kind=HandoverKind.CALL,
            sender=case.handling_unit,
            receiver=unit,
            on=on,
            due=due,
            request=request,
            by=by,
            at=at,
        )
        for unit in called
    )
    data = {"units": [unit.pk for unit in called]}
    steps.write_step(case, "call_units", by=by, on=on, at=at, note=request, data=data)
    for unit in called:
        notices.tell(case, f"call-{unit.pk}", notices.holders(unit, SPEAKERS, on=on), _CALLED, at=at, by=by)
    return case


def _check_called(case: Case, units: list[Unit], due: datetime.date | None, on: datetime.date) -> None:
    if not units:
        raise DomainError(_("请选择需要报到的单位。"), field="units")
    if due is not None and due < on:
        raise DomainError(_("办理时限不能早于今天。"), field="due")
    waiting = case.handovers.filter(kind=HandoverKind.CALL, done_on=None).values_list("receiver", flat=True)
    for unit in units:
        routing.check_unit(case, unit, field="units")
        if unit.pk == case.handling_unit_id:
            raise DomainError(_("“%(unit)s”就是承办单位，不需要呼叫。") % {"unit": unit}, field="units")
        if unit.pk in waiting:
            raise DomainError(_("已经呼叫“%(unit)s”，尚未报到。") % {"unit": unit}, field="units")


@transaction.atomic
def report_in(handover: Handover, *, reply: str, by: "User", on: datetime.date, at: datetime.datetime) -> Handover:
    """A called unit says what it did. Side effects: entry, notice to those who have the case in hand."""
    handover = _lock_call(handover, by)
    _check_speaks_for(by, handover.receiver)
    if handover.done_on:
        raise DomainError(_("“%(unit)s”已经报到。") % {"unit": handover.receiver})
    if on < handover.on:
        raise DomainError(_("日期不能早于呼叫日期（%(day)s）。") % {"day": handover.on.isoformat()}, field="on")
    handover.reply = require_text(reply, "reply", _("请填写办理情况。"))
    handover.state, handover.done_on = HandoverState.DONE, on
    handover.save(update_fields=["reply", "state", "done_on"])
    case, unit = handover.case, handover.receiver
    steps.write_note(
        case, "report_in", by=by, on=on, at=at, note=handover.reply, for_unit=unit, data={"handover": handover.pk}
    )
    workers = notices.workers_of(case, on=on)
    notices.tell(case, f"report-{handover.pk}", workers, _REPORTED, at=at, by=by, unit=str(unit))
    return handover


@transaction.atomic
def rate_call(
    handover: Handover, *, side: str, value: str, by: "User", on: datetime.date, at: datetime.datetime
) -> Handover:
    """One side rates the other ("sender": who called; "receiver": who came), once, after it reported in."""
    handover = _lock_call(handover, by)
    if side not in SIDES or value not in RatingValue.values:
        raise DomainError(_("请选择满意、基本满意或者不满意。"), field="value")
    _check_speaks_for(by, handover.sender if side == "sender" else handover.receiver)
    if not handover.done_on:
        raise DomainError(_("被呼叫的单位尚未报到，不能评价。"))
    column = f"rated_by_{side}"
    if getattr(handover, column):
        raise DomainError(_("已经评价过，评价不能更改。"))
    setattr(handover, column, value)
    handover.save(update_fields=[column])
    data = {"handover": handover.pk, "side": side, "value": value}
    steps.write_note(handover.case, "rate_call", by=by, on=on, at=at, data=data)
    return handover


def _lock_call(handover: Handover, by: "User") -> Handover:
    found = Handover.objects.select_for_update(of=("self",)).select_related("case", "sender", "receiver")
    handover = found.get(pk=handover.pk)
    if handover.kind != HandoverKind.CALL:
        raise DomainError(_("这不是吹哨报到。"))
    if not Case.objects.filter(pk=handover.case_id).not_about(by).exists():
        raise DomainError(_("您须回避这件信访事项。"))
    return handover


def _check_speaks_for(by: "User", unit: Unit) -> None:
    """Clerk, secretary or leader of the unit itself; one of a unit above does not speak for it."""
    held = {path for role, path in by.access.grants if role in SPEAKERS}
    if not by.is_superuser and unit.path not in held:
        raise DomainError(_("只有“%(unit)s”的人员才能这样做。") % {"unit": unit})
