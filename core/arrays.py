"""Conditions on keys that stand in other rows, in a form that PostgreSQL can use its indexes for inside an OR."""

from django.db import connection
from django.db.models import BooleanField, Expression, F, Func, Q, QuerySet, Subquery


class _AmongArray(Func):
    """`column = ANY(ARRAY(SELECT …))`: the rows are read once, beforehand; `IN (SELECT …)` within an OR makes every
    row of the table be looked at."""

    arg_joiner = " = ANY(ARRAY"
    template = "(%(expressions)s))"
    output_field = BooleanField()


class _Keys(Subquery):
    """A query that can hold nothing makes the condition false, not an array of nothing ("ARRAYNULL")."""

    empty_result_set_value = NotImplemented


def keys_of(rows: QuerySet) -> list | QuerySet:
    """For a condition `IN`: on PostgreSQL the keys themselves, which its planner must know to tell few from many."""
    keys = rows.order_by().values_list("pk", flat=True)
    return list(keys) if connection.vendor == "postgresql" else keys


def among(field: str, keys: QuerySet) -> Q | Expression:
    """The rows whose field holds one of the keys. `keys` is a queryset of one column, and selects few rows."""
    if connection.vendor == "postgresql":
        return _AmongArray(F(field), _Keys(keys))
    return Q(**{f"{field}__in": keys})
