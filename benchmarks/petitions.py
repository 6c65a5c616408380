"""Working with petitions after five years of 150,000 cases each, against a tenth of that; registering one against an
empty database. PostgreSQL only. A page whose number of queries grew with the cases would stop the benchmark."""

import functools
import itertools
import os
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit, User
from benchmarks import Ratio, benchmark, compare
from benchmarks import petitions_data as data
from benchmarks.duties import NOON
from benchmarks.postgresql import SERVER, ensure, needs_postgresql, use
from core import clock
from petitions.actions.intake import Then, take_in
from petitions.actions.receiving import Incoming, Person

CASES = int(os.environ.get("LIAISON_BENCH_CASES", data.FULL))
SIZES: dict[str, Callable[[], None]] = {
    "cases_full": lambda: data.fill(CASES),
    "cases_tenth": lambda: data.fill(CASES // 10),
    "cases_none": data.empty,
}


@functools.cache
def databases() -> None:
    for name, make in SIZES.items():
        ensure(name, make)


def between(base: str, subject: str, work: Callable[[str], object]) -> Ratio:
    """`work(name of the database)`, turn by turn on the one and the other, on the last day of the five years."""

    def on(name: str) -> Callable[[], object]:
        return lambda: work(name)

    turns = itertools.cycle((base, subject))
    return compare(on(base), on(subject), before=lambda: use(next(turns)))


def opening(address: str, username: str, **query: Any) -> Ratio:
    """A page with a tenth of the cases and with all of them, by somebody who is there in both."""
    clients: dict[str, Client] = {}

    def get(name: str) -> None:
        answer = clients[name].get(address, query)
        assert answer.status_code == 200, answer.status_code

    databases()
    with mock.patch.object(clock, "today", lambda: data.LAST_DAY), mock.patch.object(clock, "now", lambda: NOON):
        for name in ("cases_tenth", "cases_full"):
            use(name)
            clients[name] = Client(headers={"host": "127.0.0.1"})
            clients[name].force_login(User.objects.get(username=username))
        check_queries(get)
        return between("cases_tenth", "cases_full", get)


def check_queries(get: Callable[[str], None]) -> None:
    """The number of queries does not grow."""
    counts = []
    for name in ("cases_tenth", "cases_full"):
        use(name)
        get(name)
        with CaptureQueriesContext(connection) as queries:
            get(name)
        counts.append(len(queries))
    assert counts[1] <= counts[0], f"{counts[1]} queries instead of {counts[0]}"


@needs_postgresql
def filtered_list() -> Ratio:
    query = {"tab": "all", "kind": "claim", "channel": "web", "since": "2026-07-01", "until": "2026-12-31"}
    return opening(reverse("petitions:cases"), "clerk", **query)


@needs_postgresql
def whole_queue() -> Ratio:
    return opening(reverse("petitions:cases"), "clerk")


@needs_postgresql
def queue_of_a_unit() -> Ratio:
    return opening(reverse("petitions:cases"), "office")


@needs_postgresql
def search() -> Ratio:
    return opening(reverse("petitions:cases"), "clerk", q=data.WORD)


@needs_postgresql
def search_everything() -> Ratio:
    return opening(reverse("petitions:cases"), "clerk", tab="all", q=data.WORD)


@needs_postgresql
def search_in_a_unit() -> Ratio:
    return opening(reverse("petitions:cases"), "office", tab="all", q=data.WORD)


@needs_postgresql
def one_case() -> Ratio:
    return opening(reverse("petitions:case", args=[CASES // 20 + 1]), "clerk")


@needs_postgresql
def registering() -> Ratio:
    databases()
    clerks: dict[str, tuple[User, Unit]] = {}
    for name in ("cases_none", "cases_full"):
        use(name)
        clerks[name] = User.objects.get(username="clerk"), Unit.objects.get(parent=None)
    people = (Person("王小明", "13800001234", "青山村"),)
    incoming = Incoming(channel="letter", text="村里的路灯不亮，请派人来修。" * 7, people=people, kind="help")

    def register(name: str) -> None:
        by, unit = clerks[name]
        take_in(incoming, unit=unit, on=data.LAST_DAY, by=by, at=NOON, then=Then())

    with mock.patch.object(clock, "today", lambda: data.LAST_DAY), mock.patch.object(clock, "now", lambda: NOON):
        return between("cases_none", "cases_full", register)


if SERVER:
    benchmark("The list of cases with filters, 750,000 cases against a tenth", limit=2.0)(filtered_list)
    benchmark("The queue of the whole county, 750,000 cases against a tenth", limit=2.0)(whole_queue)
    benchmark("The work queue of one unit, 750,000 cases against a tenth", limit=2.0)(queue_of_a_unit)
    benchmark("Two characters in the text of open cases, 750,000 cases against a tenth", limit=2.0)(search)
    benchmark("Two characters in the text of all cases, 750,000 cases against a tenth", limit=2.0)(search_everything)
    benchmark("Two characters in one unit's cases, 750,000 cases against a tenth", limit=2.0)(search_in_a_unit)
    benchmark("Opening one case, 750,000 cases against a tenth", limit=2.0)(one_case)
    benchmark("Registering a case among 750,000, against an empty database", limit=1.5)(registering)
