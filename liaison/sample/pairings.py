"""Who is paired with whom, last year and this year: 一联六, 一联五, 一联二 (R1), hardship households and units (R7)."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.models import Post, Unit, UnitKind
from contacts.models import Arrangement, ArrangementState, ContactCategory, ContactPoint, Household, Pairing
from liaison.sample.contacts import CHUNK, IN_NEED, Register, Target
from liaison.sample.dice import Dice
from liaison.sample.people import DAY, Worker
from liaison.sample.tree import County

COUNTY_POINTS = ("town_or_street", "improvement_village", "old_base_village", "private_enterprise", "key_project")


@dataclass(frozen=True)
class Held:
    """One pairing as the generator sees it."""

    category: str
    target: Target
    start: datetime.date
    end: datetime.date

    def holds_on(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end


class Book:
    """What each cadre holds; the generator of visits asks it whom somebody would visit on a day."""

    def __init__(self) -> None:
        self._held: dict[int, list[Held]] = {}

    def add(self, cadre_id: int, held: Held) -> None:
        self._held.setdefault(cadre_id, []).append(held)

    def targets(self, worker: Worker, day: datetime.date, *categories: str) -> list[Target]:
        held = self._held.get(worker.cadre.pk, [])
        return [h.target for h in held if h.category in categories and h.holds_on(day)]


class Taking:
    """Gives out targets in turn, so that nobody gets a second holder before everybody has one."""

    def __init__(self, targets: Sequence[Target], dice: Dice):
        self._targets = dice.sample(list(targets), len(targets))
        self._next = 0

    def take(self, count: int = 1) -> list[Target]:
        taken = []
        for _n in range(min(count, len(self._targets))):
            taken.append(self._targets[self._next % len(self._targets)])
            self._next += 1
        return taken


class Arranging:
    """Writes the arrangements of two years. Four of five contacts of last year are kept this year."""

    def __init__(self, county: County, register: Register, dice: Dice, today: datetime.date):
        self.county, self.register, self.dice, self.today = county, register, dice, today
        self.categories = {category.code: category for category in ContactCategory.objects.all()}
        self.book = Book()
        self.pairings: list[Pairing] = []
        self._takings: dict[tuple[str, int], Taking] = {}

    def arrange(self, workers: list[Worker], leaver: Worker) -> Book:
        leaders = [w for w in workers if w.is_leader and w.role in ("county", "town", "street", "department")]
        kept: dict[int, list[tuple[str, Target]]] = {}
        for year in (self.today.year - 1, self.today.year):
            arrangements = self._arrangements(year)
            for worker in leaders:
                kept[worker.cadre.pk] = self._choose(worker, kept.get(worker.cadre.pk, []))
                self._pair(worker, kept[worker.cadre.pk], year, arrangements)
            self._pair_departments(workers, year, arrangements)
        Pairing.objects.bulk_create(self.pairings, batch_size=CHUNK)
        self._hand_over(leaver, workers)
        return self.book

    # --- the published documents -----------------------------------------------------------------
    def _arrangements(self, year: int) -> dict[int, Arrangement]:
        units = [self.county.unit, *(t.unit for t in self.county.towns)]
        made = [self._arrangement(unit, year, n) for n, unit in enumerate(units)]
        Arrangement.objects.bulk_create(made)
        return {a.unit_id: a for a in made}

    def _arrangement(self, unit: Unit, year: int, n: int) -> Arrangement:
        is_county = unit.kind == UnitKind.COUNTY
        who = "县级领导和县直部门班子成员" if is_county else "班子成员"
        sign = f"{self.county.name[0]}办发" if is_county else f"{unit.name.removesuffix('街道')[:2]}委发"
        return Arrangement(
            unit=unit,
            year=year,
            title=f"关于印发《{unit.name}{year}年{who}联系点安排》的通知",
            number=f"{sign}〔{year}〕{2 + n % 9}号",
            state=ArrangementState.PUBLISHED,
            published_on=min(datetime.date(year, 1, 5 + n % 9), self.today),
        )

    # --- who gets whom ---------------------------------------------------------------------------
    def _choose(self, worker: Worker, before: list[tuple[str, Target]]) -> list[tuple[str, Target]]:
        """Most of last year's, the others drawn anew; the draw has the same categories in the same order."""
        drawn = list(self._draw(worker))
        return [old if self.dice.chance(0.8) else new for old, new in zip(before, drawn, strict=False)] or drawn

    def _draw(self, worker: Worker) -> Iterator[tuple[str, Target]]:
        if worker.role == "county":
            yield from self._six(worker)
        elif worker.role != "department":
            yield from self._five(worker)
        for post in (worker.post, *worker.others):
            if post.unit.kind == UnitKind.DEPARTMENT:
                yield from self._two(post)
        hardship = self._everywhere(worker, "hardship", *IN_NEED)
        yield from (("hardship_household", t) for t in hardship.take())

    def _six(self, worker: Worker) -> Iterator[tuple[str, Target]]:
        """R1.1 一联六."""
        for category in COUNTY_POINTS:
            yield from ((category, t) for t in self._points(category).take())
        poor = self._everywhere(worker, "poor", "registered_poor")
        yield from (("registered_poor_household", t) for t in poor.take())

    def _five(self, worker: Worker) -> Iterator[tuple[str, Target]]:
        """R1.2 一联五, in one's own town or street."""
        villages = self.register.in_town(worker.town) if worker.town else []
        offers: list[tuple[str, int, list[Target]]] = [
            ("village_or_community", 1, [v.point for v in villages if v.point.category.code == "village_or_community"]),
            ("veteran_member", 1, [r for v in villages for r in v.veterans]),
            ("prosperity_leader", 1, [r for v in villages for r in v.able]),
            ("registered_poor_household", 1, [h for v in villages for h in v.of_kind("registered_poor")]),
            ("ordinary_household", 5, [h for v in villages for h in v.of_kind("ordinary")]),
        ]
        for category, count, targets in offers:
            yield from ((category, t) for t in self._taking(category, worker.unit.pk, targets).take(count))

    def _two(self, post: Post) -> Iterator[tuple[str, Target]]:
        """R1.3 一联二, also for a county leader who heads a department besides."""
        yield from (("grassroots_unit", t) for t in self._points("grassroots_unit").take())
        recipients = self.register.recipients[post.unit.pk]
        count = 4 if post.order == 0 else 3
        yield from (("service_recipient", t) for t in self._taking("recipient", post.unit.pk, recipients).take(count))

    def _points(self, category: str) -> Taking:
        return self._taking(category, 0, self.register.points.get(category, []))

    def _everywhere(self, worker: Worker, what: str, *kinds: str) -> Taking:
        """Households of these kinds in the worker's own town, or anywhere for those of county level."""
        villages = self.register.in_town(worker.town) if worker.town else self.register.villages
        key = worker.unit.pk if worker.town else 0
        if (what, key) in self._takings:
            return self._takings[what, key]
        return self._taking(what, key, [h for v in villages for h in v.of_kind(*kinds)])

    def _taking(self, what: str, key: int, targets: Sequence[Target]) -> Taking:
        if (what, key) not in self._takings:
            self._takings[what, key] = Taking(targets, self.dice)
        return self._takings[what, key]

    # --- rows ------------------------------------------------------------------------------------
    def _pair(
        self, worker: Worker, chosen: list[tuple[str, Target]], year: int, arrangements: dict[int, Arrangement]
    ) -> None:
        start = max(datetime.date(year, 1, 1), worker.post.start)
        end = min(datetime.date(year, 12, 31), worker.post.end or datetime.date.max)
        arrangement = arrangements.get(worker.unit.pk) or arrangements[self.county.unit.pk]
        if start > end:
            return
        for category, target in dict.fromkeys(chosen):
            self.pairings.append(self._pairing(worker.unit, category, target, arrangement, start, end, worker))
            self.book.add(worker.cadre.pk, Held(category, target, start, end))

    def _pairing(
        self,
        unit: Unit,
        category: str,
        target: Target,
        arrangement: Arrangement | None,
        start: datetime.date,
        end: datetime.date,
        worker: Worker | None = None,
    ) -> Pairing:
        is_point, is_household = isinstance(target, ContactPoint), isinstance(target, Household)
        field = "contact_point" if is_point else "household" if is_household else "resident"
        return Pairing(
            unit=unit,
            cadre=worker.cadre if worker else None,
            category=self.categories[category],
            arrangement=arrangement,
            start=start,
            end=end,
            **{field: target},
        )

    def _pair_departments(self, workers: list[Worker], year: int, arrangements: dict[int, Arrangement]) -> None:
        """R7.3: each department helps one household of preferential treatment, and names who."""
        entitled = [h for v in self.register.villages for h in v.of_kind("entitled_group")]
        taking = self._taking("entitled", 0, entitled)
        named = {w.unit.pk: w for w in workers if w.role == "department_staff"}
        start, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        for department in self.county.departments:
            for target in taking.take():
                pairing = self._pairing(
                    department.unit, "entitled_household", target, arrangements[self.county.unit.pk], start, end
                )
                pairing.contact_person = named[department.unit.pk].cadre
                self.pairings.append(pairing)
                self.book.add(named[department.unit.pk].cadre.pk, Held("entitled_household", target, start, end))

    def _hand_over(self, leaver: Worker, workers: list[Worker]) -> None:
        """What the leaver held goes to a colleague from the day after."""
        successor = next(w for w in workers if w.unit == leaver.unit and w.is_leader and w is not leaver)
        mine = [p for p in self.pairings if p.cadre_id == leaver.cadre.pk and p.end == leaver.post.end]
        assert leaver.post.end is not None
        start, end = leaver.post.end + DAY, datetime.date(leaver.post.end.year, 12, 31)
        if start > end:
            return
        handed = []
        for old in mine:
            new = self._pairing(old.unit, old.category.code, _target(old), old.arrangement, start, end, successor)
            new.handed_over_from = old
            handed.append(new)
            self.book.add(successor.cadre.pk, Held(old.category.code, _target(old), start, end))
        Pairing.objects.bulk_create(handed)


def _target(pairing: Pairing) -> Target:
    target = pairing.target
    assert target is not None
    return target
