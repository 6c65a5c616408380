"""Marks against a unit that let a sheet lie (R15.4): proposed, open to appeal, ruled by the leader, applied."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, locking
from core.errors import DomainError
from core.guards import require_text
from petitions.actions.sheets import next_working_day, open_step, works_in, write_step
from petitions.models import MarkGround, MarkState, SheetMark, WorkSheet

if TYPE_CHECKING:
    from accounts.models import User

MOST_POINTS = Decimal(100)


def grounds_for(sheet: WorkSheet, *, on: datetime.date) -> list[str]:
    """The grounds that the record itself bears out on that day."""
    found: list[str] = []
    if sheet.sign_by and sheet.sign_by < (sheet.received_on or on) and sheet.state != "objected" and not sheet.is_ruled:
        found.append(MarkGround.NOT_SIGNED)
    if sheet.sent_on and sheet.due < (sheet.replied_on or on):
        found.append(MarkGround.LATE)
        if sheet.times_returned:
            found.append(MarkGround.LATE_AND_BELOW)
    return found


@transaction.atomic
def propose_mark(
    sheet: WorkSheet,
    *,
    ground: str,
    points: Decimal,
    note: str = "",
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> SheetMark:
    """The sender proposes a mark. Raises DomainError where the record does not bear out the ground, or for a second
    mark on the same ground."""
    sheet = open_step(sheet, "propose_mark", by=by, version=version)
    today = timezone.localdate(at)
    if ground not in grounds_for(sheet, on=today):
        raise DomainError(_("联系单的记录不支持这一理由，请核对签收、回复日期。"), field="ground")
    if not 0 < points <= MOST_POINTS:
        raise DomainError(_("扣分须大于0，不超过100。"), field="points")
    if sheet.marks.filter(ground=ground).exists():
        raise DomainError(_("已经按这一理由提出过记分。"), field="ground")
    mark = SheetMark.objects.create(
        sheet=sheet,
        unit=sheet.receiver,
        ground=ground,
        points=points,
        note=note.strip(),
        proposed_by=by,
        proposed_on=today,
        appeal_by=next_working_day(today),
    )
    write_step(sheet, "propose_mark", by=by, at=at, note=note, data={"mark": mark.pk})
    return mark


def may_appeal(by: "User", mark: SheetMark) -> bool:
    return mark.state == MarkState.PROPOSED and works_in(by, mark.unit)


@transaction.atomic
def appeal_mark(mark: SheetMark, *, reason: str, by: "User", at: datetime.datetime, version: Any = None) -> SheetMark:
    """The receiver appeals within one working day; a later appeal is refused."""
    mark = locking.lock(mark, version=version)
    if not may_appeal(by, mark):
        raise DomainError(_("只有被记分单位可以对尚未裁定的记分申诉。"))
    if timezone.localdate(at) > mark.appeal_by:
        raise DomainError(_("申诉期限（%(day)s）已过。") % {"day": mark.appeal_by.isoformat()})
    require_text(reason, "reason", _("请填写申诉理由。"))
    return _move(mark, MarkState.APPEALED, "appeal_mark", by=by, at=at, appeal=reason.strip())


def may_rule(by: "User", mark: SheetMark) -> bool:
    """A leader of the sender, but not the one who proposed the mark."""
    open_to_ruling = mark.state in (MarkState.PROPOSED, MarkState.APPEALED)
    return open_to_ruling and mark.proposed_by_id != by.pk and by.access.covers(mark.sheet.sender.path, "leader")


@transaction.atomic
def rule_on_mark(
    mark: SheetMark,
    *,
    is_upheld: bool,
    ruling: str = "",
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> SheetMark:
    """The leader's ruling is final (R15.4); the leader approves marks that nobody appealed against, too, once the
    time for an appeal is over."""
    mark = locking.lock(mark, version=version)
    today = timezone.localdate(at)
    if not may_rule(by, mark):
        raise DomainError(_("只有签发单位的领导可以裁定，且只能裁定一次。"))
    if mark.state == MarkState.PROPOSED and is_upheld and today <= mark.appeal_by:
        raise DomainError(_("申诉期限（%(day)s）未满，期满没有申诉的方可批准。") % {"day": mark.appeal_by.isoformat()})
    if mark.state == MarkState.APPEALED and not ruling.strip():
        raise DomainError(_("请填写对申诉的裁定意见。"), field="ruling")
    state = MarkState.APPROVED if is_upheld else MarkState.DISMISSED
    return _move(mark, state, "rule_on_mark", by=by, at=at, ruling=ruling.strip(), ruled_by=by, ruled_on=today)


def may_apply(by: "User", mark: SheetMark) -> bool:
    return mark.state == MarkState.APPROVED and by.access.covers(mark.unit.path, "personnel")


@transaction.atomic
def apply_mark(mark: SheetMark, *, by: "User", at: datetime.datetime, version: Any = None) -> SheetMark:
    """Personnel enters the ruling into the assessment."""
    mark = locking.lock(mark, version=version)
    if not may_apply(by, mark):
        raise DomainError(_("只有人事考核人员可以把已批准的记分计入考核。"))
    return _move(mark, MarkState.APPLIED, "apply_mark", by=by, at=at, applied_on=timezone.localdate(at))


def _move(mark: SheetMark, state: str, action: str, *, by: "User", at: datetime.datetime, **fields: Any) -> SheetMark:
    mark.state = state
    for name, value in fields.items():
        setattr(mark, name, value)
    locking.bump(mark)
    mark.save(update_fields=["state", "version", *fields])
    audit.record(f"petitions.{action}", mark, by=by, at=at, unit_path=mark.sheet.sender.path, data={"state": state})
    return mark
