"""Two cadres exchange their days: one asks and the other agrees, or the keeper does it. Nobody else's days move."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import ROTA_KEEPERS, require
from accounts.models import Cadre, User
from core.errors import DomainError
from core.locking import lock
from visits.actions.slots import check_open, check_present, locked, record, store
from visits.actions.telling import keepers_of, step_of, tell, users_of
from visits.models import RotaSlot, SlotSwap, SwapState

EXCHANGED = gettext_noop("调班：%(day)s的值班（%(rota)s）由%(name)s负责")


@transaction.atomic
def ask_swap(mine: RotaSlot, other: RotaSlot, *, by: User, at: datetime.datetime, reason: str = "") -> SlotSwap:
    """Ask who is on duty on `other` to exchange days. Raises DomainError as `swap_slots`, and for a second request.

    Side effects: audit entry; inbox of the one who is asked.
    """
    mine, other = locked(mine), locked(other)
    if mine.cadre_id not in by.access.cadre_ids:
        raise PermissionDenied
    asker, asked = _check_pair(mine, other, on=timezone.localdate(at))
    if SlotSwap.objects.open().filter(mine=mine, other=other).exists():
        raise DomainError(_("已经向对方提出，请等待答复。"), field="other")
    swap = SlotSwap.objects.create(
        mine=mine,
        other=other,
        asker=asker,
        asked=asked,
        reason=reason.strip(),
        asked_by=by,
        asked_at=at,
    )
    record("visits.ask_swap", mine, by=by, at=at, other=str(other.day), asked=str(other.cadre))
    title = gettext_noop("%(asker)s请求与您调班：%(theirs)s与%(day)s")
    words = {"asker": str(mine.cadre), "theirs": str(mine.day)}
    tell(other, step_of(swap, "asked"), users_of([other.cadre_id]), title, at=at, by=by, **words)
    return swap


@transaction.atomic
def answer_swap(swap: SlotSwap, *, agrees: bool, by: User, at: datetime.datetime) -> SlotSwap:
    """Whoever is asked agrees, and the days are exchanged at once, or declines.

    Raises DomainError where it was decided already, or one of the days is another's by now. Side effects: audit entry;
    inbox of the asker and, where the days were exchanged, of the keepers.
    """
    swap = lock(swap)
    if swap.asked_id not in by.access.cadre_ids:
        raise PermissionDenied
    _decide(swap, SwapState.AGREED if agrees else SwapState.DECLINED, by, at)
    mine, other = locked(swap.mine), locked(swap.other)
    if not agrees:
        record("visits.decline_swap", other, by=by, at=at, asked_by=str(swap.asker))
        title = gettext_noop("对方不同意调班，%(day)s仍由您值班")
        tell(mine, step_of(swap, "declined"), users_of([swap.asker_id]), title, at=at, by=by)
        return swap
    if (mine.on_duty_id, other.on_duty_id) != (swap.asker_id, swap.asked_id):
        raise DomainError(_("值班安排已有变化，这次调班不再适用，请重新提出。"))
    _exchange(mine, other, by=by, at=at, step=step_of(swap, "agreed"))
    return swap


@transaction.atomic
def withdraw_swap(swap: SlotSwap, *, by: User, at: datetime.datetime) -> SlotSwap:
    """The asker takes the request back. Side effect: audit entry."""
    swap = lock(swap)
    if swap.asker_id not in by.access.cadre_ids:
        raise PermissionDenied
    _decide(swap, SwapState.WITHDRAWN, by, at)
    record("visits.withdraw_swap", locked(swap.mine), by=by, at=at, other=str(swap.other.day))
    return swap


def _decide(swap: SlotSwap, state: SwapState, by: User, at: datetime.datetime) -> None:
    if swap.state != SwapState.ASKED:
        raise DomainError(_("这次调班已有结果：%(state)s。") % {"state": swap.get_state_display()})
    swap.state, swap.decided_by, swap.decided_at = state, by, at
    swap.save()


@transaction.atomic
def swap_slots(mine: RotaSlot, other: RotaSlot, *, by: User | None, at: datetime.datetime) -> None:
    """The keeper exchanges who is on duty. Raises DomainError: not one rota, past, cancelled, held, a substitute, the
    same person, somebody away on their new day. Side effects: audit entries; inbox of both."""
    mine, other = locked(mine), locked(other)
    require(by, mine.rota.unit.path, *ROTA_KEEPERS)
    _exchange(mine, other, by=by, at=at, step=f"swap-{mine.version}-{other.version}")


def _exchange(mine: RotaSlot, other: RotaSlot, *, by: User | None, at: datetime.datetime, step: str) -> None:
    on = timezone.localdate(at)
    _check_pair(mine, other, on=on)
    mine.cadre, other.cadre = other.cadre, mine.cadre
    people = users_of([mine.cadre_id, other.cadre_id])
    for slot, there in ((mine, other), (other, mine)):
        store(slot)
        record("visits.swap_slots", slot, by=by, at=at, on_duty=str(slot.cadre), other=str(there.day))
        tell(slot, step, [*people, *keepers_of(slot.rota, on)], EXCHANGED, at=at, by=by)


def _check_pair(mine: RotaSlot, other: RotaSlot, *, on: datetime.date) -> tuple[Cadre, Cadre]:
    """Who is on duty on each of the days, where they can be exchanged."""
    if mine.rota_id != other.rota_id or mine.pk == other.pk:
        raise DomainError(_("只能与同一值班表的另一天调换。"), field="other")
    for slot in (mine, other):
        check_open(slot)
        if slot.day < on:
            raise DomainError(_("已经过去的值班不能调换。"), field="other")
        if slot.substitute_id is not None:
            raise DomainError(_("已安排替班的值班不能调换，请先取消替班。"), field="other")
    if mine.cadre is None or other.cadre is None or mine.cadre_id == other.cadre_id:
        raise DomainError(_("请选择由另一位干部值班的日期。"), field="other")
    check_present(mine.cadre, other.day, field="other")
    check_present(other.cadre, mine.day, field="other")
    if mine.day != other.day:
        _check_not_doubled(mine, other)
    return mine.cadre, other.cadre


def _check_not_doubled(mine: RotaSlot, other: RotaSlot) -> None:
    for person, slot in ((mine.cadre, other), (other.cadre, mine)):
        beside = slot.rota.slots.to_be_held().filter(day=slot.day).exclude(pk=slot.pk)
        if person is not None and person.pk in {there.on_duty_id for there in beside}:
            text = _("%(name)s在%(day)s已有值班，不能调换到这一天。")
            raise DomainError(text % {"name": person, "day": slot.day}, field="other")
