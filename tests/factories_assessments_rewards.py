"""A mine with two sections and shifts, its officers, and what they report."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Cadre, Position, Unit, UnitKind, User
from assessments.actions import rewards_items
from assessments.models import InformationItem, QuarterlyAssessment, Scorecard, ScorecardVersion, ScoreSheet
from petitions.selectors.rates import days_of
from tests.factories import START, make_cadre, make_unit, make_user

NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)


@dataclass
class Mine:
    """`secretary` keeps the mine, `section_secretary` the first section; `leader` approves; `personnel` pays."""

    mine: Unit
    section: Unit
    shift: Unit
    other_section: Unit
    other_shift: Unit
    officer: Cadre
    other_officer: Cadre
    user: User
    other_user: User
    secretary: User
    section_secretary: User
    leader: User
    personnel: User
    auditor: User


def make_mine() -> Mine:
    mine = make_unit("东山矿", kind=UnitKind.MINE)
    section, other = (make_unit(name, parent=mine, kind=UnitKind.SECTION) for name in ("采煤一区", "机运队"))
    shift = make_unit("早班", parent=section, kind=UnitKind.WORK_TEAM)
    other_shift = make_unit("夜班", parent=other, kind=UnitKind.WORK_TEAM)
    officer, other_officer = make_officer("郭联络", unit=shift), make_officer("秦联络", unit=other_shift)

    def user(name: str, role: str, unit: Unit) -> User:
        return make_user(name, cadre=make_cadre(name, unit=unit), role=role, unit=unit)

    return Mine(
        mine,
        section,
        shift,
        other,
        other_shift,
        officer,
        other_officer,
        make_user("officer", cadre=officer),
        make_user("other_officer", cadre=other_officer),
        user("mine_secretary", "secretary", mine),
        user("section_secretary", "secretary", section),
        user("leader", "leader", mine),
        user("personnel", "personnel", mine),
        user("auditor", "auditor", mine),
    )


def make_officer(name: str = "", *, unit: Unit) -> Cadre:
    return make_cadre(name, unit=unit, position=Position.LIAISON_OFFICER, title="联络员")


def make_item(mine: Mine, *, on: datetime.date, title: str = "井口班车晚点", officer: Any = None) -> InformationItem:
    officer = officer or mine.officer
    by = User.objects.get(cadre=officer)
    return rewards_items.report_item(officer, title=title, text="夜班职工反映。", on=on, by=by, at=NOON)


def make_closed_sheet(
    officer: Cadre,
    unit: Unit,
    *,
    year: int = 2026,
    quarter: int = 1,
    total: Any = "90",
    reward: Any = 0,
    state: str = "closed",
) -> ScoreSheet:
    """A sheet of a quarter, written straight into the tables."""
    mine = unit.parent.parent if unit.parent and unit.parent.parent else unit
    card, _new = Scorecard.objects.get_or_create(
        code="officers", unit=mine, defaults={"title": "联络员季度考核表", "subject": "officer"}
    )
    version, _new = ScorecardVersion.objects.get_or_create(
        scorecard=card, number=1, defaults={"effective_from": START, "made_at": NOON}
    )
    first, last = days_of(year, quarter)
    opened, _new = QuarterlyAssessment.objects.get_or_create(
        scorecard=card,
        year=year,
        quarter=quarter,
        defaults={
            "version": version,
            "unit": mine,
            "unit_path": mine.path,
            "start": first,
            "end": last,
            **dict.fromkeys(("self_until", "scoring_until", "confirming_until"), last),
            "opened_at": NOON,
        },
    )
    return ScoreSheet.objects.create(
        assessment=opened,
        cadre=officer,
        home=unit,
        unit_path=unit.path,
        state=state,
        total=Decimal(total),
        reward=Decimal(reward),
        closed_on=last if state == "closed" else None,
    )
