"""Charts of one figure: over the months, and of the units side by side, in the order of the tree (never ranked)."""

import datetime
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import periods
from core.periods import Period
from core.wording import with_note
from reports.asking import Question
from reports.charts import Chart
from reports.figures import Figure
from reports.rollup import Rollup, Row, series

# More bars than these say nothing on a screen; the table has them all.
MOST_UNITS = 80
MOST_DAYS_BY_MONTH = 3 * 366


def months_of(question: Question, figure: Figure, *, reader: User, on: datetime.date) -> Chart:
    """The figure by month: this year's and, where there is something, last year's; of a stretch that spans several
    years its months, or its years where they are many."""
    period = question.period
    if period.start.year != period.end.year:
        step = "month" if period.days <= MOST_DAYS_BY_MONTH else "year"
        found = series(question, [figure.code], reader=reader, on=on, step=step)
        labels = [part.label for part, _values in found]
        return _months(figure, labels, [(str(figure.name), _values_of(found, figure, on))])
    year = periods.year(period.start)
    last = year.previous
    both = series(replace(question, period=Period(last.start, year.end)), [figure.code], reader=reader, on=on)
    values = _values_of(both, figure, on)
    labels = [_("%(month)d月") % {"month": number} for number in range(1, 13)]
    given = [(year.label, values[12:]), (last.label, values[:12])]
    if any(values[:12]):
        return _months(figure, labels, given)
    return _months(figure, labels, given[:1], year.label)


def units_of(found: Rollup, earlier: Rollup | None, figure: Figure, *, named: str = "") -> Chart | None:
    """The figure by unit, beside the earlier one (`named`) if there is one; None where there is nothing to compare."""
    if not 1 < len(found.rows) <= MOST_UNITS:
        return None
    labels = [_("本级") if row.is_own else row.unit.label for row in found.rows]
    given = [(found.total.question.period.label, [row.value(figure.code) for row in found.rows])]
    if earlier:
        before = {_place(row): row.value(figure.code) for row in earlier.rows}
        given.append((named, [before.get(_place(row)) for row in found.rows]))
    title = _("各单位%(figure)s") % {"figure": figure.name}
    return Chart(title, "rows", labels, given, style=figure.style, of=_("单位"))


def _place(row: Row) -> tuple[int, bool]:
    return row.unit.pk, row.is_own


def _values_of(found: Any, figure: Figure, on: datetime.date) -> list[Any]:
    """Months to come are gaps, not noughts."""
    return [None if part.start > on else values[figure.code] for part, values in found]


def _months(figure: Figure, labels: list[str], given: list[Any], year: str = "") -> Chart:
    """`year`: where no legend says which year it is."""
    title = _("各月%(figure)s") if year or len(given) > 1 else _("%(figure)s的变化")
    return Chart(
        with_note(title % {"figure": figure.name}, year), "line", labels, given, style=figure.style, of=_("时段")
    )
