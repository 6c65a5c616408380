"""Days of duty in the digest: whose day is near and who was not told yet, and requests to exchange days."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.workdays import WorkCalendar
from visits.models import RotaSlot, SlotSwap

# Working days ahead; over a holiday that is more days, so that nobody hears of a day when it is over.
NEAR = 2


@dataclass
class RotaNews:
    """What one person is told about rotas on one day."""

    slots: list[RotaSlot] = field(default_factory=list)
    swaps: list[SlotSwap] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.slots or self.swaps)


def rota_news(by_cadre: Mapping[int, int], calendar: WorkCalendar, on: datetime.date) -> dict[int, RotaNews]:
    """By user; `by_cadre` says whose user is whose. Two queries. Who was told of a day is not told again, unless
    somebody else was on duty meanwhile."""
    news: dict[int, RotaNews] = defaultdict(RotaNews)
    near = RotaSlot.objects.to_be_held().between(on, calendar.add_workdays(on, NEAR)).filter(told_on=None, log=None)
    for slot in near.for_list():
        if user := by_cadre.get(slot.on_duty_id or 0):
            news[user].slots.append(slot)
    asked = SlotSwap.objects.open().filter(told_on=None, mine__day__gte=on, other__day__gte=on)
    for swap in asked.select_related("mine__rota", "other", "asker").order_by("pk"):
        if user := by_cadre.get(swap.asked_id):
            news[user].swaps.append(swap)
    return dict(news)


def mark_told(news: Iterable[RotaNews], on: datetime.date) -> None:
    """In the transaction that writes the digests."""
    told = list(news)
    RotaSlot.objects.filter(pk__in=[slot.pk for one in told for slot in one.slots]).update(told_on=on)
    SlotSwap.objects.filter(pk__in=[swap.pk for one in told for swap in one.swaps]).update(told_on=on)
