"""Reads a whole database as somebody would who has it, with the product's keys, and wants to know who answered what."""

import base64
import json
import zlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core.fields import decrypt

# What a database keeps of every row besides its columns: where it lies, and which transaction wrote it.
HIDDEN = {"postgresql": "xmin::text AS _written_by, ctid::text AS _place", "sqlite": "rowid AS _place"}


@dataclass(frozen=True)
class Row:
    """`place`: in the order of storage. `written_by`: the transaction, where the database tells."""

    columns: dict[str, Any]
    place: Any
    written_by: str | None


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def rows_of(table: str) -> list[Row]:
    """As they lie in storage."""
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        hidden = "0 AS _place" if _has_no_rowid(cursor, table) else HIDDEN[connection.vendor]
        cursor.execute(f"SELECT {hidden}, t.* FROM {name} t")
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    rows = [Row(row, _place(row.pop("_place")), row.pop("_written_by", None)) for row in found]
    return sorted(rows, key=lambda row: row.place)


def _has_no_rowid(cursor: Any, table: str) -> bool:
    """So are some of the tables in which SQLite keeps the index of the search: they lie in the order of their key."""
    if connection.vendor != "sqlite":
        return False
    cursor.execute("SELECT wr FROM pragma_table_list WHERE name = %s", [table])
    return bool(cursor.fetchone()[0])


def _place(place: Any) -> Any:
    """(page, line) of "(page,line)" on PostgreSQL."""
    return tuple(map(int, place.strip("()").split(","))) if isinstance(place, str) else place


def everything() -> dict[str, list[Row]]:
    return {table: rows_of(table) for table in tables()}


def content(rows: list[Row]) -> list[str]:
    """What stands in the columns, whatever the order."""
    return sorted(json.dumps(row.columns, default=str, sort_keys=True) for row in rows)


def words_of(row: Row) -> str:
    """All that the row says, with what is encrypted or packed in it laid open."""
    values = [str(value) for value in row.columns.values() if value is not None]
    return "\n".join([*values, *(opened for value in values if (opened := _opened(value)))]).replace("-", "").lower()


def _opened(value: str) -> str:
    for open_it in (decrypt, _session):
        try:
            return open_it(value)
        except (ImproperlyConfigured, ValueError, zlib.error):
            continue
    return ""


def _session(value: str) -> str:
    """Django's signed, compressed sessions."""
    if not value.startswith(".") or value.count(":") != 2:
        raise ValueError
    packed = value[1:].partition(":")[0]
    return zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))).decode()


def time_of_token(value: str) -> int:
    """The time in clear that every Fernet token begins with, in seconds since 1970."""
    return int.from_bytes(base64.urlsafe_b64decode(value)[1:9], "big")
