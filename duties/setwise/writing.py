"""Only the differences are written: rows that are missing, rows that differ, rows that nobody asks for any more."""

from collections.abc import Iterator
from typing import Any

from duties.models import Obligation
from duties.setwise.plan import SUBJECTS, Plan

# What a row says, and where sw_wanted has it.
COLUMNS = {
    "home_id": "home_id",
    "unit_path": "unit_path",
    "pairing_id": "pairing_id",
    "target_cadre_id": "CASE WHEN target > 0 AND target %% 4 = 0 THEN target / 4 END",
    "window_end": "last",
    "window_name": "name",
    "due": "due_on",
    "liable": "liable_text",
    "days_liable": "days_liable",
    "required": "required",
    "achieved": "achieved",
    "required_also": "required_also",
    "achieved_also": "achieved_also",
    "met_on": "met_on",
    "last_safe_day": "last_safe_day",
    "exempt": "exempt",
}
_SAME_ROW = """old.rule_id = %(rule)s AND old.subject_key = wanted.subject_key AND old.target_key = wanted.target
    AND old.window_start = wanted.first"""
# Somebody who saved a visit since the logs were read has brought their rows up to date already: theirs stand.
_NOT_SINCE = "age(old.xmin) > age(%(begun)s::xid)"
ROWS_AT_ONCE = 5000


def write(cursor: Any, plan: Plan, begun: str) -> tuple[int, int, int]:
    """How many rows were created, updated and deleted. `begun`: the first transaction after logs began to be read."""
    values = plan.parameters | {"begun": begun}
    there = _has_rows(cursor, plan)
    created = _execute(cursor, _insert(plan, anew=not there), values)
    if not there:
        return created, 0, 0
    return created, _execute(cursor, _update(plan), values), _delete(cursor, values)


def _execute(cursor: Any, statement: str, values: dict[str, Any]) -> int:
    cursor.execute(statement, values)
    return cursor.rowcount


def _has_rows(cursor: Any, plan: Plan) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM duties_obligation WHERE rule_id = %(rule)s)", plan.parameters)
    return cursor.fetchone()[0]


def _wanted(plan: Plan) -> str:
    """sw_wanted with the pairing by which each target is held: the latest that touches the window."""
    if not plan.rule.whom.each or not plan.is_tied:
        return "(SELECT *, NULL::bigint AS pairing_id FROM sw_wanted)"
    return f"""(SELECT *, (
            SELECT held.pairing_id FROM {plan.holdings} held
            WHERE held.subject_key = sw_wanted.subject_key AND held.key = sw_wanted.target
                AND held.days && daterange(sw_wanted.first, sw_wanted.last, '[]')
            ORDER BY lower(held.days) DESC, held.pairing_id DESC LIMIT 1) AS pairing_id
        FROM sw_wanted)"""


def _insert(plan: Plan, *, anew: bool) -> str:
    """In the order of the rows' keys, which spares the indexes. What somebody else inserted a moment ago stands."""
    missing = "" if anew else f"WHERE NOT EXISTS (SELECT FROM duties_obligation old WHERE {_SAME_ROW})"
    return f"""
    INSERT INTO duties_obligation (rule_id, {SUBJECTS[plan.subject]}_id, target_key, window_start, {", ".join(COLUMNS)})
    SELECT %(rule)s, subject_id, target, first, {", ".join(COLUMNS.values())}
    FROM {_wanted(plan)} wanted {missing} ORDER BY subject_key, target, first
    ON CONFLICT DO NOTHING
    """


def _update(plan: Plan) -> str:
    return f"""
    UPDATE duties_obligation old SET ({", ".join(COLUMNS)}) = ROW({", ".join(f"new_{name}" for name in COLUMNS)})
    FROM (SELECT subject_key, target, first, {", ".join(f"{value} AS new_{name}" for name, value in COLUMNS.items())}
          FROM {_wanted(plan)} wanted) wanted
    WHERE {_SAME_ROW} AND {_NOT_SINCE}
        AND ({", ".join(f"old.{name}" for name in COLUMNS)})
            IS DISTINCT FROM ({", ".join(f"new_{name}" for name in COLUMNS)})
    """


_GONE = f"""
SELECT old.id FROM duties_obligation old
WHERE old.rule_id = %(rule)s AND old.window_start <= %(reach_last)s AND old.window_end >= %(reach_first)s
    AND {_NOT_SINCE} AND NOT EXISTS (SELECT FROM sw_wanted wanted WHERE {_SAME_ROW})
"""


def _delete(cursor: Any, values: dict[str, Any]) -> int:
    """With the notices that were given of them."""
    cursor.execute(_GONE, values)
    gone = [key for (key,) in cursor.fetchall()]
    for keys in _batched(gone):
        Obligation.objects.filter(pk__in=keys).delete()
    return len(gone)


def _batched(keys: list[int]) -> Iterator[list[int]]:
    return (keys[first : first + ROWS_AT_ONCE] for first in range(0, len(keys), ROWS_AT_ONCE))
