"""Clocks: started by an event, stopped by a step; each change of a due day is written down with its reason."""

import datetime
from collections.abc import Iterable

from django.db.models import Min

from accounts.models import Unit
from core.selectors import load_work_calendar
from core.workdays import WorkCalendar
from petitions.deadlines import Limit, Pause, due_of
from petitions.models import Case, Clock, ClockChange, ClockPause, ClockState, LimitSetting
from petitions.shipped import LIMITS, RIGHTS

GOING = (ClockState.RUNNING, ClockState.PAUSED)


def limit_for(unit: Unit, code: str) -> Limit:
    """The limit that holds for a unit: its own, that of the nearest unit above, or the one that comes with the
    product. Raises KeyError for a code that is none."""
    keys = [*unit.ancestor_ids, unit.pk]
    own = LimitSetting.objects.filter(unit__in=keys, code=code).order_by("-unit__depth").first()
    if own is None:
        return LIMITS[code]
    return Limit(code, own.days, own.is_working, own.article, own.most_extension)


def start(case: Case, code: str, *, unit: Unit, on: datetime.date, until: datetime.date | None = None) -> Clock:
    """Start a clock on the day of its event; one that is running for the same unit goes on as it is.

    `until`: the day that somebody set (an assignment with a date), instead of a limit.
    """
    going = Clock.objects.filter(case=case, code=code, unit=unit, state__in=GOING).first()
    if going:
        return going
    limit = _fixed(code, on, until) if until else limit_for(unit, code)
    due = until or due_of(on, limit, calendar=load_work_calendar()).due
    clock = Clock.objects.create(
        case=case,
        code=code,
        article=limit.article,
        unit=unit,
        started_on=on,
        days=limit.days,
        is_working=limit.is_working,
        due=due,
    )
    refresh_next_due(case)
    return clock


def _fixed(code: str, on: datetime.date, until: datetime.date) -> Limit:
    return Limit(code, (until - on).days)


def stop(case: Case, *codes: str, on: datetime.date) -> None:
    """What the clock asked for was done on that day."""
    going = Clock.objects.filter(case=case, code__in=codes, state__in=GOING)
    ClockPause.objects.filter(clock__in=going, end=None).update(end=on)
    going.update(state=ClockState.STOPPED, stopped_on=on)
    refresh_next_due(case)


def cancel(case: Case, *codes: str) -> None:
    """What the clocks asked for is no longer to be done; without codes, all of them."""
    going = Clock.objects.filter(case=case, state__in=GOING)
    (going.filter(code__in=codes) if codes else going).update(state=ClockState.CANCELLED)
    refresh_next_due(case)


def pause(case: Case, *codes: str, on: datetime.date, at: datetime.datetime, reason: str) -> None:
    """The clocks stand still from this day on."""
    for clock in Clock.objects.filter(case=case, code__in=codes, state=ClockState.RUNNING):
        ClockPause.objects.create(clock=clock, start=on, reason=reason)
        _move(clock, None, at=at, reason=reason, state=ClockState.PAUSED)
    refresh_next_due(case)


def resume(case: Case, *codes: str, on: datetime.date, at: datetime.datetime, reason: str) -> None:
    """The clocks go on from this day: the day before it is the last that does not count. A pause that would end
    before it began (resumed on its first day) moves nothing."""
    for clock in Clock.objects.filter(case=case, code__in=codes, state=ClockState.PAUSED):
        _end_pause(clock, on)
        _move(clock, compute(clock), at=at, reason=reason, state=ClockState.RUNNING)
    refresh_next_due(case)


def _end_pause(clock: Clock, on: datetime.date) -> None:
    last = on - datetime.timedelta(days=1)
    going = clock.pauses.filter(end=None)
    going.filter(start__gt=last).delete()
    going.update(end=last)


def hand_on(case: Case, code: str, *, unit: Unit) -> None:
    """The limit goes on with another unit, which answers for it from now on."""
    Clock.objects.filter(case=case, code=code, state__in=GOING).update(unit=unit)


def extend(clock: Clock, *, days: int, at: datetime.datetime, reason: str) -> None:
    """Add days once (article 34). The caller has checked that it may, and by how much."""
    clock.extension = days
    clock.save(update_fields=["extension"])
    _move(clock, compute(clock), at=at, reason=reason)
    refresh_next_due(clock.case)


def compute(clock: Clock, calendar: WorkCalendar | None = None) -> datetime.date | None:
    """The due day by the pauses and the calendar as they are now; None while the clock stands still."""
    calendar = calendar or load_work_calendar()
    pauses = [Pause(pause.start, pause.end, pause.reason) for pause in clock.pauses.all()]
    limit = Limit(clock.code, clock.days, clock.is_working)
    return due_of(clock.started_on, limit, calendar=calendar, pauses=pauses, extension=clock.extension).due


def _move(
    clock: Clock, due: datetime.date | None, *, at: datetime.datetime, reason: str, state: str | None = None
) -> None:
    ClockChange.objects.create(clock=clock, at=at, before=clock.due, after=due, reason=reason)
    clock.due = due
    clock.state = state or clock.state
    clock.told = ""
    clock.save(update_fields=["due", "state", "told"])


def follow_calendar(*, at: datetime.datetime, reason: str) -> int:
    """Another calendar of days off: open clocks in working days are computed anew, old and new day kept. Returns how
    many moved."""
    going = Clock.objects.filter(state=ClockState.RUNNING, is_working=True).select_related("case")
    calendar = load_work_calendar()
    moved = [clock for clock in going.prefetch_related("pauses") if compute(clock, calendar) != clock.due]
    for clock in moved:
        _move(clock, compute(clock, calendar), at=at, reason=reason)
        refresh_next_due(clock.case)
    return len(moved)


def refresh_next_due(case: Case) -> None:
    """Keep `Case.next_due`: the soonest end of a clock that runs against an office."""
    running = Clock.objects.filter(case=case, state=ClockState.RUNNING).exclude(code__in=RIGHTS)
    case.next_due = running.aggregate(soonest=Min("due"))["soonest"]
    Case.objects.filter(pk=case.pk).update(next_due=case.next_due)


def going_codes(case: Case) -> Iterable[str]:
    return Clock.objects.filter(case=case, state__in=GOING).values_list("code", flat=True)
