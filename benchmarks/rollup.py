"""The root's year in a county of 30,000 cadres, 12,000 units, 1,200,000 visits and what is owed by 25 rules.

The figures of the root are stored and read off (reports/rollup/stored.py); what counting them takes is a line of its
own, and so is a village, which is counted while one waits. The databases are those of benchmarks/duties.py, with more
units and with what was heard on visits. PostgreSQL only.
"""

import functools
import itertools
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from accounts.models import PATH_STEP, Unit, User
from benchmarks import Ratio, benchmark, compare
from benchmarks import duties_data as data
from benchmarks.duties import CADRES, make
from benchmarks.measure import ROUNDS
from benchmarks.postgresql import SERVER, ensure, needs_postgresql, use
from core import periods
from reports.asking import Question
from reports.rollup import Rollup, rollup, stored
from reports.rollup.asked import ask

# As many units to a cadre as 12,000 to 30,000.
CADRES_TO_TWO_UNITS = 5
SQL = Path(__file__).with_name("rollup.sql")
ON = data.LAST_DAY
LIMIT_SECONDS = 0.2


def parameters(cadres: int) -> dict[str, int]:
    return {"units": 2 * cadres // CADRES_TO_TWO_UNITS, "digits": PATH_STEP - 1}


def extend(cadres: int) -> None:
    """More units and matters, once."""
    if Unit.objects.filter(kind="work_team").exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in SQL.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, parameters(cadres))
        data.restart_sequences(cursor)
    data.analyze()


@functools.cache
def databases() -> None:
    for name, cadres in (("tenth", max(CADRES // 10, 1)), ("county", CADRES)):
        ensure(name, functools.partial(make, name))
        extend(cadres)
        count_anew()


def question(depth: int = 0) -> Question:
    return Question(Unit.objects.filter(depth=depth).earliest("path"), periods.year(ON))


def count_anew() -> None:
    stored.recount(ask(question(), User.objects.get(username="secretary"), ON))


def read(depth: int = 0) -> Rollup:
    """By a reader whose access is worked out anew, as in a request."""
    return rollup(question(depth), reader=User.objects.get(username="secretary"), on=ON)


def against_tenth(work: Callable[[], object], rounds: int = ROUNDS) -> Ratio:
    databases()
    turns = itertools.cycle(("tenth", "county"))
    return compare(work, work, rounds=rounds, before=lambda: use(next(turns)))


@needs_postgresql
def root_year() -> Ratio:
    return against_tenth(read)


@needs_postgresql
def root_year_in_time() -> Ratio:
    databases()
    return compare(lambda: time.sleep(LIMIT_SECONDS), read, before=lambda: use("county"))


@needs_postgresql
def village_year() -> Ratio:
    return against_tenth(lambda: read(2))


@needs_postgresql
def first_counting() -> Ratio:
    return against_tenth(count_anew, rounds=1)


if SERVER:
    tenth = f"{CADRES:,} cadres against a tenth"
    benchmark(f"The root's year, {tenth}", limit=2.0)(root_year)
    benchmark(f"The root's year, {CADRES:,} cadres, against 200 ms", limit=1.0)(root_year_in_time)
    benchmark(f"A village's year, counted while one waits, {tenth}", limit=2.0)(village_year)
    benchmark(f"Counting the root's year anew, {tenth}", limit=15.0)(first_counting)
