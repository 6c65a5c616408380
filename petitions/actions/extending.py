"""More time for a claim (article 34): asked for with the reason, approved by another person, told to the petitioner."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.guards import require_text
from petitions.actions import clocks, notices, steps
from petitions.actions.letters import write_letter
from petitions.models import Case, CaseEntry, Clock, ClockState, LetterKind

if TYPE_CHECKING:
    from accounts.models import User

RULINGS = ("grant_extension", "refuse_extension")
_ASKED = gettext_lazy("信访事项%(number)s申请延期，请审批")
_GRANTED = gettext_lazy("信访事项%(number)s的延期申请已批准")
_REFUSED = gettext_lazy("信访事项%(number)s的延期申请未批准")


def pending_extension(case: Case) -> CaseEntry | None:
    """The entry of an extension that was asked for and not ruled upon; its data holds `days`."""
    last = case.entries.filter(action__in=["ask_extension", *RULINGS]).order_by("at", "pk").last()
    return last if last and last.action == "ask_extension" else None


@transaction.atomic
def ask_extension(
    case: Case,
    *,
    days: int,
    reason: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """Ask for `days` more. Refused when the limit is over, was extended before, or the days are more than the most."""
    case = steps.open_step(case, "ask_extension", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请填写延期理由，将告知信访人。"))
    clock = _clock_to_extend(case, days)
    if clock.due is not None and on > clock.due:
        raise DomainError(_("办理期限（%(due)s）已过，不能再申请延期。") % {"due": clock.due.isoformat()})
    if pending_extension(case):
        raise DomainError(_("延期申请正在审批，不需要再次申请。"))
    data = {"days": days, "reason": reason}
    steps.write_step(case, "ask_extension", by=by, on=on, at=at, note=reason, data=data)
    heads = notices.holders(case.handling_unit, notices.HEADS, on=on)
    notices.tell(case, "ask_extension", heads, _ASKED, at=at, by=by)
    return case


def _clock_to_extend(case: Case, days: int) -> Clock:
    """The clock of article 34, when it may be extended by so many days."""
    clock = Clock.objects.filter(case=case, code="finish", state=ClockState.RUNNING).first()
    if clock is None:
        raise DomainError(_("这件信访事项没有正在计算的办理期限，不能延期。"))
    most = clocks.limit_for(case.handling_unit, "finish").most_extension
    if not most:
        raise DomainError(_("本单位规定的办理期限不能延长。"), field="days")
    if clock.extension:
        raise DomainError(_("办理期限只能延长一次，已经延长过%(days)d天。") % {"days": clock.extension}, field="days")
    if not 1 <= days <= most:
        raise DomainError(_("延长的天数须在1天到%(most)d天之间。") % {"most": most}, field="days")
    return clock


@transaction.atomic
def grant_extension(
    case: Case,
    *,
    days: int,
    reason: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """Approve it: by the head of the unit, never by who asked. The due day moves; the petitioner is told the reason.

    Side effects: the clock, the letter of extension, a public entry, notice to those who work on the case.
    """
    case = steps.open_step(case, "grant_extension", by=by, on=on, at=at, version=version)
    asked = _asked_by_another(case, by)
    reason = require_text(reason or asked.note, "reason", _("请填写延期理由，将告知信访人。"))
    clock = _clock_to_extend(case, days)
    clocks.extend(clock, days=days, at=at, reason=reason[:200])
    data = {"days": days, "due": str(clock.due)}
    write_letter(case, LetterKind.EXTENSION, unit=case.handling_unit, by=by, on=on, at=at, text=reason)
    steps.write_step(case, "grant_extension", by=by, on=on, at=at, note=reason, is_public=True, data=data)
    notices.tell_workers(case, "grant_extension", _GRANTED, on=on, at=at, by=by)
    return case


@transaction.atomic
def refuse_extension(
    case: Case, *, reason: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """The limit stays as it is."""
    case = steps.open_step(case, "refuse_extension", by=by, on=on, at=at, version=version)
    _asked_by_another(case, by)
    reason = require_text(reason, "reason", _("请填写不批准的理由。"))
    steps.write_step(case, "refuse_extension", by=by, on=on, at=at, note=reason)
    notices.tell_workers(case, "refuse_extension", _REFUSED, on=on, at=at, by=by)
    return case


def _asked_by_another(case: Case, by: "User") -> CaseEntry:
    """The request to rule upon, made by somebody else. Acting for somebody makes nobody another person."""
    asked = pending_extension(case)
    if asked is None:
        raise DomainError(_("没有待审批的延期申请。"))
    deciding = {by.pk, getattr(by.acting_for, "pk", None)} - {None}
    if deciding & {asked.by_id, asked.on_behalf_of_id}:
        raise DomainError(_("延期须由申请人以外的负责人批准。"))
    return asked
