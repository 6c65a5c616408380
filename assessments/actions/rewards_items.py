"""Information items: an officer passes on what is on people's minds or who needs help (R17.2). Never a report on a
colleague; where one slips in, the petition office seals the matter, and the item is gone from every list with it."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Cadre, Post, Unit
from assessments.actions.officers_incidents import may_report
from assessments.models import InformationItem
from assessments.selectors.officers import officer_post
from core import audit, locking
from core.errors import DomainError
from core.guards import check_not_future, require_text
from core.models import AuditEntry
from petitions.models import Case
from visits.actions import log_visit, reword_matter, withdraw_log
from visits.entries import MatterHeard
from visits.models import LogState, MatterState, VisitLog

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def report_item(
    officer: Cadre,
    *,
    title: str,
    text: str,
    on: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> InformationItem:
    """Pass on a matter that the officer heard. Raises DomainError for who was no officer on that day or a day to come,
    PermissionDenied for who neither is the officer nor writes for the shift.

    Side effects: the log by which the duty of 17.2 is met, with the matter in the unit's queue; audit.
    """
    post = officer_on(officer, on)
    if not may_report(by, officer, post.unit):
        raise PermissionDenied
    check_not_future(on, at=at, field="on")
    title = require_text(title, "title", _("请填写题目。"))
    text = require_text(text, "text", _("请填写反映的问题或者需要的帮助。"))
    item = InformationItem(officer=officer, unit=post.unit, unit_path=post.unit.path, on=on, title=title, text=text)
    item.log = _log(item, post.unit, by=by, at=at)
    item.matter = item.log.matters.get()
    item.reported_by, item.reported_at = by, at
    item.save()
    record("report_item", item, by=by, at=at)
    return item


def officer_on(officer: Cadre, on: datetime.date) -> Post:
    """The post as officer on that day. Raises DomainError for who held none."""
    post = officer_post(officer, on)
    if post is None:
        raise DomainError(_("%(name)s在当日不是联络员，请核对日期。") % {"name": officer}, field="on")
    return post


def _log(item: InformationItem, unit: Unit, *, by: "User", at: datetime.datetime) -> VisitLog:
    """What was said stands in the matter only, which can be sealed; the log is the fact that it was passed on."""
    return log_visit(
        kind="opinion_report",
        first_day=item.on,
        cadres=[item.officer],
        unit=unit,
        matters=[MatterHeard(text=_wording(item))],
        is_vouched_for=True,
        by=by,
        at=at,
    )


def _wording(item: InformationItem) -> str:
    return f"{item.title}\n{item.text}"


@transaction.atomic
def edit_item(
    item: InformationItem, *, title: str, text: str, by: "User", at: datetime.datetime, version: Any = None
) -> InformationItem:
    """Put the wording right, and that of its matter. Raises DomainError once it was adopted, or its matter is being
    handled: what others work on is no longer reworded."""
    item = _own(item, by=by, version=version)
    if item.adoptions.exists():
        raise DomainError(_("这条信息已经采用过，不能再修改。"))
    if not may_reword(item):
        raise DomainError(_("这件诉求已经在办理，不能再修改。需要补充的，请另报一条。"))
    item.title = require_text(title, "title", _("请填写题目。"))
    item.text = require_text(text, "text", _("请填写反映的问题或者需要的帮助。"))
    if item.matter:
        reword_matter(item.matter, text=_wording(item), by=by, at=at)
    locking.save_fields(item, "title", "text")
    record("edit_item", item, by=by, at=at)
    return item


def may_reword(item: InformationItem) -> bool:
    """Nobody works on its matter yet."""
    matter = item.matter
    if matter is None:
        return True
    return matter.state == MatterState.OPEN and not Case.objects.filter(matter=matter).exists()


@transaction.atomic
def withdraw_item(
    item: InformationItem, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> InformationItem:
    """Take it back; its log counts for nothing any more, and an open matter leaves the queue. Raises DomainError while
    it stands adopted."""
    item = _own(item, by=by, version=version)
    if item.adoptions.in_force().exists():
        raise DomainError(_("这条信息已经采用。需要撤回的，请先由采用单位撤销采用。"))
    item.withdrawn_reason = require_text(reason, "reason", _("请填写撤回原因。"))[:200]
    item.withdrawn_at = at
    locking.save_fields(item, "withdrawn_at", "withdrawn_reason")
    if item.log:
        withdraw_log(item.log, by=by, at=at, reason=_("信息撤回"), is_vouched_for=True)
    record("withdraw_item", item, by=by, at=at)
    return item


def follow_log(log: VisitLog, before: Any) -> None:
    """A listener of visit logs: an item goes with its log. Raises DomainError while it stands adopted."""
    if log.state != LogState.WITHDRAWN:
        return
    item = InformationItem.objects.select_for_update(of=("self",)).filter(log=log, withdrawn_at=None).first()
    if item is None:
        return
    if item.adoptions.in_force().exists():
        raise DomainError(_("这条记录中的信息已经采用。需要撤回的，请先由采用单位撤销采用。"))
    # The trail of the log says when: the listener is not told.
    item.withdrawn_at = AuditEntry.objects.about(log).latest("pk").at
    item.withdrawn_reason = log.withdrawn_reason
    locking.save_fields(item, "withdrawn_at", "withdrawn_reason")


def _own(item: InformationItem, *, by: "User", version: Any) -> InformationItem:
    """The row as it is now, for the officer or who writes for the shift. Raises DomainError for a withdrawn one."""
    item = lock_item(item, version=version)
    if not may_report(by, item.officer, item.unit):
        raise PermissionDenied
    return item


def lock_item(item: InformationItem, *, version: Any = None) -> InformationItem:
    """The item held against other writers. Raises DomainError for a withdrawn one."""
    item = locking.lock(item, version=version)
    if item.withdrawn_at:
        raise DomainError(_("这条信息已经撤回。"))
    return item


def record(action: str, item: InformationItem, *, by: "User | None", at: datetime.datetime, **data: Any) -> None:
    audit.record(f"assessments.{action}", item, by=by, at=at, unit_path=item.unit_path, data=data)
