"""A case goes from one unit to another (articles 22-24, R14): sent, signed for, objected to, ruled upon, sent up."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Cadre, Unit
from core.errors import DomainError
from core.guards import require_text
from petitions.access import actors_of
from petitions.actions import clocks, notices, routing, steps
from petitions.actions.calling import call_units, rate_call, report_in
from petitions.actions.letters import write_letter
from petitions.actions.naming import end_handlers, name_handlers, put_handlers, recuse
from petitions.actions.settling import take_along
from petitions.models import Case, Clock, ClockState, Handover, HandoverKind, HandoverState, LetterKind
from petitions.workflow import Actor

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "assign",
    "call_units",
    "escalate",
    "forward",
    "name_handlers",
    "object_to",
    "rate_call",
    "recuse",
    "reject_objection",
    "report_in",
    "take_handover",
    "uphold_objection",
]

# What the sender of a case was to do; the receiver has clocks of its own.
OF_SENDER = ("route", "say_acceptance")


@transaction.atomic
def forward(
    case: Case,
    *,
    to: Unit,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    request: str = "",
    with_letter: bool = True,
    version: Any = None,
) -> Case:
    """Send the case to the unit that is responsible (转送, article 22).

    Side effects: hand-over, entry, the receiver's clocks for acceptance and objection (article 23), notice to its
    clerks, and (`with_letter`) the letter that tells the petitioner. Raises DomainError for a unit that has the case
    already, is closed, or must stand back.
    """
    case = steps.open_step(case, "forward", by=by, on=on, at=at, version=version)
    _send(case, HandoverKind.FORWARD, to, by=by, on=on, at=at, request=request)
    if with_letter:
        write_letter(case, LetterKind.FORWARDING, unit=case.unit, by=by, on=on, at=at, text=str(to))
    steps.write_step(case, "forward", by=by, on=on, at=at, is_public=True, data={"to": to.pk}, **_in_hand_of(to))
    take_along(case, by=by, on=on, at=at)
    notices.tell_unit(case, "forward", to, _SENT, on=on, at=at, by=by)
    return case


@transaction.atomic
def assign(
    case: Case,
    *,
    to: Unit,
    due: datetime.date | None,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    request: str = "",
    handlers: Iterable[Cadre] = (),
    version: Any = None,
) -> Case:
    """Give the case to a unit that reports the result by `due` (交办, article 22); without one, within the limit.

    Side effects as `forward`, and the clock of the assignment; `handlers` are named at once. Raises DomainError as
    `forward`, and for a day that is over.
    """
    case = steps.open_step(case, "assign", by=by, on=on, at=at, version=version)
    if due is not None and due <= on:
        raise DomainError(_("办理时限须晚于交办日期。"), field="due")
    _send(case, HandoverKind.ASSIGN, to, by=by, on=on, at=at, request=request, due=due)
    clock = clocks.start(case, "assignment", unit=to, on=on, until=due)
    data = {"to": to.pk, "due": str(clock.due)}
    steps.write_step(case, "assign", by=by, on=on, at=at, is_public=True, data=data, **_in_hand_of(to))
    put_handlers(case, handlers, on=on)
    take_along(case, by=by, on=on, at=at)
    notices.tell_unit(case, "assign", to, _ASSIGNED, on=on, at=at, by=by, due=str(clock.due))
    return case


_SENT = gettext_lazy("信访事项%(number)s已转送你单位，请告知是否受理")
_ASSIGNED = gettext_lazy("信访事项%(number)s已交办你单位，请于%(due)s前报送结果")


def _send(
    case: Case, kind: str, to: Unit, *, by: "User", on: datetime.date, at: datetime.datetime, **fields: Any
) -> Handover:
    """The hand-over and the receiver's clocks; those of the sender end, except the limit of the case itself."""
    if to.pk == case.handling_unit_id:
        raise DomainError(_("这件信访事项已由“%(unit)s”办理，请选择其他单位。") % {"unit": to}, field="to")
    routing.check_unit(case, to)
    end_handlers(case.handlers.all(), on)
    clocks.hand_on(case, "finish", unit=to)
    handover = Handover.objects.create(
        case=case, kind=kind, sender=case.handling_unit, receiver=to, on=on, by=by, at=at, **fields
    )
    clocks.stop(case, *OF_SENDER, on=on)
    clocks.cancel(case, "object", "assignment")
    for code in ("say_acceptance", "object"):
        clocks.start(case, code, unit=to, on=on)
    return handover


def _in_hand_of(unit: Unit) -> dict[str, Any]:
    return {"handling_unit": unit, "handling_path": unit.path}


@transaction.atomic
def take_handover(handover: Handover, *, by: "User", on: datetime.date, at: datetime.datetime) -> Handover:
    """Sign for a hand-over (签收). Raises DomainError when that was done, or `by` does not work for the receiver."""
    handover = Handover.objects.select_for_update(of=("self",)).select_related("case").get(pk=handover.pk)
    if Actor.HANDLER not in actors_of(by, handover.case) or handover.receiver_id != handover.case.handling_unit_id:
        raise DomainError(_("只有接收单位才能签收。"))
    if handover.state != HandoverState.SENT:
        raise DomainError(_("这次转交已经签收或者处理，不需要再签收。"))
    handover.state = HandoverState.TAKEN
    handover.save(update_fields=["state"])
    steps.write_note(handover.case, "take_handover", by=by, on=on, at=at, data={"handover": handover.pk})
    return handover


def sent_to(case: Case) -> Handover | None:
    """The hand-over by which the case came to the unit that has it in hand; None where it came in there."""
    kinds = [HandoverKind.FORWARD, HandoverKind.ASSIGN]
    found = case.handovers.filter(kind__in=kinds, receiver=case.handling_unit_id)
    return found.exclude(state=HandoverState.RETURNED).order_by("at", "pk").last()


@transaction.atomic
def object_to(
    case: Case, *, reason: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Say, with the reason, that the case is not one's own (article 23).

    Refused by rule after five working days, and after a ruling. Side effects: entry, notice to the sender.
    """
    case = steps.open_step(case, "object", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请写明异议的理由和应当由谁办理。"))
    check_objection_in_time(case, on)
    _mark(case, HandoverState.OBJECTED, objection=reason)
    clocks.stop(case, "object", "say_acceptance", on=on)
    steps.write_step(case, "object", by=by, on=on, at=at, note=reason)
    handover = sent_to(case)
    notices.tell_unit(case, "object", handover.sender if handover else case.unit, _OBJECTED, on=on, at=at, by=by)
    return case


_OBJECTED = gettext_lazy("承办单位对信访事项%(number)s提出异议，请裁定")


def check_objection_in_time(case: Case, on: datetime.date) -> None:
    """Raise DomainError when the right to object has lapsed or was used."""
    clock = Clock.objects.filter(case=case, code="object", unit=case.handling_unit_id).order_by("pk").last()
    if clock is None or clock.state != ClockState.RUNNING:
        raise DomainError(_("异议已经裁定，不能再次提出；请告知是否受理。"))
    if clock.due is not None and on > clock.due:
        raise DomainError(
            _("提出异议的期限（%(due)s，收到之日起%(days)d个工作日）已过，请告知是否受理。")
            % {"due": clock.due.isoformat(), "days": clock.days}
        )


def _mark(case: Case, state: str, **fields: Any) -> None:
    handover = sent_to(case)
    if handover:
        Handover.objects.filter(pk=handover.pk).update(state=state, **fields)


@transaction.atomic
def uphold_objection(
    case: Case, *, ruling: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """The sender agrees: the case comes back to it, and only then its material (article 23)."""
    case = steps.open_step(case, "uphold_objection", by=by, on=on, at=at, version=version)
    ruling = require_text(ruling, "ruling", _("请填写裁定意见。"))
    handover = sent_to(case)
    back = handover.sender if handover else case.unit
    routing.check_unit(case, back, field="ruling")
    _mark(case, HandoverState.RETURNED, ruling=ruling)
    clocks.cancel(case, "assignment")
    clocks.hand_on(case, "finish", unit=back)
    end_handlers(case.handlers.all(), on)
    clocks.start(case, "route", unit=back, on=on)
    steps.write_step(case, "uphold_objection", by=by, on=on, at=at, note=ruling, **_in_hand_of(back))
    take_along(case, by=by, on=on, at=at)
    notices.tell_unit(case, "uphold_objection", back, _BACK, on=on, at=at, by=by)
    return case


_BACK = gettext_lazy("信访事项%(number)s已退回，请重新转送或者交办")


@transaction.atomic
def reject_objection(
    case: Case, *, ruling: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """The case stays where it was sent: the receiver says whether it accepts, and may not object again."""
    case = steps.open_step(case, "reject_objection", by=by, on=on, at=at, version=version)
    ruling = require_text(ruling, "ruling", _("请填写裁定意见。"))
    _mark(case, HandoverState.TAKEN, ruling=ruling)
    clocks.start(case, "say_acceptance", unit=case.handling_unit, on=on)
    steps.write_step(case, "reject_objection", by=by, on=on, at=at, note=ruling)
    notices.tell_workers(case, "reject_objection", _STAYS, on=on, at=at, by=by)
    return case


_STAYS = gettext_lazy("对信访事项%(number)s的异议已驳回，请告知是否受理")


@transaction.atomic
def escalate(
    case: Case, *, reason: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Send up what cannot be solved here (R14: block, area, town; unit, Party committee): to the nearest unit above
    that does not stand back. Its petition office has the limit of article 22 to hand it on."""
    case = steps.open_step(case, "escalate", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请写明上报的理由。"))
    above = routing.upwards(case.handling_unit)[1:]
    if not above:
        raise DomainError(_("“%(unit)s”没有上级单位，不能上报。") % {"unit": case.handling_unit})
    to = routing.free_office(case, above[0])
    Handover.objects.create(
        case=case,
        kind=HandoverKind.ESCALATE,
        sender=case.handling_unit,
        receiver=to,
        on=on,
        request=reason,
        by=by,
        at=at,
    )
    end_handlers(case.handlers.all(), on)
    clocks.hand_on(case, "finish", unit=to)
    clocks.stop(case, *OF_SENDER, on=on)
    clocks.cancel(case, "object", "assignment")
    clocks.start(case, "route", unit=to, on=on)
    steps.write_step(case, "escalate", by=by, on=on, at=at, note=reason, data={"to": to.pk}, **_in_hand_of(to))
    take_along(case, by=by, on=on, at=at)
    notices.tell_unit(case, "escalate", to, _SENT_UP, on=on, at=at, by=by)
    return case


_SENT_UP = gettext_lazy("信访事项%(number)s已上报你单位，请研究处理")
