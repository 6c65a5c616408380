"""Figures over the tree, computed from the records: by unit, over time, and the records behind each of them.

Everything that shows or exports figures reads them here, so that no two pages disagree.
"""

import datetime
from dataclasses import dataclass

from accounts.models import User
from reports.asking import Question
from reports.rollup import stored
from reports.rollup.asked import ask
from reports.rollup.counting import Values, in_all
from reports.rollup.listing import Records, records
from reports.rollup.rows import Row, child_rows, count, row
from reports.rollup.sources import SOURCES
from reports.rollup.stored import changed_since
from reports.rollup.trend import series

__all__ = ["Records", "Rollup", "Row", "changed_since", "records", "rollup", "series", "total"]


@dataclass(frozen=True)
class Rollup:
    """`total`: the unit and everything below it, each household and person counted once. `rows`: its own work first,
    then each unit below. `as_of`: when what is the same for all was counted (stored figures of a very large unit);
    None: just now."""

    total: Row
    rows: list[Row]
    as_of: datetime.datetime | None = None


def total(question: Question, *, reader: User, on: datetime.date) -> Row:
    """The same figures of the unit and everything below it, without the rows: half the work, for what is only compared
    with. Raises PermissionDenied for a unit that the reader does not read."""
    asked = ask(question, reader, on)
    if kept := stored.rows(asked):
        return row(question, kept[0].total)
    values: Values = {}
    for source in SOURCES:
        values |= in_all(source, asked)
    return row(question, values)


def rollup(question: Question, *, reader: User, on: datetime.date) -> Rollup:
    """All figures. A fixed number of queries, whatever the size of the tree.

    `on` is the day of asking: what is overdue is so on that day. Raises PermissionDenied for a unit that the reader
    does not read.
    """
    asked = ask(question, reader, on)
    counts, as_of = stored.rows(asked) or (count(asked, SOURCES), None)
    return Rollup(row(question, counts.total), child_rows(asked, counts), as_of)
