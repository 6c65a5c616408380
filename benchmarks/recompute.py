"""Recomputing what 30,000 cadres owe by 25 rules, against hand-written SQL that fills the same table with the same.

One turn each, from an empty table: a turn takes minutes. That both come to the same rows is checked, column by column.
"""

import functools
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from benchmarks import Ratio, benchmark
from benchmarks import duties_data as data
from benchmarks.postgresql import SERVER, ensure, needs_postgresql
from duties import actions
from duties.actions.progress import FIELDS
from duties.loading import load_binds
from duties.reckoning import Bind
from visits.models import VisitKind

CADRES = int(os.environ.get("LIAISON_BENCH_CADRES", data.FULL))
SQL = Path(__file__).with_name("recompute.sql")
STEPS = {"year": "interval '1 year'", "half_year": "interval '6 months'", "quarter": "interval '3 months'"}
TRUNCATED = {"year": "date_trunc('year', logs.first_day)", "quarter": "date_trunc('quarter', logs.first_day)"}
HALF_YEAR = "date_trunc('year', logs.first_day) + CASE WHEN extract(month FROM logs.first_day) > 6 THEN {} ELSE {} END"
OPEN = "(SELECT upper(liable) - 1)"
PEAK_MB = 300


# --- by hand -----------------------------------------------------------------------------------------


def by_hand() -> None:
    kinds = dict(VisitKind.objects.values_list("code", "pk"))
    for bind in load_binds(data.REACH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '32MB'")
            cursor.execute("SET LOCAL jit = off")
            # Nothing is known of what a part of a statement comes to: a nested loop would go on for hours.
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute(statement(bind, kinds))


def statement(bind: Bind, kinds: dict[str, int]) -> str:
    text = SQL.read_text(encoding="utf-8")
    for word, put in {**words(bind, kinds), **held_words(bind)}.items():
        text = text.replace("{" + word + "}", put)
    return text


def words(bind: Bind, kinds: dict[str, int]) -> dict[str, str]:
    rule, every = bind.rule, bind.rule.when[0].every
    also = rule.also
    codes = ", ".join(str(kinds[code]) for code in rule.does)
    return {
        "rule": str(bind.rule_id),
        "step": STEPS.get(every, "interval '1 month'"),
        "first_window": first_window(every),
        "least": str(rule.measure.least),
        "least_also": str(also.least if also else 0),
        "of_kinds": f"AND log.kind_id IN ({codes})" if codes else "",
        "tally": TALLIES[rule.measure.of].replace("{need}", "required"),
        "tally_also": TALLIES[also.of if also else "none"].replace("{need}", "required_also"),
        "required_also": "required_also" if also else "NULL::int",
        "achieved_also": "coalesce(tally_also.achieved, 0)" if also else "NULL::int",
        "and_also": "AND (required_also = 0 OR tally_also.reached IS NOT NULL)" if also else "",
        "or_also": "OR coalesce(tally_also.achieved, 0) < required_also" if also else "",
        "met_on": "greatest(tally.reached, tally_also.reached)" if also else "tally.reached",
        "last_safe_day": last_safe_day(rule.measure.of, also is not None),
    }


def first_window(every: str) -> str:
    if every == "half_year":
        return HALF_YEAR.format(STEPS["half_year"], "interval '0'")
    return TRUNCATED.get(every, "date_trunc('month', logs.first_day)")


def held_words(bind: Bind) -> dict[str, str]:
    """With whom: anyone, or those held, each or in total."""
    whom = bind.rule.whom
    if whom.scope == "anyone":
        return dict.fromkeys(ANYONE, "") | {
            "target": "0",
            "suits": "false",
            "target_of_claim": "0",
            "pairing": "NULL::int",
        }
    kind = {"point": "target_key % 4 = 1", "household": "target_key % 4 = 2"}.get(
        whom.what[0] if whom.what else "", "true"
    )
    return {
        "target": "target_key" if whom.each else "0",
        "suits": kind,
        "target_of_claim": "held.target_key",
        "pairing": "held.pairing_id" if whom.each else "NULL::int",
        "with_held": "* held.days",
        "join_held": "JOIN held USING (cadre_id)",
        "log_columns": f", {'pairing.target_key' if whom.each else '0'} AS target_key, "
        "range_agg(daterange(pairing.start, pairing.\"end\", '[]')) AS tied",
        "join_targets": TARGETS,
        "group_logs": f"AND {kind.replace('target_key', 'pairing.target_key')} GROUP BY 1, 2, 3, 4, 5, 6",
        "with_tied": "* logs.tied",
        "same_target": "AND claim.target_key = logs.target_key" if whom.each else "",
    }


ANYONE = ("with_held", "join_held", "log_columns", "join_targets", "group_logs", "with_tied", "same_target")
# A visit to a resident reaches the household as well.
REACHED = """(SELECT log_id, target_key FROM visits_visittarget
    UNION ALL SELECT log_id, resident.household_id * 4 + 2
    FROM visits_visittarget JOIN contacts_resident resident ON resident.id = resident_id)"""
TARGETS = f"""JOIN {REACHED} reached ON reached.log_id = log.id
    JOIN contacts_pairing pairing ON pairing.cadre_id = part.cadre_id AND pairing.target_key = reached.target_key"""
COUNT = """SELECT claim_id, count(*) AS achieved, (array_agg(lower(days) ORDER BY lower(days)))[max({need})] AS reached
    FROM entry WHERE is_new AND NOT isempty(days) GROUP BY claim_id"""
MINUTES = """SELECT claim_id, max(total) AS achieved, min(day) FILTER (WHERE total >= {need}) AS reached
    FROM (SELECT claim_id, {need}, lower(days) AS day,
              sum(minutes) OVER (PARTITION BY claim_id ORDER BY lower(days)) AS total
          FROM entry WHERE is_new AND minutes > 0 AND NOT isempty(days)) steps GROUP BY claim_id"""
DAYS = """SELECT claim_id, count(*) AS achieved, (array_agg(day ORDER BY day))[max({need})] AS reached,
        range_agg(daterange(day, day, '[]')) AS done
    FROM (SELECT DISTINCT claim_id, {need}, day::date AS day
          FROM entry, unnest(days) piece, generate_series(lower(piece), upper(piece) - 1, interval '1 day') day) steps
    GROUP BY claim_id"""
RUNS = """SELECT claim_id, max(upper(run) - lower(run)) AS achieved,
        min(lower(run) + {need} - 1) FILTER (WHERE upper(run) - lower(run) >= {need}) AS reached,
        range_agg(run) AS done
    FROM (SELECT claim_id, max({need}) AS {need}, range_agg(piece) AS done
          FROM entry, unnest(days) piece GROUP BY claim_id) merged, unnest(done) run GROUP BY claim_id"""
PEOPLE = """SELECT claim_id, count(*) AS achieved, (array_agg(day ORDER BY day))[max({need})] AS reached
    FROM (SELECT claim_id, target_key, max({need}) AS {need}, min(lower(days)) AS day
          FROM entry JOIN visits_visittarget target USING (log_id)
          WHERE target.contact_point_id IS NULL AND NOT isempty(days)
              AND NOT EXISTS (SELECT FROM visits_visittarget named JOIN contacts_resident resident
                  ON resident.id = named.resident_id
                  WHERE named.log_id = target.log_id AND resident.household_id = target.household_id)
          GROUP BY claim_id, target_key) steps GROUP BY claim_id"""
HOUSEHOLDS = f"""SELECT claim_id, count(*) AS achieved, (array_agg(day ORDER BY day))[max({{need}})] AS reached
    FROM (SELECT claim_id, target_key, max({{need}}) AS {{need}}, min(lower(days)) AS day
          FROM entry JOIN {REACHED} target USING (log_id)
          WHERE target_key % 4 = 2 AND NOT isempty(days) GROUP BY claim_id, target_key) steps GROUP BY claim_id"""
TALLIES = {
    "count": COUNT,
    "minutes": MINUTES,
    "distinct_days": DAYS,
    "consecutive_days": RUNS,
    "distinct_people": PEOPLE,
    "distinct_households": HOUSEHOLDS,
    "none": "SELECT NULL::bigint AS claim_id, 0 AS achieved, NULL::date AS reached WHERE false",
}
# The last day of which enough are left that are not done yet.
FREE_DAY = """(SELECT day::date FROM unnest(liable - coalesce({tally}.done, '{{}}')) free,
        generate_series(upper(free) - 1, lower(free), interval '-1 day') day
    ORDER BY day DESC OFFSET {need} - coalesce({tally}.achieved, 0) - 1 LIMIT 1)"""
# The last free day that days already done lead up to, or from which enough days are left.
RUN_START = """(SELECT max(day)::date FROM unnest(liable) span,
        generate_series(lower(span), upper(span) - 1, interval '1 day') day
    WHERE NOT coalesce(tally.done, '{}') @> day::date AND upper(span) - required >= lower(span)
        AND upper(span) - required >= coalesce((SELECT greatest(lower(run), lower(span))
            FROM unnest(tally.done) run WHERE upper(run) = day::date), day::date))"""


def last_safe_day(of: str, has_also: bool) -> str:
    if of == "distinct_days":
        return FREE_DAY.format(tally="tally", need="required")
    if of == "consecutive_days":
        return RUN_START
    if not has_also:
        return OPEN
    free = FREE_DAY.format(tally="tally_also", need="required_also")
    return f"CASE WHEN coalesce(tally_also.achieved, 0) >= required_also THEN {OPEN} ELSE {free} END"


# --- measuring ---------------------------------------------------------------------------------------


def by_product() -> actions.Changed:
    return actions.recompute(on=data.LAST_DAY, since=data.FIRST_DAY)


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE duties_obligation CASCADE")
        cursor.execute("VACUUM ANALYZE duties_obligation")
        cursor.execute("CHECKPOINT")


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def checksum() -> tuple[Any, ...]:
    """How many rows there are and what is in them, whatever their order and keys."""
    row = ", ".join(("rule_id", "subject_key", "target_key", "window_start", *FIELDS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(hashtextextended(ROW({row})::text, 0)) FROM duties_obligation")
        return cursor.fetchone()


@functools.cache
def figures() -> dict[str, float]:
    """Seconds of each, and the peak memory of this process in MB."""
    ensure(f"recomputed{CADRES}", lambda: data.fill(data.Size(CADRES)))
    empty()
    hand = seconds(by_hand)
    expected = checksum()
    empty()
    product = seconds(by_product)
    assert checksum() == expected, "the two come to different rows"
    again = seconds(by_product)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"({expected[0]} rows; again {again:.0f} s; peak memory {peak:.0f} MB)", end=" ", flush=True)
    return {"hand": hand, "product": product, "again": again, "peak": peak}


@needs_postgresql
def from_nothing() -> Ratio:
    found = figures()
    return Ratio(base=found["hand"], subject=found["product"], rounds=1)


@needs_postgresql
def again() -> Ratio:
    found = figures()
    return Ratio(base=found["hand"], subject=found["again"], rounds=1)


@needs_postgresql
def peak_memory() -> Ratio:
    return Ratio(base=PEAK_MB / 1000, subject=figures()["peak"] / 1000, rounds=1, unit="MB")


if SERVER:
    benchmark(f"Recomputing what {CADRES:,} cadres owe, against hand-written SQL", limit=2.0)(from_nothing)
    benchmark(f"Recomputing it for {CADRES:,} once more, nothing changed, against the same", limit=2.0)(again)
    benchmark(f"Peak memory of recomputing for {CADRES:,} cadres, against 300 MB", limit=1.0)(peak_memory)
