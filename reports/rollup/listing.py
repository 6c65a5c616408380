"""The records behind a figure."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import User
from reports.asking import Question
from reports.figures import BY_CODE, Figure
from reports.rollup.asked import ask
from reports.rollup.source import Column, Measure
from reports.rollup.sources import MEASURE_OF, SOURCE_OF


@dataclass(frozen=True)
class Records:
    """`queryset` in the order of a list, with everything that `columns` (heading, getter) read; `opens(row)` is
    what a row opens, at `url(row)`; the reader sees all of them.

    Where a figure counts something once only, the last record of it stands for it.
    """

    figure: Figure
    queryset: QuerySet
    columns: list[Column]
    opens: Callable[[Any], Any]
    measure: Measure

    def url(self, row: Any) -> str:
        return str(self.opens(row).get_absolute_url())

    @cached_property
    def total(self) -> Any:
        """How many they are, or what they come to where the figure is a sum. One query."""
        if not self.measure.total:
            return self.queryset.count()
        return self.queryset.order_by().aggregate(sum=Sum(self.measure.total))["sum"] or self.measure.nothing


def records(question: Question, code: str, *, reader: User, on: datetime.date, own: bool = False) -> Records:
    """Exactly what the figure counts, of the unit and all below it or (`own`) of the unit alone; of a rate, what its
    numerator counts.

    Raises KeyError for a figure that is none, PermissionDenied for a unit that the reader does not read.
    """
    figure = BY_CODE[code]
    counted = figure.rate_of[0] if figure.rate_of else code
    source, measure, asked = SOURCE_OF[counted], MEASURE_OF[counted], ask(question, reader, on)
    rows = measure.narrow(source.inside(asked, own=own), asked)
    listing = source.listing
    rows = rows.select_related(*listing.related).prefetch_related(*listing.fetched).order_by(*listing.order)
    return Records(figure, rows, listing.columns, listing.opens, measure)
