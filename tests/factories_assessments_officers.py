"""A mine with its liaison officers, for tests."""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.models import Cadre, Unit, User
from assessments.models import ElectionMode, IncidentReport, OfficerElection, ReadingItem
from tests.factories import make_cadre, make_log, make_unit, make_user

DAY = datetime.date(2026, 3, 2)  # a Monday
CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=CHINA)


@dataclass
class Mine:
    """`team` has an officer, who has a log-in; `other_team` has none."""

    company: Unit
    mine: Unit
    section: Unit
    team: Unit
    other_team: Unit
    officer: User
    worker: User
    secretary: User
    leader: User
    personnel: User
    admin: User
    auditor: User
    stranger: User


def make_mine() -> Mine:
    company = make_unit("河东煤业公司", kind="company")
    mine = make_unit("一号矿", parent=company, kind="mine")
    section = make_unit("采煤一队", parent=mine, kind="section")
    team, other_team = (make_unit(name, parent=section, kind="work_team") for name in ("早班", "中班"))
    elsewhere = make_unit("二号矿", parent=company, kind="mine")
    return Mine(
        company,
        mine,
        section,
        team,
        other_team,
        officer=make_user("officer", cadre=make_officer("刘建军", team)),
        worker=make_user("worker", cadre=make_cadre("王强", unit=team, position="staff")),
        **{
            role: make_user(role, cadre=make_cadre(role, unit=mine), role=role, unit=mine)
            for role in ("secretary", "leader", "personnel", "auditor")
        },
        admin=make_user("admin", cadre=make_cadre("admin", unit=mine), role="organisation_admin", unit=mine),
        stranger=make_user("stranger", cadre=make_cadre("stranger", unit=elsewhere), role="secretary", unit=elsewhere),
    )


def make_officer(name: str, unit: Unit, **fields: Any) -> Cadre:
    return make_cadre(name, unit=unit, position="liaison_officer", title="政工联络员", **fields)


def make_election(unit: Unit, chosen: Cadre, *, term_start: datetime.date = DAY, **fields: Any) -> OfficerElection:
    fields = {"mode": ElectionMode.ELECTED, "eligible": 10, "issued": 10, "returned": 9, "valid": 9} | fields
    fields.setdefault("on", term_start)
    return OfficerElection.objects.create(unit=unit, chosen=chosen, term_start=term_start, recorded_at=NOON, **fields)


def make_incident(
    officer: Cadre, unit: Unit, *, by: User, happened_at: datetime.datetime = NOON, **fields: Any
) -> IncidentReport:
    day = happened_at.astimezone(CHINA).date()
    fields = {"title": "皮带机着火", "place": "三采区", "told_at": happened_at} | fields
    log = make_log(officer, unit=unit, by=by, day=day, kind="incident")
    return IncidentReport.objects.create(
        officer=officer, unit=unit, happened_at=happened_at, recorded_by=by, log=log, **fields
    )


def make_reading(unit: Unit, title: str = "安全生产新规", **fields: Any) -> ReadingItem:
    fields = {"issued_on": DAY, "text": "第一条　安全第一。"} | fields
    return ReadingItem.objects.create(unit=unit, title=title, made_at=NOON, **fields)
