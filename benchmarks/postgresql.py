"""Benchmarks on PostgreSQL: databases of their own on the server that bin/bench starts, one for each size."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dj_database_url
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from benchmarks.measure import Ratio

# The server's address with any database on it; empty where there is no PostgreSQL: then these benchmarks are left out.
SERVER = os.environ.get("LIAISON_BENCH_POSTGRESQL", "")


@functools.cache
def _connection(name: str) -> BaseDatabaseWrapper:
    """A connection that stays open, so that going from one to the other costs nothing."""
    given = {**connections.settings[DEFAULT_DB_ALIAS], **dj_database_url.parse(SERVER)}
    given |= {"NAME": name or given["NAME"], "OPTIONS": {}, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    return load_backend(given["ENGINE"]).DatabaseWrapper(given, DEFAULT_DB_ALIAS)


def use(name: str) -> None:
    """From now on the product's queries go to this database ("": the one that the server's address names)."""
    connections[DEFAULT_DB_ALIAS] = _connection(name)


def ensure(name: str, fill: Callable[[], object]) -> None:
    """Go to the database; make and fill it first where it is not there."""
    use("")
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = cursor.fetchone()
        if not is_there:
            cursor.execute(f'CREATE DATABASE "{name}"')
    use(name)
    if not is_there:
        fill()


@contextmanager
def going_back() -> Iterator[None]:
    """Afterwards the product's queries go where they went before."""
    before = connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before


def needs_postgresql(function: Callable[[], Ratio]) -> Callable[[], Ratio]:
    """A benchmark that goes to databases of its own."""

    @functools.wraps(function)
    def run() -> Ratio:
        with going_back():
            return function()

    return run
