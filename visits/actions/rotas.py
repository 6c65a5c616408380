"""Setting up rotas: what is on duty, who in which order, where, when, and whether the public may read it."""

import datetime
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import ROTA_KEEPERS, require
from accounts.models import Cadre, Unit, User
from core import audit
from core.errors import DomainError
from core.guards import check_order
from core.locking import bump, lock
from visits.actions.generating import generate_slots
from visits.models import Rota, RotaMember

FIELDS = (
    "name",
    "kind",
    "group",
    "positions",
    "unit_kinds",
    "when",
    "seats",
    "is_fair",
    "place",
    "hours",
    "start",
    "end",
    "is_public",
)


@transaction.atomic
def create_rota(
    *, unit: Unit, by: User | None, at: datetime.datetime, origin: str = "", generate: bool = True, **facts: Any
) -> Rota:
    """Set up a rota; `facts` are those of FIELDS (name, kind, when and start are needed). Raises DomainError at the
    field to be mended. `origin` names the rule that asks for it. Side effects: audit entry, its slots (`generate`)."""
    require(by, unit.path, *ROTA_KEEPERS)
    if unit.closed_on is not None:
        raise DomainError(_("“%(unit)s”已经撤销，不能再作变更。") % {"unit": unit}, field="unit")
    rota = Rota(unit=unit, origin=origin, public_id=secrets.token_urlsafe(16), **facts)
    _check(rota)
    rota.save()
    audit.record("visits.create_rota", rota, by=by, at=at, unit_path=unit.path, data={"origin": origin})
    if generate:
        generate_slots(rota, by=by, at=at)
    return rota


@transaction.atomic
def edit_rota(rota: Rota, *, by: User, at: datetime.datetime, version: Any = None, **facts: Any) -> Rota:
    """Change any of FIELDS; the future that was not changed by hand is laid out anew. Side effects: as generating."""
    require(by, rota.unit.path, *ROTA_KEEPERS)
    rota = lock(rota, version=version)
    changed = audit.changes({name: getattr(rota, name) for name in facts}, facts)
    for name, value in facts.items():
        setattr(rota, name, value)
    _check(rota)
    bump(rota)
    rota.save()
    audit.record("visits.edit_rota", rota, by=by, at=at, unit_path=rota.unit.path, data=changed)
    generate_slots(rota, by=by, at=at)
    return rota


def _check(rota: Rota) -> None:
    check_order(rota.start, rota.end)
    if not rota.when:
        raise DomainError(_("请选择哪些天值班。"), field="pattern")
    if rota.group_id is None and not rota.positions:
        raise DomainError(_("请选择参加值班的小组或岗位。"), field="positions")
    if rota.group is not None and not rota.group.unit.path.startswith(rota.unit.path):
        raise DomainError(_("小组须属于本单位或者下级单位。"), field="group")
    others = Rota.objects.filter(unit=rota.unit, name=rota.name).not_over(rota.start).exclude(pk=rota.pk)
    if others.exists():
        raise DomainError(_("本单位已有名为“%(name)s”的值班表。") % {"name": rota.name}, field="name")


@transaction.atomic
def set_order(
    rota: Rota, cadres: Sequence[Cadre], *, left_out: Sequence[Cadre] = (), by: User, at: datetime.datetime
) -> Rota:
    """Say in which order people have their turns, and who is not asked. What is to come is laid out anew.

    Who had a turn in the round that is going on stays behind those who had none.
    """
    require(by, rota.unit.path, *ROTA_KEEPERS)
    rota = lock(rota)
    rows = [
        RotaMember(rota=rota, cadre=cadre, order=number, is_left_out=cadre in left_out)
        for number, cadre in enumerate(dict.fromkeys([*cadres, *left_out]))
    ]
    rota.members.exclude(cadre__in=[row.cadre_id for row in rows]).delete()
    RotaMember.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["rota", "cadre"], update_fields=["order", "is_left_out"]
    )
    # Days up to today stay as they are, so that the order begins with tomorrow's.
    rota.ordered_on = timezone.localdate(at) + datetime.timedelta(days=1)
    bump(rota)
    rota.save(update_fields=["version", "ordered_on"])
    data = {"order": [cadre.name for cadre in cadres], "left_out": [cadre.name for cadre in left_out]}
    audit.record("visits.order_rota", rota, by=by, at=at, unit_path=rota.unit.path, data=data)
    generate_slots(rota, by=by, at=at)
    return rota
