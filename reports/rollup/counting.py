"""Counting: one GROUP BY for each source, whatever the size of the tree."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Expression

from reports.rollup.asked import Asked
from reports.rollup.source import Source

Value = int | Decimal | None
Values = dict[str, Value]
# Aggregates must not be called like a field of the model.
_LEAD = "counted_"


def grouped(source: Source, asked: Asked, by: Expression, codes: Iterable[str] = ()) -> dict[Any, Values]:
    """Figures of the source (or those of `codes` only) by the value of an expression. One query."""
    rows = source.inside(asked).annotate(bucket=by).values("bucket")
    found = rows.annotate(**_aggregates(source, asked, codes)).order_by()
    return {row.pop("bucket"): _read(source, row) for row in found}


def added_up(source: Source, asked: Asked, parts: Iterable[Values], codes: Iterable[str] = ()) -> Values:
    """Figures of the whole, from those of its parts; counted anew where something may be in several parts. At most one
    query, and none where nothing is counted once only."""
    if any(measure.distinct for measure in source.measures.values()):
        return _read(source, source.inside(asked).aggregate(**_aggregates(source, asked, codes)))
    totals = empty(source)
    for part in parts:
        for code, value in part.items():
            totals[code] += value
    return totals


def in_all(source: Source, asked: Asked) -> Values:
    """Figures of the whole alone. One query."""
    return _read(source, source.inside(asked).aggregate(**_aggregates(source, asked)))


def empty(source: Source) -> dict[str, Any]:
    return {code: measure.nothing for code, measure in source.measures.items()}


def _aggregates(source: Source, asked: Asked, codes: Iterable[str] = ()) -> dict[str, Any]:
    wanted = set(codes) or set(source.measures)
    return {_LEAD + code: m.aggregate(asked) for code, m in source.measures.items() if code in wanted}


def _read(source: Source, row: dict[str, Any]) -> Values:
    """A sum over nothing is nothing."""
    values = {name.removeprefix(_LEAD): value for name, value in row.items()}
    return {code: source.measures[code].nothing if value is None else value for code, value in values.items()}
