"""What befalls cadres: groups and their convenors, who supervises what, leave, secondments, one who left."""

import datetime
from collections.abc import Iterable
from typing import Any

from accounts.models import (
    Group,
    GroupKind,
    GroupMembership,
    Leave,
    LeaveKind,
    Secondment,
    SecondmentWork,
    Supervision,
    Unit,
    UnitKind,
)
from liaison.sample.dice import Dice
from liaison.sample.people import DAY, Worker
from liaison.sample.tree import County

Absences = dict[int, list[tuple[datetime.date, datetime.date]]]


def form_groups(county: County, workers: list[Worker], today: datetime.date) -> list[tuple[Group, list[Worker]]]:
    """Leading teams, volunteer teams and delegates' groups, each with its convenor first."""
    by_unit: dict[int, list[Worker]] = {}
    for worker in workers:
        by_unit.setdefault(worker.unit.pk, []).append(worker)
    teams = [_leading_team(unit, by_unit[unit.pk]) for unit in _led_units(county)]
    served = [t.unit for t in county.towns] + [d.unit for d in county.departments[::5]]
    volunteers = [_team(unit, "志愿服务队", GroupKind.VOLUNTEER_TEAM, by_unit[unit.pk][2:]) for unit in served]
    delegates = [_delegates(t.unit, by_unit[t.unit.pk], [by_unit[v.pk][0] for v in t.villages]) for t in county.towns]
    return _write(teams + volunteers + delegates, today)


def _led_units(county: County) -> list[Unit]:
    return [*county.teams.values(), *(d.unit for d in county.departments), *(t.unit for t in county.towns)]


def _team(unit: Unit, name: str, kind: str, members: list[Worker]) -> tuple[Group, list[Worker]]:
    return Group(name=f"{unit.label}{name}", kind=kind, unit=unit), members


def _leading_team(unit: Unit, workers: list[Worker]) -> tuple[Group, list[Worker]]:
    return _team(unit, "领导班子", GroupKind.LEADING_TEAM, [w for w in workers if w.is_leader])


def _delegates(unit: Unit, leaders: list[Worker], heads: list[Worker]) -> tuple[Group, list[Worker]]:
    return _team(unit, "党代表小组", GroupKind.DELEGATES_GROUP, [leaders[2], leaders[0], *heads[:3]])


def _write(teams: list[tuple[Group, list[Worker]]], today: datetime.date) -> list[tuple[Group, list[Worker]]]:
    Group.objects.bulk_create([group for group, _members in teams])
    GroupMembership.objects.bulk_create(
        GroupMembership(
            group=group,
            cadre=worker.cadre,
            is_convenor=n == 0,
            start=max(worker.post.start, today.replace(year=today.year - 2, month=3, day=1)),
        )
        for group, members in teams
        for n, worker in enumerate(members)
    )
    return teams


def divide_work(county: County, workers: list[Worker], today: datetime.date) -> None:
    """Who supervises what: departments and towns shared out among the leaders of committee and government; the staff of
    a town among its leaders."""
    bodies = (county.teams[UnitKind.COUNTY_COMMITTEE].pk, county.teams[UnitKind.GOVERNMENT].pk)
    leaders = [w for w in workers if w.role == "county" and w.unit.pk in bodies]
    units = [*(d.unit for d in county.departments), *(t.unit for t in county.towns)]
    rows = [_supervision(leaders[n % len(leaders)], today, unit=unit) for n, unit in enumerate(units)]
    for town in county.towns:
        team = [w for w in workers if w.unit == town.unit and w.is_leader and w.serves_on(today)]
        staff = [w for w in workers if w.unit == town.unit and w.role == "town_staff"]
        rows += [_supervision(team[n % len(team)], today, cadre=w.cadre) for n, w in enumerate(staff)]
    Supervision.objects.bulk_create(rows)


def _supervision(leader: Worker, today: datetime.date, **what: Any) -> Supervision:
    start = max(leader.post.start, today.replace(year=today.year - 1, month=1, day=1))
    return Supervision(leader=leader.cadre, start=start, **what)


def send_away(workers: list[Worker], county: County, dice: Dice, today: datetime.date) -> Absences:
    """A few on leave, now or earlier this year, and a few seconded to villages; who was away when."""
    absences: Absences = {}
    staff = [w for w in workers if w.role in ("town_staff", "department_staff")]
    chosen = dice.sample(staff, min(len(staff), max(4, len(workers) // 45)))
    half = len(chosen) // 2
    leaves = [_leave(worker, n, dice, today) for n, worker in enumerate(chosen[:half])]
    villages = [village for town in county.towns if not town.is_street for village in town.villages]
    secondments = [_secondment(worker, n, dice.choice(villages), today) for n, worker in enumerate(chosen[half:])]
    Leave.objects.bulk_create(leaves)
    Secondment.objects.bulk_create(secondments)
    for leave in leaves:
        absences.setdefault(leave.cadre_id, []).append((leave.start, leave.end))
    for secondment in secondments:
        absences.setdefault(secondment.cadre_id, []).append((secondment.start, secondment.end or today))
    return absences


def _leave(worker: Worker, n: int, dice: Dice, today: datetime.date) -> Leave:
    kinds = [(LeaveKind.MATERNITY, -60, 98), (LeaveKind.STUDY, -20, 60), (LeaveKind.ANNUAL, -150, 9)]
    kind, offset, length = kinds[n % 3]
    if kind == LeaveKind.MATERNITY and worker.cadre.gender == "m":
        kind, length = LeaveKind.SICK, 75
    start = today + DAY * (offset - dice.randrange(0, 14))
    return Leave(cadre=worker.cadre, kind=kind, start=start, end=start + DAY * length)


def _secondment(worker: Worker, n: int, host: Unit, today: datetime.date) -> Secondment:
    worker.cadre.is_reserve = True
    worker.cadre.save(update_fields=["is_reserve"])
    is_over = n % 3 == 2
    start = max(today - DAY * (230 if is_over else 70 + n * 9), worker.post.start)
    village = SecondmentWork.VILLAGE
    works = [(village, "驻村帮扶"), (village, "村集体经济发展"), (SecondmentWork.PETITION, "信访积案化解")]
    kind, work = works[n % 3]
    end = start + DAY * 130 if is_over else None
    return Secondment(cadre=worker.cadre, host=host, kind=kind, work=work, start=start, end=end)


def let_go(workers: list[Worker], today: datetime.date) -> Worker:
    """One leader of a town left the county 45 days ago; returns them. Their contacts are handed over elsewhere."""
    leaver = [w for w in workers if w.role == "town"][-1]
    leaver.post.end = leaver.cadre.left_on = today - DAY * 45
    leaver.post.save(update_fields=["end"])
    leaver.cadre.save(update_fields=["left_on"])
    GroupMembership.objects.filter(cadre=leaver.cadre).update(end=leaver.cadre.left_on)
    return leaver


def is_away(absences: Absences, cadre_id: int, days: Iterable[datetime.date]) -> bool:
    return any(start <= day <= end for start, end in absences.get(cadre_id, ()) for day in days)
