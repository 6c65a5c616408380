"""Emergencies (R17.3): told at once, written down within the hours that were set, acknowledged, answered (R17.4)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from accounts.models.users import MailPreference
from assessments.models import IncidentReport
from assessments.querysets.sheets import SCORERS
from assessments.selectors.officers import nearest_holders, officer_post, settings_of
from core import audit, inbox, locking, outbox
from core.errors import DomainError
from core.guards import require_text
from petitions.actions.notices import users_of
from visits.actions import add_matter, log_visit
from visits.entries import MatterHeard
from visits.models import Matter, VisitLog

if TYPE_CHECKING:
    from accounts.models import User

# Who is told at once, acknowledges, and says what was done.
HANDLERS = ("leader", "secretary")
# Who may open it as a matter, beside the officer: those who keep the logs of the unit.
PASSERS = ("secretary", "organisation_admin")


def may_report(user: "User", officer: Cadre, unit: Unit) -> bool:
    """The officer, and who writes down for the shift what was told by telephone or handed in on paper."""
    return officer.pk in user.access.cadre_ids or user.access.covers(unit.path, *SCORERS)


def may_handle(user: "User", report: IncidentReport) -> bool:
    """Nobody acknowledges or answers their own report."""
    own = report.officer_id in user.access.cadre_ids
    return not own and user.access.covers(report.unit.path, *HANDLERS)


def may_pass_on(user: "User", report: IncidentReport) -> bool:
    if report.matter_id is not None:
        return False
    return report.officer_id in user.access.cadre_ids or user.access.covers(report.unit.path, *PASSERS)


@transaction.atomic
def report_incident(
    officer: Cadre,
    *,
    title: str,
    place: str,
    happened_at: datetime.datetime,
    text: str = "",
    reported_at: datetime.datetime | None = None,
    by: "User",
    at: datetime.datetime,
) -> IncidentReport:
    """Tell of an emergency; with `text`, the written report as well. The unit's leader and secretary hear at once.

    Raises PermissionDenied; DomainError for who was no officer on that day, or a time to come. Side effects: the log
    of the incident (from which the duty of the written report follows), notices, urgent mail, audit.
    """
    day = timezone.localdate(happened_at)
    post = officer_post(officer, day)
    if post is None:
        raise DomainError(_("%(name)s在发生当日不是联络员，请核对发生时间。") % {"name": officer}, field="happened_at")
    if not may_report(by, officer, post.unit):
        raise PermissionDenied
    if happened_at > at:
        raise DomainError(_("发生时间不能晚于现在。"), field="happened_at")
    title = require_text(title, "title", _("请填写发生了什么。"))
    report = IncidentReport.objects.create(
        officer=officer,
        unit=post.unit,
        title=title,
        place=require_text(place, "place", _("请填写地点。")),
        happened_at=happened_at,
        told_at=at,
        hours_allowed=settings_of(post.unit, day).incident_hours,
        recorded_by=by,
        log=_log("incident", officer, post.unit, title, day, by=by, at=at),
    )
    audit.record("assessments.report_incident", report, by=by, at=at, unit_path=post.unit.path)
    if text.strip():
        report = write_report(report, text=text, reported_at=reported_at, by=by, at=at)
    _tell_handlers(report, at=at, by=by)
    return report


def _log(
    kind: str, officer: Cadre, unit: Unit, title: str, day: datetime.date, *, by: "User", at: datetime.datetime
) -> VisitLog:
    """What others read in the logs is the title; the report itself stays here."""
    return log_visit(
        kind=kind, first_day=day, cadres=[officer], unit=unit, content=title, is_vouched_for=True, by=by, at=at
    )


@transaction.atomic
def write_report(
    report: IncidentReport,
    *,
    text: str,
    reported_at: datetime.datetime | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> IncidentReport:
    """Hand in the written report. `reported_at`: when it was handed in on paper, which only who keeps the record may
    say; else now. Side effects: the log of the written report, by which the duty is met or not; audit.

    Raises PermissionDenied; DomainError when it is there already, or for a time that cannot be.
    """
    report = locking.lock(report, version=version)
    if not may_report(by, report.officer, report.unit):
        raise PermissionDenied
    if report.reported_at is not None:
        raise DomainError(_("书面报告已经提交，不能再改。"))
    text = require_text(text, "text", _("请填写书面报告。"))
    when = _handed_in(report, reported_at, by=by, at=at)
    report.text, report.reported_at = text, when
    day = timezone.localdate(when)
    report.report_log = _log("written_report", report.officer, report.unit, report.title, day, by=by, at=at)
    locking.save_fields(report, "text", "reported_at", "report_log")
    data = {"reported_at": when.isoformat()}
    audit.record("assessments.write_report", report, by=by, at=at, unit_path=report.unit.path, data=data)
    return report


def _handed_in(
    report: IncidentReport, reported_at: datetime.datetime | None, *, by: "User", at: datetime.datetime
) -> datetime.datetime:
    if reported_at is None:
        return at
    if report.officer_id in by.access.cadre_ids:
        raise DomainError(_("本人提交的，以提交时间为准，不必填写。"), field="reported_at")
    if not report.happened_at <= reported_at <= at:
        raise DomainError(_("书面报告时间应在发生之后、现在之前，请核对。"), field="reported_at")
    return reported_at


@transaction.atomic
def acknowledge(report: IncidentReport, *, by: "User", at: datetime.datetime) -> IncidentReport:
    """The leader or the secretary has taken note; the officer hears so. Raises DomainError when somebody has."""
    report = _to_handle(report, by=by)
    if report.acknowledged_at is not None:
        raise DomainError(_("该报告已由%(name)s签收。") % {"name": report.acknowledged_by})
    report.acknowledged_by, report.acknowledged_at = by, at
    locking.save_fields(report, "acknowledged_by", "acknowledged_at")
    _tell_officer(report, "acknowledged", _("您的突发情况报告已签收"), at=at)
    audit.record("assessments.acknowledge_incident", report, by=by, at=at, unit_path=report.unit.path)
    return report


@transaction.atomic
def feed_back(
    report: IncidentReport, *, done: str, by: "User", at: datetime.datetime, version: Any = None
) -> IncidentReport:
    """What was done goes back to the officer (R17.4). Who answers has taken note, too."""
    report = _to_handle(report, by=by, version=version)
    report.done = require_text(done, "done", _("请填写处理情况。"))
    report.done_by, report.done_at = by, at
    if report.acknowledged_at is None:
        report.acknowledged_by, report.acknowledged_at = by, at
    locking.save_fields(report, "done", "done_by", "done_at", "acknowledged_by", "acknowledged_at")
    _tell_officer(report, f"done-{report.version}", _("您的突发情况报告有处理结果"), at=at)
    audit.record("assessments.feed_back_incident", report, by=by, at=at, unit_path=report.unit.path)
    return report


def _to_handle(report: IncidentReport, *, by: "User", version: Any = None) -> IncidentReport:
    report = locking.lock(report, version=version)
    if not may_handle(by, report):
        raise PermissionDenied
    return report


@transaction.atomic
def pass_on(
    report: IncidentReport, *, text: str, unit: Unit, by: "User", at: datetime.datetime, version: Any = None
) -> Matter:
    """Open a matter from the incident, in the queue of the unit that answers for it; it is then followed as any other.

    Raises PermissionDenied; DomainError when it was passed on already, or there is nothing in the text.
    """
    report = locking.lock(report, version=version)
    if report.matter_id is not None:
        raise DomainError(_("该报告已经转为诉求。"))
    if not may_pass_on(by, report):
        raise PermissionDenied
    text = require_text(text, "text", _("请填写需要解决的问题。"))
    report.matter = add_matter(report.log, by=by, at=at, heard=MatterHeard(text=text, unit=unit))
    locking.save_fields(report, "matter")
    data = {"matter": report.matter.pk}
    audit.record("assessments.pass_on_incident", report, by=by, at=at, unit_path=report.unit.path, data=data)
    return report.matter


def _tell_handlers(report: IncidentReport, *, at: datetime.datetime, by: "User") -> None:
    """The unit's leader and secretary: in the inbox, and by mail on any day and at any hour. No name, no content."""
    on, unit = timezone.localdate(at), report.unit
    users = {user.pk: user for role in HANDLERS for user in nearest_holders([unit], role, on=on)[unit.pk]}
    notices, letters = [], []
    for user in users.values():
        if user.pk == by.pk:
            continue
        with translation.override(user.language):
            title = _("突发情况报告：%(unit)s，请签收") % {"unit": unit}
            text = _("%(unit)s报告一起突发情况，请登录查看并签收：%(url)s")
            text = text % {"unit": unit, "url": f"{settings.BASE_URL}{report.get_absolute_url()}"}
        what = f"incident:{report.pk}"
        notices.append(inbox.notice(what, "told", user, title, url=report.get_absolute_url(), at=at))
        if user.email and user.mail_preference != MailPreference.OFF:
            letters.append(outbox.letter(what, "told", user, title, text, at=at, urgent=True))
    inbox.notify_all(notices)
    outbox.post_all(letters)


def _tell_officer(report: IncidentReport, step: str, title: str, *, at: datetime.datetime) -> None:
    what, url = f"incident:{report.pk}", report.get_absolute_url()
    inbox.notify_all(inbox.notice(what, step, user, title, url=url, at=at) for user in users_of([report.officer]))
