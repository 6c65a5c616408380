"""Whom cadres keep contact with: contact points, households with their residents, service recipients."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from accounts.models import Unit
from contacts.models import ContactCategory, ContactPoint, Household, HouseholdKind, Resident, ResidentKind
from liaison.sample import names, places
from liaison.sample.dice import Dice
from liaison.sample.shape import Shape
from liaison.sample.tree import County, Department, Town

CHUNK = 1000
Target = ContactPoint | Household | Resident

HOUSEHOLD_KINDS = [
    (HouseholdKind.ORDINARY, 0.685),
    (HouseholdKind.REGISTERED_POOR, 0.09),
    (HouseholdKind.HARDSHIP, 0.055),
    (HouseholdKind.SUBSISTENCE, 0.03),
    (HouseholdKind.ENTITLED, 0.03),
    (HouseholdKind.ILLNESS_DISASTER, 0.02),
    (HouseholdKind.FIVE_GUARANTEE, 0.015),
    (HouseholdKind.VETERAN, 0.025),
    (HouseholdKind.WELL_OFF, 0.025),
    (HouseholdKind.MEMBER_HARDSHIP, 0.01),
    (HouseholdKind.WORKER_HARDSHIP, 0.007),
    (HouseholdKind.ZERO_EMPLOYMENT, 0.005),
    (HouseholdKind.THREE_WITHOUT, 0.003),
]
IN_NEED: dict[str, list[str]] = {
    HouseholdKind.HARDSHIP: [
        "缺少劳动力，收入不稳定",
        "子女上学负担重",
        "住房老旧，修缮有困难",
        "户主务工受伤，收入减少",
    ],
    HouseholdKind.REGISTERED_POOR: ["缺少技术和资金", "因病支出大", "劳动力外出少，收入来源单一", "因学支出大"],
    HouseholdKind.SUBSISTENCE: ["家中有重残人员，需专人照料", "老人多，劳动力弱", "单亲家庭，收入低"],
    HouseholdKind.ILLNESS_DISASTER: ["家中有人患重病，医药费负担重", "暴雨致房屋受损", "火灾后家中生产资料损失大"],
    HouseholdKind.FIVE_GUARANTEE: ["无儿无女，年老体弱"],
    HouseholdKind.THREE_WITHOUT: ["无劳动能力、无生活来源、无赡养人"],
    HouseholdKind.MEMBER_HARDSHIP: ["老党员年老多病，收入低", "党员家庭遭遇变故"],
    HouseholdKind.WORKER_HARDSHIP: ["原企业停产，再就业困难"],
    HouseholdKind.ZERO_EMPLOYMENT: ["家中劳动力均未就业"],
}
SMALL = {HouseholdKind.FIVE_GUARANTEE, HouseholdKind.THREE_WITHOUT}


@dataclass
class Village:
    """A village or community with its households; `people` are the residents of each, by key of the household."""

    unit: Unit
    town: Town
    point: ContactPoint
    households: list[Household] = field(default_factory=list)
    veterans: list[Resident] = field(default_factory=list)
    able: list[Resident] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[Household]:
        return [h for h in self.households if h.kind in kinds]


@dataclass
class Register:
    """Everything that can be paired or visited in the county."""

    villages: list[Village]
    points: dict[str, list[ContactPoint]]
    recipients: dict[int, list[Resident]]

    def in_town(self, town: Town) -> list[Village]:
        return [village for village in self.villages if village.town is town]


class Registrar:
    """Writes points, households and residents of one county."""

    def __init__(self, county: County, shape: Shape, dice: Dice, today: datetime.date):
        self.county, self.shape, self.dice, self.today = county, shape, dice, today
        self.categories = {category.code: category for category in ContactCategory.objects.all()}

    def register(self) -> Register:
        points = self._points()
        ContactPoint.objects.bulk_create(points, batch_size=CHUNK)
        by_unit = {p.unit_id: p for p in points if p.category.code in VILLAGE_CATEGORIES}
        villages = [Village(v, town, by_unit[v.pk]) for town in self.county.towns for v in town.villages]
        for village in villages:
            self.people_of(village)
        by_category: dict[str, list[ContactPoint]] = {}
        for point in points:
            by_category.setdefault(point.category.code, []).append(point)
        return Register(villages, by_category, self._recipients())

    # --- points ---------------------------------------------------------------------------------
    def _points(self) -> list[ContactPoint]:
        towns = [self._point(t.unit.name, "town_or_street", t.unit) for t in self.county.towns]
        villages = [
            self._point(village.name, _village_category(number, n, town), village, address=f"{village.name}村委会")
            for number, town in enumerate(self.county.towns)
            for n, village in enumerate(town.villages)
        ]
        return [*towns, *villages, *self._enterprises(), *self._projects(), *self._grassroots()]

    def _point(self, name: str, category: str, unit: Unit, *, address: str = "") -> ContactPoint:
        gender = self.dice.choice("mmf")
        return ContactPoint(
            name=name,
            category=self.categories[category],
            unit=unit,
            head_name=names.person(self.dice, gender, self.dice.randrange(1968, 1990)).text,
            phone=names.phone(self.dice),
            address=address.replace("社区村委会", "社区居委会") or f"{unit.name}",
            opened_on=datetime.date(self.today.year - self.dice.randrange(2, 6), 1, 5),
        )

    def _enterprises(self) -> Iterator[ContactPoint]:
        every = [first + second for second in places.ENTERPRISE_SECOND for first in places.ENTERPRISE_FIRST]
        for name in self.dice.sample(every, self.shape.enterprises):
            yield self._point(self.county.name + name, "private_enterprise", self.dice.choice(self.county.towns).unit)

    def _projects(self) -> Iterator[ContactPoint]:
        for name in places.PROJECTS[: self.shape.projects]:
            full = name if name.startswith(("县", "城")) else self.county.name + "县" + name
            yield self._point(full, "key_project", self.dice.choice(self.county.towns).unit)

    def _grassroots(self) -> Iterator[ContactPoint]:
        for number, town in enumerate(self.county.towns):
            label = town.unit.name.removesuffix("街道")
            for n in range(4):
                what = places.GRASSROOTS[(number + n) % len(places.GRASSROOTS)]
                yield self._point(f"{label}{what}", "grassroots_unit", town.unit)

    def point_of(self, town: Unit) -> ContactPoint:
        """The contact point that stands for the town as a whole."""
        return ContactPoint.objects.select_related("category").get(unit=town, category__code="town_or_street")

    # --- people ---------------------------------------------------------------------------------
    def people_of(self, village: Village) -> Village:
        """Write the households of a village, a community or a block, and who lives in them."""
        surname = [self.dice.choice(names.SURNAMES[:60]) for _n in range(3)]
        kinds = [self.dice.weighted(HOUSEHOLD_KINDS) for _n in range(self.shape.households_each)]
        # Every village has somebody for each kind of contact that town leaders must hold.
        kinds[:6] = [HouseholdKind.VETERAN, HouseholdKind.WELL_OFF, HouseholdKind.REGISTERED_POOR] * 2
        self.dice.shuffle(kinds)
        village.households = self._households(village, kinds, surname)
        Household.objects.bulk_create(village.households, batch_size=CHUNK)
        residents = [person for household in village.households for person in self._residents(household)]
        Resident.objects.bulk_create(residents, batch_size=CHUNK)
        village.veterans = [r for r in residents if r.kind == ResidentKind.VETERAN_MEMBER]
        village.able = [r for r in residents if r.kind == ResidentKind.LEADS_PROSPERITY]
        return village

    def _households(self, village: Village, kinds: Sequence[str], surnames: list[tuple[str, str]]) -> list[Household]:
        """No two heads of one name in a village, or the list of likely duplicates would be full of namesakes.

        In one village somebody entered a household twice, with another telephone number.
        """
        found: dict[str, Household] = {}
        for kind in kinds:
            household = self._household(village, kind, surnames)
            while household.head_name in found:
                household = self._household(village, kind, surnames)
            found[household.head_name] = household
        if village.unit == self.county.towns[-1].villages[0]:
            twin = self._household(village, HouseholdKind.ORDINARY, surnames)
            twin.head_name, twin.registered_on = household.head_name, self.today - datetime.timedelta(days=40)
            found["twin"] = twin
        return list(found.values())

    def _household(self, village: Village, kind: str, surnames: list[tuple[str, str]]) -> Household:
        dice = self.dice
        years = (1940, 1958) if kind in (HouseholdKind.VETERAN, *SMALL) else (1950, 1988)
        head = names.person(
            dice,
            "m" if dice.chance(0.8) else "f",
            dice.randrange(*years),
            dice.choice(surnames) if dice.chance(0.45) else None,
        )
        size = 1 if kind in SMALL else dice.weighted([(1, 0.1), (2, 0.27), (3, 0.26), (4, 0.22), (5, 0.1), (6, 0.05)])
        place = places.address(dice, in_town=village.town.is_street)
        return Household(
            head_name=head.text,
            unit=village.unit,
            group_name="" if village.town.is_street else f"{place.split('组')[0]}组",
            kind=kind,
            size=size,
            labourers=_labourers(dice, kind, size),
            phone=names.phone(dice) if dice.chance(0.88) else "",
            address=place,
            hardship=dice.choice(IN_NEED[kind]) if kind in IN_NEED else "",
            registered_on=self._registered_on(),
        )

    def _registered_on(self) -> datetime.date:
        if self.dice.chance(0.03):
            return self.today - datetime.timedelta(days=self.dice.randrange(20, 300))
        return datetime.date(self.today.year - self.dice.randrange(2, 6), self.dice.randrange(1, 13), 10)

    def _residents(self, household: Household) -> Iterator[Resident]:
        """The head first, then the others, most of the children with the head's surname."""
        dice = self.dice
        surname = next((s for s in names.SURNAMES if s[0] == household.head_name[0]), None)
        yield self._resident(household, household.head_name, _HEAD_KIND.get(household.kind, ""), household.phone)
        seen = {household.head_name}
        for n in range(1, household.size or 1):
            year = dice.randrange(1945, 1990) if n == 1 else dice.choice((dice.randrange(1975, 2005), 2012))
            name = names.person(dice, dice.choice("mf"), year, None if n == 1 else surname).text
            if name in seen:
                continue
            seen.add(name)
            yield self._resident(household, name, "", names.phone(dice) if dice.chance(0.2) else "")

    def _resident(self, household: Household, name: str, kind: str, phone: str) -> Resident:
        return Resident(
            name=name,
            unit=household.unit,
            household=household,
            kind=kind or ResidentKind.ORDINARY,
            phone=phone,
            registered_on=household.registered_on,
        )

    def _recipients(self) -> dict[int, list[Resident]]:
        """Service recipients of each department, three for each of its leaders."""
        found = {d.unit.pk: [self._recipient(d) for _n in range(10)] for d in self.county.departments}
        Resident.objects.bulk_create([r for some in found.values() for r in some], batch_size=CHUNK)
        return found

    def _recipient(self, department: Department) -> Resident:
        name = names.person(self.dice, self.dice.choice("mf"), self.dice.randrange(1955, 2000)).text
        return Resident(
            name=name,
            unit=department.unit,
            kind=ResidentKind.SERVICE_RECIPIENT,
            phone=names.phone(self.dice),
            registered_on=datetime.date(self.today.year - 2, 1, 8),
        )


VILLAGE_CATEGORIES = ("village_or_community", "improvement_village", "old_base_village")
_HEAD_KIND: dict[str, str] = {
    HouseholdKind.VETERAN: ResidentKind.VETERAN_MEMBER,
    HouseholdKind.WELL_OFF: ResidentKind.LEADS_PROSPERITY,
    HouseholdKind.WORKER_HARDSHIP: ResidentKind.MODEL_WORKER,
}


def _village_category(number: int, n: int, town: Town) -> str:
    """Each town has one village under improvement, three towns in four an old-revolutionary-base village."""
    if town.is_street or n >= 2:
        return "village_or_community"
    if n == 0:
        return "improvement_village"
    return "village_or_community" if number % 4 == 1 else "old_base_village"


def _labourers(dice: Dice, kind: str, size: int) -> int:
    if kind in SMALL:
        return 0
    return min(size, dice.choice((0, 1, 1) if kind in IN_NEED else (1, 2, 2, 3)))
