"""A county in which something of everything happened, and a village went from one town to the other meanwhile."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from accounts.actions.units import reparent
from accounts.models import Cadre, Unit, UnitEvent, UnitEventKind, User
from assessments.models import Adoption, AdoptionLevel, InformationItem
from contacts.models import HelpMeasure, HelpPlan, Household
from core import periods
from duties.models import Obligation, Rule, Rulebook, RulebookVersion
from petitions.models import Case, Clock, Party, Rating
from tests.factories import (
    make_cadre,
    make_household,
    make_log,
    make_pairing,
    make_point,
    make_resident,
    make_unit,
    make_user,
)
from tests.factories_petitions import make_case
from visits.models import Commitment, Goods, Matter, VisitLog

TODAY = datetime.date(2026, 11, 20)
NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
YEAR = periods.year(TODAY)
KINDS = (
    *("home_visit", "home_visit", "forum", "heart_to_heart", "reception", "outreach", "appointment", "phone"),
    *("volunteer_day", "case_coordination"),
)
EXEMPT = ("", "", "", "", "", "leave", "counted")


@dataclass
class Scene:
    """`admin` keeps the county, `auditor` reads it with its petitions, `town_clerk` reads the town that got the
    village, `accused` is its secretary, against whom there are cases."""

    county: Unit
    towns: list[Unit]
    villages: list[Unit]
    admin: User
    auditor: User
    town_clerk: User
    accused: User
    cadres: dict[Unit, Cadre] = field(default_factory=dict)
    households: list[Household] = field(default_factory=list)

    @property
    def units(self) -> list[Unit]:
        return [self.county, *self.towns, *self.villages]


def make_scene() -> Scene:
    chance = random.Random(11)
    scene = _county()
    rule = make_rule(scene.county)
    for number in range(40):
        _happened(scene, chance, number)
        make_obligation(rule, chance.choice(scene.units), chance, number)
        if number == 25:
            move(scene.villages[0], scene.towns[1])
    return scene


def _county() -> Scene:
    county = make_unit("青山县", kind="county")
    towns = [make_unit(f"镇{n}", parent=county, kind="township") for n in range(2)]
    villages = [make_unit(f"村{n}", parent=towns[n // 2], kind="village") for n in range(4)]
    user = {
        name: make_user(name, cadre=make_cadre(name, unit=unit), role=role, unit=unit)
        for name, unit, role in (
            ("admin", county, "organisation_admin"),
            ("auditor", county, "auditor"),
            ("town_clerk", towns[1], "petition_clerk"),
            ("accused", towns[1], "secretary"),
        )
    }
    scene = Scene(county, towns, villages, **user)
    for unit in scene.units:
        scene.cadres[unit] = make_cadre(unit=unit)
    scene.households = [make_household(unit=unit) for unit in villages for _n in range(2)]
    for number, household in enumerate(scene.households):
        holder = scene.units[number % len(scene.units)]
        make_pairing(scene.cadres[holder], household, unit=holder, category="ordinary_household")
    for unit in villages:
        make_pairing(scene.cadres[towns[0]], make_point(unit=unit), unit=towns[0])
    return scene


def _happened(scene: Scene, chance: random.Random, number: int) -> None:
    unit = chance.choice(scene.units)
    log = make_visit(scene, chance, unit, number)
    matter = make_matter(log, chance, number) if number % 2 else None
    case = make_petition(scene, unit, matter, log.first_day, number)
    if number % 3 == 0:
        Goods.objects.create(log=log, item="大米", amount="120.50" if number % 2 else None)
        make_help(scene, unit, log.first_day)
        make_commitment(scene, unit, log, number)
        make_item(scene, unit, matter, log.first_day)
    if number % 4 == 3:
        Party.objects.create(case=case, role="accused", cadre=scene.accused.cadre, declared_at=NOON)


def make_visit(scene: Scene, chance: random.Random, unit: Unit, number: int) -> VisitLog:
    day = datetime.date(2025, 12, 20) + datetime.timedelta(days=chance.randrange(330))
    targets: list[Any] = chance.sample(scene.households, number % 3)
    if number % 5 == 0:
        targets.append(make_resident(unit=unit, household=scene.households[0] if number % 2 else None))
    state = {"state": "withdrawn", "withdrawn_reason": "重复"} if number % 9 == 8 else {}
    people = {scene.cadres[unit], chance.choice(list(scene.cadres.values()))}
    kind = KINDS[number % len(KINDS)]
    return make_log(*people, unit=unit, by=scene.admin, day=day, kind=kind, targets=tuple(targets), **state)


def make_matter(log: VisitLog, chance: random.Random, number: int) -> Matter:
    solved = {"state": "solved", "solved_on": log.first_day} if chance.random() < 0.5 else {}
    promise, sealed = "修路" if chance.random() < 0.5 else "", number % 11 == 5
    unit = log.unit
    return Matter.objects.create(
        log=log, unit=unit, unit_path=unit.path, text="路不通", promise=promise, sealed=sealed, **solved
    )


def make_petition(scene: Scene, unit: Unit, matter: Matter | None, day: datetime.date, number: int) -> Case:
    ended = {"state": "closed", "closed_on": day} if number % 2 else {}
    kind = "accusation" if number % 4 == 3 else "claim"
    case = make_case(scene.county if number % 5 else unit, handling_unit=unit, kind=kind, matter=matter, **ended)
    Case.objects.filter(pk=case.pk).update(received_on=min(day, case.registered_on))
    for code in ("route", "finish"):
        stopped = {"state": "stopped", "stopped_on": day + datetime.timedelta(days=number)} if number % 3 else {}
        due = day + datetime.timedelta(days=15)
        Clock.objects.create(case=case, code=code, unit=unit, started_on=day, days=15, due=due, **stopped)
    for value in ("not", "satisfied")[: number % 3]:
        Rating.objects.create(case=case, value=value, at=NOON)
    return case


def make_help(scene: Scene, unit: Unit, day: datetime.date) -> None:
    plan = HelpPlan.objects.create(household=scene.households[0], unit=unit, cause="病", start=day, end=day)
    for amount in (None, "80.00"):
        HelpMeasure.objects.create(plan=plan, text="送医", done_on=day, amount=amount)
    HelpMeasure.objects.create(plan=plan, text="还没有做")


def make_commitment(scene: Scene, unit: Unit, log: VisitLog, number: int) -> None:
    done = {"state": "done", "done_on": log.first_day} if number % 2 else {"state": "published"}
    Commitment.objects.create(
        unit=unit, unit_path=unit.path, year=2026, content="装路灯", due=TODAY, answers=scene.cadres[unit], log=log,
        published_on=log.first_day, created_by=scene.admin, **done,
    )  # fmt: skip


def make_item(scene: Scene, unit: Unit, matter: Matter | None, day: datetime.date) -> None:
    item = InformationItem.objects.create(
        officer=scene.cadres[unit], unit=unit, unit_path=unit.path, on=day, title="班车晚点", matter=matter,
        reported_at=NOON,
    )  # fmt: skip
    for level in AdoptionLevel.objects.filter(unit=None)[:2]:
        Adoption.objects.create(
            item=item, level=level, code=level.code, unit=scene.county, on=day, amount=level.amount, adopted_at=NOON
        )


def make_rule(unit: Unit, code: str = "1") -> Rule:
    book = Rulebook.objects.create(code="r01", title="联系制度", unit=unit)
    version = RulebookVersion.objects.create(
        rulebook=book, number=1, effective_from=YEAR.start, source="", data={}, loaded_at=NOON
    )
    return Rule.objects.create(version=version, code=code, title="走访", clause="走访。", kind="duty", spec={})


def make_obligation(rule: Rule, unit: Unit, chance: random.Random, number: int) -> Obligation:
    """Of the unit itself, each in a window of its own; some are met, some too late, some exempt."""
    start = YEAR.start + datetime.timedelta(days=number * 9)
    due = start + datetime.timedelta(days=8)
    met_on = chance.choice([None, start, due, due + datetime.timedelta(days=2)])
    return Obligation.objects.create(
        rule=rule, unit=unit, home=unit, unit_path=unit.path, window_start=start, window_end=due, due=due, required=1,
        met_on=met_on, exempt=chance.choice(EXEMPT),
    )  # fmt: skip


def move(unit: Unit, parent: Unit) -> None:
    """As accounts.actions.move_unit writes it."""
    before = unit.path
    reparent(unit, parent)
    UnitEvent.objects.create(unit=unit, kind=UnitEventKind.MOVED, on=TODAY, path_before=before, other=parent)
