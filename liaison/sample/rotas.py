"""Rotas of the county and its towns (R3.2, R3.3): a year of slots, most of them held, and the coming weeks."""

import datetime
import secrets

from accounts.models import Position, Unit
from liaison.sample.dice import Dice
from liaison.sample.habits import Diary
from liaison.sample.people import DAY, Worker
from liaison.sample.tree import County
from visits.actions import HORIZON, fill_slots, lay_out
from visits.models import Rota, RotaSlot, VisitKind

LEADERS = [Position.HEAD.value, Position.LEADERSHIP_MEMBER.value]
EVERY_THURSDAY = [{"weekdays": ["thursday"], "special_period": "every_day"}]
HELD, STOOD_IN = 0.95, 0.05


class Rotas:
    """Draws them up before the visits are planned, and says which receptions they bring about."""

    def __init__(self, county: County, workers: list[Worker], diary: Diary, today: datetime.date):
        self.county, self.diary, self.today = county, diary, today
        self.dice: Dice = diary.dice
        self.workers = {worker.cadre.pk: worker for worker in workers}
        self.rotas: list[Rota] = []

    def draw_up(self) -> None:
        """Rotas with their slots; receptions on the past ones go into the diary."""
        kind = VisitKind.objects.get(code="reception")
        wide = self._rota(self.county.unit, kind, "县级领导接访日值班表", "县信访接待大厅", "r03:3.2")
        wide.unit_kinds = ["county_committee", "government"]
        towns = [
            self._rota(t.unit, kind, "领导接访日值班表", f"{t.unit.label}综合服务中心", "r03:3.3")
            for t in self.county.towns
        ]
        self.rotas = Rota.objects.bulk_create([wide, *towns])
        lay_out(self.rotas, on=self.diary.first, until=self.today + DAY * HORIZON)
        changed = [slot for slot in self._past() if self._live(slot)]
        RotaSlot.objects.bulk_update(
            changed, ["substitute", "substitute_reason", "cancelled_reason", "is_by_hand"], batch_size=300
        )

    def fill(self) -> None:
        """When the visits are written down."""
        fill_slots(RotaSlot.objects.filter(rota__in=self.rotas, day__lt=self.today))

    def _rota(self, unit: Unit, kind: VisitKind, name: str, place: str, origin: str) -> Rota:
        return Rota(
            unit=unit,
            kind=kind,
            name=name,
            place=place,
            hours="9:00–11:30",
            positions=LEADERS,
            when=EVERY_THURSDAY,
            start=self.diary.first,
            is_public=True,
            public_id=secrets.token_urlsafe(16),
            origin=origin,
        )

    def _past(self) -> list[RotaSlot]:
        slots = RotaSlot.objects.filter(rota__in=self.rotas, day__lt=self.today)
        return list(slots.select_related("rota__unit").order_by("rota", "day"))

    def _live(self, slot: RotaSlot) -> bool:
        """What became of a day: nobody came on a holiday; now and then a colleague stood in; few were forgotten."""
        worker = self.workers.get(slot.cadre_id or 0)
        if not self.diary.calendar.is_workday(slot.day):
            slot.cancelled_reason, slot.is_by_hand = "法定节假日", True
            return True
        stood_in = worker is not None and self.dice.chance(STOOD_IN)
        if stood_in and worker is not None:
            colleague = self._colleague(worker, slot.day)
            slot.substitute, slot.substitute_reason = colleague.cadre, "外出开会"
            slot.is_by_hand, worker = True, colleague
        if worker is not None and self.dice.chance(HELD):
            self.diary.plan(worker, "reception", slot.day, [], people=self.dice.randrange(1, 6))
        return stood_in

    def _colleague(self, worker: Worker, day: datetime.date) -> Worker:
        """A leader of the same unit who serves on that day; the worker where there is none."""
        able = [w for w in self.workers.values() if w.is_leader and w.unit == worker.unit and w.serves_on(day)]
        return self.dice.choice([w for w in able if w is not worker] or [worker])
