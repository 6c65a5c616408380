"""Kinds of contact work: an organisation adds its own, renames them, and retires what it no longer uses."""

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from contacts.actions.writing import set_fields
from core import audit
from core.errors import DomainError
from core.locking import bump, lock
from visits.models import VisitKind
from visits.shipped import WRITTEN_BY_PRODUCT

if TYPE_CHECKING:
    from accounts.models import User

# What a rulebook may name (`does`), see duties/rulebook.schema.json.
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_MADE = re.compile(r"own_([0-9]{1,6})")
FLAGS = ("is_on_site", "needs_target", "spans_days", "is_meeting", "is_confidential")


def may_keep_kinds(user: "User | None") -> bool:
    """Kinds hold for the whole installation: administrators keep them. None is the product itself."""
    return user is None or user.access.has_role(*ADMINS)


def _require(by: "User | None") -> None:
    if not may_keep_kinds(by):
        raise PermissionDenied


@transaction.atomic
def create_kind(
    *, name: str, flags: Mapping[str, bool], by: "User | None", at: datetime.datetime, code: str = ""
) -> VisitKind:
    """Add a kind at the end of the list; without a code one is made (own_1, own_2 …). `flags` are those of FLAGS,
    left out: no. Raises DomainError when code or name is taken or the code is none that a rulebook can name."""
    _require(by)
    code = code or _made_code()
    if not _CODE.fullmatch(code):
        raise DomainError(_("代码由小写字母、数字和下划线组成，以字母开头。"), field="code")
    if VisitKind.objects.filter(code=code).exists():
        raise DomainError(_("代码“%(code)s”已被使用，请换一个。") % {"code": code}, field="code")
    _check_name(name)
    last = VisitKind.objects.aggregate(last=Max("order"))["last"] or 0
    kind = VisitKind.objects.create(code=code, name=name, order=last + 10, **_only_flags(flags))
    audit.record("visits.create_kind", kind, by=by, at=at, data={"code": code, **_only_flags(flags)})
    return kind


def _only_flags(flags: Mapping[str, bool]) -> dict[str, bool]:
    return {flag: bool(flags.get(flag)) for flag in FLAGS}


def _made_code() -> str:
    codes = VisitKind.objects.filter(code__startswith="own_").values_list("code", flat=True)
    taken = [int(found[1]) for code in codes if (found := _MADE.fullmatch(code))]
    return f"own_{max(taken, default=0) + 1}"


def _check_name(name: str, *, but: VisitKind | None = None) -> None:
    rows = VisitKind.objects.filter(name=name, retired_on=None)
    if (rows.exclude(pk=but.pk) if but else rows).exists():
        raise DomainError(_("已有名为“%(name)s”的走访形式。") % {"name": name}, field="name")


@transaction.atomic
def edit_kind(
    kind: VisitKind,
    *,
    name: str,
    order: int,
    by: "User | None",
    at: datetime.datetime,
    flags: Mapping[str, bool] | None = None,
    version: Any = None,
) -> VisitKind:
    """Rename or move a kind, and change the flags of an own one (None leaves them). Its code stays: rulebooks refer to
    it. Raises DomainError for flags of a shipped kind, and for confidentiality once something was logged."""
    _require(by)
    kind = lock(kind, version=version)
    _check_name(name, but=kind)
    changed = set_fields(kind, {"name": name, "order": order, **_new_flags(kind, flags)})
    bump(kind)
    kind.save()
    audit.record("visits.edit_kind", kind, by=by, at=at, data=changed)
    return kind


def _new_flags(kind: VisitKind, flags: Mapping[str, bool] | None) -> dict[str, bool]:
    """What was said in confidence is stored encrypted: logs that are there cannot change over."""
    if flags is None:
        return {}
    new = _only_flags(flags)
    if kind.is_shipped and any(getattr(kind, flag) != value for flag, value in new.items()):
        raise DomainError(_("系统自带的走访形式只能改名称和排序。"))
    if kind.is_confidential != new["is_confidential"] and kind.logs.exists():
        raise DomainError(
            _("已有按此形式登记的记录，不能再改“内容保密”。请停用它，另外新增一种形式。"), field="is_confidential"
        )
    return new


@transaction.atomic
def retire_kind(kind: VisitKind, *, on: datetime.date, by: "User | None", at: datetime.datetime) -> None:
    """Nothing is logged under it from that day on; what was logged stays and counts. Raises DomainError when retired
    before, and for the kinds that the product writes when a reception or a call-back is closed."""
    _require(by)
    kind = lock(kind)
    if kind.code in WRITTEN_BY_PRODUCT:
        raise DomainError(_("“%(name)s”由系统在接访、回访时自动登记，不能停用。") % {"name": kind})
    if kind.retired_on is not None:
        raise DomainError(_("“%(name)s”已经停用。") % {"name": kind})
    kind.retired_on = on
    bump(kind)
    kind.save()
    audit.record("visits.retire_kind", kind, by=by, at=at, data={"on": str(on)})


@transaction.atomic
def restore_kind(kind: VisitKind, *, by: "User | None", at: datetime.datetime) -> None:
    """Bring a retired kind back into use. Raises DomainError when it is in use, or its name was taken since."""
    _require(by)
    kind = lock(kind)
    if kind.retired_on is None:
        raise DomainError(_("“%(name)s”没有停用。") % {"name": kind})
    _check_name(kind.name, but=kind)
    kind.retired_on = None
    bump(kind)
    kind.save()
    audit.record("visits.restore_kind", kind, by=by, at=at)
