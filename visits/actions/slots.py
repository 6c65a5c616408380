"""What people change on single slots: a substitute, another place, no duty on that day. Those concerned are told."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import ROTA_KEEPERS, require
from accounts.models import Cadre, User
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import bump, lock
from visits.actions.filling import fill_slots
from visits.actions.telling import keepers_of, tell, users_of
from visits.models import RotaSlot
from visits.selectors.rotas import may_keep, may_stand_in
from visits.selectors.turnout import absences


def locked(slot: RotaSlot, version: int | str | None = None) -> RotaSlot:
    """The slot as it is now, held, with its rota and people."""
    lock(slot, version=version)
    return RotaSlot.objects.select_related("rota__unit", "cadre", "substitute").get(pk=slot.pk)


def check_open(slot: RotaSlot) -> None:
    if slot.is_cancelled:
        raise DomainError(_("这次值班已经取消。"))
    if slot.log_id is not None:
        raise DomainError(_("这次值班已经落实，不能再变更。"))


def check_present(cadre: Cadre, day: datetime.date, *, field: str | None = None) -> None:
    """Nobody is put on duty on a day on which they are away."""
    if absences([cadre.pk], day, day):
        raise DomainError(_("%(name)s在%(day)s请假或者下派，请另选他人。") % {"name": cadre, "day": day}, field=field)


def record(name: str, slot: RotaSlot, *, by: User | None, at: datetime.datetime, **data: object) -> None:
    audit.record(name, slot, by=by, at=at, unit_path=slot.rota.unit.path, data=data)


def store(slot: RotaSlot) -> None:
    """Written by a person: generating leaves it alone from here on, and who is on duty now is told anew."""
    slot.is_by_hand, slot.told_on = True, None
    bump(slot)
    slot.save()
    fill_slots(RotaSlot.objects.filter(pk=slot.pk))
    slot.refresh_from_db(fields=["log"])


def require_own_or_kept(slot: RotaSlot, by: User | None) -> None:
    """The person whose duty it is, or a keeper of the unit."""
    if by is not None and not may_keep(by, slot.rota) and slot.cadre_id not in by.access.cadre_ids:
        raise PermissionDenied


@transaction.atomic
def substitute_slot(
    slot: RotaSlot, cadre: Cadre, *, reason: str, by: User | None, at: datetime.datetime, version: Any = None
) -> RotaSlot:
    """Somebody of the unit stands in. Raises DomainError: cancelled, held, no reason, not of the unit, away, on duty on
    that day already. Side effects: audit entry; inbox of both and, where the cadre did it, of the keepers."""
    slot = locked(slot, version)
    require_own_or_kept(slot, by)
    check_open(slot)
    require_text(reason, "reason", _("请填写替班原因。"))
    _check_substitute(slot, cadre)
    before = [slot.cadre_id, slot.substitute_id]
    slot.substitute, slot.substitute_reason = cadre, reason.strip()
    store(slot)
    record("visits.substitute_slot", slot, by=by, at=at, substitute=cadre.name, reason=slot.substitute_reason)
    step = f"substitute-{slot.version}"
    tell(slot, step, users_of([cadre.pk]), gettext_noop("请您于%(day)s替班（%(rota)s）"), at=at, by=by)
    told = [*users_of(before), *keepers_of(slot.rota, timezone.localdate(at))]
    tell(slot, step, told, gettext_noop("%(day)s的值班（%(rota)s）由%(name)s替班"), at=at, by=by)
    return slot


def _check_substitute(slot: RotaSlot, cadre: Cadre) -> None:
    if cadre.pk == slot.on_duty_id:
        raise DomainError(_("%(name)s本来就在这一天值班，请另选他人。") % {"name": cadre}, field="cadre")
    if not may_stand_in(slot).filter(pk=cadre.pk).exists():
        raise DomainError(_("替班干部须是本单位在职人员。"), field="cadre")
    check_present(cadre, slot.day, field="cadre")
    same_day = slot.rota.slots.filter(day=slot.day).exclude(pk=slot.pk).to_be_held()
    if cadre.pk in {other.on_duty_id for other in same_day}:
        raise DomainError(_("%(name)s在这一天已有值班，请另选他人。") % {"name": cadre}, field="cadre")


@transaction.atomic
def end_substitution(slot: RotaSlot, *, by: User | None, at: datetime.datetime) -> RotaSlot:
    """Whoever was planned is on duty again. Side effects: audit entry; inbox of both."""
    slot = locked(slot)
    require_own_or_kept(slot, by)
    check_open(slot)
    if slot.substitute is None:
        raise DomainError(_("这次值班没有安排替班。"))
    before = slot.substitute
    slot.substitute, slot.substitute_reason = None, ""
    store(slot)
    record("visits.end_substitution", slot, by=by, at=at, substitute=before.name)
    title = gettext_noop("%(day)s的值班（%(rota)s）取消替班，由%(name)s值班")
    tell(slot, f"substitute-{slot.version}", users_of([before.pk, slot.cadre_id]), title, at=at, by=by)
    return slot


@transaction.atomic
def cancel_slot(
    slot: RotaSlot, *, reason: str, by: User | None, at: datetime.datetime, version: Any = None
) -> RotaSlot:
    """Nobody is on duty on that day. Side effects: audit entry; inbox of who was. A keeper's decision."""
    slot = locked(slot, version)
    require(by, slot.rota.unit.path, *ROTA_KEEPERS)
    check_open(slot)
    require_text(reason, "reason", _("请填写取消原因。"))
    slot.cancelled_reason = reason.strip()
    store(slot)
    record("visits.cancel_slot", slot, by=by, at=at, reason=slot.cancelled_reason)
    title = gettext_noop("%(day)s的值班（%(rota)s）已取消")
    tell(slot, f"cancel-{slot.version}", users_of([slot.on_duty_id]), title, at=at, by=by)
    return slot


@transaction.atomic
def restore_slot(slot: RotaSlot, *, by: User | None, at: datetime.datetime) -> RotaSlot:
    """A cancelled duty takes place after all. Side effects: audit entry; inbox of who is on duty."""
    slot = locked(slot)
    require(by, slot.rota.unit.path, *ROTA_KEEPERS)
    if not slot.is_cancelled:
        raise DomainError(_("这次值班没有取消。"))
    slot.cancelled_reason = ""
    store(slot)
    record("visits.restore_slot", slot, by=by, at=at)
    title = gettext_noop("%(day)s的值班（%(rota)s）恢复，由您值班")
    tell(slot, f"cancel-{slot.version}", users_of([slot.on_duty_id]), title, at=at, by=by)
    return slot


@transaction.atomic
def place_slot(slot: RotaSlot, *, place: str, by: User | None, at: datetime.datetime, version: Any = None) -> RotaSlot:
    """Another place for this once; "" is the rota's own again. Side effects: audit entry; inbox of who is on duty."""
    slot = locked(slot, version)
    require(by, slot.rota.unit.path, *ROTA_KEEPERS)
    check_open(slot)
    slot.place = place.strip()
    bump(slot)
    slot.save(update_fields=["place", "version"])
    record("visits.place_slot", slot, by=by, at=at, place=slot.place)
    title = gettext_noop("%(day)s的值班（%(rota)s）地点：%(place)s")
    users = users_of([slot.on_duty_id])
    tell(slot, f"place-{slot.version}", users, title, at=at, by=by, place=slot.where)
    return slot
