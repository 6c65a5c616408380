"""Rows of petitions for tests: a county with a petition office, a town and two departments, and cases in any state."""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.models import Unit, User
from core import bigrams
from petitions import codes
from petitions.models import Case, CaseEntry
from petitions.shipped import number_of
from petitions.workflow import CaseState
from tests.factories import make_cadre, make_unit, make_user

DAY = datetime.date(2026, 3, 2)  # a Monday
AT = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@dataclass
class Offices:
    """Who is who. `clerk` of the county registers; `town_clerk` and `town_leader` have cases in hand."""

    county: Unit
    town: Unit
    village: Unit
    department: Unit
    clerk: User
    leader: User
    auditor: User
    town_clerk: User
    town_leader: User
    town_secretary: User
    department_clerk: User
    village_cadre: User


def make_offices() -> Offices:
    county = make_unit("清河县", kind="county")
    town = make_unit("青山镇", parent=county, kind="township")
    village = make_unit("柳树村", parent=town, kind="village")
    department = make_unit("民政局", parent=county)
    return Offices(
        county,
        town,
        village,
        department,
        clerk=_user("clerk", county, "petition_clerk"),
        leader=_user("leader", county, "leader"),
        auditor=_user("auditor", county, "auditor"),
        town_clerk=_user("town_clerk", town, "petition_clerk"),
        town_leader=_user("town_leader", town, "leader"),
        town_secretary=_user("town_secretary", town, "secretary"),
        department_clerk=_user("department_clerk", department, "petition_clerk"),
        village_cadre=_user("village_cadre", village, "cadre"),
    )


def _user(name: str, unit: Unit, role: str) -> User:
    return make_user(name, cadre=make_cadre(name, unit=unit), role=role, unit=unit)


def make_case(
    unit: Unit, *, state: str = CaseState.REGISTERED, handling_unit: Unit | None = None, code: str = "", **fields: Any
) -> Case:
    """A case that is where `state` says, with a number unless it waits to be registered. No history, no clocks."""
    handling = handling_unit or unit
    serial = Case.objects.filter(unit=unit).count() + 1 if state != CaseState.RECEIVED else None
    fields = {"kind": "claim", "channel": "letter", "text": "村口的路坏了，请修。", "received_on": DAY} | fields
    fields.setdefault("title", fields["text"][:20])
    return Case.objects.create(
        unit=unit,
        unit_path=unit.path,
        handling_unit=handling,
        handling_path=handling.path,
        state=state,
        year=DAY.year if serial else None,
        serial=serial,
        number=number_of("信", DAY.year, serial) if serial else "",
        registered_on=DAY if serial else None,
        grams=bigrams.column(fields["title"], fields["text"]),
        code_hash=codes.hash_code(code) if code else None,
        created_at=AT,
        **fields,
    )


def make_entry(case: Case, action: str = "receive", *, on: datetime.date = DAY, **fields: Any) -> CaseEntry:
    return CaseEntry.objects.create(case=case, action=action, to_state=case.state, on=on, at=AT, **fields)
