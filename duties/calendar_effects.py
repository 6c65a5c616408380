"""What another calendar of working days moves: shown before it is loaded, done when it is."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q

from accounts.hooks import Change
from accounts.models import Unit
from core.calendar_hooks import Effect, Shift
from core.workdays import WorkCalendar
from duties.actions.following import follow_organisation
from duties.loading import load_binds
from duties.models import Obligation
from duties.provisional import follows_workdays
from duties.reckoning import Bind
from duties.recurrence import Window
from duties.spans import Span
from duties.wording import window_label

NAMED = 10
Pair = tuple[Window | None, Window | None]


def effect_of(before: WorkCalendar, after: WorkCalendar, year: int, on: datetime.date) -> Effect:
    """Windows of the year that would begin, end or fall away, rule by rule; `on` is not asked."""
    shifts, found, moved = [], Q(pk__in=[]), 0
    for bind in _binds(year):
        pairs = list(_moved(bind, before, after, year))
        moved += len(pairs)
        shifts += [Shift(f"{bind.rule.code} {bind.rule.title}", _label(old), _label(new)) for old, new in pairs[:NAMED]]
        found |= Q(rule=bind.rule_id, window_start__in=[old.start for old, _new in pairs if old])
    return Effect(moved, Obligation.objects.filter(found).count() if moved else 0, shifts[:NAMED])


def follow(year: int, at: datetime.datetime, on: datetime.date) -> None:
    """Windows around New Year begin in the year before."""
    for root in Unit.objects.filter(parent=None):
        first_day = datetime.date(year - 1, 11, 1)
        follow_organisation(Change(first_day, path=root.path, only_days=True), at=at, on=on)


def _binds(year: int) -> list[Bind]:
    binds = load_binds(_span(year))
    return [bind for bind in binds if follows_workdays(bind.rule)]


def _span(year: int) -> Span:
    return Span(datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def _moved(bind: Bind, before: WorkCalendar, after: WorkCalendar, year: int) -> Iterator[Pair]:
    then, now = ({w.start: w for w in _windows(bind, calendar, year)} for calendar in (after, before))
    for start in sorted({*then, *now}):
        if now.get(start) != then.get(start):
            yield now.get(start), then.get(start)


def _windows(bind: Bind, calendar: WorkCalendar, year: int) -> list[Window]:
    return bind.windows(_span(year), replace(bind.almanac, calendar=calendar))


def _label(window: Window | None) -> str:
    return window_label(window.start, window.end, window.name) if window else ""
