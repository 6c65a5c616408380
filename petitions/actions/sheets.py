"""Work contact sheets (R15): drafted, signed out, signed for or objected to, answered, verified, closed."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit
from core import audit, locking
from core.errors import DomainError
from core.guards import require_text
from core.selectors import load_work_calendar
from petitions.actions import routing
from petitions.actions.sheet_notices import tell_about
from petitions.deadlines import Limit, due_of
from petitions.models import Case, SheetEntry, WorkSheet
from petitions.sheet_workflow import BY_ACTION, SheetActor, SheetState, allows
from petitions.shipped import number_of

if TYPE_CHECKING:
    from accounts.models import User

# R15.2, R15.4: one working day to sign or object, and to appeal.
ONE_WORKING_DAY = Limit("sheet", 1, is_working=True)
WRITERS = ("secretary", "petition_clerk", "leader", "organisation_admin")


def next_working_day(day: datetime.date) -> datetime.date:
    due = due_of(day, ONE_WORKING_DAY, calendar=load_work_calendar()).due
    assert due is not None, "nothing pauses this limit"
    return due


def works_in(user: "User", unit: Unit) -> bool:
    """Holds a post in the unit itself, or keeps its business by a role on it."""
    return unit.path in user.access.home_paths or any(
        path == unit.path and role in WRITERS for role, path in user.access.grants
    )


def actors_of(user: "User", sheet: WorkSheet) -> frozenset[SheetActor]:
    """In which ways the user stands to a sheet that they can see."""
    found = set()
    if works_in(user, sheet.sender):
        found.add(SheetActor.SENDER)
    if user.access.covers(sheet.sender.path, "leader"):
        found.add(SheetActor.SIGNER)
    if works_in(user, sheet.receiver):
        found.add(SheetActor.RECEIVER)
    if sheet.supervised_by and works_in(user, sheet.supervised_by):
        found.add(SheetActor.SUPERVISOR)
    return frozenset(found)


@transaction.atomic
def draft_sheet(
    *,
    sender: Unit,
    receiver: Unit,
    subject: str,
    text: str,
    request: str,
    due: datetime.date,
    by: "User",
    at: datetime.datetime,
    case: Case | None = None,
) -> WorkSheet:
    """Draft a sheet in the sender's name; nobody else sees it until a leader signs it out.

    Raises PermissionDenied for somebody who does not work in the sending unit, DomainError for a sheet to oneself, a
    day that is over, or a receiver from whom the case is kept (articles 28, 30).
    """
    if not works_in(by, sender):
        raise PermissionDenied
    _check_sheet(sender, receiver, due, at)
    if case is not None:
        routing.check_unit(case, receiver, field="receiver")
    sheet = WorkSheet.objects.create(
        sender=sender,
        receiver=receiver,
        subject=subject.strip(),
        text=text.strip(),
        request=request.strip(),
        due=due,
        case=case,
        drafted_by=by,
        drafted_on=timezone.localdate(at),
    )
    _write_entry(sheet, "draft", by=by, at=at)
    return sheet


def _check_sheet(sender: Unit, receiver: Unit, due: datetime.date, at: datetime.datetime) -> None:
    if sender == receiver:
        raise DomainError(_("主送单位不能是发出单位自己。"), field="receiver")
    if due < timezone.localdate(at):
        raise DomainError(_("完成时限不能早于今天。"), field="due")


def open_step(sheet: WorkSheet, action: str, *, by: "User", version: Any = None) -> WorkSheet:
    """The sheet, locked and fresh, when this person may take the step now. Raises DomainError with what stands in
    the way."""
    sheet = locking.lock(sheet, version=version)
    step = BY_ACTION[action]
    if SheetState(sheet.state) not in step.sources:
        raise DomainError(
            _("这张联系单目前“%(state)s”，不能%(step)s。") % {"state": sheet.get_state_display(), "step": step.label}
        )
    if not allows(action, sheet.state, actors_of(by, sheet)):
        raise DomainError(_("您不能对这张联系单%(step)s。") % {"step": step.label})
    return sheet


def write_step(
    sheet: WorkSheet,
    action: str,
    *,
    by: "User",
    at: datetime.datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> WorkSheet:
    """Move the sheet as the table says, with `fields`; append the entry, the audit record, and tell the other side."""
    sheet.state = BY_ACTION[action].target or sheet.state
    for name, value in fields.items():
        setattr(sheet, name, value)
    locking.bump(sheet)
    sheet.save(update_fields=["state", "version", *fields])
    entry = _write_entry(sheet, action, by=by, at=at, note=note, data=data)
    tell_about(sheet, entry, at=at)
    return sheet


def _write_entry(
    sheet: WorkSheet,
    action: str,
    *,
    by: "User",
    at: datetime.datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> SheetEntry:
    audit.record(f"petitions.sheet_{action}", sheet, by=by, at=at, unit_path=sheet.sender.path, data=data)
    return SheetEntry.objects.create(
        sheet=sheet,
        action=action,
        to_state=sheet.state,
        by=by,
        on_behalf_of=getattr(by, "acting_for", None),
        at=at,
        note=note.strip(),
        data=data or {},
    )


@transaction.atomic
def change_sheet(
    sheet: WorkSheet, *, by: "User", at: datetime.datetime, version: Any = None, **fields: Any
) -> WorkSheet:
    """Change a draft. `fields`: receiver, subject, text, request, due."""
    sheet = open_step(sheet, "change", by=by, version=version)
    _check_sheet(sheet.sender, fields.get("receiver", sheet.receiver), fields.get("due", sheet.due), at)
    return write_step(sheet, "change", by=by, at=at, data=_differences(sheet, fields), **fields)


def _differences(sheet: WorkSheet, fields: dict[str, Any]) -> dict[str, Any]:
    before = {name: getattr(sheet, name) for name in fields}
    return audit.changes(before, fields)


@transaction.atomic
def sign_out(sheet: WorkSheet, *, by: "User", at: datetime.datetime, version: Any = None) -> WorkSheet:
    """A leader of the sender signs: the sheet has a number now and goes to the receiver (R15.1)."""
    sheet = open_step(sheet, "sign_out", by=by, version=version)
    today = timezone.localdate(at)
    _check_sheet(sheet.sender, sheet.receiver, sheet.due, at)
    year, serial, number = _next_number(sheet.sender, today.year)
    return write_step(
        sheet,
        "sign_out",
        by=by,
        at=at,
        year=year,
        serial=serial,
        number=number,
        signed_by=by,
        sent_on=today,
        sign_by=next_working_day(today),
    )


def _next_number(unit: Unit, year: int) -> tuple[int, int, str]:
    """The sender's row is locked, so that two who sign at once get two numbers."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    last = WorkSheet.objects.filter(sender=unit, year=year).order_by("-serial").values_list("serial", flat=True).first()
    serial = (last or 0) + 1
    return year, serial, number_of(unit.label, year, serial)


@transaction.atomic
def cancel(sheet: WorkSheet, *, by: "User", at: datetime.datetime, reason: str, version: Any = None) -> WorkSheet:
    """The leader takes it back, with a reason."""
    sheet = open_step(sheet, "cancel", by=by, version=version)
    return write_step(sheet, "cancel", by=by, at=at, note=require_text(reason, "reason", _("请填写作废的原因。")))


@transaction.atomic
def sign_for(sheet: WorkSheet, *, by: "User", at: datetime.datetime, version: Any = None) -> WorkSheet:
    """The receiver takes it on (R15.2)."""
    sheet = open_step(sheet, "sign_for", by=by, version=version)
    return write_step(sheet, "sign_for", by=by, at=at, received_on=timezone.localdate(at))


@transaction.atomic
def object_to(sheet: WorkSheet, *, by: "User", at: datetime.datetime, reason: str, version: Any = None) -> WorkSheet:
    """Object to the demand or the date, to the leader who signed, within one working day (R15.2).

    Raises DomainError after that day, and against a sheet that the leader has ruled on already.
    """
    sheet = open_step(sheet, "object", by=by, version=version)
    if sheet.is_ruled:
        raise DomainError(_("签发领导已经裁定，不能再次提出异议，请签收办理。"))
    if sheet.sign_by and timezone.localdate(at) > sheet.sign_by:
        raise DomainError(
            _("提出异议的期限（%(day)s）已过，请签收办理。") % {"day": sheet.sign_by.isoformat()}, field="reason"
        )
    reason = require_text(reason, "reason", _("请写明对工作要求或者时限的异议和理由。"))
    return write_step(sheet, "object", by=by, at=at, note=reason)


@transaction.atomic
def rule(
    sheet: WorkSheet,
    *,
    by: "User",
    at: datetime.datetime,
    ruling: str,
    request: str = "",
    due: datetime.date | None = None,
    version: Any = None,
) -> WorkSheet:
    """The leader rules on the objection; the sheet goes out again as amended (R15.2)."""
    sheet = open_step(sheet, "rule", by=by, version=version)
    ruling = require_text(ruling, "ruling", _("请填写裁定意见。"))
    today = timezone.localdate(at)
    due = due or sheet.due
    amended = {"request": request.strip() or sheet.request, "due": due}
    _check_sheet(sheet.sender, sheet.receiver, due, at)
    return write_step(
        sheet,
        "rule",
        by=by,
        at=at,
        note=ruling,
        data=_differences(sheet, amended),
        is_ruled=True,
        sent_on=today,
        sign_by=next_working_day(today),
        **amended,
    )


@transaction.atomic
def report_progress(
    sheet: WorkSheet, *, by: "User", at: datetime.datetime, note: str, version: Any = None
) -> WorkSheet:
    """How far it is (R15.3)."""
    sheet = open_step(sheet, "report_progress", by=by, version=version)
    return write_step(sheet, "report_progress", by=by, at=at, note=require_text(note, "note", _("请填写进展情况。")))


@transaction.atomic
def reply(sheet: WorkSheet, *, by: "User", at: datetime.datetime, text: str, version: Any = None) -> WorkSheet:
    """The reply sheet (回复单, R15.3)."""
    sheet = open_step(sheet, "reply", by=by, version=version)
    text = require_text(text, "text", _("请填写回复意见：怎样办理的，结果如何。"))
    return write_step(sheet, "reply", by=by, at=at, note=text, reply=text, replied_on=timezone.localdate(at))


@transaction.atomic
def close(sheet: WorkSheet, *, by: "User", at: datetime.datetime, note: str = "", version: Any = None) -> WorkSheet:
    """The sender has verified: the matter is struck off the list (销号, R15.3)."""
    sheet = open_step(sheet, "close", by=by, version=version)
    return write_step(sheet, "close", by=by, at=at, note=note, closed_on=timezone.localdate(at))


@transaction.atomic
def send_back(
    sheet: WorkSheet,
    *,
    by: "User",
    at: datetime.datetime,
    reason: str,
    due: datetime.date | None = None,
    version: Any = None,
) -> WorkSheet:
    """Not up to standard: back it goes (R15.3), with a new date where one is given."""
    sheet = open_step(sheet, "send_back", by=by, version=version)
    reason = require_text(reason, "reason", _("请写明哪些要求没有达到。"))
    fields = {"due": due} if due else {}
    _check_sheet(sheet.sender, sheet.receiver, due or timezone.localdate(at), at)
    data = _differences(sheet, fields)
    times = sheet.times_returned + 1
    return write_step(sheet, "send_back", by=by, at=at, note=reason, data=data, times_returned=times, **fields)


@transaction.atomic
def supervise(
    sheet: WorkSheet, *, by: "User", at: datetime.datetime, reason: str, to: Unit, version: Any = None
) -> WorkSheet:
    """A sheet that gets nowhere is moved up to supervision (督察督办, R15.5)."""
    sheet = open_step(sheet, "supervise", by=by, version=version)
    if to == sheet.receiver:
        raise DomainError(_("督察督办单位不能是主送单位自己。"), field="to")
    reason = require_text(reason, "reason", _("请写明移送督察督办的理由。"))
    return write_step(sheet, "supervise", by=by, at=at, note=reason, data={"to": to.pk}, supervised_by=to)
