"""Meetings that are held every week (R14.1, R15): begun, planned one ahead, not held without topics, ended."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from core import audit, locking
from petitions.actions.meetings import begins, cancel_meeting, plan_meeting, require_convenor
from petitions.models import Meeting, MeetingKind, MeetingSeries, MeetingState, Topic, TopicState

if TYPE_CHECKING:
    from accounts.models import User as ActingUser


@transaction.atomic
def start_series(
    *, unit: Unit, members: Iterable[Cadre], by: "ActingUser", at: datetime.datetime, **fields: Any
) -> MeetingSeries:
    """Begin a weekly meeting; its meetings are planned by `plan_series`. `fields`: those of MeetingSeries."""
    require_convenor(by, unit)
    series = MeetingSeries.objects.create(unit=unit, **fields)
    series.members.set(members)
    audit.record("petitions.start_series", series, by=by, at=at, unit_path=unit.path)
    return series


@transaction.atomic
def end_series(series: MeetingSeries, *, on: datetime.date, by: "ActingUser", at: datetime.datetime) -> MeetingSeries:
    """From this day on no more meetings are planned; those that are planned later are cancelled."""
    series = locking.lock(series)
    require_convenor(by, series.unit)
    series.ended_on = on
    locking.save_fields(series, "ended_on")
    for meeting in series.meetings.filter(state=MeetingState.PLANNED, on__gte=on):
        cancel_meeting(meeting, reason=_("例会已停止"), by=by, at=at)
    audit.record("petitions.end_series", series, by=by, at=at, unit_path=series.unit.path)
    return series


def plan_series(*, on: datetime.date, at: datetime.datetime) -> int:
    """Plan the next meeting of every series, and cancel those whose list closed without a topic (R15). Run daily;
    doing it twice changes nothing. Returns how many meetings were planned."""
    planned = 0
    for series in MeetingSeries.objects.filter(ended_on=None).select_related("unit"):
        _cancel_without_topics(series, at=at)
        day = on + datetime.timedelta(days=(series.weekday - on.weekday()) % 7)
        if not series.meetings.filter(on=day).exists():
            _plan_one(series, day, at=at)
            planned += 1
    return planned


def _plan_one(series: MeetingSeries, day: datetime.date, *, at: datetime.datetime) -> Meeting:
    closes = day - datetime.timedelta(days=series.topics_days_before)
    meeting = plan_meeting(
        unit=series.unit,
        kind=series.kind,
        title=series.title,
        on=day,
        time=series.time,
        place=series.place,
        invited=series.members.all(),
        topics_until=begins(closes, series.topics_time),
        series=series,
        by=None,
        at=at,
    )
    waiting = Topic.objects.filter(meeting=None, state=TopicState.HANDED_IN, unit__path__startswith=series.unit.path)
    _take(meeting, waiting)
    return meeting


def _take(meeting: Meeting, waiting: Any) -> None:
    """Topics that wait go to the next meeting; those that were taken up, only to one of the leaders."""
    is_leaders = meeting.kind == MeetingKind.LEADERS
    waiting.filter(taken_from__isnull=not is_leaders).update(meeting=meeting)


def _cancel_without_topics(series: MeetingSeries, *, at: datetime.datetime) -> None:
    closed = series.meetings.filter(state=MeetingState.PLANNED, topics_until__lt=at, topics=None)
    for meeting in closed if series.needs_topics else ():
        cancel_meeting(meeting, reason=_("没有议题"), by=None, at=at)
