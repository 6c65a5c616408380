"""Telling people about duties that change. In the inbox at once; mail is left to the one digest of the day."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.querysets import in_force
from core import inbox
from visits.models import Rota, RotaSlot, SlotSwap


@dataclass(frozen=True)
class Move:
    """A slot that was laid out anew: who was on duty before, and whether they knew of it."""

    slot: RotaSlot
    before: int | None
    was_told: bool


def users_of(cadres: Iterable[int | None]) -> list[User]:
    return list(User.objects.filter(cadre__in=[key for key in cadres if key], is_active=True).order_by("pk"))


def keepers_of(rota: Rota, on: datetime.date) -> list[User]:
    """The secretaries nearest to the rota's unit, from the unit upwards."""
    above = [*rota.unit.ancestor_ids, rota.unit_id]
    grants = RoleGrant.objects.filter(in_force(on), role="secretary", unit__in=above, user__is_active=True)
    found = list(grants.select_related("user", "unit").order_by("pk"))
    nearest = max((len(grant.unit.path) for grant in found), default=0)
    return list(dict.fromkeys(grant.user for grant in found if len(grant.unit.path) == nearest))


def words_of(slot: RotaSlot) -> dict[str, Any]:
    return {"rota": slot.rota.name, "day": date_format(slot.day, "DATE_FORMAT"), "name": str(slot.on_duty or "")}


def tell(
    slot: RotaSlot,
    step: str,
    users: Iterable[User],
    title: Any,
    *,
    at: datetime.datetime,
    by: User | None,
    **words: Any,
) -> None:
    """Put a notice into the inbox of each of them but the one who did it; `title` has named places."""
    notices = []
    for user in users:
        if by is not None and user.pk == by.pk:
            continue
        with translation.override(user.language):
            text = str(title) % (words_of(slot) | words)
            what = f"slot:{slot.pk}"
            notices.append(inbox.notice(what, step, user, text, url=slot.rota.get_absolute_url(), at=at))
    inbox.notify_all(notices)


def tell_moved(moved: Iterable[Move], removed: Iterable[RotaSlot], *, at: datetime.datetime) -> None:
    """Those who were told of a day that is theirs no more hear so; whose it is now is told in time by the digest."""
    gone = [(move.slot, move.before) for move in moved if move.was_told]
    gone += [(slot, slot.on_duty_id) for slot in removed if slot.told_on is not None or slot.is_by_hand]
    users = {user.cadre_id: user for user in users_of(cadre for _slot, cadre in gone)} if gone else {}
    for slot, cadre in gone:
        if user := users.get(cadre):
            step = f"moved-{slot.version}"
            tell(slot, step, [user], _("%(day)s的值班（%(rota)s）已重新安排，您不再值班"), at=at, by=None)


def step_of(swap: SlotSwap, what: str) -> str:
    return f"swap-{swap.pk}-{what}"
