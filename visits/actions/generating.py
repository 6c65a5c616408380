"""Laying out the slots of rotas. Idempotent: whoever calls it, and how often, the same slots come of it.

Past slots, today's, and those changed by hand never move while the rota is in use; the rest of the future follows the
order, the calendar, the special periods and the people as they are now.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import ROTA_KEEPERS, require
from accounts.models import User
from core import audit
from visits import duty_days
from visits.actions.filling import fill_slots
from visits.actions.telling import Move, tell_moved
from visits.fairness import Opening, allot
from visits.models import Rota, RotaMember, RotaSlot
from visits.selectors.turnout import Turnout, turnouts

ONE_DAY = datetime.timedelta(days=1)
# So many days ahead there are slots, so that people can plan and the notice has some weeks to show.
HORIZON = 60
ROTAS_AT_ONCE = 100
# Who had no turn for longer than this stands with those who never had one.
HISTORY = datetime.timedelta(days=731)


@dataclass
class Laid:
    """What generating did: slots made, slots that somebody else got, slots that are gone.

    `turned`: of a slot that was changed by hand only whose turn it would have been.
    """

    created: list[RotaSlot] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    turned: list[RotaSlot] = field(default_factory=list)
    removed: list[RotaSlot] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {"created": len(self.created), "moved": len(self.moved), "removed": len(self.removed)}


@transaction.atomic
def generate_slots(rota: Rota, *, by: User | None, at: datetime.datetime, until: datetime.date | None = None) -> Laid:
    """Lay out the slots of a rota from the day of `at` to `until` (default: HORIZON days on), both included.

    Side effects: audit entry where anything changed; a notice to those who were told of a day that is theirs no more.
    """
    require(by, rota.unit.path, *ROTA_KEEPERS)
    on = timezone.localdate(at)
    laid = lay_out([rota], on=on, until=until or on + ONE_DAY * HORIZON)
    tell_moved(laid.moved, laid.removed, at=at)
    if any(laid.counts.values()):
        audit.record("visits.generate_slots", rota, by=by, at=at, unit_path=rota.unit.path, data=laid.counts)
    return laid


def generate_all(*, on: datetime.date, at: datetime.datetime, rotas: Any = None) -> dict[str, int]:
    """The same for every rota in use (or for those given), some at a time; a fixed number of queries for each lot.

    Only what moved or is gone stands in the audit trail: that days come nearer every night is nothing to note.
    """
    asked = Rota.objects.all() if rotas is None else rotas
    ids = list(asked.not_over(on).order_by("pk").values_list("pk", flat=True))
    counts: dict[str, int] = defaultdict(int)
    for first in range(0, len(ids), ROTAS_AT_ONCE):
        with transaction.atomic():
            lot = Rota.objects.filter(pk__in=ids[first : first + ROTAS_AT_ONCE]).select_related("unit")
            laid = lay_out(lot, on=on, until=on + ONE_DAY * HORIZON)
            tell_moved(laid.moved, laid.removed, at=at)
            _record_moves(laid, at)
        for name, number in laid.counts.items():
            counts[name] += number
    return dict(counts)


def _record_moves(laid: Laid, at: datetime.datetime) -> None:
    by_rota: dict[Rota, dict[str, int]] = {}
    moved = [("moved", move.slot) for move in laid.moved]
    for name, slot in [*moved, *(("removed", slot) for slot in laid.removed)]:
        row = by_rota.setdefault(slot.rota, {"created": 0, "moved": 0, "removed": 0})
        row[name] += 1
    for rota, data in by_rota.items():
        audit.record("visits.generate_slots", rota, by=None, at=at, unit_path=rota.unit.path, data=data)


def lay_out(rotas: Iterable[Rota], *, on: datetime.date, until: datetime.date) -> Laid:
    """Make the slots from `on` to `until` what they ought to be. Two who do it at once wait for each other."""
    rotas = list(rotas)
    list(Rota.objects.select_for_update().filter(pk__in=[rota.pk for rota in rotas]).order_by("pk").values("pk"))
    slots, turns = _there(rotas, on), _turns(rotas, on)
    until = max([until, *(slot.day for rows in slots.values() for slot in rows)])
    days = duty_days.days_of([(rota.unit, rota.when) for rota in rotas], on, until)
    people = turnouts(rotas, on, until)
    _remember_order(rotas, people)
    laid = Laid()
    for rota, there in zip(rotas, days, strict=True):
        valid = [day for day in there if rota.is_valid_on(day)]
        _plan(rota, valid, slots[rota.pk], turns[rota.pk], people[rota.pk], on, laid)
    _write(laid)
    fill_slots(RotaSlot.objects.filter(rota__in=rotas, day=on, log=None))
    return laid


def _there(rotas: list[Rota], on: datetime.date) -> dict[int, list[RotaSlot]]:
    found: dict[int, list[RotaSlot]] = defaultdict(list)
    by_key = {rota.pk: rota for rota in rotas}
    for slot in RotaSlot.objects.filter(rota__in=rotas, day__gte=on).order_by("day", "seat"):
        slot.rota = by_key[slot.rota_id]
        found[slot.rota_id].append(slot)
    return found


Turn = tuple[datetime.date, int]


def _turns(rotas: list[Rota], on: datetime.date) -> dict[int, list[Turn]]:
    """Whose turn it was up to `on`, oldest first."""
    found: dict[int, list[Turn]] = defaultdict(list)
    past = RotaSlot.objects.between(on - HISTORY, on).filter(rota__in=rotas, turn__isnull=False).order_by("day", "seat")
    for rota, day, turn in past.values_list("rota", "day", "turn"):
        found[rota].append((day, turn))
    return found


def _remember_order(rotas: list[Rota], people: dict[int, Turnout]) -> None:
    """Who is new gets a place at the end of the order, which then can be changed."""
    rows = []
    for rota in rotas:
        turnout = people[rota.pk]
        new = [person for person in turnout.people if person not in turnout.places]
        rows += [RotaMember(rota=rota, cadre_id=p, order=turnout.next_place + n) for n, p in enumerate(new)]
    RotaMember.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _plan(
    rota: Rota,
    days: list[datetime.date],
    there: list[RotaSlot],
    turns: list[Turn],
    people: Turnout,
    on: datetime.date,
    laid: Laid,
) -> None:
    has_begun = any(slot.day == on for slot in there)
    days = [day for day in days if day > on or not has_begun]
    openings = [Opening(day, seat) for day in days for seat in range(1, rota.seats + 1)] if people.people else []
    since = rota.ordered_on or rota.start
    wanted = allot(
        people.people,
        [turn for day, turn in turns if day >= since],
        openings,
        people.is_away,
        before=[turn for day, turn in turns if day < since],
        fair=rota.is_fair,
    )
    existing = {Opening(slot.day, slot.seat): slot for slot in there if slot.day > on}
    for opening, person in wanted.items():
        if slot := existing.pop(opening, None):
            _follow(slot, person, laid)
        else:
            laid.created.append(
                RotaSlot(rota=rota, day=opening.day, seat=opening.seat, turn_id=person, cadre_id=person)
            )
    laid.removed += [s for s in existing.values() if not s.is_by_hand or not rota.is_valid_on(s.day)]


def _follow(slot: RotaSlot, person: int | None, laid: Laid) -> None:
    """A slot that was changed by hand keeps who is on duty; the order goes on all the same."""
    if slot.turn_id == person and (slot.is_by_hand or slot.cadre_id == person):
        return
    slot.turn_id = person
    if slot.is_by_hand:
        laid.turned.append(slot)
        return
    laid.moved.append(Move(slot, slot.cadre_id, was_told=slot.told_on is not None))
    slot.cadre_id, slot.told_on = person, None
    slot.version += 1


def _write(laid: Laid) -> None:
    RotaSlot.objects.bulk_create(laid.created, batch_size=500, ignore_conflicts=True)
    changed = [*(move.slot for move in laid.moved), *laid.turned]
    RotaSlot.objects.bulk_update(changed, ["turn", "cadre", "told_on", "version"], batch_size=200)
    RotaSlot.objects.filter(pk__in=[slot.pk for slot in laid.removed]).delete()
