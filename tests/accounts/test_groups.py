"""Groups: who belongs to them, and who convenes them."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from accounts import actions
from accounts.models import Group, GroupMembership
from core.errors import DomainError
from tests.factories import START

DAY = datetime.date(2026, 11, 20)
EVE, MORROW = datetime.date(2026, 11, 19), datetime.date(2026, 11, 21)


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.secretary, "at": noon}


def test_a_new_convenor_takes_over_and_the_old_one_stays_on_record(
    town: SimpleNamespace, stamp: dict[str, Any]
) -> None:
    group = actions.create_group(town.office, name="志愿服务队", kind="volunteer_team", **stamp)
    actions.add_member(group, town.head, start=START, is_convenor=True, **stamp)
    actions.make_convenor(actions.add_member(group, town.clerk, start=START, **stamp), on=DAY, **stamp)
    now = GroupMembership.objects.filter(group=group, end=None)
    assert {(m.cadre.name, m.is_convenor) for m in now} == {("周立群", False), ("郑小川", True)}
    before = GroupMembership.objects.get(group=group, cadre=town.head, is_convenor=True)
    assert before.end == EVE


def test_nobody_is_a_member_twice(town: SimpleNamespace, rows: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="已经是该小组成员"):
        actions.add_member(rows.group, town.clerk, start=DAY, **stamp)


def test_a_closed_group_has_no_members(rows: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.close_group(rows.group, on=DAY, version=0, **stamp)
    rows.membership.refresh_from_db()
    assert rows.membership.end == EVE


def test_a_group_is_kept_through_its_pages(town: SimpleNamespace, log_in: Any) -> None:
    client = log_in(town.secretary)
    client.post("/groups/new/", {"unit": town.office.pk, "name": "宣讲队", "kind": "working_group"})
    group = Group.objects.get(name="宣讲队")
    client.post(f"/groups/{group.pk}/members/new/", {"cadre": town.clerk.pk, "start": "2026-01-05"})
    member = group.memberships.get()
    client.post(f"/memberships/{member.pk}/convenor/", {"on": "2026-11-20"})
    client.post(f"/groups/{group.pk}/edit/", {"name": "理论宣讲队", "kind": "working_group", "version": "0"})
    assert "理论宣讲队" in client.get(f"/groups/{group.pk}/").content.decode()
    convenor = group.memberships.get(is_convenor=True)
    client.post(f"/memberships/{convenor.pk}/end/", {"end": "2026-11-20"})
    answer = client.post(f"/groups/{group.pk}/close/", {"on": "2026-11-20", "version": "1"})
    assert answer.status_code == 302 and Group.objects.get(pk=group.pk).closed_on == DAY


def test_a_member_leaves_no_sooner_than_they_came(town: SimpleNamespace, rows: SimpleNamespace, log_in: Any) -> None:
    answer = log_in(town.secretary).post(f"/memberships/{rows.membership.pk}/end/", {"end": "2025-01-01"})
    assert "不能早于加入日期" in answer.content.decode()
