"""The county's place in the organisation tree: four leading teams, departments, towns and streets, their villages."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.actions import found_organisation
from accounts.models import Unit, UnitEvent, UnitEventKind, UnitKind, path_under
from liaison.sample import places
from liaison.sample.dice import Dice
from liaison.sample.shape import Shape

FOUNDED = datetime.date(2004, 5, 18)


@dataclass
class Town:
    """A town or a street with the villages or communities below it."""

    unit: Unit
    villages: list[Unit] = field(default_factory=list)

    @property
    def is_street(self) -> bool:
        return self.unit.kind == UnitKind.STREET


@dataclass
class Department:
    unit: Unit
    # What it answers for, as the matters in `matters.py` name it; "" for nothing that is brought up on visits.
    field: str


@dataclass
class County:
    unit: Unit
    teams: dict[str, Unit]
    departments: list[Department]
    towns: list[Town]

    @property
    def name(self) -> str:
        """Without 县: 青禾."""
        return self.unit.name[:-1]

    def department(self, of: str) -> Unit | None:
        return next((d.unit for d in self.departments if d.field == of), None)


def plant(units: list[Unit]) -> list[Unit]:
    """Write units of one level whose parents are written, with their paths."""
    Unit.objects.bulk_create(units)
    for unit in units:
        unit.path = path_under(unit.parent, unit.pk)
        unit.depth = unit.parent.depth + 1 if unit.parent else 0
    Unit.objects.bulk_update(units, ["path", "depth"], batch_size=500)
    return units


def found(shape: Shape, today: datetime.date) -> Unit:
    """The root with its festivals and seasons: the county itself, or the region above several counties."""
    # Two years back, so that last year's seasons are there as well.
    at = timezone.make_aware(datetime.datetime(today.year - 2, 1, 4, 9))
    if shape.counties == 1:
        return found_organisation(f"{places.county(0)}县", UnitKind.COUNTY, by=None, at=at)
    return found_organisation(places.REGION, UnitKind.OTHER, by=None, at=at)


def plant_county(number: int, shape: Shape, dice: Dice, root: Unit) -> County:
    name = places.county(number)
    if shape.counties > 1:
        root = plant([_unit(f"{name}县", UnitKind.COUNTY, root, order=number)])[0]
    teams = plant(_teams(name, root))
    departments = plant(_departments(root, shape))
    towns = [Town(unit) for unit in plant(_towns(root, shape, dice))]
    _plant_villages(towns, shape, dice)
    _record_renaming(departments[8])
    fields = [what for _name, _short, what in places.DEPARTMENTS]
    return County(
        unit=root,
        teams={unit.kind: unit for unit in teams},
        departments=[Department(unit, what) for unit, what in zip(departments, fields, strict=False)],
        towns=towns,
    )


def _unit(name: str, kind: str, parent: Unit | None, *, short: str = "", order: int = 0) -> Unit:
    return Unit(name=name, short_name=short, kind=kind, parent=parent, order=order, opened_on=FOUNDED)


def _teams(name: str, root: Unit) -> list[Unit]:
    kinds = [
        (UnitKind.COUNTY_COMMITTEE, f"中共{name}县委", "县委"),
        (UnitKind.PEOPLES_CONGRESS, f"{name}县人大常委会", "县人大常委会"),
        (UnitKind.GOVERNMENT, f"{name}县人民政府", "县政府"),
        (UnitKind.CPPCC, f"政协{name}县委员会", "县政协"),
    ]
    return [_unit(full, kind, root, short=short, order=n) for n, (kind, full, short) in enumerate(kinds, 1)]


def _departments(root: Unit, shape: Shape) -> list[Unit]:
    chosen = places.DEPARTMENTS[: shape.departments]
    return [
        _unit(full, UnitKind.DEPARTMENT, root, short=short, order=10 + n)
        for n, (full, short, _what) in enumerate(chosen)
    ]


def _towns(root: Unit, shape: Shape, dice: Dice) -> list[Unit]:
    streets = [f"{name}街道" for name in places.STREETS[: shape.streets]]
    towns = [name + ("乡" if n % 4 == 3 else "镇") for n, name in enumerate(dice.sample(places.TOWNS, shape.towns))]
    return [
        _unit(name, UnitKind.STREET if name in streets else UnitKind.TOWNSHIP, root, order=100 + n)
        for n, name in enumerate(streets + towns)
    ]


def _plant_villages(towns: list[Town], shape: Shape, dice: Dice) -> None:
    names = iter(dice.sample(places.VILLAGES, len(places.VILLAGES)))
    communities = iter(dice.sample(places.COMMUNITIES, len(places.COMMUNITIES)))
    for town in towns:
        for n in range(shape.villages_each):
            if town.is_street:
                town.villages.append(_unit(f"{next(communities)}社区", UnitKind.COMMUNITY, town.unit, order=n))
            else:
                town.villages.append(_unit(f"{next(names)}村", UnitKind.VILLAGE, town.unit, order=n))
    plant([village for town in towns for village in town.villages])


def _record_renaming(unit: Unit) -> None:
    """One line of history, so that a unit's page shows what such a line looks like."""
    UnitEvent.objects.create(
        unit=unit,
        kind=UnitEventKind.RENAMED,
        on=datetime.date(2019, 3, 20),
        name_before=unit.name.replace("农业农村局", "农业局"),
        path_before=unit.path,
        note="机构改革",
    )
