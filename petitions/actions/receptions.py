"""Receptions of every kind (R3.2-3.8): opened, visitors turned into cases in seconds, closed into a visit log."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from core import audit, locking
from core.errors import DomainError
from core.guards import require_text
from petitions.actions import intake, routing
from petitions.actions.intake import Then
from petitions.actions.receiving import Incoming, Received
from petitions.models import Case, Reception, ReceptionKind, ReceptionState, ReceptionVisitor
from visits.actions import log_visit

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.selectors.rooms import Room
    from visits.models import RotaSlot

# Who keeps the register of a unit's receptions; a leader keeps their own.
KEEPERS = ("petition_clerk", "secretary", "organisation_admin")


def may_keep(user: "User", unit: Unit, leader: Cadre | None = None) -> bool:
    own = leader is not None and leader.pk in user.access.cadre_ids
    return own or user.access.covers(unit.path, *KEEPERS)


@transaction.atomic
def open_reception(
    *,
    kind: str,
    unit: Unit,
    leader: Cadre,
    on: datetime.date,
    time: str = "",
    place: str = "",
    others: Iterable[Cadre] = (),
    case: Case | None = None,
    slot: "RotaSlot | None" = None,
    by: "User",
    at: datetime.datetime,
) -> Reception:
    """Open the register of a reception, or arrange an outreach or appointment about a case.

    Raises PermissionDenied for who keeps no register there, DomainError for an outreach or appointment without a
    case, one with somebody (or at a unit) whom the case is about, or a day of duty that has its register already.
    """
    if not may_keep(by, unit, leader):
        raise PermissionDenied
    others = [cadre for cadre in others if cadre != leader]
    _check(kind, leader, case, slot)
    if case is not None:
        routing.check_cadres(case, others, field="others")
        routing.check_unit(case, unit, field="unit")
    reception = Reception.objects.create(
        kind=kind, unit=unit, leader=leader, on=on, time=time.strip(), place=place.strip(), case=case, slot=slot
    )
    reception.others.set(others)
    audit.record("petitions.open_reception", reception, by=by, at=at, unit_path=unit.path, data={"on": str(on)})
    return reception


def _check(kind: str, leader: Cadre, case: Case | None, slot: "RotaSlot | None") -> None:
    if kind != ReceptionKind.RECEPTION and case is None:
        raise DomainError(_("请选择下访或者约访的信访事项。"), field="case")
    if case is not None:
        routing.check_cadres(case, [leader], field="leader")
    if slot is not None:
        # Two who open it at once: the second waits here, and is told.
        type(slot).objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if slot is not None and slot.receptions.exclude(state=ReceptionState.CANCELLED).exists():
        raise DomainError(_("这一天的接访登记已经打开。"))


def _open(reception: Reception, *, by: "User", version: Any = None) -> Reception:
    """The reception, locked, while it lasts."""
    reception = locking.lock(reception, version=version)
    if not may_keep(by, reception.unit, reception.leader):
        raise PermissionDenied
    if reception.state != ReceptionState.OPEN:
        raise DomainError(_("这次接访已经结束或者取消。"))
    return reception


@transaction.atomic
def add_visitor(
    reception: Reception, incoming: Incoming, *, registers: bool = True, by: "User", at: datetime.datetime
) -> Received:
    """Turn a visitor into a case. Raises DomainError as `receiving.receive`, and before the day of the reception."""
    reception = _open(reception, by=by)
    if reception.on > timezone.localdate(at):
        raise DomainError(_("接访日期还没有到。"))
    then = Then(registers=registers and bool(incoming.kind))
    received = intake.take_in(incoming, unit=reception.unit, on=reception.on, by=by, at=at, then=then)
    ReceptionVisitor.objects.create(reception=reception, case=received.case)
    return received


@transaction.atomic
def receive_at_once(
    room: "Room", incoming: Incoming, *, on: datetime.date, by: "User", at: datetime.datetime
) -> Received:
    """Write down who has come to `room` today; where it has no register yet, that is opened first.

    Raises as `open_reception` and `add_visitor` do.
    """
    reception = room.reception or open_reception(
        kind=ReceptionKind.RECEPTION,
        unit=room.unit,
        leader=room.leader,
        on=on,
        time=room.slot.rota.hours if room.slot else "",
        place=room.slot.where if room.slot else "",
        slot=room.slot,
        by=by,
        at=at,
    )
    return add_visitor(reception, incoming, by=by, at=at)


@transaction.atomic
def close_reception(
    reception: Reception,
    *,
    note: str = "",
    people_count: int | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Reception:
    """It is over: the visit log of its kind is written, which settles the duty and fills the day on the rota.

    `people_count`: without it, the people of the cases that were heard. An outreach or appointment says what came of
    it. Raises DomainError before its day.
    """
    reception = _open(reception, by=by, version=version)
    if reception.on > timezone.localdate(at):
        raise DomainError(_("接访日期还没有到。"))
    if reception.kind != ReceptionKind.RECEPTION and not note.strip():
        raise DomainError(_("请填写下访或者约访的情况。"), field="note")
    reception.note, reception.state = note.strip(), ReceptionState.CLOSED
    reception.log = _write_log(reception, people_count, by=by, at=at)
    locking.save_fields(reception, "note", "state", "log")
    Case.objects.filter(visitor__reception=reception).update(log=reception.log)
    audit.record("petitions.close_reception", reception, by=by, at=at, unit_path=reception.unit.path)
    return reception


def _write_log(reception: Reception, people_count: int | None, *, by: "User", at: datetime.datetime) -> Any:
    """Without a word of the cases: they are protected where they stand."""
    heard = [visitor.case.people_count for visitor in reception.visitors.select_related("case")]
    return log_visit(
        kind=reception.kind,
        first_day=reception.on,
        cadres=[reception.leader, *reception.others.all()],
        unit=reception.unit,
        people_count=people_count if people_count is not None else sum(heard) or None,
        is_vouched_for=True,
        by=by,
        at=at,
    )


@transaction.atomic
def cancel_reception(
    reception: Reception, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> Reception:
    """It does not take place. Raises DomainError when visitors were heard already, or without a reason."""
    reception = _open(reception, by=by, version=version)
    if reception.visitors.exists():
        raise DomainError(_("已经登记了来访的，不能取消，请结束接访。"))
    require_text(reason, "reason", _("请填写取消的原因。"))
    reception.note, reception.state = reason.strip(), ReceptionState.CANCELLED
    locking.save_fields(reception, "note", "state")
    audit.record("petitions.cancel_reception", reception, by=by, at=at, unit_path=reception.unit.path)
    return reception
