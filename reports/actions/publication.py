"""The page of a unit (R10.8): opened, renamed, closed. What stands on it has its own steps."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Unit
from core import audit
from core.errors import DomainError
from core.locking import lock, save_fields
from reports.models import PublicPage

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_page(*, unit: Unit, slug: str, heading: str, by: "User | None", at: datetime.datetime) -> PublicPage:
    """A page for the unit. Nothing is on it, and nobody finds it, until the first item is approved.

    Raises PermissionDenied, DomainError where the unit has one already or the address is taken.
    """
    require(by, unit.path, *KEEPERS)
    if PublicPage.objects.filter(unit=unit).exists():
        raise DomainError(_("“%(unit)s”已经开设公开页。") % {"unit": unit}, field="unit")
    _check_slug(slug, None)
    page = PublicPage.objects.create(unit=unit, slug=slug, heading=heading)
    data = {"slug": slug, "heading": heading}
    audit.record("reports.open_public_page", page, by=by, at=at, unit_path=unit.path, data=data)
    return page


@transaction.atomic
def edit_page(page: PublicPage, *, slug: str, heading: str, by: "User", at: datetime.datetime, version: Any) -> None:
    """Another address or heading. Printed codes lead to the old address, which is gone."""
    page = lock(page, version=version)
    require(by, page.unit.path, *KEEPERS)
    _check_slug(slug, page)
    new = {"slug": slug, "heading": heading}
    changed = audit.changes({name: getattr(page, name) for name in new}, new)
    page.slug, page.heading = slug, heading
    save_fields(page, *new)
    audit.record("reports.edit_public_page", page, by=by, at=at, unit_path=page.unit.path, data=changed)


@transaction.atomic
def show_page(page: PublicPage, *, is_open: bool, by: "User", at: datetime.datetime) -> None:
    """Close the whole page at once, or open it again with everything that is approved."""
    page = lock(page)
    require(by, page.unit.path, *KEEPERS)
    page.is_open = is_open
    save_fields(page, "is_open")
    data = {"is_open": is_open}
    audit.record("reports.show_public_page", page, by=by, at=at, unit_path=page.unit.path, data=data)


def _check_slug(slug: str, page: PublicPage | None) -> None:
    others = PublicPage.objects.exclude(pk=page.pk) if page else PublicPage.objects.all()
    if others.filter(slug=slug).exists():
        raise DomainError(_("网址“%(slug)s”已被使用，请换一个。") % {"slug": slug}, field="slug")
