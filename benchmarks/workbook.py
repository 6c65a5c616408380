"""The complete annual workbook of the root of a county, with all its formatting, against a bare loop that reads the
rows of 走访台账 alone with a server-side cursor and writes them unformatted with openpyxl in write-only mode; and the
peak memory of a process that writes it. PostgreSQL only.

LIAISON_BENCH_CADRES: how many cadres, of whom each has 40 logs in the year.
"""

import datetime
import functools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measure import Ratio, benchmark, timed
from benchmarks.postgresql import SERVER, ensure, needs_postgresql, use

FULL = 30_000
CADRES = int(os.environ.get("LIAISON_BENCH_CADRES", FULL))
# Each turn at the full size takes minutes.
ROUNDS = 1 if CADRES > FULL // 10 else 3
PEAK_MB = 250
TOKENS = 1_000
AT_A_TIME = 2_000
HERE = Path(__file__).parent
SQL, ROWS = HERE / "workbook.sql", HERE / "workbook_rows.sql"


def name() -> str:
    return f"workbook{CADRES}"


def make() -> None:
    from benchmarks import duties_data as data

    data.fill(data.Size(CADRES))
    add_matters()
    data.analyze()


def add_matters() -> None:
    """What the county of the duties does not have: telephone numbers, and what was heard."""
    from django.db import connection

    from core.fields import encrypt

    tokens = [encrypt(f"138{number:08d}") for number in range(TOKENS)]
    with connection.cursor() as cursor:
        cursor.execute(SQL.read_text(), {"tokens": tokens, "token_count": TOKENS})


def report() -> Any:
    """The year of the root, for somebody who may read all of it with telephone numbers."""
    from accounts.models import Unit, User
    from benchmarks.duties_data import LAST_DAY
    from core import periods
    from reports.actions.annual import annual_report

    root, by = Unit.objects.get(parent=None), User.objects.get(username="secretary")
    year = periods.year(LAST_DAY)
    return annual_report(root, year, by=by, on=LAST_DAY, with_phones=True, purpose="benchmark")


def by_product() -> None:
    from reports.exports.annual import write_annual

    write_annual(report()).close()


def rows_by_hand() -> Iterator[tuple[Any, ...]]:
    """Through a cursor of the server, as it stands in the psycopg documentation."""
    from django.db import connection, transaction

    asked = report()
    span: dict[str, datetime.date | str] = {"start": asked.period.start, "end": asked.period.end}
    connection.ensure_connection()
    with transaction.atomic(), connection.connection.cursor("rows") as cursor:
        cursor.itersize = AT_A_TIME
        cursor.execute(ROWS.read_text(), span | {"path": asked.unit.path})
        yield from cursor


def by_hand() -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows_by_hand():
        sheet.append(row)
    with tempfile.TemporaryFile(suffix=".xlsx") as file:
        book.save(file)


def peak_mb() -> float:
    """Of this process since it began; what the system says of resources holds the memory of who started it, too."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@functools.cache
def _made() -> None:
    ensure(name(), make)


@needs_postgresql
def writing() -> Ratio:
    _made()
    use(name())
    turns = [(timed(by_hand), timed(by_product)) for _turn in range(ROUNDS)]
    base, subject = (statistics.median(times) for times in zip(*turns, strict=True))
    return Ratio(base=base, subject=subject, rounds=ROUNDS)


@needs_postgresql
def memory() -> Ratio:
    """Of a process of its own, which does nothing else."""
    _made()
    address = urlsplit(SERVER)._replace(path=f"/{name()}").geturl()
    env = {**os.environ, "LIAISON_DATABASE_URL": address}
    child = [sys.executable, "-m", "benchmarks.workbook"]
    said = subprocess.run(child, env=env, capture_output=True, text=True, check=True, cwd=HERE.parent)
    return Ratio(base=PEAK_MB / 1000, subject=float(said.stdout) / 1000, rounds=1, unit="MB")


if SERVER and __name__ != "__main__":
    logs = f"{CADRES * 40:,} logs"
    benchmark(f"The annual workbook of the root, {logs}, against a bare loop", limit=1.0)(writing)
    benchmark(f"Peak memory of writing it, {logs}, against {PEAK_MB} MB", limit=1.0)(memory)

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    django.setup()
    by_product()
    print(peak_mb())
