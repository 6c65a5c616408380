"""What each sort of cadre does in a year, after the regulations R1 to R9: how often, with whom, in which way."""

import calendar
import datetime

from accounts.models import Group, GroupKind
from liaison.sample.contacts import IN_NEED, Register, Target, Village
from liaison.sample.habits import DOES, Diary
from liaison.sample.pairings import Book
from liaison.sample.people import DAY, Worker
from liaison.sample.rotas import Rotas
from liaison.sample.tree import County

HOUSEHOLDS = ("registered_poor_household", "hardship_household")
# R7.4: those whom the law names for help.
LISTED = (
    "five_guarantee",
    "three_without",
    "subsistence_allowance",
    "zero_employment",
    "illness_disaster",
    "member_hardship",
    "worker_hardship",
)
VILLAGES = ("village_or_community", "improvement_village", "old_base_village")


class Routines:
    """Fills the diary, cadre by cadre."""

    def __init__(self, county: County, workers: list[Worker], register: Register, book: Book, diary: Diary):
        self.county, self.register, self.book, self.diary = county, register, book, diary
        self.dice = diary.dice
        self.villages = {village.unit.pk: village for village in register.villages}
        self.rotas = Rotas(county, workers, diary, diary.last + DAY)
        self.colleagues: dict[int, list[Worker]] = {}
        for worker in workers:
            self.colleagues.setdefault(worker.unit.pk, []).append(worker)

    def fill(self, workers: list[Worker], groups: list[tuple[Group, list[Worker]]]) -> None:
        by_role = {
            "county": self._county,
            "town": self._town,
            "street": self._street,
            "department": self._department,
            "town_staff": self._town_staff,
            "department_staff": self._department_staff,
            "village": self._village,
        }
        for worker in workers:
            by_role[worker.role](worker)
        self._receptions(workers)
        self._listed_groups()
        self._groups(groups)
        self._survey()

    # --- roles ----------------------------------------------------------------------------------
    def _county(self, worker: Worker) -> None:
        self._monthly(worker, "on_site", "private_enterprise")
        self._monthly(worker, "on_site", "key_project")
        self._july(worker)
        self._monthly(worker, "outreach", "town_or_street", factor=0.8)
        self._times(worker, "on_site", 3, *VILLAGES, "town_or_street")
        self._times(worker, "home_visit", 2, *HOUSEHOLDS)
        self._times(worker, "on_site", 6, "grassroots_unit")
        self._leader(worker)

    def _town(self, worker: Worker) -> None:
        for start, end in self.diary.months():
            if self._does(worker):
                length = 3 if worker.habit == "full" or self.dice.chance(0.88) else self.dice.choice((2, 4))
                day = self.diary.pick(start, end - DAY * 4)
                self.diary.plan(worker, "stay", day, self._held(worker, day, *VILLAGES)[:1], days=length)
        self._times(worker, "home_visit", 11, "ordinary_household", "veteran_member", "prosperity_leader", size=2)
        self._leader(worker)

    def _street(self, worker: Worker) -> None:
        """R1.7 逢十必进 and R1.8: a third of the community's residents."""
        for day in self.diary.dates():
            if _is_tenth(day) and self._does(worker):
                self.diary.plan(worker, "on_site", day, self._held(worker, day, *VILLAGES))
        times = 7 if worker.habit == "full" else 4 if worker.habit == "usual" else 2
        for _n in range(times):
            any_day = self._any_day()
            places = [self._village_of(point) for point in self._held(worker, any_day, *VILLAGES)]
            homes: list[Target] = [h for village in places for h in self.dice.sample(village.households, 4)]
            self.diary.plan(worker, "home_visit", any_day, homes, others=self._company(worker))
        self._times(worker, "home_visit", 4, "ordinary_household", "veteran_member", "prosperity_leader", size=2)
        self._leader(worker)

    def _department(self, worker: Worker) -> None:
        self._times(worker, "on_site", 6, "grassroots_unit")
        self._times(worker, "home_visit", 4, "service_recipient")
        self._times(worker, "phone", 2, "service_recipient")
        self._leader(worker)

    def _leader(self, worker: Worker) -> None:
        """What every leader does: festivals, field study, talks, the households in need."""
        self._festivals(worker)
        self._times(worker, "home_visit", 2, *HOUSEHOLDS)
        if worker.role != "department":
            self._field_studies(worker)
        points = (*VILLAGES, "town_or_street", "grassroots_unit")
        self._times(worker, "heart_to_heart", 3, *points)

    def _field_studies(self, worker: Worker) -> None:
        """R1.10: living there once a year, at each village or town that one holds."""
        for point in self._held(worker, self.diary.last, *VILLAGES, "town_or_street"):
            if self._does(worker):
                day = self.diary.pick(self.diary.last.replace(month=1, day=1), self.diary.last)
                self.diary.plan(worker, "field_study", day, [point], days=2)

    def _town_staff(self, worker: Worker) -> None:
        """R3.7: down to the village on Fridays."""
        village = self.dice.choice(self.register.in_town(worker.town)) if worker.town else None
        for day in self.diary.dates():
            if village and day.weekday() == 4 and self.diary.calendar.is_workday(day) and self._does(worker, 0.45):
                if self.dice.chance(0.4):
                    self.diary.plan(worker, "guidance", day, [village.point])
                else:
                    self.diary.plan(worker, "home_visit", day, self._homes(village, 2))

    def _department_staff(self, worker: Worker) -> None:
        village = self.dice.choice(self.register.villages)
        for _n in range(self.dice.randrange(4, 11)):
            self.diary.plan(worker, "home_visit", self._any_day(), self._homes(village, 2))
        self._entitled(worker)

    def _entitled(self, worker: Worker) -> None:
        """R7.3, by whoever the department named."""
        for code, day in self.diary.festivals():
            if code in ("spring_festival", "army_day") and self._does(worker):
                self._call_upon(worker, day, "entitled_household")
        for first, last in (((3, 5), (4, 28)), ((9, 18), (10, 28))):
            if self._does(worker):
                year = self.diary.last.year
                chosen = self.diary.pick(datetime.date(year, *first), datetime.date(year, *last))
                if targets := self._held(worker, chosen, "entitled_household"):
                    self.diary.plan(worker, "home_visit", chosen, targets)

    def _village(self, worker: Worker) -> None:
        village = self.villages[worker.unit.pk]
        for _n in range(self.dice.randrange(22, 46)):
            self.diary.plan(worker, "home_visit", self._any_day(), self._homes(village, self.dice.choice((1, 1, 2, 3))))
        for _code, day in self.diary.festivals():
            needy = village.of_kind(*IN_NEED)
            if needy and self._does(worker, 0.6):
                self._visit_with_goods(worker, day, [self.dice.choice(needy)])

    # --- what roles have in common ---------------------------------------------------------------
    def _does(self, worker: Worker, factor: float = 1.0) -> bool:
        return self.dice.chance(DOES[worker.habit] * factor)

    def _any_day(self) -> datetime.date | None:
        return self.diary.pick(self.diary.first, self.diary.last)

    def _held(self, worker: Worker, day: datetime.date | None, *categories: str) -> list[Target]:
        return self.book.targets(worker, day, *categories) if day else []

    def _village_of(self, point: Target) -> Village:
        return self.villages[point.unit_id]

    def _homes(self, village: Village, count: int) -> list[Target]:
        return list(self.dice.sample(village.households, count))

    def _company(self, worker: Worker) -> tuple[Worker, ...]:
        """Somebody who comes along on one visit in six."""
        if not self.dice.chance(0.16):
            return ()
        return tuple(self.dice.sample(self.colleagues[worker.unit.pk], 1))

    def _monthly(self, worker: Worker, kind: str, category: str, *, factor: float = 1.0) -> None:
        for start, end in self.diary.months():
            if self._does(worker, factor):
                day = self.diary.pick(start, end)
                if targets := self._held(worker, day, category):
                    self.diary.plan(worker, kind, day, targets, others=self._company(worker))

    def _times(self, worker: Worker, kind: str, count: int, *categories: str, size: int = 1) -> None:
        """About `count` visits spread over the year, each to `size` of the contacts in turn."""
        length = 365 // count
        for n in range(count):
            if not self._does(worker):
                continue
            start = self.diary.first + DAY * n * length
            day = self.diary.pick(start, start + DAY * length)
            held = self._held(worker, day, *categories)
            targets = [held[(n * size + i) % len(held)] for i in range(size)] if held else []
            if targets:
                self.diary.plan(
                    worker, kind, day, targets, others=() if kind == "heart_to_heart" else self._company(worker)
                )

    def _july(self, worker: Worker) -> None:
        """R1.4: seven days with the people, in July."""
        days = {"full": 7, "usual": 7 if self.dice.chance(0.8) else 5, "behind": 3}[worker.habit]
        for year in {self.diary.first.year, self.diary.last.year}:
            start = datetime.date(year, 7, self.dice.randrange(2, 23))
            day = start if self.diary.first <= start and start + DAY * days <= self.diary.last else None
            self.diary.plan(worker, "stay", day, self._held(worker, day, "improvement_village"), days=days)

    def _festivals(self, worker: Worker) -> None:
        """R7.2: with help, at New Year's Day and at Spring Festival; some at other festivals as well."""
        for code, day in self.diary.festivals():
            likely = 1.0 if code in ("new_year", "spring_festival") else 0.22
            if self._does(worker, likely):
                self._call_upon(worker, day, *HOUSEHOLDS)

    def _call_upon(self, worker: Worker, festival: datetime.date, *categories: str) -> None:
        day = self.diary.pick(festival - DAY * 9, festival - DAY)
        if targets := self._held(worker, day, *categories):
            self.diary.plan(worker, "courtesy_visit", day, targets, others=self._company(worker))

    def _visit_with_goods(self, worker: Worker, festival: datetime.date, targets: list[Target]) -> None:
        self.diary.plan(worker, "courtesy_visit", self.diary.pick(festival - DAY * 9, festival - DAY), targets)

    # --- rotas, groups, the county ---------------------------------------------------------------
    def _receptions(self, workers: list[Worker]) -> None:
        """R3.2–3.5: the county and its towns by rota; departments in turn, the petition office more often."""
        self.rotas.draw_up()
        leaders = [w for w in workers if w.is_leader]
        for n, department in enumerate(self.county.departments):
            mine = [w for w in leaders if w.unit == department.unit]
            self._rota(mine, every=4 if n in (1, 3, 4, 9, 10) else 30)

    def _rota(self, leaders: list[Worker], *, every: int) -> None:
        """One leader after the other; a day that is not worked falls to the next one that is."""
        day = self.diary.first + DAY * ((3 - self.diary.first.weekday()) % 7)
        turn = 0
        while day <= self.diary.last:
            worked = self.diary.calendar.next_workday(day)
            if worked <= self.diary.last:
                self.diary.plan(leaders[turn % len(leaders)], "reception", worked, [], people=self.dice.randrange(1, 6))
            day, turn = day + DAY * every, turn + 1

    def _listed_groups(self) -> None:
        """R7.4: civil affairs, the union and the towns call on the listed groups at New Year and Spring Festival."""
        needy = [h for v in self.register.villages for h in v.of_kind(*LISTED)]
        by_unit = [(d.unit, needy) for d in self.county.departments if d.field in ("welfare", "union")]
        for town in self.county.towns:
            by_unit.append((town.unit, [h for v in self.register.in_town(town) for h in v.of_kind(*LISTED)]))
        for unit, households in by_unit:
            for code, day in self.diary.festivals():
                if code in ("new_year", "spring_festival") and households:
                    for household in self.dice.sample(households, min(4, len(households))):
                        self._visit_with_goods(self.dice.choice(self.colleagues[unit.pk]), day, [household])

    def _groups(self, groups: list[tuple[Group, list[Worker]]]) -> None:
        for group, members in groups:
            if group.kind == GroupKind.VOLUNTEER_TEAM and members:
                self._volunteers(group, members)
            if group.kind == GroupKind.DELEGATES_GROUP:
                self._delegates(group, members)

    def _volunteers(self, group: Group, members: list[Worker]) -> None:
        """R5.2, R5.3: the second Saturday of each month, and activities besides."""
        points = [v.point for v in self.register.villages if v.town.unit == group.unit] or self.register.points[
            VILLAGES[0]
        ]
        for start, end in self.diary.months():
            saturday = start + DAY * ((5 - start.weekday()) % 7 + 7)
            chances = [("volunteer_day", saturday, 0.85), ("volunteer_activity", self.diary.pick(start, end), 0.5)]
            for kind, day, likely in chances:
                if day and self.diary.first <= day <= self.diary.last and self.dice.chance(likely):
                    others, people = tuple(members[1:5]), self.dice.randrange(8, 40)
                    point = [self.dice.choice(points)]
                    self.diary.plan(members[0], kind, day, list(point), others=others, people=people, unit=group.unit)

    def _delegates(self, group: Group, members: list[Worker]) -> None:
        """R8.2, R8.3: one activity each quarter; delegates reach members and people."""
        for n in range(4):
            start = self.diary.first + DAY * (n * 91)
            day = self.diary.pick(start, start + DAY * 90)
            if self.dice.chance(0.9):
                people = self.dice.randrange(6, 30)
                self.diary.plan(members[0], "delegate_activity", day, [], others=tuple(members[1:]), people=people)

    def _survey(self) -> None:
        """R9.1, by the office of the county committee in October."""
        for year in (self.diary.first.year, self.diary.last.year):
            day = datetime.date(year, 10, 16)
            if self.diary.first <= day <= self.diary.last:
                office = self.colleagues[self.county.teams["county_committee"].pk][-1]
                self.diary.plan(office, "survey", day, [], people=1268, unit=self.county.unit)


def _is_tenth(day: datetime.date) -> bool:
    """10th, 20th and 30th; in February the last day stands for the 30th."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day in (10, 20) or day.day == min(30, last)
