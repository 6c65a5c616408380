"""What the logs that may count add up to: the counterpart of `duties.evaluation.measures`.

Each tally gives, by claim: how much was achieved, on which day what is required was reached, and (where days are
counted) the days done. `entries` is the table of the logs that count for the measure.
"""

from collections.abc import Callable

from duties.setwise.claims import register
from duties.setwise.plan import Plan
from duties.setwise.snippets import days_in, first_run, longest, nth_day

_NO_DAYS = "NULL::datemultirange AS done"


def tally(plan: Plan, number: int) -> str:
    """The query for the first measure (0) or the second (1)."""
    need, entries = (("required", "sw_entry"), ("required_also", plan.entries_of_second))[number]
    return _TALLIES[plan.measure(number).of](plan, need, entries)


def _count(plan: Plan, need: str, entries: str) -> str:
    """A log counts once, in the window in which it began."""
    return _nth(f"SELECT claim_id, lower(days) AS day, {need} AS need FROM {entries} WHERE is_new")


def _nth(steps: str) -> str:
    """`steps`: by claim the days on which one more was achieved."""
    return f"""SELECT claim_id, count(*)::int AS achieved, min(day) FILTER (WHERE number = need) AS reached, {_NO_DAYS}
    FROM (SELECT *, row_number() OVER (PARTITION BY claim_id ORDER BY day) AS number FROM ({steps}) steps) numbered
    GROUP BY claim_id"""


def _minutes(plan: Plan, need: str, entries: str) -> str:
    return f"""SELECT claim_id, max(total)::int AS achieved, min(day) FILTER (WHERE total >= need) AS reached,
        {_NO_DAYS}
    FROM (SELECT claim_id, {need} AS need, lower(days) AS day,
              sum(minutes) OVER (PARTITION BY claim_id ORDER BY lower(days)) AS total
          FROM {entries} WHERE is_new AND minutes > 0) steps
    GROUP BY claim_id"""


def _done(need: str, entries: str) -> str:
    return f"""SELECT claim_id, max({need}) AS need, range_agg(piece) AS done
    FROM {entries} CROSS JOIN LATERAL unnest(days) piece GROUP BY claim_id"""


def _distinct_days(plan: Plan, need: str, entries: str) -> str:
    return f"""SELECT claim_id, {days_in("done")} AS achieved, {nth_day("done", "need")} AS reached, done
    FROM ({_done(need, entries)}) days"""


def _consecutive_days(plan: Plan, need: str, entries: str) -> str:
    return f"""SELECT claim_id, {longest("done")} AS achieved, {first_run("done", "need")} AS reached, done
    FROM ({_done(need, entries)}) days"""


def _of_key(condition: str) -> Callable[[Plan, str, str], str]:
    def query(plan: Plan, need: str, entries: str) -> str:
        return _nth(
            f"""SELECT claim_id, min(lower(days)) AS day, max({need}) AS need
            FROM {entries} JOIN sw_key USING (log_id) WHERE {condition} GROUP BY claim_id, key"""
        )

    return query


def _coverage(plan: Plan, need: str, entries: str) -> str:
    """Members of the register that was to be covered, as it stood; a household where nobody is named reaches all in
    it, unless the rule says otherwise."""
    by_name = plan.rule.measure.register == "residents"
    return _nth(
        f"""SELECT entry.claim_id, min(lower(entry.days)) AS day, max(entry.{need}) AS need
        FROM {entries} entry JOIN sw_key reached USING (log_id) JOIN sw_claim claim ON claim.id = entry.claim_id
        JOIN ({_members(plan)}) member ON member.key = reached.key
            AND member.registered_on <= claim.as_of AND (member.removed_on IS NULL OR claim.as_of < member.removed_on)
        JOIN sw_above ON sw_above.unit_id = member.unit_id
        JOIN sw_cover cover ON cover.unit_id = sw_above.above_id AND cover.subject_key = claim.subject_key
            AND cover.target = claim.target
        WHERE {"reached.is_person" if by_name else "true"} GROUP BY entry.claim_id, member.id"""
    )


def _members(plan: Plan) -> str:
    """Who is in the register, once for each key by which a log reaches them."""
    columns = "id, unit_id, registered_on, removed_on"
    if plan.rule.measure.register != "residents":
        return f"SELECT id * 4 + 2 AS key, {columns} FROM {register(plan)} household"
    by_name = f"SELECT id * 4 + 3 AS key, {columns} FROM {register(plan)} resident"
    if not plan.rule.measure.through_household:
        return by_name
    return f"""{by_name} UNION ALL
        SELECT household_id * 4 + 2, {columns} FROM {register(plan)} resident WHERE household_id IS NOT NULL"""


_TALLIES: dict[str, Callable[[Plan, str, str], str]] = {
    "count": _count,
    "reports": _count,
    "minutes": _minutes,
    "distinct_days": _distinct_days,
    "consecutive_days": _consecutive_days,
    "distinct_people": _of_key("is_person"),
    "distinct_households": _of_key("key %% 4 = 2"),
    "distinct_points": _of_key("key %% 4 = 1"),
    "coverage": _coverage,
}
