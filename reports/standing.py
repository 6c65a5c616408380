"""How a reader's own unit stands: this quarter so far beside as much of the last one, in the figures of their work."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.access import ADMINS, READERS
from accounts.models import Unit, User
from core import periods
from core.periods import Period
from reports.asking import Question
from reports.charts import Chart
from reports.comparing import Against, compared
from reports.figures import BY_CODE, Figure
from reports.rollup import series
from reports.tables import change
from reports.trends import months_of
from reports.wording import shown

_DUTIES = ("owed", "on_time_rate", "overdue")
# Who reads what first; the first one of a list is charted. Whoever holds several roles gets the uppermost of theirs.
SHOWN: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("leader", "secretary"), ("visit_people", *_DUTIES, "visit_households", "matters", "solved_rate")),
    (("petition_clerk",), ("cases", "cases_finished", "response_rate", "solution_rate", "receptions", "matters")),
    (("auditor",), ("on_time_rate", "owed", "overdue", "response_rate", "solution_rate", "solved_rate")),
    (("personnel",), ("on_time_rate", "owed", "done_rate", "overdue", "exempt")),
    (ADMINS, ("on_time_rate", "owed", "overdue", "logs", "matters", "solved_rate")),
)


@dataclass(frozen=True)
class Standing:
    """`lines`: figure, this quarter up to today, as many days of the last one, the difference, and where the records of
    this one are."""

    unit: Unit
    now: Period
    before: Period
    lines: list[tuple[Figure, str, str, str, str]]
    chart: Chart
    url: str


def standing(user: User, *, on: datetime.date) -> Standing | None:
    """Of the topmost unit that the user reads; None where there is none. A fixed number of queries."""
    unit = Unit.objects.filter(user.access.within("path", *READERS)).order_by("path").first()
    if unit is None:
        return None
    quarter = periods.quarter(on)
    now, before = Period(quarter.start, on), compared(quarter, Against.PREVIOUS, on=on) or quarter.previous
    question, codes = Question(unit, now), list(figures_for(user))
    new, old = (_figures(Question(unit, part), codes, reader=user, on=on) for part in (now, before))
    lines = [_line(question, BY_CODE[code], new[code], old[code]) for code in codes]
    chart = months_of(question, BY_CODE[codes[0]], reader=user, on=on)
    url = f"{reverse('reports:rollup')}?{question.query(period=quarter)}"
    return Standing(unit, now, before, lines, chart, url)


def figures_for(user: User) -> tuple[str, ...]:
    return next((codes for roles, codes in SHOWN if user.access.has_role(*roles)), SHOWN[-1][1])


def _figures(question: Question, codes: list[str], *, reader: User, on: datetime.date) -> dict[str, Any]:
    """Of the whole period, which lies in one year."""
    ((_period, values),) = series(question, codes, reader=reader, on=on, step="year")
    return values


def _line(question: Question, figure: Figure, new: Any, old: Any) -> tuple[Figure, str, str, str, str]:
    url = f"{reverse('reports:records')}?{question.query()}&figure={figure.code}" if new else ""
    return figure, shown(new, figure.style), shown(old, figure.style), change(new, old, figure.style), url
