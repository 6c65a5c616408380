"""When work is done: on most weekdays, on some evenings and weekends, more of it near festivals."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from accounts.models import Unit
from core import lunar
from core.workdays import WorkCalendar
from liaison.sample.affairs import Absences, is_away
from liaison.sample.contacts import Target
from liaison.sample.dice import Dice
from liaison.sample.people import DAY, Worker

# How likely somebody does what is owed in one window.
DOES = {"full": 1.0, "usual": 0.86, "behind": 0.42}


class Plan(NamedTuple):
    """One visit to be written down. The first worker leads."""

    day: datetime.date
    last_day: datetime.date
    kind: str
    workers: tuple[Worker, ...]
    unit: Unit
    targets: tuple[Target, ...] = ()
    people: int | None = None


class Diary:
    """The days of the year that ends yesterday, and the visits planned on them."""

    def __init__(self, today: datetime.date, work_calendar: WorkCalendar, absences: Absences, dice: Dice):
        self.first, self.last = today - DAY * 365, today - DAY
        self.calendar, self.absences, self.dice = work_calendar, absences, dice
        self.plans: list[Plan] = []

    # --- days -----------------------------------------------------------------------------------
    def pick(self, start: datetime.date, end: datetime.date) -> datetime.date | None:
        """A day of the window within the diary, mostly one that is worked; None where there is no such day."""
        start, end = max(start, self.first), min(end, self.last)
        if start > end:
            return None
        day = start
        for _try in range(6):
            day = start + DAY * self.dice.randrange((end - start).days + 1)
            if self.calendar.is_workday(day) or self.dice.chance(0.1):
                break
        return day

    def months(self) -> Iterator[tuple[datetime.date, datetime.date]]:
        """First and last day of each month that the diary touches."""
        first = self.first.replace(day=1)
        while first <= self.last:
            following = (first + DAY * 32).replace(day=1)
            yield first, following - DAY
            first = following

    def dates(self) -> Iterator[datetime.date]:
        return (self.first + DAY * n for n in range((self.last - self.first).days + 1))

    def festivals(self) -> Iterator[tuple[str, datetime.date]]:
        """(code, day) of the festivals at which people are called upon, within the diary."""
        for year in range(self.first.year, self.last.year + 2):
            yield from (
                (code, day) for code, day in _festivals(year) if self.first <= day - DAY * 7 and day - DAY <= self.last
            )

    # --- plans ----------------------------------------------------------------------------------
    def plan(
        self,
        worker: Worker,
        kind: str,
        day: datetime.date | None,
        targets: list[Target],
        *,
        days: int = 1,
        others: tuple[Worker, ...] = (),
        people: int | None = None,
        unit: Unit | None = None,
    ) -> bool:
        """Write it into the diary unless the worker was away or not yet in post, or there is nobody to visit."""
        if day is None:
            return False
        last = min(day + DAY * (days - 1), self.last)
        span = [day + DAY * n for n in range((last - day).days + 1)]
        if self._left_undone(worker, kind, day):
            return False
        if not worker.serves_on(day) or not worker.serves_on(last) or is_away(self.absences, worker.cadre.pk, span):
            return False
        company = tuple(
            o for o in others if o is not worker and o.serves_on(day) and not is_away(self.absences, o.cadre.pk, span)
        )
        unique = tuple({(type(t), t.pk): t for t in targets}.values())
        self.plans.append(Plan(day, last, kind, (worker, *company), unit or worker.unit, unique, people))
        return True

    def _left_undone(self, worker: Worker, kind: str, day: datetime.date) -> bool:
        """Those who are behind did little of late; whoever has something open has yet to do this month's and year's."""
        if worker.habit == "behind":
            return kind in ("stay", "on_site") and day > self.last - DAY * 55 and self.dice.chance(0.9)
        this_month = (self.last + DAY).replace(day=1)
        return worker.has_open and (kind == "field_study" or (kind == "stay" and day >= this_month - DAY * 2))


def _festivals(year: int) -> Iterator[tuple[str, datetime.date]]:
    yield "new_year", datetime.date(year, 1, 1)
    yield "spring_festival", lunar.lunar_to_solar(year, 1, 1)
    yield "dragon_boat", lunar.lunar_to_solar(year, 5, 5)
    yield "mid_autumn", lunar.lunar_to_solar(year, 8, 15)
    yield "army_day", datetime.date(year, 8, 1)
    yield "national_day", datetime.date(year, 10, 1)
