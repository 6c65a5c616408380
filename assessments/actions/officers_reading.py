"""New regulations that officers read first (R17.8)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Cadre, Unit
from assessments.models import Reading, ReadingItem
from assessments.querysets.officers import OFFICER_KEEPERS
from assessments.selectors.officers import missing_readers, officer_posts
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import check_not_future, require_text
from petitions.actions.notices import users_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def list_reading(
    unit: Unit,
    *,
    title: str,
    issued_on: datetime.date,
    text: str = "",
    link: str = "",
    read_by: datetime.date | None = None,
    by: "User",
    at: datetime.datetime,
    on: datetime.date,
) -> ReadingItem:
    """Put a regulation on the reading list of a unit and all below it; its officers find a notice in the inbox.

    Raises PermissionDenied; DomainError for a day of issue to come, or when there is nothing to read.
    """
    require(by, unit.path, *OFFICER_KEEPERS)
    title = require_text(title, "title", _("请填写文件名称。"))
    check_not_future(issued_on, at=at, field="issued_on")
    if not text.strip() and not link:
        raise DomainError(_("请填写内容要点或者网址，联络员才能阅读。"), field="text")
    if read_by is not None and read_by < issued_on:
        raise DomainError(_("阅读期限不能早于印发日期（%(day)s）。") % {"day": issued_on}, field="read_by")
    item = ReadingItem.objects.create(
        unit=unit,
        title=title,
        issued_on=issued_on,
        text=text.strip(),
        link=link,
        read_by=read_by,
        made_by=by,
        made_at=at,
    )
    _tell_readers(item, on=on, at=at)
    audit.record("assessments.list_reading", item, by=by, at=at, unit_path=unit.path)
    return item


def _tell_readers(item: ReadingItem, *, on: datetime.date, at: datetime.datetime) -> None:
    title, url = _("请先学文件：%(title)s") % {"title": item.title}, item.get_absolute_url()
    users = users_of(missing_readers(item, on=on).order_by().values_list("cadre", flat=True))
    inbox.notify_all(inbox.notice(f"reading:{item.pk}", "", user, title, url=url, at=at) for user in users)


@transaction.atomic
def retire_reading(
    item: ReadingItem, *, on: datetime.date, by: "User", at: datetime.datetime, version: Any = None
) -> ReadingItem:
    """Nobody has to read it any more; who read it stays known."""
    item = locking.lock(item, version=version)
    require(by, item.unit.path, *OFFICER_KEEPERS)
    if item.retired_on is not None:
        raise DomainError(_("该文件已经停用。"))
    item.retired_on = on
    locking.save_fields(item, "retired_on")
    audit.record("assessments.retire_reading", item, by=by, at=at, unit_path=item.unit.path)
    return item


@transaction.atomic
def tick_read(item: ReadingItem, officer: Cadre, *, on: datetime.date, by: "User", at: datetime.datetime) -> Reading:
    """The officer says that they read it, in person and once; a second tick changes nothing.

    Raises PermissionDenied for another person, DomainError for who is no officer there, or an item that was retired.
    """
    if by.cadre_id != officer.pk:
        raise PermissionDenied
    item = locking.lock(item)
    if item.retired_on is not None:
        raise DomainError(_("该文件已经停用。"))
    post = officer_posts(on=on).filter(cadre=officer, unit__path__startswith=item.unit.path).first()
    if post is None:
        raise DomainError(_("您现在不是“%(unit)s”的联络员，不必登记阅读。") % {"unit": item.unit})
    reading, is_new = Reading.objects.get_or_create(item=item, cadre=officer, defaults={"read_at": at})
    if is_new:
        audit.record("assessments.tick_read", item, by=by, at=at, unit_path=item.unit.path)
    return reading
