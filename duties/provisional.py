"""What is computed from days off that nobody announced yet. Pure."""

import datetime

from core.workdays import WorkCalendar
from duties.grammar import REST_DAY, WORKDAY, Rule


def follows_workdays(rule: Rule) -> bool:
    """Whether windows of the rule begin or end, or logs count, by the calendar of working days."""
    return any(part.only_on for part in (rule, rule.second)) or any(
        cadence.every in (WORKDAY, REST_DAY)
        or cadence.shift
        or cadence.first_workdays
        or cadence.kind == "nth_workday"
        or cadence.workdays_within
        or cadence.workdays_before
        or (cadence.kind == "festivals" and cadence.until == "last_day_off")
        for cadence in rule.when
    )


def provisional_year(rule: Rule, window_end: datetime.date, calendar: WorkCalendar) -> int:
    """The year whose calendar is missing, so that the window may still move; 0 where it may not."""
    moves = calendar.is_provisional(window_end.year) and follows_workdays(rule)
    return window_end.year if moves else 0
