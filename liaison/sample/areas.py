"""One town of each county serves by group (R14): cut into areas and blocks, every household reached within the year,
the four meetings held."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import duties
from accounts.models import Post, Unit, UnitKind
from duties.actions import load_rulebook
from liaison.sample.contacts import Register, Registrar, Target, Village
from liaison.sample.habits import Diary
from liaison.sample.people import DAY, HEAD, Worker
from liaison.sample.tree import FOUNDED, County, Town, plant

NAMES = ("集镇居民片", "工业园片")
BLOCKS = ("第一块区", "第二块区", "第三块区")
# Households that two people reach on one round.
ROUND = 5


@dataclass
class Areas:
    """`leaders`: who answers for each area, a leader of the town; `blocks` of all areas with their households."""

    town: Town
    areas: list[Unit]
    leaders: list[Worker]
    blocks: list[Village]


def cut(county: County, workers: list[Worker], registrar: Registrar) -> Areas:
    """Areas and blocks below the county's last town; the town's leaders answer for them besides their post."""
    town = county.towns[-1]
    point = registrar.point_of(town.unit)
    areas = plant([_unit(name, UnitKind.AREA, town.unit, n) for n, name in enumerate(NAMES, 20)])
    units = plant([_unit(name, UnitKind.BLOCK, area, n) for area in areas for n, name in enumerate(BLOCKS)])
    blocks = [registrar.people_of(Village(unit, town, point)) for unit in units]
    team = [w for w in workers if w.unit == town.unit]
    # Those who have been there longest: they were at every meeting of the year.
    leaders = sorted((w for w in team if w.is_leader), key=lambda w: w.post.start)[: len(NAMES)]
    posts = [_post(leader, area, "片长") for leader, area in zip(leaders, areas, strict=True)]
    posts += [_post(team[n % len(team)], block.unit, "块长") for n, block in enumerate(blocks, 2)]
    Post.objects.bulk_create(posts)
    return Areas(town, areas, leaders, blocks)


def _unit(name: str, kind: str, parent: Unit, order: int) -> Unit:
    return Unit(name=name, kind=kind, parent=parent, order=order, opened_on=FOUNDED)


def _post(worker: Worker, unit: Unit, title: str) -> Post:
    post = worker.post
    return Post(
        cadre=worker.cadre, unit=unit, title=title, rank=post.rank, position=HEAD, is_main=False, start=post.start
    )


def fill(areas: Areas, register: Register, workers: list[Worker], diary: Diary) -> None:
    """Write the year's rounds and meetings into the diary, after everything else that the town did."""
    _rounds(areas, register, [w for w in workers if w.town is areas.town and w.role == "town_staff"], diary)
    _meetings(areas, diary)


def _rounds(areas: Areas, register: Register, staff: list[Worker], diary: Diary) -> None:
    """R14.5: whoever was not reached in this calendar year yet is reached on a round."""
    since = diary.last.replace(month=1, day=1)
    own = [plan for plan in diary.plans if plan.day >= since and plan.unit.path.startswith(areas.town.unit.path)]
    visits = [plan for plan in own if plan.kind in ("home_visit", "courtesy_visit")]
    reached = {(type(target), target.pk) for plan in visits for target in plan.targets}
    for village in [*areas.blocks, *register.in_town(areas.town)]:
        left: list[Target] = [h for h in village.households if (type(h), h.pk) not in reached]
        for start in range(0, len(left), ROUND):
            _reach(left[start : start + ROUND], village.unit, staff, since, diary)


def _reach(homes: list[Target], unit: Unit, staff: list[Worker], since: datetime.date, diary: Diary) -> None:
    """Tried until somebody is there to go."""
    for _try in range(20):
        worker = diary.dice.choice(staff)
        if diary.plan(worker, "home_visit", diary.pick(since, diary.last), homes, others=tuple(staff), unit=unit):
            return


def _meetings(areas: Areas, diary: Diary) -> None:
    head, town = areas.leaders[0], areas.town.unit
    for number, (area, leader) in enumerate(zip(areas.areas, areas.leaders, strict=True)):
        for monday in (day for day in diary.dates() if day.weekday() == 0):
            worked = diary.calendar.next_workday(monday + DAY * number)
            if worked <= diary.last and diary.dice.chance(0.97):
                diary.plan(leader, "briefing", worked, [], people=diary.dice.randrange(6, 12), unit=area)
        for start in _quarters(diary):
            diary.plan(leader, "deliberation", diary.pick(start, start + DAY * 80), [], people=18, unit=area)
        diary.plan(leader, "exchange", _late_in_the_year(diary), [], people=24, unit=area)
    for start, end in diary.months():
        diary.plan(head, "briefing", diary.pick(start, end), [], people=9, unit=town)
    for start in _quarters(diary):
        diary.plan(head, "coordination_meeting", diary.pick(start, start + DAY * 80), [], people=14, unit=town)
    diary.plan(head, "exchange", _late_in_the_year(diary), [], people=40, unit=town)


def _quarters(diary: Diary) -> list[datetime.date]:
    return [first for first, _last in diary.months() if first.month in (1, 4, 7, 10)]


def _late_in_the_year(diary: Diary) -> datetime.date | None:
    return diary.pick(diary.last - DAY * 40, diary.last)


def bring_rules(areas: Areas, *, since: datetime.date, at: datetime.datetime, on: datetime.date) -> None:
    text = (Path(duties.__file__).parent / "rulebooks" / "r14.yaml").read_text(encoding="utf-8")
    load_rulebook(text, unit=areas.town.unit, effective_from=since, by=None, at=at, on=on)
