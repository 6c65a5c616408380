"""Finding two Chinese characters in long texts. A text is kept a second time as all pairs of characters that stand
side by side; PostgreSQL has an index on the pairs, SQLite (for small installations) reads them."""

import unicodedata
from functools import partial
from typing import Any

from django.db import connection
from django.db.migrations import RunPython
from django.db.models import BooleanField, Expression, F, Func, Q, TextField, Value

MOST_PAIRS = 20_000


def pairs_of(text: str) -> list[str]:
    """Pairs of letters, digits and characters, in the order of the text, each once; case and width do not count."""
    found: dict[str, None] = {}
    for run in _runs(text):
        for index in range(len(run) - 1):
            found[run[index : index + 2]] = None
    return list(found)[:MOST_PAIRS]


def column(*texts: str) -> str:
    """What is stored for these texts: the pairs, separated by spaces, with one at both ends."""
    pairs = pairs_of("\n".join(texts))
    return f" {' '.join(pairs)} "


def is_pair(text: str) -> bool:
    """Whether the text is two characters that stand side by side: then `condition` says all there is to say."""
    runs = _runs(text)
    return len(runs) == 1 and len(runs[0]) == 2


def plain(text: str) -> str:
    """Without difference of case and width, as texts are compared here."""
    return unicodedata.normalize("NFKC", text).lower()


def _runs(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in plain(text)).split()


class _HasAll(Func):
    """`string_to_array(column, ' ') @> pairs`, as the index of the column is written (see `index_sql`)."""

    arg_joiner = ", ' ') @> string_to_array("
    template = "(string_to_array(%(expressions)s, ' '))"
    output_field = BooleanField()


def condition(field: str, text: str) -> Q | Expression:
    """The rows whose column holds every pair of the text. A text of one character narrows nothing."""
    wanted = pairs_of(text)
    if not wanted:
        return Q()
    if connection.vendor == "postgresql":
        return _HasAll(F(field), Value(" ".join(wanted), TextField()))
    narrowed = Q()
    for pair in wanted:
        narrowed &= Q(**{f"{field}__contains": f" {pair} "})
    return narrowed


def index(table: str, column_name: str) -> RunPython:
    """The operation of a migration that makes the index on PostgreSQL (SQLite has none of its kind)."""
    name = f"{table}_{column_name}_pairs"
    create = f"CREATE INDEX {name} ON {table} USING gin (string_to_array({column_name}, ' '))"
    return RunPython(partial(_run_on_postgresql, create), partial(_run_on_postgresql, f"DROP INDEX {name}"))


def _run_on_postgresql(sql: str, _apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(sql)
