"""Rows as they ought to be: what was achieved, since when it is enough, and until when it can still be done. The
counterpart of `duties.evaluation`, with `holding` for what is held and `last_day`."""

from duties.grammar import Measure
from duties.setwise.plan import Plan
from duties.setwise.snippets import last_start, nth_last_day
from duties.setwise.tallies import tally

# What is written down of a claim.
_COLUMNS = """subject_id, subject_key, target, home_id, unit_path, first, last, name, due_on, liable_text, days_liable,
    required, required_also, exempt"""
_OPEN = "claim.liable * datemultirange(daterange(claim.first, claim.due_on, '[]'))"


def wanted_table(plan: Plan) -> str:
    """sw_wanted: by claim what was achieved, the day on which it was enough, the last safe day."""
    return _held(plan) if plan.holds else _counted(plan)


# --- what is counted ---------------------------------------------------------------------------------


def _counted(plan: Plan) -> str:
    also = plan.rule.also
    second = f"LEFT JOIN ({tally(plan, 1)}) tally_also ON tally_also.claim_id = claim.id" if also else ""
    done_also = "tally_also" if also else "NULL::int AS achieved_also, NULL::date AS reached_also"
    if also:
        done_also = """coalesce(tally_also.achieved, 0) AS achieved_also, tally_also.reached AS reached_also,
            tally_also.done AS done_also"""
    return f"""
    CREATE TEMP TABLE sw_wanted AS
    SELECT {_COLUMNS}, achieved, achieved_also, {_met_on(plan)} AS met_on, {_last_safe_day(plan)} AS last_safe_day
    FROM (SELECT claim.*, coalesce(tally.achieved, 0) AS achieved, tally.reached, tally.done, {done_also},
            {_OPEN} AS open_days
          FROM sw_claim claim LEFT JOIN ({tally(plan, 0)}) tally ON tally.claim_id = claim.id {second}) judged
    """


def _met_on(plan: Plan) -> str:
    """The day on which everything that is owed was there; none while it is not, or where there is too much."""
    never = ["exempt <> ''", "(required > 0 AND reached IS NULL)", "(required_also > 0 AND reached_also IS NULL)"]
    never += ["achieved > %(most)s"] if plan.rule.measure.most is not None else []
    never += ["achieved_also > %(most_also)s"] if plan.rule.also and plan.rule.also.most is not None else []
    return f"""CASE WHEN {" OR ".join(never)} THEN NULL
        ELSE greatest(CASE WHEN required > 0 THEN reached END, CASE WHEN required_also > 0 THEN reached_also END) END"""


def _last_safe_day(plan: Plan) -> str:
    """The last day to begin with what is missing; none when nothing is, or when the days left no longer suffice."""
    first = _latest(plan.rule.measure, "")
    if plan.rule.also is None:
        return f"CASE WHEN exempt = '' AND achieved < required THEN {first} END"
    second = _latest(plan.rule.also, "_also")
    return f"""CASE WHEN exempt <> '' THEN NULL
        WHEN achieved >= required THEN CASE WHEN achieved_also < required_also THEN {second} END
        WHEN achieved_also >= required_also THEN {first}
        WHEN {first} IS NOT NULL AND {second} IS NOT NULL THEN least({first}, {second}) END"""


def _latest(measure: Measure, which: str) -> str:
    done, need, achieved = (f"{name}{which}" for name in ("done", "required", "achieved"))
    done = f"coalesce({done}, '{{}}')"
    if measure.of == "distinct_days":
        return nth_last_day(f"open_days - {done}", f"({need} - {achieved})")
    if measure.of == "consecutive_days":
        return last_start(done, need, "open_days")
    return "(upper(open_days) - 1)"


# --- what is held ------------------------------------------------------------------------------------


def _held(plan: Plan) -> str:
    """Held on the day of asking, or on the last day of the window or of owing, where that is over; and since when
    without a break. How things stand changes only on the days on which a tie begins or has ended."""
    return f"""
    CREATE TEMP TABLE sw_wanted AS
    WITH asked AS MATERIALIZED (SELECT id, subject_key, first, {_day_of_asking()} AS day FROM sw_claim),
    standing AS MATERIALIZED ({_state(plan, "SELECT id, subject_key, day, first FROM asked")}),
    changes AS (
        SELECT id, subject_key, first AS day, first FROM standing WHERE is_met
        UNION
        SELECT id, subject_key, change.day, first
        FROM standing JOIN {plan.ties} tie USING (subject_key)
        CROSS JOIN LATERAL (VALUES (lower(tie.days)), (upper(tie.days))) change (day)
        WHERE is_met AND change.day > first AND change.day <= standing.day),
    history AS ({_state(plan, "SELECT * FROM changes")}),
    since AS (
        SELECT id, min(day) AS day
        FROM (SELECT id, day, max(day) FILTER (WHERE NOT is_met) OVER (PARTITION BY id) AS unmet FROM history) known
        WHERE unmet IS NULL OR day > unmet GROUP BY id)
    SELECT {_COLUMNS}, standing.achieved, NULL::int AS achieved_also,
        CASE WHEN exempt = '' AND standing.is_met THEN since.day END AS met_on,
        CASE WHEN exempt = '' AND NOT standing.is_met THEN due_on END AS last_safe_day
    FROM sw_claim claim JOIN (SELECT id, achieved, is_met FROM standing) standing USING (id)
        LEFT JOIN since USING (id)
    """


def _day_of_asking() -> str:
    day = "least(greatest(%(on)s::date, first), last)"
    return f"""CASE WHEN liable @> {day} THEN {day} ELSE coalesce(
        (SELECT max(least(upper(r) - 1, {day})) FROM unnest(liable) r WHERE lower(r) <= {day}), {day}) END"""


def _state(plan: Plan, days: str) -> str:
    """On each of these days: how much of what is to be held is, and whether that is enough and not too much."""
    slots = plan.rule.measure.slots
    counts = [_slot(number, bool(slot.categories)) for number, slot in enumerate(slots)]
    amounts = " + ".join(f"least(held{n}, {slot.least})" for n, slot in enumerate(slots))
    met = [f"held{n} >= {slot.least}" for n, slot in enumerate(slots)]
    met += [f"held{n} <= {slot.most}" for n, slot in enumerate(slots) if slot.most is not None]
    return f"""SELECT id, subject_key, first, day, ({amounts or "0"})::int AS achieved,
        {" AND ".join(met) or "true"} AS is_met
    FROM (SELECT asked_on.id, asked_on.subject_key, asked_on.first, asked_on.day {"".join(f", {c}" for c in counts)}
          FROM ({days}) asked_on LEFT JOIN {plan.ties} tie
              ON tie.subject_key = asked_on.subject_key AND tie.days @> asked_on.day
          GROUP BY 1, 2, 3, 4) counts"""


def _slot(number: int, narrowed: bool) -> str:
    """A slot that names no category takes all ties."""
    only = f" FILTER (WHERE tie.category = ANY(%(slot{number})s))" if narrowed else ""
    return f"count(DISTINCT tie.key){only} AS held{number}"
