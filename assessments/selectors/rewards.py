"""Reads over information items: at which levels they can be adopted, what waits for an answer, what was earned."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Sum

from accounts.models import Cadre, Unit
from assessments.models import Adoption, AdoptionLevel, InformationItem, ItemFeedback
from assessments.querysets.rewards import ADOPTERS
from assessments.querysets.sheets import READERS
from assessments.selectors.officers import OFFICER, officer_post

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.querysets.rewards import ItemQuerySet


def levels_for(unit: Unit, *, on: datetime.date) -> list[AdoptionLevel]:
    """The levels in force in a unit on a day, lowest first: of each code that of the nearest unit that set one."""
    rows = AdoptionLevel.objects.in_force(on).for_unit(unit).select_related("unit")
    nearest: dict[str, AdoptionLevel] = {}
    for level in rows:
        held = nearest.get(level.code)
        if held is None or _nearness(level) > _nearness(held):
            nearest[level.code] = level
    return sorted(nearest.values(), key=lambda level: (level.order, level.code))


def _nearness(level: AdoptionLevel) -> tuple[int, datetime.date]:
    return (level.unit.depth if level.unit else -1), level.effective_from


def adopting_unit(unit: Unit, level: AdoptionLevel) -> Unit | None:
    """Who adopts at this level what was reported from a unit: the unit itself or the nearest above of the kind."""
    keys = [*unit.ancestor_ids, unit.pk]
    return Unit.objects.filter(pk__in=keys, kind=level.unit_kind).order_by("-depth").first()


@dataclass(frozen=True)
class OpenLevel:
    """A level at which an item can still be adopted, and by which unit."""

    level: AdoptionLevel
    unit: Unit


def open_levels(user: "User", item: InformationItem, *, on: datetime.date) -> list[OpenLevel]:
    """The levels at which this user may adopt the item that is not adopted there; nothing of one's own."""
    if item.officer_id in user.access.cadre_ids or item.withdrawn_at:
        return []
    units = Unit.objects.filter(pk__in=[*item.unit.ancestor_ids, item.unit_id]).order_by("depth")
    by_kind = {unit.kind: unit for unit in units}
    taken = set(item.adoptions.in_force().values_list("code", flat=True))
    found = [
        OpenLevel(level, by_kind[level.unit_kind])
        for level in levels_for(item.unit, on=on)
        if level.unit_kind in by_kind and level.code not in taken
    ]
    return [option for option in found if user.access.covers(option.unit.path, *ADOPTERS)]


def may_judge(user: "User", item: InformationItem) -> bool:
    """Whether the user may say what becomes of the item: for the unit it came from or one above, never of one's own."""
    own = item.officer_id in user.access.cadre_ids
    return not own and user.access.covers(item.unit_path, *ADOPTERS)


def own_officer(user: "User", *, on: datetime.date) -> Cadre | None:
    """The officer that the user is, or acts for, on that day."""
    officers = Cadre.objects.filter(pk__in=user.access.cadre_ids, posts__position=OFFICER).distinct().order_by("pk")
    return next((cadre for cadre in officers if officer_post(cadre, on)), None)


def for_ledger(items: "ItemQuerySet") -> Any:
    """With all that a row of the ledger shows, in a fixed number of queries."""
    adoptions = Adoption.objects.in_force().select_related("level").order_by("-level__order", "pk")
    feedback = ItemFeedback.objects.order_by("-at", "-pk")
    return (
        items.with_earned()
        .select_related("officer", "unit")
        .prefetch_related(
            Prefetch("adoptions", adoptions, to_attr="standing_adoptions"),
            Prefetch("feedback", feedback, to_attr="last_feedback"),
        )
    )


@dataclass(frozen=True)
class LedgerSum:
    items: int
    earned: Decimal


def ledger_sum(items: "ItemQuerySet") -> LedgerSum:
    """How many rows a ledger has and what they earned: one query over the same rows that it shows."""
    found = items.with_earned().order_by().aggregate(items=Count("pk"), total=Sum("earned"))
    return LedgerSum(found["items"], found["total"] or Decimal(0))


def unanswered_since(user: "User", *, on: datetime.date) -> "ItemQuerySet":
    """Items of whose fate nobody has told the officer within what the unit had set (R17.4), where the user reads;
    never one's own."""
    rows: Any = InformationItem.objects.visible_to(user).unanswered_after(on=on)
    return rows.filter(user.access.within("unit_path", *READERS)).exclude(officer__in=user.access.cadre_ids)


def highest(adoptions: Iterable[Adoption]) -> Adoption | None:
    """The adoption that earns most; of several that earn the same the one at the highest level."""
    return max(adoptions, key=lambda adoption: (adoption.amount, adoption.level.order, adoption.pk), default=None)
