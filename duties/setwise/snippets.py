"""Pieces of SQL about days. Each takes expressions and gives one; nothing from the data ever gets into them."""

NOTHING = "'{}'::datemultirange"


def days_in(spans: str) -> str:
    """How many days a multirange has."""
    return f"coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest({spans}) r), 0)::int"


def longest(spans: str) -> str:
    return f"coalesce((SELECT max(upper(r) - lower(r)) FROM unnest({spans}) r), 0)::int"


def first_run(spans: str, need: str) -> str:
    """The day on which a run without a gap has become `need` days long."""
    return f"(SELECT min(lower(r)) + {need} - 1 FROM unnest({spans}) r WHERE upper(r) - lower(r) >= {need})"


def nth_day(spans: str, number: str) -> str:
    """The day that has `number` - 1 days of the multirange before it."""
    return f"""(SELECT upper(r) - 1 - (total - {number})::int FROM (
        SELECT r, sum(upper(r) - lower(r)) OVER (ORDER BY r) AS total FROM unnest({spans}) r) runs
        WHERE total >= {number} ORDER BY r LIMIT 1)"""


def nth_last_day(spans: str, number: str) -> str:
    """The day that has `number` - 1 days of the multirange after it."""
    return f"""(SELECT lower(r) + (total - {number})::int FROM (
        SELECT r, sum(upper(r) - lower(r)) OVER (ORDER BY r DESC) AS total FROM unnest({spans}) r) runs
        WHERE total >= {number} ORDER BY r DESC LIMIT 1)"""


def last_start(done: str, need: str, open_days: str) -> str:
    """The last day not yet done from which, staying on to the end of an open stretch, a run becomes `need` long.

    `need` days before the end lies the day by which the run has to begin: if it is free, it is that day; if days
    already done lead over it, the first free day after it; otherwise the last free day before it.
    """
    return f"""(SELECT coalesce(
            (SELECT min(greatest(lower(free), latest)) FROM unnest(datemultirange(piece) - {done}) free
             WHERE upper(free) > latest),
            (SELECT max(upper(free)) - 1 FROM unnest(datemultirange(piece) - {done}) free WHERE upper(free) <= latest)
        ) AS day
        FROM unnest({open_days}) piece CROSS JOIN LATERAL (SELECT upper(piece) - {need} AS latest) x
        WHERE latest >= lower(piece) ORDER BY day DESC NULLS LAST LIMIT 1)"""


def as_json(spans: str) -> str:
    """[[first day, last day], …], both included."""
    return f"""coalesce((SELECT jsonb_agg(jsonb_build_array(lower(r)::text, (upper(r) - 1)::text) ORDER BY r)
        FROM unnest({spans}) r), '[]'::jsonb)"""
