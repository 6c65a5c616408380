"""Groups, who belongs to them from when to when, and who convenes them."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.access import KEEPERS, require
from accounts.models import Cadre, Group, GroupMembership, Unit
from core import audit
from core.errors import DomainError
from core.guards import check_not_future
from core.locking import bump, lock

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def create_group(unit: Unit, *, name: str, kind: str, by: Any, at: datetime.datetime) -> Group:
    """Set up a team in a unit. Raises DomainError when an open one of that name is there."""
    require(by, unit.path, *KEEPERS)
    if unit.closed_on is not None:
        raise DomainError(_("“%(unit)s”已经撤销，不能再作变更。") % {"unit": unit}, field="unit")
    _check_name(unit, name)
    group = Group.objects.create(unit=unit, name=name, kind=kind)
    audit.record("accounts.create_group", group, by=by, at=at, unit_path=unit.path, data={"kind": str(kind)})
    hooks.changed(first_day=hooks.EVER, groups=[group])
    return group


@transaction.atomic
def edit_group(group: Group, *, name: str, kind: str, by: Any, at: datetime.datetime, version: Any = None) -> Group:
    """Rename a group or mend its kind."""
    require(by, group.unit.path, *KEEPERS)
    group = lock(group, version=version)
    _check_open(group)
    if name != group.name:
        _check_name(group.unit, name)
    new = {"name": name, "kind": kind}
    changed = audit.changes({"name": group.name, "kind": group.kind}, new)
    group.name, group.kind = name, kind
    bump(group)
    group.save()
    audit.record("accounts.edit_group", group, by=by, at=at, unit_path=group.unit.path, data=changed)
    _tell(group, first_day=hooks.EVER)
    return group


@transaction.atomic
def close_group(group: Group, *, on: datetime.date, by: Any, at: datetime.datetime, version: Any = None) -> Group:
    """Dissolve a group: from `on` it is no longer there; its members' last day is the day before."""
    require(by, group.unit.path, *KEEPERS)
    group = lock(group, version=version)
    _check_open(group)
    check_not_future(on, at=at, field="on")
    if group.memberships.filter(end=None, start__gt=on).exists():
        raise DomainError(_("有成员在该日期之后加入，请核对日期。"), field="on")
    for membership in group.memberships.filter(end=None):
        _finish(membership, before=on)
    group.closed_on = on
    bump(group)
    group.save()
    audit.record("accounts.close_group", group, by=by, at=at, unit_path=group.unit.path, data={"on": str(on)})
    _tell(group, first_day=on - ONE_DAY)
    return group


@transaction.atomic
def add_member(
    group: Group, cadre: Cadre, *, start: datetime.date, by: Any, at: datetime.datetime, is_convenor: bool = False
) -> GroupMembership:
    """Take a cadre into the group; a new convenor takes over from the old one on that day."""
    require(by, group.unit.path, *KEEPERS)
    group = lock(group)
    _check_open(group)
    if group.memberships.filter(cadre=cadre, end=None).exists():
        raise DomainError(_("%(name)s已经是该小组成员。") % {"name": cadre.name}, field="cadre")
    if is_convenor:
        _relieve_convenor(group, on=start)
    membership = GroupMembership.objects.create(group=group, cadre=cadre, start=start, is_convenor=is_convenor)
    data = {"cadre": cadre.name, "start": str(start), "convenor": is_convenor}
    audit.record("accounts.add_member", group, by=by, at=at, unit_path=group.unit.path, data=data)
    _tell(group, first_day=start)
    return membership


@transaction.atomic
def end_membership(
    membership: GroupMembership, *, end: datetime.date, by: Any, at: datetime.datetime
) -> GroupMembership:
    """Write the last day of a membership."""
    require(by, membership.group.unit.path, *KEEPERS)
    membership = lock(membership)
    if membership.end is not None:
        raise DomainError(_("该成员已于%(day)s退出。") % {"day": membership.end})
    if end < membership.start:
        raise DomainError(_("退出日期不能早于加入日期（%(day)s）。") % {"day": membership.start}, field="end")
    membership.end = end
    membership.save(update_fields=["end"])
    group, data = membership.group, {"cadre": membership.cadre.name, "end": str(end)}
    audit.record("accounts.end_membership", group, by=by, at=at, unit_path=group.unit.path, data=data)
    _tell(group, first_day=end)
    return membership


@transaction.atomic
def make_convenor(membership: GroupMembership, *, on: datetime.date, by: Any, at: datetime.datetime) -> GroupMembership:
    """Have a member convene the group from `on`. The old convenor stays a member, and on record as convenor before."""
    group = lock(membership.group)
    require(by, group.unit.path, *KEEPERS)
    membership = lock(membership)
    if membership.end is not None or membership.is_convenor:
        raise DomainError(_("只有在组且不是召集人的成员可以设为召集人。"))
    _relieve_convenor(group, on=on)
    convenor = _turn(membership, is_convenor=True, on=on)
    data = {"cadre": membership.cadre.name, "on": str(on)}
    audit.record("accounts.make_convenor", group, by=by, at=at, unit_path=group.unit.path, data=data)
    _tell(group, first_day=on - ONE_DAY)
    return convenor


def _tell(group: Group, *, first_day: datetime.date) -> None:
    """What is owed by the group and by whoever belongs to it from that day on follows."""
    members = Cadre.objects.filter(
        Q(memberships__end=None) | Q(memberships__end__gte=first_day), memberships__group=group
    )
    hooks.changed(first_day=first_day, cadres=members, groups=[group])


def _relieve_convenor(group: Group, *, on: datetime.date) -> None:
    for membership in group.memberships.filter(end=None, is_convenor=True):
        _turn(membership, is_convenor=False, on=on)


def _turn(membership: GroupMembership, *, is_convenor: bool, on: datetime.date) -> GroupMembership:
    """Change the part that a member plays: a new row from `on`, unless the old one has no day before that."""
    if membership.start >= on:
        membership.is_convenor = is_convenor
        membership.save(update_fields=["is_convenor"])
        return membership
    _finish(membership, before=on)
    return GroupMembership.objects.create(
        group=membership.group, cadre=membership.cadre, start=on, is_convenor=is_convenor
    )


def _finish(membership: GroupMembership, *, before: datetime.date) -> None:
    membership.end = max(membership.start, before - ONE_DAY)
    membership.save(update_fields=["end"])


def _check_name(unit: Unit, name: str) -> None:
    if Group.objects.filter(unit=unit, name=name, closed_on=None).exists():
        raise DomainError(_("该单位已有名为“%(name)s”的小组。") % {"name": name}, field="name")


def _check_open(group: Group) -> None:
    if group.closed_on is not None:
        raise DomainError(_("该小组已于%(day)s撤销。") % {"day": group.closed_on})
