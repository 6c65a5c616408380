"""Where somebody who comes today can be received at once."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Cadre, Unit
from accounts.selectors import main_post
from petitions.actions.receptions import may_keep
from petitions.models import Reception, ReceptionKind
from visits.models import RotaSlot

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Room:
    """A register that is open, a day of duty that has none yet, or oneself outside the rota. `value` travels through
    the form."""

    value: str
    leader: Cadre
    unit: Unit
    reception: Reception | None = None
    slot: RotaSlot | None = None

    def __str__(self) -> str:
        where = (self.slot and self.slot.where) or (self.reception and self.reception.place) or ""
        return " ".join(filter(None, [str(self.leader), self.unit.label, where]))


def rooms(user: "User", *, on: datetime.date) -> list[Room]:
    """Those whose register the user keeps: what is open first, one's own first of all. Four queries at most."""
    found = [*_open(user, on), *_due(user, on)]
    own = (user.acting_for or user).cadre
    found.sort(key=lambda room: room.leader != own)
    if own and not any(room.leader == own for room in found) and (post := main_post(own, on)):
        found.append(Room("own", own, post.unit))
    return found


def _open(user: "User", on: datetime.date) -> list[Room]:
    """Open registers of the day."""
    rows = Reception.objects.visible_to(user).open().filter(on=on, kind=ReceptionKind.RECEPTION)
    rows = rows.select_related("unit", "leader").order_by("pk")
    return [Room(f"reception-{r.pk}", r.leader, r.unit, reception=r) for r in rows if may_keep(user, r.unit, r.leader)]


def _due(user: "User", on: datetime.date) -> list[Room]:
    """Days of duty without a register."""
    slots = RotaSlot.objects.visible_to(user).filter(day=on, rota__kind__code=ReceptionKind.RECEPTION)
    slots = slots.filter(receptions=None, cancelled_reason="").select_related("rota__unit", "cadre", "substitute")
    return [
        Room(f"slot-{slot.pk}", slot.on_duty, slot.rota.unit, slot=slot)
        for slot in slots.order_by("pk")
        if slot.on_duty and may_keep(user, slot.rota.unit, slot.on_duty)
    ]
