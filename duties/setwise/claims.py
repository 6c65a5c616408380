"""What is owed, before anything is counted: one row for each subject, window and target. The counterpart of the cases
and claims in `duties.reckoning`, and of `duties.liability`."""

from duties.grammar import Measure
from duties.setwise.plan import Plan
from duties.setwise.snippets import as_json, days_in

# `whole`: all days of the window; `days`: those on which the rule is in force; `full`: what the whole window owes.
WINDOW = """
CREATE TEMP TABLE sw_window AS
SELECT first, last, due, name, datemultirange(daterange(first, last, '[]')) AS whole, last - first + 1 AS length,
    datemultirange(daterange(days_from, days_until, '[]')) AS days, full_amount, full_also, as_of, text::jsonb
FROM unnest(%(firsts)s::date[], %(lasts)s::date[], %(dues)s::date[], %(names)s::text[], %(from)s::date[],
    %(until)s::date[], %(fulls)s::int[], %(fulls_also)s::int[], %(as_of)s::date[], %(texts)s::text[])
    AS given (first, last, due, name, days_from, days_until, full_amount, full_also, as_of, text)
"""
# Each day of a window, to find the window of a log by its first day.
DAY = """
CREATE TEMP TABLE sw_day AS
SELECT day::date AS day, first FROM sw_window CROSS JOIN LATERAL generate_series(first, last, interval '1 day') day
"""


def claim_table(plan: Plan) -> str:
    """sw_claim: numbered rows with the days liable, what is required, and why nothing is."""
    also = plan.rule.also
    return f"""
    CREATE TEMP TABLE sw_claim AS
    SELECT owed.*, {_exempt(plan)} AS exempt
    FROM (SELECT amounts.*, {_required(plan, plan.rule.measure, "full_amount")} AS required,
            {_required(plan, also, "full_also") if also else "NULL::int"} AS required_also
          FROM (SELECT numbered.*, {_size(plan)} AS size, {_due(plan)} AS due_on,
                  CASE WHEN liable = whole THEN length ELSE {days_in("liable")} END AS days_liable,
                  CASE WHEN liable = whole THEN text ELSE {as_json("liable")} END AS liable_text
                FROM (SELECT row_number() OVER () AS id, cases.* FROM ({_cases(plan)}) cases) numbered) amounts) owed
    """


def _cases(plan: Plan) -> str:
    columns = """bound.subject_id, bound.subject_key, bound.home_id, bound.unit_path, sw_window.*,
        bound.seconded && sw_window.days AS is_seconded"""
    if not plan.is_tied:
        return f"""SELECT {columns}, 0::bigint AS target, bound.owing * sw_window.days AS liable
        FROM sw_bound bound JOIN sw_window ON bound.days && sw_window.days"""
    return f"""SELECT {columns}, bound.target, bound.owing_tied * sw_window.days AS liable
    FROM (SELECT bound.*, held.target, bound.days * held.days AS days_tied, bound.owing * held.days AS owing_tied
          FROM sw_bound bound JOIN ({_held(plan)}) held USING (subject_key)) bound
    JOIN sw_window ON bound.days_tied && sw_window.days"""


def _held(plan: Plan) -> str:
    """By subject, or by subject and target: the days on which somebody who suits the rule is held."""
    target = "key" if plan.rule.whom.each else "0::bigint"
    return f"""SELECT subject_key, {target} AS target, range_agg(days) AS days
    FROM {plan.ties} WHERE {suits(plan)} GROUP BY 1, 2"""


def suits(plan: Plan) -> str:
    """Whether a tie is of the kind and category that the rule asks for."""
    asked = ["key %% 4 = ANY(%(what)s)"] if plan.rule.whom.what else []
    asked += ["category = ANY(%(categories)s)"] if plan.rule.whom.categories else []
    return " AND ".join(asked) or "true"


def _due(plan: Plan) -> str:
    """Where a rule gives so many days to begin with, they run from the first day liable."""
    if plan.parameters["grace"] is None:
        return "due"
    return "CASE WHEN isempty(liable) THEN due ELSE least(greatest(due, lower(liable) + %(grace)s), last) END"


def _required(plan: Plan, measure: Measure, full: str) -> str:
    if measure.share is not None and measure.of == "coverage":
        full = "((%(share)s * size + %(of)s - 1) / %(of)s)"
    if plan.holds or plan.rule.liability.rounding == "none":
        shrunk = full
    else:
        shrunk = f"CASE WHEN days_liable >= length THEN {full} ELSE {_ROUNDED[plan.rule.liability.rounding](full)} END"
    return f"CASE WHEN days_liable < %(least_days)s THEN 0 ELSE {shrunk} END::int"


_ROUNDED = {
    "up": lambda full: f"({full} * days_liable + length - 1) / length",
    "down": lambda full: f"{full} * days_liable / length",
    "nearest": lambda full: f"(2 * {full} * days_liable + length) / (2 * length)",
}


def _exempt(plan: Plan) -> str:
    away = "CASE WHEN is_seconded THEN 'seconded' ELSE 'leave' END" if plan.rule.liability.secondment else "'leave'"
    return f"""CASE WHEN isempty(liable) THEN {away}
        WHEN {"true" if plan.holds else "required > 0 OR required_also > 0"} THEN ''
        {"WHEN size = 0 THEN 'register'" if plan.covers else ""}
        WHEN full_amount > 0 THEN 'short' ELSE 'counted' END"""


# --- how large a register is -------------------------------------------------------------------------


def _size(plan: Plan) -> str:
    if not plan.covers:
        return "0"
    return """coalesce((SELECT sum(sizes.size) FROM sw_cover cover
        JOIN sw_size sizes ON sizes.unit_id = cover.unit_id AND sizes.as_of = numbered.as_of
        WHERE cover.subject_key = numbered.subject_key AND cover.target = numbered.target), 0)::int"""


def cover_table(plan: Plan) -> str:
    """sw_cover: the units whose register a subject has to cover; none that lies under another of them."""
    units = "SELECT subject_key, 0::bigint AS target, home_id AS unit_id FROM sw_bound"
    if plan.rule.whom.scope in ("assigned", "held_by_members"):
        target = "key" if plan.rule.whom.each else "0::bigint"
        units = f"""SELECT DISTINCT held.subject_key, {target} AS target, held.place_id AS unit_id
        FROM {plan.holdings} held JOIN sw_bound USING (subject_key) 
        WHERE place_id IS NOT NULL AND key %% 4 = 1 AND {suits(plan)}"""
    return f"""
    CREATE TEMP TABLE sw_cover AS
    WITH units AS MATERIALIZED ({units})
    SELECT units.* FROM units WHERE NOT EXISTS (
        SELECT FROM sw_above JOIN units wider ON wider.unit_id = sw_above.above_id
        WHERE sw_above.unit_id = units.unit_id AND sw_above.above_id <> units.unit_id
            AND wider.subject_key = units.subject_key AND wider.target = units.target)
    """


def size_table(plan: Plan) -> str:
    """sw_size: of each of these units, how many stood in its register on the days asked about."""
    return f"""
    CREATE TEMP TABLE sw_size AS
    SELECT cover.unit_id, days.as_of, count(*)::int AS size
    FROM (SELECT DISTINCT unit_id FROM sw_cover) cover
    JOIN sw_above ON sw_above.above_id = cover.unit_id
    JOIN {register(plan)} member ON member.unit_id = sw_above.unit_id
    JOIN (SELECT DISTINCT as_of FROM sw_window) days
        ON member.registered_on <= days.as_of AND (member.removed_on IS NULL OR days.as_of < member.removed_on)
    GROUP BY 1, 2
    """


def register(plan: Plan) -> str:
    """Households that were merged into another are in no register. Of some kinds only, where the rule says so: of
    the household, or of the resident."""
    columns = "member.id, member.unit_id, member.registered_on, member.removed_on"
    kinds = "AND (member.kind = ANY(%(categories)s){})" if plan.rule.narrows_register else ""
    if plan.rule.measure.register == "residents":
        own = "OR home.kind = ANY(%(categories)s)"
        return f"""(SELECT {columns}, member.household_id FROM contacts_resident member
            LEFT JOIN contacts_household home ON home.id = member.household_id WHERE true {kinds.format(own)})"""
    return f"(SELECT {columns} FROM contacts_household member WHERE merged_into_id IS NULL {kinds.format('')})"
