"""Inspections (R11.4, R12.4–5, R16.5): written down with the log that the rules count, looked at again, withdrawn."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Post, Unit, User
from accounts.selectors import home_unit_path, is_head
from assessments.models import Inspection, Outcome
from contacts.models import ContactPoint
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from visits.actions import log_visit, withdraw_log

if TYPE_CHECKING:
    from visits.models import VisitLog

# Who writes down what a unit inspected, besides its head.
WRITERS = ("leader", "secretary", "organisation_admin")
# What a general branch holds its branches by (R12.5).
BRANCH_POINT = "party_branch_point"


@dataclass(frozen=True)
class Found:
    """What an inspection came to. `mend_until` goes with `to_mend`."""

    findings: str
    outcome: str = Outcome.NONE
    to_mend: str = ""
    mend_until: datetime.date | None = None


def may_inspect(user: "User", unit: Unit, *, on: datetime.date) -> bool:
    return user.access.covers(unit.path, *WRITERS) or is_head(user, unit, on=on)


def may_look_again(user: "User", inspection: Inspection, *, on: datetime.date) -> bool:
    """Who may write down an inspection of the unit, but never the inspected."""
    return may_inspect(user, inspection.unit, on=on) and not _is_inspected(user, inspection)


def _is_inspected(user: "User", inspection: Inspection) -> bool:
    return inspection.cadre_id is not None and inspection.cadre_id in user.access.cadre_ids


@transaction.atomic
def record_inspection(
    *,
    unit: Unit,
    inspectors: Sequence[Cadre],
    subject: Cadre | Unit | ContactPoint,
    on: datetime.date,
    found: Found,
    by: "User",
    at: datetime.datetime,
) -> Inspection:
    """Write down an inspection and its log: of the member whose book was checked (`record_check`, 11.4), or of the
    unit that inspected (`inspection`, 12.4, 12.5, 16.5). The inspected is told.

    Raises PermissionDenied for who does not write for the unit, DomainError at the field otherwise.
    """
    if not may_inspect(by, unit, on=timezone.localdate(at)):
        raise PermissionDenied
    _check_inspectors(inspectors, unit, subject, on)
    _check_subject(unit, subject, on)
    inspection = Inspection(unit=unit, unit_path=unit.path, on=on, recorded_by=by, recorded_at=at)
    inspection.subject_path = _path_of(subject, on)
    setattr(inspection, _field_of(subject), subject)
    _put_findings(inspection, found)
    inspection.log = _write_log(inspection, inspectors, by=by, at=at)
    inspection.save()
    inspection.inspectors.set(inspectors)
    _tell_inspected(inspection, "recorded", _("对您（单位）的检查情况已登记，请查阅"), by=by, at=at)
    data = {"outcome": inspection.outcome, "mend_until": str(inspection.mend_until or "")}
    audit.record("assessments.record_inspection", inspection, by=by, at=at, unit_path=unit.path, data=data)
    return inspection


def _field_of(subject: Cadre | Unit | ContactPoint) -> str:
    return {Cadre: "cadre", Unit: "branch"}.get(type(subject), "contact_point")


def _path_of(subject: Cadre | Unit | ContactPoint, on: datetime.date) -> str:
    if isinstance(subject, Cadre):
        return home_unit_path(subject, on)
    return subject.path if isinstance(subject, Unit) else subject.unit.path


def _check_inspectors(
    inspectors: Sequence[Cadre], unit: Unit, subject: Cadre | Unit | ContactPoint, on: datetime.date
) -> None:
    if not inspectors:
        raise DomainError(_("请选择检查人员。"), field="inspectors")
    if subject in inspectors:
        raise DomainError(_("检查人员不能检查本人的联系记录。"), field="inspectors")
    if isinstance(subject, Unit) and subject != unit:
        own = Post.objects.in_force(on).filter(cadre__in=inspectors, unit__path__startswith=subject.path)
        if post := own.select_related("cadre").first():
            raise DomainError(_("%(name)s是被检查单位的人员，请回避。") % {"name": post.cadre}, field="inspectors")


def _check_subject(unit: Unit, subject: Cadre | Unit | ContactPoint, on: datetime.date) -> None:
    if isinstance(subject, Cadre):
        posts = Post.objects.in_force(on).filter(cadre=subject, unit__path__startswith=unit.path)
        if not posts.exists():
            raise DomainError(_("%(name)s在检查当日不是本单位的人员。") % {"name": subject}, field="cadre")
    elif isinstance(subject, Unit) and not subject.path.startswith(unit.path):
        raise DomainError(_("只能检查本单位和下级单位。"), field="branch")


def _put_findings(inspection: Inspection, found: Found) -> None:
    inspection.findings = require_text(found.findings, "findings", _("请填写检查情况。"))
    inspection.outcome = found.outcome
    inspection.to_mend, inspection.mend_until = found.to_mend.strip(), found.mend_until
    if inspection.to_mend and inspection.mend_until is None:
        raise DomainError(_("有问题需要整改的，请填写整改期限。"), field="mend_until")
    if inspection.mend_until and not inspection.to_mend:
        raise DomainError(_("填写了整改期限的，请写明需要整改的问题。"), field="to_mend")
    if inspection.mend_until and inspection.mend_until < inspection.on:
        raise DomainError(_("整改期限不能早于检查日期。"), field="mend_until")


def _write_log(inspection: Inspection, inspectors: Sequence[Cadre], *, by: "User", at: datetime.datetime) -> "VisitLog":
    """A check of a record book stands in the book that was checked: its rule asks each member's log."""
    is_book = inspection.cadre is not None
    point = inspection.contact_point or _point_of(inspection)
    try:
        return log_visit(
            kind="record_check" if is_book else "inspection",
            first_day=inspection.on,
            cadres=[inspection.cadre] if inspection.cadre else inspectors,
            unit=inspection.unit,
            targets=[point] if point else [],
            content=_("检查情况见检查记录"),
            is_vouched_for=True,
            by=by,
            at=at,
        )
    except DomainError as error:
        field = {"first_day": "on", "cadres": "inspectors", "targets": "contact_point"}.get(error.field or "")
        raise DomainError(error.message, field=field) from error


def _point_of(inspection: Inspection) -> ContactPoint | None:
    """The contact point by which the unit holds the branch, so that 12.5 counts the inspection."""
    points = ContactPoint.objects.filter(unit=inspection.branch_id, category__code=BRANCH_POINT, withdrawn_on=None)
    held = points.filter(pairings__unit=inspection.unit)
    return held.order_by("pk").first() or points.order_by("pk").first()


@transaction.atomic
def look_again(
    inspection: Inspection,
    *,
    on: datetime.date,
    is_mended: bool,
    text: str,
    mend_until: datetime.date | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Inspection:
    """The second look; where it is not mended yet, a new day is set. Raises DomainError at the field."""
    inspection, today = _standing(inspection, by=by, at=at, version=version), timezone.localdate(at)
    if not inspection.waits_for_second_look:
        raise DomainError(_("这次检查没有需要复查的问题。"))
    if not inspection.on <= on <= today:
        raise DomainError(_("复查日期不能早于检查日期，也不能晚于今天。"), field="on")
    inspection.second_look = require_text(text, "text", _("请填写复查情况。"))
    inspection.looked_again_on, inspection.is_mended = on, is_mended
    if not is_mended:
        if mend_until is None or mend_until < on:
            raise DomainError(_("尚未整改到位的，请填写新的整改期限。"), field="mend_until")
        inspection.mend_until = mend_until
    _save(inspection)
    _tell_inspected(inspection, f"second-{inspection.version}", _("整改复查情况已登记，请查阅"), by=by, at=at)
    data = {"is_mended": is_mended, "mend_until": str(inspection.mend_until)}
    audit.record("assessments.look_again", inspection, by=by, at=at, unit_path=inspection.unit_path, data=data)
    return inspection


@transaction.atomic
def withdraw_inspection(
    inspection: Inspection, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> Inspection:
    """It was written down in error: it stays to be seen, and its log counts no more."""
    inspection = _standing(inspection, by=by, at=at, version=version)
    inspection.withdrawn = require_text(reason, "reason", _("请填写撤销原因。"))[:200]
    withdraw_log(inspection.log, by=by, at=at, reason=inspection.withdrawn, is_vouched_for=True)
    _save(inspection)
    audit.record("assessments.withdraw_inspection", inspection, by=by, at=at, unit_path=inspection.unit_path)
    return inspection


def _standing(inspection: Inspection, *, by: "User", at: datetime.datetime, version: Any) -> Inspection:
    inspection = locking.lock(inspection, version=version)
    if not may_look_again(by, inspection, on=timezone.localdate(at)):
        raise PermissionDenied
    if inspection.withdrawn:
        raise DomainError(_("这次检查已经撤销。"))
    return inspection


def _save(inspection: Inspection) -> None:
    locking.bump(inspection)
    inspection.save()


def _tell_inspected(inspection: Inspection, step: str, title: str, *, by: "User", at: datetime.datetime) -> None:
    inbox.notify_all(
        inbox.notice(f"inspection:{inspection.pk}", step, user, title, url=inspection.get_absolute_url(), at=at)
        for user in _inspected(inspection)
        if user != by
    )


def _inspected(inspection: Inspection) -> list["User"]:
    """The member, or the heads of the branch or of the point's unit."""
    users = User.objects.filter(is_active=True)
    if inspection.cadre_id:
        return list(users.filter(cadre=inspection.cadre_id))
    unit = inspection.branch_id or (inspection.contact_point.unit_id if inspection.contact_point else None)
    posts = Post.objects.in_force(inspection.on).filter(unit=unit, position="head")
    return list(users.filter(cadre__in=posts.order_by().values("cadre")))
