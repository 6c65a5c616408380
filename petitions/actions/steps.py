"""One step of a case: asked of the table, written, and put into its history. Every action of this app ends here."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit
from core import audit, locking, search
from core.errors import DomainError
from petitions.access import actors_of
from petitions.models import Case, CaseEntry
from petitions.workflow import BY_ACTION, Actor, CaseState, allows

if TYPE_CHECKING:
    from accounts.models import User

PETITIONER_ONLY = frozenset({Actor.PETITIONER})


def open_step(
    case: Case, action: str, *, by: "User | None", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """The case, locked and fresh, when this person may take the step now. `by` None: the petitioner, by code.

    Raises DomainError when the table does not allow the step from where the case is, when somebody else was faster
    (`version`), or when `on` lies before what has happened already or in the future.
    """
    case = locking.lock(case, version=version)
    if by is not None and not Case.objects.filter(pk=case.pk).not_about(by).exists():
        raise DomainError(_("您须回避这件信访事项。"))
    if CaseState(case.state) not in BY_ACTION[action].sources:
        raise DomainError(
            _("这件信访事项目前“%(state)s”，不能%(step)s。")
            % {"state": case.get_state_display(), "step": BY_ACTION[action].label}
        )
    actors = actors_of(by, case) if by is not None else PETITIONER_ONLY
    if not allows(action, case.state, actors):
        raise DomainError(_("您不能对这件信访事项%(step)s。") % {"step": BY_ACTION[action].label})
    _check_day(case, on, at)
    return case


def _check_day(case: Case, on: datetime.date, at: datetime.datetime) -> None:
    if on > timezone.localdate(at):
        raise DomainError(_("日期不能晚于今天。"), field="on")
    if on < case.received_on:
        raise DomainError(_("日期不能早于接件时间（%(day)s）。") % {"day": case.received_on.isoformat()}, field="on")
    # What moved the case; a note or what a petitioner added meanwhile does not keep a step from its true day.
    moves = case.entries.exclude(from_state=F("to_state"))
    last = moves.order_by("on").values_list("on", flat=True).last()
    if last and on < last:
        raise DomainError(_("日期不能早于上一步（%(day)s）。") % {"day": last.isoformat()}, field="on")


def write_step(
    case: Case,
    action: str,
    *,
    by: "User | None",
    on: datetime.date,
    at: datetime.datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    for_unit: Unit | None = None,
    is_public: bool = False,
    **fields: Any,
) -> CaseEntry:
    """Move the case as the table says, set `fields` on it, and append the entry and the audit record.

    Call it in the transaction in which `open_step` locked the case. `note` may be read by all who see the case, and
    holds nobody's identity; that of a public entry is read by the petitioner, too. `data` is JSON.
    """
    before, target = case.state, BY_ACTION[action].target
    case.state = target or case.state
    for name, value in fields.items():
        setattr(case, name, value)
    locking.bump(case)
    case.save(update_fields=["state", "version", *fields])
    if "number" in fields:
        search.note(case)
    return _append(
        case,
        action,
        before,
        by=by,
        on=on,
        at=at,
        note=note,
        data=data,
        for_unit=for_unit,
        is_public=is_public,
    )


def write_note(
    case: Case, action: str, *, by: "User | None", on: datetime.date, at: datetime.datetime, **more: Any
) -> CaseEntry:
    """Append an entry and an audit record of something that the table does not know: a hand-over signed for, a case
    joined to this one answered. Takes what `write_step` takes, but nothing of the case itself changes."""
    return _append(case, action, more.pop("before", case.state), by=by, on=on, at=at, **more)


def _append(
    case: Case,
    action: str,
    before: str,
    *,
    by: "User | None",
    on: datetime.date,
    at: datetime.datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    for_unit: Unit | None = None,
    is_public: bool = False,
) -> CaseEntry:
    entry = CaseEntry.objects.create(
        case=case,
        action=action,
        from_state=before,
        to_state=case.state,
        by=by,
        on_behalf_of=getattr(by, "acting_for", None),
        for_unit=for_unit or case.handling_unit,
        on=on,
        at=at,
        note=note.strip(),
        data=data or {},
        is_public=is_public,
    )
    trail = {"from": before, "to": case.state, "on": str(on)}
    audit.record(f"petitions.{action}", case, by=by, at=at, unit_path=case.unit.path, data=trail)
    return entry
