"""The index of `SearchEntry` on either database: made after each migration where it is not there.

PostgreSQL has an index over the pairs. SQLite has a full-text table over them, kept by triggers: its own way of cutting
a text finds nothing by two Chinese characters, so it is given the pairs as words.
"""

from typing import Any

from django.db import connection, transaction

TABLE = "core_searchentry"
# The full-text table on SQLite.
PAIRS = "core_searchentry_pairs"
ON_POSTGRESQL = (
    f"CREATE INDEX IF NOT EXISTS {PAIRS} ON {TABLE} USING gin (string_to_array(grams, ' '))",
    # Without this PostgreSQL takes a pair for as frequent as any other, and reads the table instead.
    f"ALTER INDEX {PAIRS} ALTER COLUMN 1 SET STATISTICS 1000",
)
TAKE_OUT = f"INSERT INTO {PAIRS}({PAIRS}, rowid, grams) VALUES ('delete', old.id, old.grams)"
PUT_IN = f"INSERT INTO {PAIRS}(rowid, grams) VALUES (new.id, new.grams)"
TRIGGERS = {
    f"{TABLE}_in": f"AFTER INSERT ON {TABLE} BEGIN {PUT_IN}; END",
    f"{TABLE}_out": f"AFTER DELETE ON {TABLE} BEGIN {TAKE_OUT}; END",
    f"{TABLE}_anew": f"AFTER UPDATE OF grams ON {TABLE} BEGIN {TAKE_OUT}; {PUT_IN}; END",
}


def ensure(**_signal: Any) -> None:
    """Called after each migration: a table that a migration wrote anew has lost its triggers."""
    if TABLE not in connection.introspection.table_names():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in ON_POSTGRESQL:
                cursor.execute(statement)
        elif not _is_whole(cursor):
            _make(cursor)


def _is_whole(cursor: Any) -> bool:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
    return {name for (name,) in cursor.fetchall()} >= TRIGGERS.keys()


def _make(cursor: Any) -> None:
    """Pairs are words as they stand: the tokenizer for ASCII leaves every other character alone."""
    options = f"content='{TABLE}', content_rowid='id', tokenize='ascii', detail='none', columnsize=0"
    cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {PAIRS} USING fts5(grams, {options})")
    for name, what in TRIGGERS.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} {what}")
    cursor.execute(f"INSERT INTO {PAIRS}({PAIRS}) VALUES ('rebuild')")
