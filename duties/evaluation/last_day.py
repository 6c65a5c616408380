"""The last day on which everything that is missing can still be done in time. Pure."""

import datetime

from duties.evaluation.values import Claim, Tally
from duties.grammar import Measure
from duties.spans import ONE_DAY, Span, Spans, days_of, intersect


def last_safe_day(claim: Claim, tallies: list[Tally], missing: list[int]) -> datetime.date | None:
    """The last day to begin with what is missing; None when nothing is, or when the days left no longer suffice."""
    if not any(missing):
        return None
    open_days = intersect(claim.liable, [Span(claim.window.start, claim.window.due)])
    days = [
        _latest(measure, tally, short, need, open_days)
        for measure, tally, short, need in zip(
            claim.rule.measures, tallies, missing, [claim.required, claim.required_also or 0], strict=False
        )
        if short
    ]
    return None if None in days else min(day for day in days if day)


def _latest(measure: Measure, tally: Tally, short: int, need: int, open_days: Spans) -> datetime.date | None:
    if not open_days:
        return None
    if measure.of == "distinct_days":
        done = {day for day, _total in tally.steps}
        free = sorted(days_of(open_days) - done)
        return free[-short] if len(free) >= short else None
    if measure.of == "consecutive_days" and not measure.crossing:
        return _latest_run(tally.days, need, open_days)
    return open_days[-1].end


def _latest_run(done: frozenset[datetime.date], need: int, open_days: Spans) -> datetime.date | None:
    """The last day not yet done from which, staying on to the end of the days liable, a run becomes long enough."""
    for span in reversed(open_days):
        for first in sorted(set(span.days()) - done, reverse=True):
            before = first
            while before - ONE_DAY in done and before > span.start:
                before -= ONE_DAY
            if (span.end - before).days + 1 >= need:
                return first
    return None
