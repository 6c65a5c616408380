"""Figures over time."""

import datetime
from dataclasses import replace
from typing import Any

from accounts.models import User
from core.periods import Period
from reports.asking import Question
from reports.rollup import stored
from reports.rollup.asked import ask
from reports.rollup.rows import row
from reports.rollup.steps import counted_of, over_time, steps_of

Trend = list[tuple[Period, dict[str, Any]]]


def series(question: Question, codes: list[str], *, reader: User, on: datetime.date, step: str = "month") -> Trend:
    """The figures of the unit and all below it for each `step` (a key of core.periods.KIND_NAMES) of the period; the
    first and the last one are cut off where it begins and ends.

    One query for each source; for what is held over a stretch (cadres, points, households) one for each step. Raises
    KeyError for a figure that is none, PermissionDenied for a unit that the reader does not read. For a very large unit
    what is the same for all is read off (reports/rollup/stored.py).
    """
    asked, steps, counted = ask(question, reader, on), steps_of(question, step), counted_of(codes)
    ready, live = stored.trend(asked, step, counted) or ([{} for _step in steps], counted)
    values = [old | new for old, new in zip(ready, over_time(asked, steps, live), strict=True)]
    rows = [row(replace(question, period=part), found) for part, found in zip(steps, values, strict=True)]
    return [(part, {code: row.value(code) for code in codes}) for part, row in zip(steps, rows, strict=True)]
