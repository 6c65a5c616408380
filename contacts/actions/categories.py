"""Categories of contacts: an organisation adds its own, renames them, and retires what it no longer uses."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from contacts.actions.writing import set_fields
from contacts.models import ContactCategory
from core import audit
from core.errors import DomainError
from core.locking import bump, lock

if TYPE_CHECKING:
    from accounts.models import User


def may_keep_categories(user: "User | None") -> bool:
    """Categories hold for the whole installation: administrators keep them. None is the product itself."""
    return user is None or user.access.has_role(*ADMINS)


def _require(by: "User | None") -> None:
    if not may_keep_categories(by):
        raise PermissionDenied


@transaction.atomic
def create_category(
    *, code: str, name: str, target: str, by: "User | None", at: datetime.datetime, order: int | None = None
) -> ContactCategory:
    """Add a category at the end of the list. Raises DomainError when code or name is taken."""
    _require(by)
    if ContactCategory.objects.filter(code=code).exists():
        raise DomainError(_("代码“%(code)s”已被使用，请换一个。") % {"code": code}, field="code")
    _check_name(name)
    last = ContactCategory.objects.aggregate(last=Max("order"))["last"] or 0
    category = ContactCategory.objects.create(
        code=code, name=name, target=target, order=last + 10 if order is None else order
    )
    audit.record("contacts.create_category", category, by=by, at=at, data={"code": code})
    return category


def _check_name(name: str, *, but: ContactCategory | None = None) -> None:
    rows = ContactCategory.objects.filter(name=name, retired_on=None)
    if (rows.exclude(pk=but.pk) if but else rows).exists():
        raise DomainError(_("已有名为“%(name)s”的类别。") % {"name": name}, field="name")


@transaction.atomic
def edit_category(
    category: ContactCategory, *, name: str, order: int, by: "User | None", at: datetime.datetime, version: Any = None
) -> ContactCategory:
    """Rename or move a category. Its code and what it is a category of stay: rulebooks and pairings refer to them."""
    _require(by)
    category = lock(category, version=version)
    _check_name(name, but=category)
    changed = set_fields(category, {"name": name, "order": order})
    bump(category)
    category.save()
    audit.record("contacts.edit_category", category, by=by, at=at, data=changed)
    return category


@transaction.atomic
def retire_category(category: ContactCategory, *, on: datetime.date, by: "User | None", at: datetime.datetime) -> None:
    """No new pairing is made in it from that day on; what exists stays. Raises DomainError when retired before."""
    _require(by)
    category = lock(category)
    if category.retired_on is not None:
        raise DomainError(_("“%(name)s”已经停用。") % {"name": category})
    category.retired_on = on
    bump(category)
    category.save()
    audit.record("contacts.retire_category", category, by=by, at=at, data={"on": str(on)})


@transaction.atomic
def restore_category(category: ContactCategory, *, by: "User | None", at: datetime.datetime) -> None:
    """Bring a retired category back into use. Raises DomainError when it is in use, or its name was taken since."""
    _require(by)
    category = lock(category)
    if category.retired_on is None:
        raise DomainError(_("“%(name)s”没有停用。") % {"name": category})
    _check_name(category.name, but=category)
    category.retired_on = None
    bump(category)
    category.save()
    audit.record("contacts.restore_category", category, by=by, at=at)
