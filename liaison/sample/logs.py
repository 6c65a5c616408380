"""Writes the diary down: visit logs with who took part, whom they reached, what was heard and what was brought."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Unit, UnitKind
from contacts.models import ContactPoint, Household, ResidentKind
from liaison.sample import matters, texts
from liaison.sample.contacts import Target
from liaison.sample.dice import Decks, Dice
from liaison.sample.habits import Plan
from liaison.sample.matters import MatterCard
from liaison.sample.people import DAY
from liaison.sample.tree import County
from visits.models import (
    Goods,
    LogState,
    Matter,
    MatterState,
    Meals,
    VisitKind,
    VisitLog,
    VisitParticipant,
    VisitTarget,
)

CHUNK = 2000
# How often something is brought up.
HEARD = {
    "home_visit": 0.22,
    "on_site": 0.2,
    "guidance": 0.2,
    "outreach": 0.9,
    "reception": 0.75,
    "stay": 0.35,
    "field_study": 0.4,
    "delegate_activity": 0.3,
    "courtesy_visit": 0.06,
    "phone": 0.05,
}
# What is brought at festivals: item, quantity, measure, yuan.
GOODS: list[list[tuple[str, int, str, int]]] = [
    [("大米", 1, "袋", 65), ("食用油", 1, "桶", 75)],
    [("慰问金", 1, "份", 500)],
    [("大米", 2, "袋", 130), ("牛奶", 1, "箱", 55)],
    [("棉被", 1, "床", 160), ("食用油", 1, "桶", 75)],
    [("慰问金", 1, "份", 300), ("面粉", 1, "袋", 60)],
    [("食用油", 2, "桶", 150), ("鸡蛋", 1, "箱", 48)],
    [("棉衣", 2, "件", 320)],
    [("慰问金", 1, "份", 800)],
]
TRAVELS = ("on_site", "stay", "field_study", "outreach")

# Which user writes down what a worker did, and whether from paper.
Scribe = Callable[[Plan], tuple[Any, bool]]


class Writer:
    """Turns plans into rows, chunk by chunk, in the order of their days."""

    def __init__(self, county: County, scribe: Scribe, dice: Dice, today: datetime.date):
        self.county, self.scribe, self.dice, self.today = county, scribe, dice, today
        self.decks = Decks(dice)
        self.kinds = {kind.code: kind for kind in VisitKind.objects.all()}
        self.towns = {unit.pk: town.unit for town in county.towns for unit in (town.unit, *town.villages)}
        self.counts: Counter[str] = Counter()

    def write(self, plans: Sequence[Plan]) -> None:
        ordered = sorted(plans, key=lambda plan: (plan.day, plan.last_day))
        for start in range(0, len(ordered), CHUNK):
            self._write_chunk(ordered[start : start + CHUNK])

    def _write_chunk(self, plans: Sequence[Plan]) -> None:
        logs = [self._log(plan) for plan in plans]
        VisitLog.objects.bulk_create(logs)
        pairs = list(zip(logs, plans, strict=True))
        VisitParticipant.objects.bulk_create(
            VisitParticipant(log=log, cadre=worker.cadre, is_lead=n == 0)
            for log, plan in pairs
            for n, worker in enumerate(plan.workers)
        )
        targets = [[_visit_target(log, target) for target in plan.targets] for log, plan in pairs]
        VisitTarget.objects.bulk_create([t for some in targets for t in some])
        heard = [m for (log, plan), some in zip(pairs, targets, strict=True) for m in self._matters(log, plan, some)]
        Matter.objects.bulk_create(heard)
        Goods.objects.bulk_create([g for log, plan in pairs for g in self._goods(log, plan)])
        self.counts.update(logs=len(logs), matters=len(heard))

    # --- the log itself -------------------------------------------------------------------------
    def _log(self, plan: Plan) -> VisitLog:
        user, is_from_paper = self.scribe(plan)
        is_talk = plan.kind == "heart_to_heart"
        log = VisitLog(
            kind=self.kinds[plan.kind],
            first_day=plan.day,
            last_day=plan.last_day,
            unit=plan.unit,
            unit_path=plan.unit.path,
            content="" if is_talk else self._content(plan),
            talk=self.decks.deal(texts.TALK) if is_talk else "",
            minutes=self.dice.randrange(30, 91, 5) if is_talk else None,
            people_count=1 if is_talk else plan.people,
            is_from_paper=is_from_paper,
            recorded_by=user,
            recorded_at=self._recorded_at(plan, is_from_paper),
        )
        if plan.kind in TRAVELS and self.dice.chance(0.3):
            self._travels_light(log)
        if self.dice.chance(0.0012):
            log.state, log.withdrawn_reason = LogState.WITHDRAWN, self.decks.deal(texts.WITHDRAWN)
        return log

    def _content(self, plan: Plan) -> str:
        first = plan.targets[0] if plan.targets else None
        in_town = first is not None and self._is_in_town(first)
        if isinstance(first, ContactPoint):
            category, seen = self._category(first), texts.HOME_SEEN
        else:
            kind = first.kind if first else ""
            category = "recipient" if kind == ResidentKind.SERVICE_RECIPIENT else ""
            seen = texts.home(getattr(first, "size", None), kind, in_town=in_town)
        return texts.content(self.decks, plan.kind, plan.day, category, seen, in_town=in_town)

    def _is_in_town(self, target: Target | None) -> bool:
        unit_id = target.unit_id if target else 0
        return self.towns.get(unit_id, self.county.unit).kind == UnitKind.STREET

    def _recorded_at(self, plan: Plan, is_from_paper: bool) -> datetime.datetime:
        """In the afternoon or evening of the day; one in eight is entered late, paper after some days."""
        days = 0
        if is_from_paper or self.dice.chance(0.13):
            days = self.dice.randrange(2, 15)
        day = min(plan.last_day + DAY * days, self.today - DAY)
        minute = self.dice.randrange(15 * 60, 21 * 60 + 30)
        return timezone.make_aware(datetime.datetime(day.year, day.month, day.day, minute // 60, minute % 60))

    def _travels_light(self, log: VisitLog) -> None:
        """R1.11; three visits in a thousand break it."""
        is_long = log.days > 1
        log.entourage = self.dice.choice((0, 1, 1, 2, 2, 3))
        log.meals = Meals.PAID if is_long or self.dice.chance(0.4) else Meals.NONE
        log.had_welcome = False
        if self.dice.chance(0.01):
            breach = self.dice.choice(("entourage", "meals", "had_welcome"))
            setattr(log, breach, {"entourage": 5, "meals": Meals.UNPAID, "had_welcome": True}[breach])

    # --- what hangs on it -----------------------------------------------------------------------
    def _matters(self, log: VisitLog, plan: Plan, targets: list[VisitTarget]) -> Iterator[Matter]:
        """At a forum everybody speaks whose household is named; the first target is the place."""
        if plan.kind == "forum":
            yield from (self._matter(log, plan, target) for target in targets[1:])
        elif self.dice.chance(HEARD.get(plan.kind, 0)):
            yield self._matter(log, plan, targets[0] if targets else None)

    def _matter(self, log: VisitLog, plan: Plan, target: VisitTarget | None) -> Matter:
        by = target.target if target else None
        card = self._card(by, plan.kind)
        unit = self._answers_for(card.field, by, plan.unit)
        matter = Matter(log=log, target=target, text=card.text, unit=unit)
        matter.unit_path = unit.path
        self._settle(matter, card, plan.last_day)
        return matter

    def _card(self, target: Target | None, kind: str) -> MatterCard:
        """Something that this target would bring up: no fields in a street, no school where nobody goes to one."""
        if kind == "outreach":
            return self.decks.deal(matters.OUTREACH_MATTERS)
        if kind == "forum":
            return self.decks.deal(matters.FORUM_TOWN if self._is_in_town(target) else matters.FORUM_VILLAGE)
        if isinstance(target, ContactPoint):
            return self.decks.deal(matters.POINT_MATTERS.get(self._category(target), matters.VILLAGE_MATTERS))
        unfit = {"farm", "forest", "land"} if target is not None and self._is_in_town(target) else set()
        if isinstance(target, Household) and target.size in (1, 2):
            unfit |= {"school"}
        card = self.decks.deal(matters.HOUSEHOLD_MATTERS)
        while card.field in unfit:
            card = self.decks.deal(matters.HOUSEHOLD_MATTERS)
        return card

    def _category(self, point: ContactPoint) -> str:
        """Of a contact point, with communities told from villages."""
        is_community = point.category.code == "village_or_community" and self._is_in_town(point)
        return "community" if is_community else point.category.code

    def _answers_for(self, field: str, target: Target | None, unit: Unit) -> Unit:
        """The department in charge; else the town of whoever brought it up; else the unit that heard it."""
        department = self.county.department(field) if field else None
        town = self.towns.get(target.unit_id) if target else None
        return department or town or unit

    def _settle(self, matter: Matter, card: MatterCard, day: datetime.date) -> None:
        dice = self.dice
        if card.on_the_spot and dice.chance(0.92):
            matter.state, matter.solved_on_the_spot = MatterState.SOLVED, True
            matter.reply, matter.solved_on = f"{card.reply}。", day
            return
        matter.due = day + DAY * dice.choice((10, 15, 15, 20, 30))
        matter.promise = f"{self.decks.deal(matters.PROMISES)}。" if dice.chance(0.5) else ""
        solved_on = day + DAY * dice.randrange(3, 32)
        if solved_on < self.today and dice.chance(0.97):
            matter.state, matter.solved_on, matter.reply = MatterState.SOLVED, solved_on, f"{card.reply}。"

    def _goods(self, log: VisitLog, plan: Plan) -> Iterator[Goods]:
        if plan.kind != "courtesy_visit":
            return
        for target in plan.targets:
            for item, quantity, measure, yuan in self.decks.deal(GOODS):
                yield Goods(
                    log=log,
                    item=item,
                    quantity=Decimal(quantity),
                    measure=measure,
                    amount=Decimal(yuan),
                    recipient=str(target),
                )


def _visit_target(log: VisitLog, target: Target) -> VisitTarget:
    if isinstance(target, ContactPoint):
        return VisitTarget(log=log, contact_point=target)
    if isinstance(target, Household):
        return VisitTarget(log=log, household=target)
    return VisitTarget(log=log, resident=target)
