"""Entries of the search follow the rows that they are of (core/search.py): those that are missing are written, those
whose row is gone are deleted. Rows that were written past the actions (the sample, SQL by hand) are found like this."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q

from core import search, sweeps
from core.models import SearchEntry
from core.search import Source

AT_ONCE = 2000


@dataclass(frozen=True)
class Count:
    """Of one kind: rows whose entry was written, and entries without a row."""

    source: Source
    written: int
    deleted: int


def register() -> None:
    """Called in AppConfig.ready."""
    sweeps.register("nightly", lambda at, on: catch_up())


def catch_up() -> list[Count]:
    """Write what is missing, delete what is left over; nothing is read of rows that have their entry."""
    return [Count(source, _write_missing(source), _delete_orphans(source)) for source in search.sources()]


def reindex() -> list[Count]:
    """Write every entry anew, wherever it differs."""
    return [Count(source, _write_stale(source), _delete_orphans(source)) for source in search.sources()]


def _write_missing(source: Source) -> int:
    entries = SearchEntry.objects.filter(kind=source.kind, object_id=OuterRef("pk"))
    return sum(_write(rows) for rows in _chunks(source, ~Q(Exists(entries))))


def _write_stale(source: Source) -> int:
    return sum(_write(_stale(source, rows)) for rows in _chunks(source, Q()))


def _write(rows: list[Model]) -> int:
    search.note(*rows)
    return len(rows)


def _stale(source: Source, rows: list[Model]) -> list[Model]:
    entries = SearchEntry.objects.filter(kind=source.kind, object_id__in=[row.pk for row in rows])
    known = dict(entries.values_list("object_id", "grams"))
    return [row for row in rows if known.get(row.pk) != source.grams(row)]


def _chunks(source: Source, condition: Q) -> Iterator[list[Model]]:
    """In the order of their keys, each chunk in a transaction of its own."""
    last = 0
    rows = source.model._base_manager.filter(condition).only("pk", *source.fields).order_by("pk")
    while True:
        with transaction.atomic():
            chunk = list(rows.filter(pk__gt=last)[:AT_ONCE])
            if not chunk:
                return
            yield chunk
        last = chunk[-1].pk


def _delete_orphans(source: Source) -> int:
    rows = source.model._base_manager.filter(pk=OuterRef("object_id"))
    deleted, _by_model = SearchEntry.objects.filter(~Exists(rows), kind=source.kind).delete()
    return deleted
