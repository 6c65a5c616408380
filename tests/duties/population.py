"""A county at random in which something happens by every rule: posts, leave, pairings, logs, plans, registers."""

import datetime
import random
from typing import Any

from accounts.models import Cadre, Group, GroupMembership, Leave, Position, Post, Rank, Secondment, Unit
from contacts.models import ContactCategory, HelpPlan, Household
from tests import factories
from tests.factories_duties import County, day
from visits.models import Goods, VisitKind, VisitLog

BELOW = {"village": "township", "area": "township", "community": "street", "section": "mine", "party_branch": "company"}
KINDS = (
    *("county_committee", "government", "department", "township", "street", "company", "mine", "general_branch"),
    *("party_committee", "trade_union", "village", "area", "community", "section", "party_branch"),
)
CADRES, LOGS = 36, 260


class Population(County):
    """`seed` decides everything. `step` changes something at random."""

    def __init__(self, seed: int, *books: str):
        super().__init__(*books)
        self.random = random.Random(seed)
        for kind in KINDS:
            parent = self.units.get(BELOW.get(kind, ""), self.root)
            self.units[kind] = factories.make_unit(f"{kind}{seed}", parent=parent, kind=kind)
        self.units["bureau"] = factories.make_unit("信访局", parent=self.root, kind="department")
        self.everywhere = list(self.units.values())
        self.people = [self.somebody() for _number in range(CADRES)]
        self.targets = [self.target(number) for number in range(24)]
        self.groups = [self.group(kind) for kind in ("volunteer_team", "delegates_group", "volunteer_team")]
        self.pairings = [pairing for _number in range(90) if (pairing := self.pair_somebody())]
        self.kinds = list(VisitKind.objects.all())
        for _number in range(LOGS):
            self.add()
        for _number in range(6):
            self.leave()
            self.second()
            self.plan()

    # --- who and what is there

    def day(self) -> datetime.date:
        return day("01-01") + datetime.timedelta(days=self.random.randrange(330))

    def perhaps(self, value: Any, chance: float = 0.3) -> Any:
        return value if self.random.random() < chance else None

    def unit_at_random(self) -> Unit:
        return self.random.choice(self.everywhere)

    def somebody(self) -> Cadre:
        joined = self.perhaps(day(f"0{self.random.randrange(1, 5)}-10"))
        cadre = Cadre.objects.create(
            name="干部",
            gender=self.random.choice("mf"),
            birth_month=self.perhaps(
                datetime.date(self.random.randrange(1970, 1990), self.random.randrange(1, 13), 1), 0.8
            ),
            is_party_member=self.random.random() < 0.6,
            is_reserve=self.random.random() < 0.3,
            has_grassroots_experience=self.random.random() < 0.3,
            is_able_to_act=self.random.random() < 0.8,
            joined_on=joined,
            left_on=self.perhaps(day("10-15"), 0.1),
        )
        for _number in range(self.random.choice([1, 1, 2])):
            self.post(cadre)
        return cadre

    def post(self, cadre: Cadre) -> None:
        start = self.random.choice([datetime.date(2024, 1, 1), self.day()])
        Post.objects.create(
            cadre=cadre,
            unit=self.unit_at_random(),
            title=self.random.choice(["主任", "副书记", "干事"]),
            position=self.random.choice([*Position.values, "head", "leadership_member"]),
            rank=self.random.choice(Rank.values),
            is_main=self.random.random() < 0.7,
            start=start,
            end=self.perhaps(start + datetime.timedelta(days=self.random.randrange(300))),
        )

    def target(self, number: int) -> Any:
        unit = self.units[self.random.choice(["village", "community", "township", "street", "company"])]
        registered = self.random.choice([datetime.date(2025, 1, 1), self.day()])
        if number % 3 == 0:
            codes = ContactCategory.objects.filter(target="point").values_list("code", flat=True)
            return factories.make_point(unit=unit, category=self.random.choice(list(codes)))
        kinds = ["ordinary", "hardship", "five_guarantee", "subsistence_allowance"]
        home = factories.make_household(unit=unit, kind=self.random.choice(kinds), registered_on=registered)
        if number % 3 == 1:
            return home
        gone = self.perhaps(registered + datetime.timedelta(days=60), 0.2)
        return factories.make_resident(
            unit=unit, household=self.perhaps(home, 0.6), registered_on=registered, removed_on=gone
        )

    def group(self, kind: str) -> Group:
        unit = self.unit_at_random()
        group = Group.objects.create(
            name=f"{kind}{unit.pk}", kind=kind, unit=unit, closed_on=self.perhaps(day("09-01"), 0.2)
        )
        for number, cadre in enumerate(self.random.sample(self.people, 8)):
            start = self.day()
            end = self.perhaps(start + datetime.timedelta(days=90))
            convenor = number == 0 and end is None
            GroupMembership.objects.create(group=group, cadre=cadre, start=start, end=end, is_convenor=convenor)
        return group

    # --- what happens

    def pair_somebody(self) -> Any:
        target = self.random.choice(self.targets)
        name = {"ContactPoint": "point", "Household": "household", "Resident": "resident"}[type(target).__name__]
        start = self.random.choice([day("01-01"), self.day()])
        fields = {"start": start, "end": self.perhaps(start + datetime.timedelta(days=self.random.randrange(200)))}
        category = self.random.choice(list(ContactCategory.objects.filter(target=name))).code
        cadre = self.perhaps(self.random.choice(self.people), 0.85)
        return self.pair(cadre, target, category, unit=self.unit_at_random(), **fields)

    def add(self) -> VisitLog:
        first = self.day()
        cadres = self.random.sample(self.people, self.random.choice([0, 1, 1, 2, 3]))
        held = list(dict.fromkeys(p.target for p in self.pairings if cadres and p.cadre_id == cadres[0].pk))
        chosen = held if held and self.random.random() < 0.7 else self.targets
        targets = self.random.sample(chosen, min(self.random.choice([0, 1, 1, 2]), len(chosen)))
        unit = self.unit_at_random()
        log = factories.make_log(
            *cadres,
            unit=unit,
            by=self.clerk,
            day=first,
            last_day=first + datetime.timedelta(days=self.random.choice([0, 0, 0, 0, 1, 2, 9])),
            kind=self.random.choice(self.kinds).code,
            targets=tuple(targets),
            minutes=self.perhaps(self.random.randrange(200), 0.7),
            people_count=self.perhaps(self.random.randrange(5), 0.7),
        )
        if self.random.random() < 0.3:
            Goods.objects.create(log=log, item="米面油")
        if self.random.random() < 0.05:
            self.withdraw(log)
        return log

    def withdraw(self, log: VisitLog) -> None:
        log.state, log.withdrawn_reason = "withdrawn", "重复"
        log.save()

    def leave(self) -> None:
        start = self.day()
        Leave.objects.create(
            cadre=self.random.choice(self.people), kind="sick", start=start, end=start + datetime.timedelta(days=25)
        )

    def second(self) -> None:
        start = self.day()
        end = self.perhaps(start + datetime.timedelta(days=self.random.randrange(10, 120)), 0.8)
        cadre = self.random.choice(self.people)
        kind = self.random.choice(["", "village", "petition"])
        Secondment.objects.create(cadre=cadre, host=self.unit_at_random(), kind=kind, start=start, end=end)

    def plan(self) -> None:
        home = self.random.choice([target for target in self.targets if isinstance(target, Household)])
        start = self.day()
        HelpPlan.objects.create(
            household=home,
            unit=self.unit_at_random(),
            cadre=self.perhaps(self.random.choice(self.people), 0.8),
            cause="疾病",
            start=start,
            end=day("12-31"),
            closed_on=self.perhaps(start + datetime.timedelta(days=40)),
        )

    def some_log(self) -> VisitLog:
        return self.random.choice(list(VisitLog.objects.filter(state="recorded").order_by("pk")))

    def move_log(self) -> None:
        log = self.some_log()
        log.first_day = log.last_day = self.day()
        log.save()

    def unpair(self) -> None:
        pairing = self.random.choice(self.pairings)
        pairing.end = max(self.day(), pairing.start)
        pairing.save()

    def step(self) -> None:
        """Written straight into the tables: nobody brings anything up to date."""
        changes = [self.add, self.move_log, self.leave, self.second, self.plan, self.unpair, self.pair_somebody]
        changes += [lambda: self.withdraw(self.some_log()), lambda: self.post(self.random.choice(self.people))]
        self.random.choice(changes)()
