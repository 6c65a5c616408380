"""The nightly dump: the rows of the read API as files, for other systems that cannot ask."""

import datetime
import gzip
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import Unit
from reports.api.reader import reader_of
from reports.api.rows import SORTS

PREFIX = "liaison-"
CHUNK = 2000


def write_dump(
    folder: Path, unit: Unit, *, start: datetime.date | None, end: datetime.date | None, on: datetime.date
) -> tuple[Path, dict[str, int]]:
    """A folder `liaison-<day>` with one file of JSON lines (gzip) for each sort of record, and how many are in each.

    It appears whole or not at all: what was broken off leaves nothing behind under that name. One of the same day is
    replaced. Memory does not grow with the rows. Raises OSError where it cannot be written.
    """
    target = folder / f"{PREFIX}{on.isoformat()}"
    reader = reader_of(unit, on=on)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as temporary:
        made = Path(temporary) / "dump"
        made.mkdir()
        counts = {"units": _write(made / "units.jsonl.gz", _units(unit))}
        for name, sort in SORTS.items():
            rows = sort.rows(reader, unit, start, end).iterator(chunk_size=CHUNK)
            counts[name] = _write(made / f"{name}.jsonl.gz", sort.named(rows))
        about = {"unit": unit.pk, "unit_name": str(unit), "on": on, "start": start, "end": end, "counts": counts}
        (made / "about.json").write_text(_json(about), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    return target, counts


def delete_old(folder: Path, *, keep: int) -> list[Path]:
    """All but the newest `keep` dumps of the folder are deleted; nothing else in it is touched."""
    old = sorted(path for path in folder.glob(f"{PREFIX}????-??-??") if path.is_dir())[:-keep]
    for path in old:
        shutil.rmtree(path)
    return old


def _units(unit: Unit) -> Iterable[Any]:
    inside = Unit.objects.filter(path__startswith=unit.path).order_by("path")
    return inside.values("id", "parent_id", "name", "kind", "closed_on").iterator(chunk_size=CHUNK)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    written = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=5) as file:
        for row in rows:
            file.write(_json(row) + "\n")
            written += 1
    return written


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
