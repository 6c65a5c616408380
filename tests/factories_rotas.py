"""A rota of a town with its leaders, written straight into the tables."""

import datetime
from typing import Any

from accounts.models import Position, Unit
from tests.factories import START, make_cadre
from visits.models import Rota, RotaSlot, VisitKind

EVERY_DAY = [{"every": "day"}]


def make_rota(unit: Unit, *, name: str = "领导接访日值班表", kind: str = "reception", **fields: Any) -> Rota:
    fields.setdefault("positions", [Position.HEAD, Position.LEADERSHIP_MEMBER])
    fields.setdefault("when", EVERY_DAY)
    fields.setdefault("start", START)
    fields.setdefault("public_id", f"rota-{unit.pk}-{Rota.objects.count()}")
    fields.setdefault("place", "镇信访接待室")
    fields.setdefault("hours", "9:00–11:30")
    return Rota.objects.create(unit=unit, name=name, kind=VisitKind.objects.get(code=kind), **fields)


def make_leaders(unit: Unit, *names: str) -> list[Any]:
    """The first one heads the unit."""
    positions = [Position.HEAD, *[Position.LEADERSHIP_MEMBER] * (len(names) - 1)]
    return [
        make_cadre(name, unit=unit, position=position, title="镇长" if position == Position.HEAD else "副镇长")
        for name, position in zip(names, positions, strict=True)
    ]


def make_slot(rota: Rota, day: datetime.date, cadre: Any, **fields: Any) -> RotaSlot:
    return RotaSlot.objects.create(rota=rota, day=day, turn=cadre, cadre=cadre, **fields)


def names(rota: Rota, first: datetime.date, last: datetime.date) -> str:
    """Who is on duty from day to day, by the first character of the name."""
    slots = rota.slots.between(first, last).select_related("cadre", "substitute").order_by("day", "seat")
    return "".join(str(slot.on_duty or "–")[0] for slot in slots)
