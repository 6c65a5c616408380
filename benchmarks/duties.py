"""Saving a visit, "my duties" and "who is behind" in a county of 30,000 cadres who owe by 25 rules each.

Saving is held against a database with the same rules in force and the same cadre, but nobody else and no visits; the
pages against a county of a tenth of the size. What is owed is written by `duties_data.owe`; for the cadre who saves, it
is brought up to date beforehand. PostgreSQL only.
"""

import datetime
import functools
import itertools
import os
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Cadre, User
from benchmarks import Ratio, benchmark, compare
from benchmarks import duties_data as data
from benchmarks.postgresql import SERVER, ensure, needs_postgresql, use
from contacts.models import Pairing
from core import clock
from duties.actions.progress import refresh
from duties.loading import Keys
from visits.actions import log_visit

CADRES = int(os.environ.get("LIAISON_BENCH_CADRES", data.FULL))
SIZES = {
    "county": data.Size(CADRES),
    "tenth": data.Size(max(CADRES // 10, 1)),
    "alone": data.Size(1, logs_each=0),
}
NOON = datetime.datetime.combine(data.LAST_DAY, datetime.time(12), tzinfo=datetime.UTC)


def make(name: str) -> None:
    data.fill(SIZES[name])
    data.owe()


@functools.cache
def databases() -> None:
    for name in SIZES:
        ensure(name, lambda name=name: make(name))
        refresh(Keys(cadres=frozenset({1})), data.REACH, on=data.LAST_DAY)


def between(base: str, subject: str, work: Callable[[str], object]) -> Ratio:
    """`work(name of the database)`, turn by turn on the one and the other, on the last day of the year."""

    def on(name: str) -> Callable[[], object]:
        return lambda: work(name)

    turns = itertools.cycle((base, subject))
    with mock.patch.object(clock, "today", lambda: data.LAST_DAY), mock.patch.object(clock, "now", lambda: NOON):
        databases()
        return compare(on(base), on(subject), before=lambda: use(next(turns)))


def opening(page: str, username: str, **query: str) -> Ratio:
    """A page in the county of a tenth and in the whole one, by somebody who is there in both."""
    clients: dict[str, Any] = {}

    def get(name: str) -> None:
        answer = clients[name].get(reverse(page), query)
        assert answer.status_code == 200, answer.status_code

    databases()
    for name in ("tenth", "county"):
        use(name)
        clients[name] = Client(headers={"host": "127.0.0.1"})
        clients[name].force_login(User.objects.get(username=username))
    return between("tenth", "county", get)


def save(name: str) -> None:
    """Together with everything that follows from it in the same transaction; undone, so that no turn finds more logs
    than the one before."""
    with transaction.atomic():
        log_visit(by=SAVER[name][0], at=NOON, first_day=next(DAYS[name]), **SAVER[name][1])
        connection.check_constraints()
        transaction.set_rollback(True)


SAVER: dict[str, tuple[User, dict[str, Any]]] = {}
DAYS = {name: (data.LAST_DAY - datetime.timedelta(days=n) for n in range(5, 300)) for name in SIZES}


def saver() -> tuple[User, dict[str, Any]]:
    """Cadre 1 visits a household of theirs; read ahead, so that only saving is measured."""
    user = User.objects.get(username="cadre")
    household = Pairing.objects.filter(cadre=1).exclude(household=None).earliest("pk").household
    return user, {"kind": "home_visit", "cadres": [Cadre.objects.get(pk=1)], "targets": [household]}


@needs_postgresql
def saving() -> Ratio:
    databases()
    for name in ("alone", "county"):
        use(name)
        SAVER[name] = saver()
    return between("alone", "county", save)


@needs_postgresql
def my_duties() -> Ratio:
    return opening("duties:mine", "cadre")


@needs_postgresql
def who_is_behind() -> Ratio:
    return opening("duties:behind", "secretary")


@needs_postgresql
def behind_by_unit() -> Ratio:
    return opening("duties:behind", "secretary", by="unit")


@needs_postgresql
def behind_by_rule() -> Ratio:
    return opening("duties:behind", "secretary", by="rule")


@needs_postgresql
def behind_by_person() -> Ratio:
    return opening("duties:behind", "secretary", by="person")


if SERVER:
    tenth = f"{CADRES:,} cadres against a tenth"
    benchmark(f"Saving one visit, {CADRES:,} cadres against an empty database", limit=1.5)(saving)
    benchmark(f"My duties, {tenth}", limit=2.0)(my_duties)
    benchmark(f"Who is behind at the root, {tenth}", limit=2.0)(who_is_behind)
    benchmark(f"Who is behind, summed up by unit, {tenth}", limit=2.0)(behind_by_unit)
    benchmark(f"Who is behind, summed up by rule, {tenth}", limit=2.0)(behind_by_rule)
    benchmark(f"Who is behind, summed up by person, {tenth}", limit=2.0)(behind_by_person)
