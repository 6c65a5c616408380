"""What users keep about lists. It concerns nobody else until a view is shared: only that is in the audit trail."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ListColumns, SavedView, Unit, User
from accounts.selectors import own_units
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import lock, save_fields

LONGEST_QUERY = 2_000
MOST_VIEWS = 30


@transaction.atomic
def save_view(
    *, path: str, title: str, query: str, name: str, is_default: bool, by: User, at: datetime.datetime
) -> SavedView:
    """Keep a list as it is narrowed; under a name that one uses already, in place of what was kept.

    Raises DomainError without a name, for a query that no address holds, and for more views of a list than anybody
    finds again.
    """
    name = require_text(name, "name", _("请填写名称。"))[:40]
    if len(query) > LONGEST_QUERY:
        raise DomainError(_("查询条件过长，不能保存。请减少条件。"))
    kept = SavedView.objects.filter(user=by, path=path)
    view = kept.filter(name=name).first() or SavedView(user=by, path=path, name=name)
    if view.pk is None and kept.count() >= MOST_VIEWS:
        raise DomainError(_("一个列表最多保存%(most)d个常用查询，请先删除不用的。") % {"most": MOST_VIEWS})
    view.title, view.query = title[:60], query
    _set_default(view, is_default or view.is_default)
    view.save()
    if view.unit_id:
        _record(view, by, at)
    return view


@transaction.atomic
def edit_view(
    view: SavedView, *, name: str, unit: Unit | None, is_default: bool, version: Any, by: User, at: datetime.datetime
) -> SavedView:
    """Rename a view, share it or keep it to oneself, make it the one that its list opens with.

    Raises PermissionDenied for another's view or a unit that is not one's own, DomainError for a name used already.
    """
    _check_own(view, by)
    view = lock(view, version=version)
    name = require_text(name, "name", _("请填写名称。"))
    if SavedView.objects.filter(user=by, path=view.path, name=name).exclude(pk=view.pk).exists():
        raise DomainError(_("这个列表已有同名的常用查询，请换一个名称。"), field="name")
    if unit is not None and not own_units(by).filter(pk=unit.pk).exists():
        raise PermissionDenied
    was_shared = view.unit_id is not None
    view.name, view.unit = name, unit
    _set_default(view, is_default)
    save_fields(view, "name", "unit", "is_default")
    if unit or was_shared:
        _record(view, by, at)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User, at: datetime.datetime) -> None:
    """Forget a view of one's own; those it was shared with no longer find it."""
    _check_own(view, by)
    if view.unit_id:
        view.unit = None
        _record(view, by, at)
    view.delete()


@transaction.atomic
def choose_columns(*, name: str, columns: Sequence[str] | None, by: User) -> None:
    """Which columns of a list one sees; None: the usual ones again."""
    if columns is None:
        ListColumns.objects.filter(user=by, name=name).delete()
    else:
        ListColumns.objects.update_or_create(user=by, name=name, defaults={"columns": list(columns)})


def _set_default(view: SavedView, is_default: bool) -> None:
    """A list opens with one view at most."""
    if is_default:
        SavedView.objects.filter(user=view.user, path=view.path, is_default=True).exclude(pk=view.pk).update(
            is_default=False
        )
    view.is_default = is_default


def _check_own(view: SavedView, by: User) -> None:
    if view.user_id != by.pk:
        raise PermissionDenied


def _record(view: SavedView, by: User, at: datetime.datetime) -> None:
    """With whom it is shared now; not what it looks for, which may name people."""
    unit = view.unit
    data = {"list": view.title, "unit": str(unit) if unit else ""}
    audit.record("accounts.share_view", view, by=by, at=at, unit_path=unit.path if unit else "", data=data)
