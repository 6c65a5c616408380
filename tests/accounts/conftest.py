"""A small organisation: a county with two departments, and the people of one of them."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import (
    Delegation,
    Festival,
    Group,
    GroupMembership,
    Leave,
    OwnPeriod,
    Position,
    Role,
    Secondment,
    Supervision,
)
from tests.factories import START, make_cadre, make_unit, make_user

DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, noon: datetime.datetime) -> datetime.date:
    """Today is Friday 20 November 2026."""
    monkeypatch.setattr("core.clock.now", lambda: noon)
    monkeypatch.setattr("core.clock.today", lambda: DAY)
    return DAY


@pytest.fixture
def town(db: Any, day: datetime.date) -> SimpleNamespace:
    """`office` is where things happen; `other` is the unit that must not see them."""
    county = make_unit("青山县", kind="county")
    office, other = make_unit("民政局", parent=county), make_unit("水利局", parent=county)
    section = make_unit("救助科", parent=office, kind="section")
    head = make_cadre("周立群", unit=office, position=Position.HEAD, title="局长", phone="13800000001")
    clerk = make_cadre("郑小川", unit=office)
    outsider = make_cadre("许知远", unit=other)
    return SimpleNamespace(
        county=county,
        office=office,
        other=other,
        section=section,
        head=head,
        clerk=clerk,
        outsider=outsider,
        system=make_user("system", role=Role.SYSTEM_ADMIN, unit=county),
        admin=make_user("admin", role=Role.ORGANISATION_ADMIN, unit=office),
        secretary=make_user("secretary", cadre=head, role=Role.SECRETARY, unit=office),
        auditor=make_user("auditor", role=Role.AUDITOR, unit=county),
        member=make_user("member", cadre=clerk),
        stranger=make_user("stranger", cadre=outsider),
    )


@pytest.fixture
def rows(town: SimpleNamespace) -> SimpleNamespace:
    """One row of everything that has a page of its own, all of it the office's."""
    group = Group.objects.create(name="青年志愿服务队", kind="volunteer_team", unit=town.office)
    return SimpleNamespace(
        unit=town.office,
        cadre=town.clerk,
        post=town.clerk.posts.get(),
        group=group,
        membership=GroupMembership.objects.create(group=group, cadre=town.clerk, start=START),
        leave=Leave.objects.create(cadre=town.clerk, kind="annual", start=DAY, end=DAY),
        secondment=Secondment.objects.create(cadre=town.clerk, host=town.section, start=START),
        supervision=Supervision.objects.create(leader=town.head, cadre=town.clerk, start=START),
        user=town.member,
        grant=town.secretary.grants.get(),
        period=OwnPeriod.objects.create(
            unit=town.office, kind="semester", code="autumn", name="秋季学期", start=START, end=DAY
        ),
        festival=Festival.objects.create(
            unit=town.office, code="own_day", name="建局日", basis="fixed", month=6, day=1, is_major=False
        ),
        delegation=Delegation.objects.create(principal=town.secretary, deputy=town.member, start=START, end=DAY),
    )
