"""The rows of what is owed, recomputed by PostgreSQL itself.

`duties.reckoning` and `duties.evaluation` judge one subject at a time: what a request needs, with reasons for every
log that did not count, on both databases. For everybody at once that is far too slow. This package says the same
rules as statements over sets: multiranges of days for who owes when, joins for what they did, and one INSERT, UPDATE
and DELETE of what differs. tests/duties/test_setwise*.py compare the two after random histories, column by column; the
decision is docs/adr/0007-recomputation-in-sql.md.

Rules that it cannot say (`can`) are left to Python: windows around events of their own, runs that cross windows,
months of secondment.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from accounts.models import PATH_STEP
from duties.reckoning import Bind
from duties.setwise.claims import DAY, WINDOW, claim_table, cover_table, size_table
from duties.setwise.entries import entry_table
from duties.setwise.outcomes import wanted_table
from duties.setwise.plan import Plan, can
from duties.setwise.shared import TABLES, prepare, prepare_away, remake
from duties.setwise.who import bound_table
from duties.setwise.writing import write
from duties.spans import Span
from visits.models import VisitKind

__all__ = ["cadres_of", "can", "is_available", "recompute"]

# By rule, in the order in which they are made.
OF_A_RULE = (
    "sw_window",
    "sw_day",
    "sw_bound",
    "sw_cover",
    "sw_size",
    "sw_claim",
    "sw_entry",
    "sw_entry_also",
    "sw_wanted",
)


def is_available() -> bool:
    return connection.vendor == "postgresql"


@transaction.atomic
def cadres_of(binds: Iterable[Bind], reach: Span) -> set[int]:
    """Those who may owe something by these rules, or have rows of them: only they need to be looked at one by one."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        prepare_away(cursor)
        for plan in (Plan(bind, reach, reach.end, {}) for bind in binds if bind.rule.subject == "cadre"):
            remake(cursor, "sw_bound", bound_table(plan), plan.parameters)
            cursor.execute(BOUND_CADRES, plan.parameters | {"only_seconded": _opens_after_secondment(plan)})
            found.update(key for (key,) in cursor.fetchall())
    return found


# Whom the rule binds, and whose rows may have to go.
BOUND_CADRES = """
SELECT subject_id FROM sw_bound
WHERE NOT %(only_seconded)s OR EXISTS (SELECT FROM accounts_secondment away WHERE away.cadre_id = subject_id)
UNION SELECT cadre_id FROM duties_obligation WHERE rule_id = %(rule)s
"""


def _opens_after_secondment(plan: Plan) -> bool:
    return all(cadence.event == "secondment_end" for cadence in plan.rule.when)


def recompute(binds: Iterable[Bind], reach: Span, *, on: datetime.date) -> tuple[int, int, int]:
    """Make the rows of these rules, in windows with a day in `reach`, what they ought to be, for every subject.

    Returns how many rows were created, updated and deleted. All rules must be such that the database `can` say them.
    A fixed number of statements for each rule; each rule in a transaction of its own.
    """
    kinds = dict(VisitKind.objects.values_list("code", "pk"))
    plans = [plan for bind in binds if (plan := Plan(bind, reach, on, kinds)).all_windows]
    if not plans:
        return 0, 0, 0
    begun = _begin()
    _prepare(plans)
    written = [_run(plan, begun) for plan in plans]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(('sw_begun', *TABLES, *OF_A_RULE))}")
    created, updated, deleted = (sum(column) for column in zip(*written, strict=True))
    return created, updated, deleted


@transaction.atomic
def _begin() -> str:
    """The number of a transaction at a moment when nobody is writing rows of what is owed.

    Rows of a later one were brought up to date by somebody who saw at least the logs that are read now.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE duties_obligation IN EXCLUSIVE MODE")
        remake(cursor, "sw_begun", "CREATE TEMP TABLE sw_begun AS SELECT", {})
        cursor.execute("SELECT xmin::text FROM sw_begun")
        return cursor.fetchone()[0]


@transaction.atomic
def _prepare(plans: list[Plan]) -> None:
    days = {"first": min(p.outer.start for p in plans), "last": max(p.outer.end for p in plans), "step": PATH_STEP}
    with connection.cursor() as cursor:
        _settle(cursor)
        prepare(cursor, plans, days)


@transaction.atomic
def _run(plan: Plan, begun: str) -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        _settle(cursor)
        for name, statement in _statements(plan).items():
            remake(cursor, name, statement, plan.parameters)
        if plan.second and not plan.holds:
            remake(cursor, "sw_entry_also", entry_table(plan.second, "sw_entry_also"), plan.second.parameters)
        remake(cursor, "sw_wanted", wanted_table(plan), plan.parameters)
        return write(cursor, plan, begun)


def _settle(cursor: Any) -> None:
    """For this transaction: few large statements, for which a little memory goes a long way."""
    cursor.execute("SET LOCAL work_mem = '32MB'")
    cursor.execute("SET LOCAL jit = off")


def _statements(plan: Plan) -> dict[str, str]:
    statements = {"sw_window": WINDOW, "sw_day": DAY, "sw_bound": bound_table(plan)}
    if plan.covers:
        statements |= {"sw_cover": cover_table(plan), "sw_size": size_table(plan)}
    statements["sw_claim"] = claim_table(plan)
    if not plan.holds:
        statements["sw_entry"] = entry_table(plan)
    return statements
