"""Democratic-life meetings (R16.6): prepared, reported upward three days ahead, held, minuted."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from assessments.access import may_convene
from assessments.models import LifeMeeting, LifeMeetingState, Speech
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from visits.actions import log_visit, withdraw_log

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def plan_life_meeting(
    *,
    unit: Unit,
    title: str,
    on: datetime.date,
    members: Iterable[Cadre],
    place: str = "",
    topic: str = "",
    recorder: Cadre | None = None,
    by: "User",
    at: datetime.datetime,
) -> LifeMeeting:
    """Plan a meeting of the leading team; its members are told to prepare their speeches."""
    today = timezone.localdate(at)
    if not may_convene(by, unit, on=today):
        raise PermissionDenied
    meeting = LifeMeeting.objects.create(
        unit=unit, title=title.strip(), on=on, place=place.strip(), topic=topic.strip(), recorder=recorder
    )
    _set_members(meeting, members, at=at)
    audit.record("assessments.plan_life_meeting", meeting, by=by, at=at, unit_path=unit.path)
    return meeting


def _set_members(meeting: LifeMeeting, members: Iterable[Cadre], *, at: datetime.datetime) -> None:
    """Who takes part; a speech that was written stays, with its author."""
    wanted = {cadre.pk: cadre for cadre in members}
    if not wanted:
        raise DomainError(_("请选择班子成员。"), field="members")
    there = {speech.cadre_id: speech for speech in meeting.speeches.all()}
    written = [speech for key, speech in there.items() if key not in wanted and speech.text]
    if written:
        raise DomainError(_("%(name)s已经写好发言提纲，不能移出。") % {"name": written[0].cadre}, field="members")
    meeting.speeches.exclude(cadre__in=wanted).delete()
    Speech.objects.bulk_create(Speech(meeting=meeting, cadre_id=key) for key in wanted if key not in there)
    _tell(meeting, [cadre for key, cadre in wanted.items() if key not in there], at=at)


def _tell(meeting: LifeMeeting, cadres: Iterable[Cadre], *, at: datetime.datetime) -> None:
    text = _("请于%(day)s前备好%(title)s的发言提纲") % {"day": meeting.prepare_until, "title": meeting.title}
    users = [user for cadre in cadres if (user := getattr(cadre, "user", None))]
    inbox.notify_all(
        inbox.notice(f"life_meeting:{meeting.pk}", "prepare", user, text, url=meeting.get_absolute_url(), at=at)
        for user in users
    )


@transaction.atomic
def change_life_meeting(
    meeting: LifeMeeting,
    *,
    members: Iterable[Cadre],
    by: "User",
    at: datetime.datetime,
    version: Any = None,
    **facts: Any,
) -> LifeMeeting:
    """Change day, place, topic, recorder or members of one that is still to come."""
    meeting = _planned(meeting, by=by, at=at, version=version)
    for name, value in facts.items():
        setattr(meeting, name, value)
    _set_members(meeting, members, at=at)
    return _record("assessments.change_life_meeting", meeting, by=by, at=at)


@transaction.atomic
def inform(
    meeting: LifeMeeting,
    *,
    organisation_told_on: datetime.date | None,
    discipline_told_on: datetime.date | None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> LifeMeeting:
    """Write down when the organisation department and discipline inspection were told. Raises DomainError for a day to
    come."""
    meeting, today = _planned(meeting, by=by, at=at, version=version), timezone.localdate(at)
    for field, day in (("organisation_told_on", organisation_told_on), ("discipline_told_on", discipline_told_on)):
        if day and day > today:
            raise DomainError(_("不能晚于今天。"), field=field)
        setattr(meeting, field, day)
    _log_if_ready(meeting, by=by, at=at)
    return _record("assessments.inform_of_life_meeting", meeting, by=by, at=at)


@transaction.atomic
def prepare_speech(speech: Speech, *, text: str, is_ready: bool, by: "User", at: datetime.datetime) -> Speech:
    """Write one's own speech. What it says stands in no audit entry."""
    meeting = locking.lock(speech.meeting)
    speech = Speech.objects.select_for_update().get(pk=speech.pk)
    if speech.cadre_id not in by.access.cadre_ids:
        raise PermissionDenied
    if meeting.state != LifeMeetingState.PLANNED:
        raise DomainError(_("会议已经结束，发言提纲不能再修改。"))
    if is_ready and not text.strip():
        raise DomainError(_("请先填写发言提纲。"), field="text")
    speech.text = text.strip()
    speech.ready_on = (speech.ready_on or timezone.localdate(at)) if is_ready else None
    speech.save()
    _log_if_ready(meeting, by=by, at=at)
    audit.record("assessments.prepare_speech", speech, by=by, at=at, unit_path=meeting.unit.path)
    return speech


def _log_if_ready(meeting: LifeMeeting, *, by: "User", at: datetime.datetime) -> None:
    """Both were told and every speech is ready: the log that 16.6-1 counts, of the day on which the last was done.

    Withdrawn where it is no longer so.
    """
    days = [meeting.organisation_told_on, meeting.discipline_told_on]
    speeches = list(meeting.speeches.select_related("cadre"))
    days += [speech.ready_on for speech in speeches]
    done = [day for day in days if day]
    last = max(done) if len(done) == len(days) else None
    if meeting.ready_log and meeting.ready_log.first_day != last:
        log, meeting.ready_log = meeting.ready_log, None
        meeting.save(update_fields=["ready_log"])
        withdraw_log(log, by=by, at=at, reason=_("民主生活会准备情况有变"), is_vouched_for=True)
    if last and not meeting.ready_log:
        meeting.ready_log = _log(meeting, "written_report", last, [speech.cadre for speech in speeches], by=by, at=at)
        meeting.save(update_fields=["ready_log"])


def _log(
    meeting: LifeMeeting, kind: str, day: datetime.date, cadres: list[Cadre], *, by: "User", at: datetime.datetime
) -> Any:
    return log_visit(
        kind=kind,
        first_day=day,
        cadres=cadres,
        unit=meeting.unit,
        content=meeting.title,
        is_vouched_for=True,
        by=by,
        at=at,
    )


@transaction.atomic
def hold_life_meeting(
    meeting: LifeMeeting,
    *,
    present: Iterable[Cadre],
    reported: Iterable[Cadre],
    minutes: str,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> LifeMeeting:
    """It was held. Writes its log, and one for each member who reported orally on liaison work (R10.7), so that nobody
    enters them again. Raises DomainError before its day, and without anybody there."""
    meeting = locking.lock(meeting, version=version)
    if not (may_convene(by, meeting.unit, on=timezone.localdate(at)) or meeting.recorder_id in by.access.cadre_ids):
        raise PermissionDenied
    _check_planned(meeting)
    there, spoke = {cadre.pk: cadre for cadre in present}, {cadre.pk: cadre for cadre in reported}
    _check_held(meeting, there, spoke, minutes, on=timezone.localdate(at))
    meeting.speeches.update(was_there=False)
    meeting.speeches.filter(cadre__in=there).update(was_there=True)
    meeting.speeches.filter(cadre__in=spoke).update(reported=True)
    meeting.state, meeting.minutes = LifeMeetingState.HELD, minutes.strip()
    meeting.log = _log(meeting, "democratic_life_meeting", meeting.on, list(there.values()), by=by, at=at)
    for cadre in spoke.values():
        _log(meeting, "oral_report", meeting.on, [cadre], by=by, at=at)
    return _record("assessments.hold_life_meeting", meeting, by=by, at=at)


def _check_held(
    meeting: LifeMeeting, there: dict[int, Cadre], spoke: dict[int, Cadre], minutes: str, *, on: datetime.date
) -> None:
    if meeting.on > on:
        raise DomainError(_("会议日期还没有到，会后再登记。"))
    if not there:
        raise DomainError(_("请选择到会人员。"), field="present")
    if absent := [cadre for key, cadre in spoke.items() if key not in there]:
        raise DomainError(_("%(name)s没有到会，不能登记口头汇报。") % {"name": absent[0]}, field="reported")
    require_text(minutes, "minutes", _("请填写会议记录。"))


@transaction.atomic
def cancel_life_meeting(
    meeting: LifeMeeting, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> LifeMeeting:
    """It is not held; that it was prepared no longer counts."""
    meeting = _planned(meeting, by=by, at=at, version=version)
    require_text(reason, "reason", _("请填写不召开的原因。"))
    meeting.state, meeting.reason = LifeMeetingState.CANCELLED, reason.strip()[:200]
    if log := meeting.ready_log:
        meeting.ready_log = None
        meeting.save(update_fields=["ready_log"])
        withdraw_log(log, by=by, at=at, reason=_("民主生活会不召开"), is_vouched_for=True)
    return _record("assessments.cancel_life_meeting", meeting, by=by, at=at)


def _planned(meeting: LifeMeeting, *, by: "User", at: datetime.datetime, version: Any) -> LifeMeeting:
    meeting = locking.lock(meeting, version=version)
    if not may_convene(by, meeting.unit, on=timezone.localdate(at)):
        raise PermissionDenied
    _check_planned(meeting)
    return meeting


def _check_planned(meeting: LifeMeeting) -> None:
    if meeting.state != LifeMeetingState.PLANNED:
        raise DomainError(_("这次会议已经登记或取消。"))


def _record(action: str, meeting: LifeMeeting, *, by: "User", at: datetime.datetime) -> LifeMeeting:
    locking.bump(meeting)
    meeting.save()
    audit.record(action, meeting, by=by, at=at, unit_path=meeting.unit.path)
    return meeting
