"""The days of a rota, read in the grammar of rulebooks. Registered with visits when the project starts."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.workdays import WorkCalendar
from duties import wording
from duties.loading import load_almanacs
from duties.recurrence import Window, windows
from duties.rulebook_build import build_cadence
from duties.spans import Span

if TYPE_CHECKING:
    from accounts.models import Unit
    from visits.duty_days import Cadences, Days


class CadenceReader:
    """See visits.duty_days.Reader."""

    def days(self, asked: "Iterable[tuple[Unit, Cadences]]", first: datetime.date, last: datetime.date) -> "list[Days]":
        asked = list(asked)
        almanacs = load_almanacs({unit for unit, _when in asked})
        reach = Span(first, last)
        found = []
        for unit, when in asked:
            almanac = almanacs[unit.pk]
            opened = windows(map(build_cadence, when), reach, almanac)
            days = {duty_day(window, almanac.calendar) for window in opened}
            found.append(sorted(day for day in days if day in reach))
        return found

    def words(self, when: "Cadences") -> str:
        return wording.when_words(tuple(map(build_cadence, when)))


def duty_day(window: Window, calendar: WorkCalendar) -> datetime.date:
    """Of a window of several days (a week) the first that is worked; where none is, the first."""
    if window.start == window.end:
        return window.start
    return next((day for day in window.span.days() if calendar.is_workday(day)), window.start)
