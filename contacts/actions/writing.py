"""What every write on contacts does alike: change fields, and tell the audit trail what changed, without secrets."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Post
from core import audit
from core.errors import DomainError
from core.fields import EncryptedTextField

if TYPE_CHECKING:
    from accounts.models import Cadre, Unit, User


def set_fields(obj: models.Model, data: dict[str, Any]) -> dict[str, Any]:
    """Set the fields (not saved) and return what the audit trail may know of it: encrypted fields by name only."""
    before = {name: getattr(obj, name) for name in data}
    for name, value in data.items():
        setattr(obj, name, value)
    secret = {name for name in data if isinstance(obj._meta.get_field(name), EncryptedTextField)}
    changed = audit.changes(before, data)
    return {name: True if name in secret else values for name, values in changed.items()}


def record(
    action: str,
    obj: models.Model,
    unit: "Unit",
    *,
    by: "User | None",
    at: datetime.datetime,
    data: dict[str, Any] | None = None,
) -> None:
    audit.record(f"contacts.{action}", obj, by=by, at=at, unit_path=unit.path, data=data)


def check_unit_open(unit: "Unit", *, on: datetime.date, field: str = "unit") -> None:
    if unit.closed_on is not None and unit.closed_on <= on:
        raise DomainError(_("“%(unit)s”已经撤销，请选择其他单位。") % {"unit": unit}, field=field)


def check_serving(cadre: "Cadre | None", unit: "Unit", *, on: datetime.date, field: str = "cadre") -> None:
    """Raise DomainError unless the cadre holds a post in the unit or below it on that day. Nobody passes."""
    if cadre is None or Post.objects.in_force(on).filter(cadre=cadre, unit__path__startswith=unit.path).exists():
        return
    text = _("%(cadre)s在%(day)s不是“%(unit)s”的干部，请重新选择。")
    raise DomainError(text % {"cadre": cadre, "unit": unit, "day": on}, field=field)
