"""What a petition office sets for its unit and all below it, and the fields that cases are about."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import ADMINS, require
from accounts.models import Unit
from contacts import card_listeners
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import bump, check_version
from petitions.access import WRITERS
from petitions.models import CaseField, LimitSetting, PetitionSettings
from petitions.shipped import LIMITS, RESERVED_SLUGS

if TYPE_CHECKING:
    from accounts.models import User

SETTERS = (*WRITERS, *ADMINS)
LONGEST_LIMIT = 3650


def sets_fields(user: "User") -> bool:
    """Fields hold for everybody: kept by who sets petitions for the whole organisation."""
    return user.is_superuser or any(path.count("/") == 1 for path in user.access.paths(*SETTERS))


@transaction.atomic
def save_settings(unit: Unit, *, by: "User", at: datetime.datetime, version: Any, **fields: Any) -> PetitionSettings:
    """Write the settings of the unit; they hold for all below it that have none. Side effect: audit.

    Raises PermissionDenied, DomainError for an address that another unit or the product has, or a stale form.
    """
    require(by, unit.path, *SETTERS)
    row = PetitionSettings.objects.select_for_update().filter(unit=unit).first() or PetitionSettings(unit=unit)
    check_version(row, version)
    before = {name: getattr(row, name) for name in fields}
    slug = fields["slug"]
    if slug in RESERVED_SLUGS or PetitionSettings.objects.filter(slug=slug).exclude(unit=unit).exists():
        raise DomainError(_("地址“%(slug)s”已被使用，请换一个。") % {"slug": slug}, field="slug")
    for name, value in fields.items():
        setattr(row, name, value)
    bump(row)
    row.save()
    data = audit.changes(before, fields)
    audit.record("petitions.save_settings", row, by=by, at=at, unit_path=unit.path, data=data)
    if {"slug", "has_form"} & data.keys():
        card_listeners.follow(Q(unit__path__startswith=unit.path))
    return row


@transaction.atomic
def set_limit(
    unit: Unit,
    code: str,
    *,
    days: int,
    is_working: bool,
    most_extension: int,
    article: str,
    by: "User",
    at: datetime.datetime,
) -> LimitSetting:
    """A limit of the unit's own, with the source that sets it; clocks that run keep the limit they began with.

    Raises PermissionDenied, DomainError without a source or for days that nobody can mean.
    """
    require(by, unit.path, *SETTERS)
    if code not in LIMITS:
        raise DomainError(_("没有这种时限。"))
    require_text(article, "article", _("请填写依据，例如文件名称和条款。"))
    if not 1 <= days <= LONGEST_LIMIT:
        raise DomainError(_("天数应在1至%(most)d之间。") % {"most": LONGEST_LIMIT}, field="days")
    values = {"days": days, "is_working": is_working, "most_extension": most_extension, "article": article.strip()}
    row, _created = LimitSetting.objects.update_or_create(unit=unit, code=code, defaults=values)
    audit.record("petitions.set_limit", row, by=by, at=at, unit_path=unit.path, data={"code": code, **values})
    return row


@transaction.atomic
def drop_limit(limit: LimitSetting, *, by: "User", at: datetime.datetime) -> None:
    """From now on the limit of the unit above, or the one that comes with the product, holds."""
    require(by, limit.unit.path, *SETTERS)
    data = {"code": limit.code, "days": limit.days}
    audit.record("petitions.drop_limit", limit, by=by, at=at, unit_path=limit.unit.path, data=data)
    limit.delete()


@transaction.atomic
def add_field(*, code: str, name: str, by: "User", at: datetime.datetime) -> CaseField:
    """A field that cases can be about, at the end of the list."""
    _check_sets_fields(by)
    last = CaseField.objects.order_by("order").values_list("order", flat=True).last() or 0
    try:
        with transaction.atomic():
            row = CaseField.objects.create(code=code, name=name.strip(), order=last + 10)
    except IntegrityError:
        raise DomainError(_("代码“%(code)s”已经使用，请换一个。") % {"code": code}, field="code") from None
    audit.record("petitions.add_field", row, by=by, at=at, data={"code": code})
    return row


@transaction.atomic
def retire_field(field: CaseField, *, by: "User", at: datetime.datetime, on: datetime.date) -> CaseField:
    """No longer offered; the cases that are about it keep it. Retired already: offered again."""
    _check_sets_fields(by)
    field.retired_on = None if field.retired_on else on
    field.save(update_fields=["retired_on"])
    audit.record("petitions.retire_field", field, by=by, at=at, data={"retired_on": str(field.retired_on or "")})
    return field


def _check_sets_fields(by: "User") -> None:
    if not sets_fields(by):
        raise PermissionDenied
