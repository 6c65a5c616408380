"""Another calendar of days off: what it would move, and moving it. Only limits in working days are concerned."""

import datetime

from django.utils.translation import gettext as _

from core.calendar_hooks import Effect, Shift
from core.workdays import WorkCalendar
from petitions.actions import clocks
from petitions.models import Clock, ClockState

NAMED = 10


def effect_of(before: WorkCalendar, after: WorkCalendar, year: int, on: datetime.date) -> Effect:
    """Ends of running limits that would move. No case is named: whoever loads a calendar need not see it."""
    running = Clock.objects.filter(state=ClockState.RUNNING, is_working=True).prefetch_related("pauses")
    moved = [(clock, clocks.compute(clock, after)) for clock in running if clocks.compute(clock, after) != clock.due]
    shifts = [Shift(clock.label, str(clock.due), str(then)) for clock, then in moved[:NAMED]]
    return Effect(len(moved), len(moved), shifts)


def follow(year: int, at: datetime.datetime, on: datetime.date) -> None:
    """In the transaction that loaded the year; old and new end are kept with the limit."""
    clocks.follow_calendar(at=at, reason=_("%(year)d年工作日历调整") % {"year": year})
