"""Meetings (R14.1-4, R15): planned, invited to, held, or not held."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit, User
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from petitions.models import (
    Attendance,
    Meeting,
    MeetingKind,
    MeetingSeries,
    MeetingState,
    TopicState,
)
from petitions.models.meetings import LOG_KINDS
from visits.actions import log_visit

if TYPE_CHECKING:
    from accounts.models import User as ActingUser

# Who calls meetings and keeps their minutes for a unit.
CONVENORS = ("secretary", "leader", "petition_clerk", "organisation_admin")
ONE_WEEK = datetime.timedelta(days=7)


def may_convene(user: "ActingUser", unit: Unit) -> bool:
    return user.access.covers(unit.path, *CONVENORS)


def require_convenor(user: "ActingUser | None", unit: Unit) -> None:
    """Raise PermissionDenied for who calls no meetings there; None is the product itself."""
    if user is not None and not may_convene(user, unit):
        raise PermissionDenied


@transaction.atomic
def plan_meeting(
    *,
    unit: Unit,
    kind: str,
    title: str,
    on: datetime.date,
    time: datetime.time,
    place: str = "",
    chair: Cadre | None = None,
    recorder: Cadre | None = None,
    invited: Iterable[Cadre] = (),
    guests: str = "",
    guest_count: int = 0,
    invitation: str = "",
    topics_until: datetime.datetime | None = None,
    series: MeetingSeries | None = None,
    by: "ActingUser | None",
    at: datetime.datetime,
) -> Meeting:
    """Plan a meeting and invite to it: each cadre finds the invitation in the inbox. `by` None: the weekly series.

    Raises PermissionDenied for who calls no meetings there, DomainError when topics would be taken after it began.
    """
    require_convenor(by, unit)
    if topics_until and topics_until > begins(on, time):
        raise DomainError(_("议题截止时间不能晚于会议时间。"), field="topics_until")
    meeting = Meeting.objects.create(
        unit=unit,
        kind=kind,
        title=title.strip(),
        on=on,
        time=time,
        place=place.strip(),
        chair=chair,
        recorder=recorder,
        guests=guests.strip(),
        guest_count=guest_count,
        invitation=invitation.strip(),
        topics_until=topics_until,
        series=series,
    )
    _invite(meeting, invited, at=at)
    audit.record("petitions.plan_meeting", meeting, by=by, at=at, unit_path=unit.path)
    return meeting


def begins(on: datetime.date, time: datetime.time) -> datetime.datetime:
    """The moment at which it begins."""
    return timezone.make_aware(datetime.datetime.combine(on, time))


def _invite(meeting: Meeting, cadres: Iterable[Cadre], *, at: datetime.datetime) -> None:
    """Those who are not invited yet; the chair and the recorder are."""
    people = dict.fromkeys(cadre for cadre in (*cadres, meeting.chair, meeting.recorder) if cadre)
    Attendance.objects.bulk_create((Attendance(meeting=meeting, cadre=c) for c in people), ignore_conflicts=True)
    title = _("会议通知：%(meeting)s") % {"meeting": meeting}
    inbox.notify_all(
        inbox.notice(f"meeting:{meeting.pk}", "invited", user, title, url=meeting.get_absolute_url(), at=at)
        for user in User.objects.filter(cadre__in=people, is_active=True)
    )


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    invited: Iterable[Cadre],
    by: "ActingUser",
    at: datetime.datetime,
    version: Any = None,
    **fields: Any,
) -> Meeting:
    """Change a meeting that was not held yet. `fields`: title, on, time, place, chair, recorder, guests, guest_count,
    invitation, topics_until."""
    meeting = open_meeting(meeting, by=by, version=version)
    before = {name: getattr(meeting, name) for name in fields}
    for name, value in fields.items():
        setattr(meeting, name, value)
    locking.save_fields(meeting, *fields)
    invited = list(invited)
    meeting.attendances.exclude(cadre__in=[*invited, meeting.chair, meeting.recorder]).delete()
    _invite(meeting, invited, at=at)
    data = audit.changes(before, fields)
    audit.record("petitions.change_meeting", meeting, by=by, at=at, unit_path=meeting.unit.path, data=data)
    return meeting


def open_meeting(meeting: Meeting, *, by: "ActingUser | None", version: Any = None) -> Meeting:
    """The meeting, locked, when it is still to come and this person calls meetings there."""
    meeting = locking.lock(meeting, version=version)
    require_convenor(by, meeting.unit)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(_("会议已经召开或者取消，不能再改。"))
    return meeting


@transaction.atomic
def cancel_meeting(
    meeting: Meeting, *, reason: str, by: "ActingUser | None", at: datetime.datetime, version: Any = None
) -> Meeting:
    """It is not held; its topics wait for the next one."""
    meeting = open_meeting(meeting, by=by, version=version)
    require_text(reason, "reason", _("请填写不召开的原因。"))
    meeting.state, meeting.reason = MeetingState.CANCELLED, reason.strip()
    locking.save_fields(meeting, "state", "reason")
    meeting.topics.filter(state=TopicState.HANDED_IN).update(meeting=None)
    audit.record(
        "petitions.cancel_meeting", meeting, by=by, at=at, unit_path=meeting.unit.path, data={"reason": reason}
    )
    return meeting


@transaction.atomic
def hold_meeting(
    meeting: Meeting,
    *,
    present: Iterable[Cadre],
    minutes: str = "",
    guest_count: int = 0,
    guests: str = "",
    by: "ActingUser",
    at: datetime.datetime,
    version: Any = None,
) -> Meeting:
    """It was held: who was there, what was said. Writes the visit log of its kind, so that nobody enters it again.

    Raises DomainError for a meeting in the future, and when nobody was there.
    """
    meeting = open_meeting(meeting, by=by, version=version)
    present = list(dict.fromkeys(present))
    if meeting.on > timezone.localdate(at):
        raise DomainError(_("会议日期还没有到，会后再登记。"))
    if not present:
        raise DomainError(_("请选择到会人员。"), field="present")
    _invite(meeting, present, at=at)
    meeting.attendances.update(was_there=False)
    meeting.attendances.filter(cadre__in=present).update(was_there=True)
    meeting.state, meeting.minutes = MeetingState.HELD, minutes.strip()
    meeting.guests, meeting.guest_count = guests.strip(), guest_count
    meeting.log = _write_log(meeting, present, by=by, at=at)
    locking.save_fields(meeting, "state", "minutes", "guests", "guest_count", "log")
    audit.record("petitions.hold_meeting", meeting, by=by, at=at, unit_path=meeting.unit.path)
    return meeting


def _write_log(meeting: Meeting, present: list[Cadre], *, by: "ActingUser", at: datetime.datetime) -> Any:
    """The chair leads, where they were there."""
    led_by = [meeting.chair] if meeting.chair in present else []
    return log_visit(
        kind=LOG_KINDS[MeetingKind(meeting.kind)],
        first_day=meeting.on,
        cadres=[cadre for cadre in (*led_by, *present) if cadre],
        unit=meeting.unit,
        content=meeting.title,
        people_count=len(present) + meeting.guest_count,
        is_vouched_for=True,
        by=by,
        at=at,
    )
