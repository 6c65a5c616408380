"""Two people who edit one record: the second is told, instead of overwriting what the first wrote."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from core.errors import DomainError

Row = TypeVar("Row", bound=models.Model)


def check_version(obj: Any, version: int | str | None) -> None:
    """Raise DomainError unless `version` (from the form) is the one that `obj` has now."""
    if str(version) != str(obj.version):
        raise DomainError(_("您填写期间，这条记录已被他人修改，您的内容没有保存。请在新窗口中查看最新内容后重新填写。"))


def lock(obj: Row, *, version: int | str | None = None) -> Row:
    """The row as it is now, held against other writers until the transaction ends.

    Call it first thing in an action's transaction. With `version`, a stale form is refused; the action itself
    writes `version + 1` (see `bump`).
    """
    model: Any = obj._meta.model
    fresh: Row = model._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    if version is not None:
        check_version(fresh, version)
    return fresh


def bump(obj: Any) -> None:
    """Make forms that were opened before this change stale. Call it before `save()`."""
    obj.version += 1


def save_fields(obj: Any, *fields: str) -> None:
    """Save these fields, and make forms that were opened before stale."""
    bump(obj)
    obj.save(update_fields=["version", *fields])
