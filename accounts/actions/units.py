"""The tree: units are set up, edited, renamed, moved and closed. Their history is appended (`UnitEvent`)."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.access import ADMINS, require
from accounts.actions.unit_kinds import check_unit_kind
from accounts.models import PATH_STEP, Post, Supervision, Unit, UnitEvent, UnitEventKind, path_under
from accounts.querysets import not_over
from core import audit, search
from core.errors import DomainError
from core.guards import check_not_future
from core.locking import bump, lock


def add_unit(parent: Unit | None, *, name: str, kind: str, opened_on: datetime.date | None, on: datetime.date) -> Unit:
    """The rows of a new unit: itself with its path, and the first line of its history. Part of an action."""
    check_name(name, parent)
    check_unit_kind(kind)
    unit = Unit.objects.create(parent=parent, name=name, kind=kind, opened_on=opened_on)
    unit.path = path_under(parent, unit.pk)
    unit.depth = parent.depth + 1 if parent else 0
    unit.save(update_fields=["path", "depth"])
    search.note(unit)
    UnitEvent.objects.create(unit=unit, kind=UnitEventKind.OPENED, on=opened_on or on)
    return unit


@transaction.atomic
def create_unit(
    parent: Unit,
    *,
    name: str,
    kind: str,
    by: Any,
    at: datetime.datetime,
    short_name: str = "",
    opened_on: datetime.date | None = None,
    order: int = 0,
) -> Unit:
    """Set up a unit below `parent`. Raises DomainError: parent closed, name taken there, date in the future."""
    require(by, parent.path, *ADMINS)
    lock_tree()
    parent = lock(parent)
    on = timezone.localdate(at)
    check_open(parent, field="parent")
    check_not_future(opened_on, at=at, field="opened_on")
    unit = add_unit(parent, name=name, kind=kind, opened_on=opened_on, on=on)
    unit.short_name, unit.order = short_name, order
    unit.save(update_fields=["short_name", "order"])
    search.note(unit)
    audit.record("accounts.create_unit", unit, by=by, at=at, unit_path=unit.path, data={"kind": str(kind)})
    hooks.tree_changed(unit.path)
    return unit


@transaction.atomic
def edit_unit(
    unit: Unit, *, short_name: str, kind: str, order: int, by: Any, at: datetime.datetime, version: Any = None
) -> Unit:
    """Change what has no history of its own. The name is changed by `rename_unit`, the parent by `move_unit`."""
    require(by, unit.path, *ADMINS)
    unit = lock(unit, version=version)
    if kind != unit.kind:
        check_unit_kind(kind)
    new = {"short_name": short_name, "kind": kind, "order": order}
    changed = audit.changes({key: getattr(unit, key) for key in new}, new)
    for key, value in new.items():
        setattr(unit, key, value)
    bump(unit)
    unit.save()
    search.note(unit)
    audit.record("accounts.edit_unit", unit, by=by, at=at, unit_path=unit.path, data=changed)
    if "kind" in changed:
        tell_tree(unit)
    return unit


@transaction.atomic
def rename_unit(
    unit: Unit,
    *,
    name: str,
    on: datetime.date,
    by: Any,
    at: datetime.datetime,
    short_name: str = "",
    note: str = "",
    version: Any = None,
) -> Unit:
    """Give the unit a new name from `on`; the old one stays in its history.

    The short name goes with the old name: without a new one the unit is shown by its name.
    """
    require(by, unit.path, *ADMINS)
    unit = lock(unit, version=version)
    check_open(unit)
    check_effective(unit, on, at=at)
    before = unit.name
    if name == before:
        raise DomainError(_("新名称与现名称相同。"), field="name")
    check_name(name, unit.parent)
    unit.name, unit.short_name = name, short_name
    bump(unit)
    unit.save()
    search.note(unit)
    UnitEvent.objects.create(unit=unit, kind=UnitEventKind.RENAMED, on=on, name_before=before, note=note)
    audit.record(
        "accounts.rename_unit", unit, by=by, at=at, unit_path=unit.path, data={"name": [before, name], "on": str(on)}
    )
    hooks.tree_changed(unit.path)
    return unit


@transaction.atomic
def move_unit(
    unit: Unit, parent: Unit, *, on: datetime.date, by: Any, at: datetime.datetime, note: str = "", version: Any = None
) -> Unit:
    """Put the unit and all below it under another parent. Raises DomainError: below itself, closed, name taken there.

    Records that keep their own path ("as organised then") are left as they are.
    """
    require(by, unit.path, *ADMINS)
    require(by, parent.path, *ADMINS)
    lock_tree()
    unit, parent = lock(unit, version=version), lock(parent)
    check_open(unit)
    check_open(parent, field="parent")
    check_effective(unit, on, at=at)
    if unit.parent_id == parent.pk:
        raise DomainError(_("该单位已经隶属于“%(parent)s”。") % {"parent": parent}, field="parent")
    check_name(unit.name, parent, field="parent")
    before = unit.path
    reparent(unit, parent)
    UnitEvent.objects.create(unit=unit, kind=UnitEventKind.MOVED, on=on, path_before=before, other=parent, note=note)
    data = {"path": [before, unit.path], "on": str(on)}
    audit.record("accounts.move_unit", unit, by=by, at=at, unit_path=unit.path, data=data)
    tell_tree(unit)
    return unit


def tell_tree(unit: Unit) -> None:
    """Registers, rollups and who is bound by a regulation follow from where units lie. Part of an action."""
    hooks.tree_changed(unit.path[:PATH_STEP])


def lock_tree() -> None:
    """Let one change of the tree wait for the other, until the transaction ends. Part of an action.

    A unit set up below one that is just being moved would keep the old path, and be seen by the wrong people.
    """
    list(Unit.objects.select_for_update().filter(parent=None).order_by("pk").values_list("pk"))


def reparent(unit: Unit, parent: Unit) -> None:
    """Write the new parent, and the paths of the whole subtree in one statement. Part of an action."""
    if parent.path.startswith(unit.path):
        raise DomainError(_("不能把单位调整到它自己或它的下级单位之下。"), field="parent")
    before, after, deeper = unit.path, path_under(parent, unit.pk), parent.depth + 1 - unit.depth
    Unit.objects.filter(path__startswith=before).update(
        path=Concat(Value(after), Substr("path", len(before) + 1)), depth=F("depth") + deeper
    )
    unit.parent, unit.path, unit.depth = parent, after, unit.depth + deeper
    bump(unit)
    unit.save()


@transaction.atomic
def close_unit(
    unit: Unit,
    *,
    on: datetime.date,
    by: Any,
    at: datetime.datetime,
    successor: Unit | None = None,
    note: str = "",
    version: Any = None,
) -> Unit:
    """Close an empty unit: from `on` it is no longer there. Raises DomainError while cadres serve or units are below.

    What it holds stays with it; `merge_units` takes everything along to the successor instead.
    """
    require(by, unit.path, *ADMINS)
    unit = lock(unit, version=version)
    check_open(unit)
    check_effective(unit, on, at=at)
    check_empty(unit, on=on)
    if successor is not None:
        check_successor(unit, successor)
    shut(unit, successor, kind=UnitEventKind.CLOSED, on=on, note=note)
    data = {"on": str(on), "successor": str(successor or "")}
    audit.record("accounts.close_unit", unit, by=by, at=at, unit_path=unit.path, data=data)
    tell_tree(unit)
    return unit


def shut(unit: Unit, successor: Unit | None, *, kind: str, on: datetime.date, note: str) -> None:
    """The rows of a closure. Part of an action."""
    unit.closed_on, unit.successor = on, successor
    bump(unit)
    unit.save()
    last_day = on - datetime.timedelta(days=1)
    Supervision.objects.filter(not_over(on), unit=unit, start__lt=on).update(end=last_day)
    Supervision.objects.filter(unit=unit, start__gte=on).delete()
    UnitEvent.objects.create(unit=unit, kind=kind, on=on, other=successor, note=note)


def check_name(name: str, parent: Unit | None, *, field: str = "name") -> None:
    if Unit.objects.filter(parent=parent, name=name, closed_on=None).exists():
        raise DomainError(_("上级单位下已有名为“%(name)s”的单位。") % {"name": name}, field=field)


def check_open(unit: Unit, *, field: str | None = None) -> None:
    if unit.closed_on is not None:
        raise DomainError(_("“%(unit)s”已经撤销，不能再作变更。") % {"unit": unit}, field=field)


def check_effective(unit: Unit, on: datetime.date, *, at: datetime.datetime) -> None:
    """The tree holds what is, not what is planned."""
    check_not_future(on, at=at, field="on")
    if unit.opened_on and on < unit.opened_on:
        raise DomainError(_("生效日期不能早于设立日期（%(day)s）。") % {"day": unit.opened_on}, field="on")


def check_successor(unit: Unit, successor: Unit) -> None:
    check_open(successor, field="successor")
    if successor.path.startswith(unit.path):
        raise DomainError(_("承接单位不能是该单位自己或它的下级单位。"), field="successor")


def check_empty(unit: Unit, *, on: datetime.date) -> None:
    serving = Post.objects.in_force(on).filter(unit=unit).count()
    if serving:
        text = _("该单位仍有%(count)d个在任职务，请先调整这些干部，或改用“并入其他单位”。")
        raise DomainError(text % {"count": serving})
    below = unit.children.filter(closed_on=None).count()
    if below:
        raise DomainError(_("该单位仍有%(count)d个下级单位，请先调整它们的隶属关系。") % {"count": below})
