"""Delegates (R8): their groups' activities as visit logs, and how each may be reached, as they agreed to publish it."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Group, GroupKind, GroupMembership
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import lock, save_fields
from visits.actions.logs import log_visit
from visits.actions.volunteers import may_convene, members_on
from visits.models import DelegateContact, VisitLog

if TYPE_CHECKING:
    from accounts.models import User


def may_record(user: "User", group: Group, *, on: datetime.date) -> bool:
    """A delegate of the group, and who keeps its unit."""
    own = GroupMembership.objects.in_force(on).filter(group=group, cadre__in=user.access.cadre_ids)
    return may_convene(user, group, on=on) or (bool(user.access.cadre_ids) and own.exists())


def is_delegate(cadre: Cadre | None, *, on: datetime.date) -> bool:
    rows = GroupMembership.objects.in_force(on).filter(group__kind=GroupKind.DELEGATES_GROUP, group__closed_on=None)
    return cadre is not None and rows.filter(cadre=cadre).exists()


@transaction.atomic
def record_activity(
    group: Group,
    *,
    on: datetime.date,
    content: str,
    present: Iterable[Cadre],
    people_count: int | None = None,
    by: "User",
    at: datetime.datetime,
) -> VisitLog:
    """Write down an activity of a delegates' group with those who were there (R8.2): one visit log.

    Raises PermissionDenied for who does not belong to it, DomainError without content, where nobody was there, or
    somebody did not belong to the group on that day.
    """
    if group.kind != GroupKind.DELEGATES_GROUP or not may_record(by, group, on=timezone.localdate(at)):
        raise PermissionDenied
    present = list(dict.fromkeys(present))
    require_text(content, "content", _("请填写活动内容。"))
    if not present:
        raise DomainError(_("请选择参加的党代表。"), field="present")
    members = members_on(group, on)
    for cadre in present:
        if cadre not in members:
            text = _("%(name)s当天不是这个小组的成员，请核对。")
            raise DomainError(text % {"name": cadre}, field="present")
    return log_visit(
        kind="delegate_activity",
        first_day=on,
        # Members are in order: the convenor comes first, and leads.
        cadres=[cadre for cadre in members if cadre in present],
        unit=group.unit,
        content=content,
        people_count=people_count or len(present),
        by=by,
        at=at,
        is_vouched_for=True,
    )


@transaction.atomic
def publish_contact(*, cadre: Cadre, text: str, by: "User", at: datetime.datetime) -> DelegateContact:
    """A delegate has everybody told how they may be reached: in person, nobody does it for them (R8.3)."""
    today = timezone.localdate(at)
    if by.cadre != cadre or by.acting_for is not None:
        raise PermissionDenied
    if not is_delegate(cadre, on=today):
        raise DomainError(_("只有党代表可以公布联系方式。"))
    require_text(text, "text", _("请填写联系方式。"))
    contact, is_new = DelegateContact.objects.get_or_create(
        cadre=cadre, defaults={"text": text.strip(), "agreed_on": today}
    )
    if not is_new:
        contact = lock(contact)
        contact.text, contact.agreed_on = text.strip(), today
        save_fields(contact, "text", "agreed_on")
    _record("visits.publish_contact", contact, by=by, at=at)
    return contact


@transaction.atomic
def take_back_contact(contact: DelegateContact, *, by: "User", at: datetime.datetime) -> None:
    """The delegate no longer wants it known: nothing of it is kept."""
    contact = lock(contact)
    if by.cadre_id != contact.cadre_id or by.acting_for is not None:
        raise PermissionDenied
    _record("visits.take_back_contact", contact, by=by, at=at)
    contact.delete()


def _record(action: str, contact: DelegateContact, *, by: Any, at: datetime.datetime) -> None:
    """What it said does not stand in the audit trail: it can be taken back."""
    audit.record(action, contact, by=by, at=at)
