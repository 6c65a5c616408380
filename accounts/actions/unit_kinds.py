"""Kinds of unit: an organisation adds its own, renames them, and retires what it no longer uses."""

import datetime
import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from accounts.models import OwnUnitKind, UnitKind, forget_unit_kinds, unit_kind_names
from core import audit
from core.errors import DomainError
from core.locking import bump, lock

# What a rulebook may name (`unit_kinds`), see duties/rulebook.schema.json.
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_MADE = re.compile(r"own_([0-9]{1,6})")


def may_keep_unit_kinds(user: Any) -> bool:
    """They hold for the whole installation: administrators keep them. None is the product itself."""
    return user is None or user.access.has_role(*ADMINS)


def _require(by: Any) -> None:
    if not may_keep_unit_kinds(by):
        raise PermissionDenied
    forget_unit_kinds()


def check_unit_kind(code: str) -> None:
    if code not in UnitKind and code not in unit_kind_names():
        raise DomainError(_("没有代码为“%(code)s”的单位类型，请先新增。") % {"code": code}, field="kind")


@transaction.atomic
def create_unit_kind(*, name: str, by: Any, at: datetime.datetime, code: str = "") -> OwnUnitKind:
    """Add a kind at the end of the list; without a code one is made (own_1, own_2 …). Raises DomainError when code or
    name is taken, or the code is none that a rulebook can name."""
    _require(by)
    code = code or _made_code()
    if not _CODE.fullmatch(code):
        raise DomainError(_("代码由小写字母、数字和下划线组成，以字母开头。"), field="code")
    if code in unit_kind_names():
        raise DomainError(_("代码“%(code)s”已被使用，请换一个。") % {"code": code}, field="code")
    _check_name(name)
    last = OwnUnitKind.objects.aggregate(last=Max("order"))["last"] or 0
    kind = OwnUnitKind.objects.create(code=code, name=name, order=last + 10)
    return _written(kind, "accounts.create_unit_kind", {"code": code}, by=by, at=at)


def _made_code() -> str:
    taken = [int(found[1]) for code in unit_kind_names() if (found := _MADE.fullmatch(code))]
    return f"own_{max(taken, default=0) + 1}"


def _check_name(name: str, *, but: OwnUnitKind | None = None) -> None:
    rows = OwnUnitKind.objects.filter(name=name, retired_on=None)
    if name in UnitKind.labels or (rows.exclude(pk=but.pk) if but else rows).exists():
        raise DomainError(_("已有名为“%(name)s”的单位类型。") % {"name": name}, field="name")


def _written(kind: OwnUnitKind, what: str, data: dict[str, Any], *, by: Any, at: datetime.datetime) -> OwnUnitKind:
    audit.record(what, kind, by=by, at=at, data=data)
    forget_unit_kinds()
    return kind


@transaction.atomic
def edit_unit_kind(
    kind: OwnUnitKind, *, name: str, order: int, by: Any, at: datetime.datetime, version: Any = None
) -> OwnUnitKind:
    """Rename or move a kind. Its code stays: units and rulebooks refer to it."""
    _require(by)
    kind = lock(kind, version=version)
    _check_name(name, but=kind)
    changed = audit.changes({"name": kind.name, "order": kind.order}, {"name": name, "order": order})
    kind.name, kind.order = name, order
    bump(kind)
    kind.save()
    return _written(kind, "accounts.edit_unit_kind", changed, by=by, at=at)


@transaction.atomic
def retire_unit_kind(kind: OwnUnitKind, *, on: datetime.date, by: Any, at: datetime.datetime) -> OwnUnitKind:
    """No other unit is given it from then on; those that are of it stay. Raises DomainError when retired before."""
    _require(by)
    kind = lock(kind)
    if kind.retired_on is not None:
        raise DomainError(_("“%(name)s”已经停用。") % {"name": kind})
    kind.retired_on = on
    bump(kind)
    kind.save()
    return _written(kind, "accounts.retire_unit_kind", {"on": str(on)}, by=by, at=at)


@transaction.atomic
def restore_unit_kind(kind: OwnUnitKind, *, by: Any, at: datetime.datetime) -> OwnUnitKind:
    """Bring a retired kind back into use. Raises DomainError when it is in use, or its name was taken since."""
    _require(by)
    kind = lock(kind)
    if kind.retired_on is None:
        raise DomainError(_("“%(name)s”没有停用。") % {"name": kind})
    _check_name(kind.name, but=kind)
    kind.retired_on = None
    bump(kind)
    kind.save()
    return _written(kind, "accounts.restore_unit_kind", {}, by=by, at=at)
