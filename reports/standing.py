"""How a reader's own unit stands: this quarter beside the last, in the figures that the reader's work is about."""

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
    """`lines`: figure, this quarter so far, the last one, the difference, and where the records of this one are."""

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
    now = periods.quarter(on)
    question = Question(unit, now)
    codes = list(figures_for(user))
    both = Question(unit, Period(now.previous.start, now.end))
    (_before, old), (_now, new) = series(both, codes, reader=user, on=on, step="quarter")
    lines = [_line(question, BY_CODE[code], new[code], old[code]) for code in codes]
    chart = months_of(question, BY_CODE[codes[0]], reader=user, on=on)
    return Standing(unit, now, now.previous, lines, chart, f"{reverse('reports:rollup')}?{question.query()}")


def figures_for(user: User) -> tuple[str, ...]:
    return next((codes for roles, codes in SHOWN if user.access.has_role(*roles)), SHOWN[-1][1])


def _line(question: Question, figure: Figure, new: Any, old: Any) -> tuple[Figure, str, str, str, str]:
    url = f"{reverse('reports:records')}?{question.query()}&figure={figure.code}" if new else ""
    return figure, shown(new, figure.style), shown(old, figure.style), change(new, old, figure.style), url
