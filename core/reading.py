"""Reading many rows with few queries: a chunk at a time, and what belongs to its rows by their key."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

# Rows of a chunk: few enough for the database's list of parameters, many enough that queries cost little.
CHUNK = 2_000
ByKey = dict[int, list[Any]]


def chunks(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def by_key(rows: Iterable[tuple[Any, ...]]) -> ByKey:
    """The first value of each row is the key of what the others belong to; a single other stands by itself."""
    found: ByKey = defaultdict(list)
    for key, *values in rows:
        found[key].append(values[0] if len(values) == 1 else values)
    return found


def rows_of(keys: Collection[int]) -> RawSQL:
    """The keys as the right side of `__in`: one parameter however many they are, which both databases read in a
    fraction of the time of a list."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", ["{" + ",".join(map(str, keys)) + "}"])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
