"""Writing many rows in one statement, on both databases: what is read for them never comes into memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Statement:
    """A part of a statement, with what is put in for each %s of it."""

    sql: str
    params: tuple[Any, ...] = ()


def compiled(rows: QuerySet) -> Statement:
    """A queryset as it would be asked."""
    sql, params = rows.query.sql_with_params()
    return Statement(sql, tuple(params))


def execute(statement: Statement) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        return cursor.rowcount


def insert_select(model: type[Model], columns: Iterable[str], rows: Statement, *, or_nothing: bool = False) -> int:
    """INSERT … SELECT: `rows` gives these columns in this order, every other column gets the model's default.

    `or_nothing`: rows that are there already are left as they are. Returns how many were written.
    """
    named = list(columns)
    rest = [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
    others = [field for field in rest if field.column not in named]
    quote = connection.ops.quote_name
    into = ", ".join(quote(str(column)) for column in [*named, *(field.column for field in others)])
    values = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    picked = ", ".join(["picked.*", *(_placeholder(field) for field in others)])
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({into}) SELECT {picked} FROM ({rows.sql}) picked WHERE true"
    return execute(Statement(sql + (" ON CONFLICT DO NOTHING" if or_nothing else ""), (*values, *rows.params)))


def take_stock(model: type[Model]) -> None:
    """Have PostgreSQL count what was written a moment ago: it would take many new rows for none, and go through all of
    them for each of them. SQLite does without."""
    if connection.vendor == "postgresql":
        execute(Statement(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}"))


def _placeholder(field: Any) -> str:
    """PostgreSQL takes a bare value of a SELECT for text; on SQLite a cast would change what is stored."""
    return f"%s::{field.db_type(connection)}" if connection.vendor == "postgresql" else "%s"
