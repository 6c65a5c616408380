"""Whom a rule binds on which days, and where they belong: the counterpart of `duties.facts.bound` and `owing`."""

from duties.grammar import Who
from duties.setwise.plan import Plan
from duties.setwise.snippets import NOTHING

OUTER = "datemultirange(daterange(%(outer_first)s::date, %(outer_last)s::date, '[]'))"


def bound_table(plan: Plan) -> str:
    """sw_bound: subject, home, days bound, days that are left after leave and secondment, days seconded."""
    blocks = [_BLOCKS[plan.rule.subject](who, number) for number, who in enumerate(plan.rule.who)]
    found = " UNION ALL ".join(f"({block})" for block in blocks)
    return f"""
    CREATE TEMP TABLE sw_bound AS
    SELECT found.subject_id, found.subject_id * 4 + %(subject)s AS subject_key, found.home_id, unit.path AS unit_path,
        found.days, {_left(plan)} AS owing,
        found.days * coalesce(away.seconded, {NOTHING}) AS seconded
    FROM ({_one(found) if len(blocks) > 1 else found}) found
    JOIN accounts_unit unit ON unit.id = found.home_id
    LEFT JOIN sw_away away ON %(subject)s = 0 AND away.cadre_id = found.subject_id
    """


def _one(found: str) -> str:
    """Of several blocks: all their days, and the home of the first that binds."""
    return f"""SELECT subject_id, range_agg(piece) AS days,
        (array_agg(home_id ORDER BY block) FILTER (WHERE home_id IS NOT NULL))[1] AS home_id
    FROM ({found}) blocks CROSS JOIN LATERAL unnest(days) piece GROUP BY subject_id"""


def _left(plan: Plan) -> str:
    left = "found.days"
    if plan.rule.liability.leave:
        left += f" - coalesce(away.leave, {NOTHING})"
    if plan.rule.liability.secondment:
        left += f" - coalesce(away.seconded, {NOTHING})"
    return left


# --- cadres ------------------------------------------------------------------------------------------


def _cadres(who: Who, number: int) -> str:
    by_group = bool(who.groups or who.group_names or who.convenor is not None)
    return f"""
    WITH bound AS MATERIALIZED (
        SELECT cadre.id AS subject_id, {_days_of_cadre(who, number, by_group)} AS days
        FROM accounts_cadre cadre {_posts(who, number) if _reads_posts(who, by_group) else ""}
        {_memberships(who, number) if by_group else ""}
        LEFT JOIN sw_away away ON away.cadre_id = cadre.id
        WHERE {_such(who, number)})
    SELECT {number} AS block, bound.subject_id, bound.days, home.unit_id AS home_id
    FROM bound JOIN ({_homes(who, number, by_group)}) home USING (subject_id)
    """


def _reads_posts(who: Who, by_group: bool) -> bool:
    return not by_group or _asks_for_posts(who)


def _asks_for_posts(who: Who) -> bool:
    return bool(who.positions or who.ranks or who.titles)


def _days_of_cadre(who: Who, number: int, by_group: bool) -> str:
    days = [OUTER, "datemultirange(daterange(cadre.joined_on, cadre.left_on, '[]'))"]
    days += ["posts.days"] if _reads_posts(who, by_group) else []
    days += ["memberships.days"] if by_group else []
    if who.age_under is not None:
        until = f"(cadre.birth_month + make_interval(years => %(who{number}_age)s))::date"
        days.append(f"datemultirange(daterange(cadre.birth_month, {until}))")
    if who.seconded:
        days.append(_seconded(who, number))
    minus = f" - {_seconded(who, number)}" if who.seconded is False else ""
    return " * ".join(days) + minus


def _seconded(who: Who, number: int) -> str:
    """The days of all secondments, or of those to such work."""
    if not who.secondment_kinds:
        return f"coalesce(away.seconded, {NOTHING})"
    return f"""coalesce((SELECT range_agg(daterange(start, "end", '[]')) FROM accounts_secondment spell
        WHERE spell.cadre_id = cadre.id AND spell.kind = ANY(%(who{number}_secondment_kinds)s)), {NOTHING})"""


def _posts(who: Who, number: int) -> str:
    return f"""JOIN (
        SELECT post.cadre_id, range_agg(daterange(post.start, post."end", '[]')) AS days
        FROM accounts_post post JOIN accounts_unit unit ON unit.id = post.unit_id
        WHERE {_post_suits(who, number)} GROUP BY post.cadre_id) posts ON posts.cadre_id = cadre.id"""


def _memberships(who: Who, number: int) -> str:
    return f"""JOIN (
        SELECT member.cadre_id, range_agg(daterange(member.start, member."end", '[]')) AS days
        FROM accounts_groupmembership member JOIN accounts_group body ON body.id = member.group_id
        JOIN accounts_unit unit ON unit.id = body.unit_id
        WHERE {_membership_suits(who, number)} GROUP BY member.cadre_id) memberships
        ON memberships.cadre_id = cadre.id"""


def _homes(who: Who, number: int, by_group: bool) -> str:
    """The unit of the post held last, the main one first; else the group's. Posts that the rule asks for go before all
    others."""
    posts = f"""
        SELECT bound.subject_id, post.unit_id, 0 AS rank, post."end" IS NULL AS lasts,
            post.is_main, post.start, false AS is_convenor, post.id,
            {_post_suits(who, number)} AS suits, bool_or({_post_suits(who, number)}) OVER subject AS any_suits
        FROM bound JOIN accounts_post post ON post.cadre_id = bound.subject_id
        JOIN accounts_unit unit ON unit.id = post.unit_id
        WHERE NOT isempty(bound.days) WINDOW subject AS (PARTITION BY bound.subject_id)"""
    memberships = f"""
        UNION ALL
        SELECT bound.subject_id, body.unit_id, 1, true, false, member.start, member.is_convenor, member.id,
            true, true
        FROM bound JOIN accounts_groupmembership member ON member.cadre_id = bound.subject_id
        JOIN accounts_group body ON body.id = member.group_id JOIN accounts_unit unit ON unit.id = body.unit_id
        WHERE NOT isempty(bound.days) AND {_membership_suits(who, number)}"""
    return f"""
        SELECT DISTINCT ON (subject_id) subject_id, unit_id FROM ({posts} {memberships if by_group else ""}) places
        WHERE suits = any_suits
        ORDER BY subject_id, rank, lasts DESC, is_main DESC, start DESC, is_convenor DESC, id"""


def _post_suits(who: Who, number: int) -> str:
    asked = ["starts_with(unit.path, %(path)s)"]
    if _asks_for_posts(who) or not (who.groups or who.group_names):
        asked += _place_suits(who, number)
    asked += [f"post.position = ANY(%(who{number}_positions)s)"] if who.positions else []
    asked += [f"post.rank = ANY(%(who{number}_ranks)s)"] if who.ranks else []
    if who.titles:
        asked.append(f"EXISTS (SELECT FROM unnest(%(who{number}_titles)s) title WHERE strpos(post.title, title) > 0)")
    return "(" + " AND ".join(asked) + ")"


def _membership_suits(who: Who, number: int) -> str:
    asked = ["starts_with(unit.path, %(path)s)"]
    asked += [] if _asks_for_posts(who) else _place_suits(who, number)
    asked += _group_suits(who, number)
    asked += [f"member.is_convenor = {who.convenor}"] if who.convenor is not None else []
    return "(" + " AND ".join(asked) + ")"


def _group_suits(who: Who, number: int) -> list[str]:
    asked = [f"body.kind = ANY(%(who{number}_groups)s)"] if who.groups else []
    return asked + ([f"body.name = ANY(%(who{number}_group_names)s)"] if who.group_names else [])


def _place_suits(who: Who, number: int) -> list[str]:
    asked = [f"unit.kind = ANY(%(who{number}_unit_kinds)s)"] if who.unit_kinds else []
    asked += [f"unit.name = ANY(%(who{number}_units)s)"] if who.units else []
    return asked + ([f"unit.name <> ALL(%(who{number}_except_units)s)"] if who.except_units else [])


def _such(who: Who, number: int) -> str:
    asked = {
        "is_party_member": who.party_member,
        "is_reserve": who.reserve,
        "has_grassroots_experience": who.grassroots_experience,
        "is_able_to_act": who.able_to_act,
        "gender = 'f'": who.female,
    }
    conditions = [f"(cadre.{name}) = {wanted}" for name, wanted in asked.items() if wanted is not None]
    conditions += [f"cadre.staff_number = ANY(%(who{number}_people)s)"] if who.people else []
    # An age is asked for: nobody whose month of birth is not entered.
    conditions += ["cadre.birth_month IS NOT NULL"] if who.age_under is not None else []
    return " AND ".join(conditions) or "true"


# --- units and groups --------------------------------------------------------------------------------


def _open(first: str, last: str) -> str:
    """The days on which a body is there; it closes on the morning of the day given."""
    return f"{OUTER} * datemultirange(CASE WHEN {last} < {first} THEN 'empty' ELSE daterange({first}, {last}) END)"


def _units(who: Who, number: int) -> str:
    asked = ["starts_with(unit.path, %(path)s)", *_place_suits(who, number)]
    return f"""
    SELECT {number} AS block, unit.id AS subject_id, {_open("unit.opened_on", "unit.closed_on")} AS days,
        unit.id AS home_id
    FROM accounts_unit unit WHERE {" AND ".join(asked)}"""


def _groups(who: Who, number: int) -> str:
    asked = ["starts_with(unit.path, %(path)s)", *_place_suits(who, number), *_group_suits(who, number)]
    return f"""
    SELECT {number} AS block, body.id AS subject_id, {_open("NULL::date", "body.closed_on")} AS days,
        body.unit_id AS home_id
    FROM accounts_group body JOIN accounts_unit unit ON unit.id = body.unit_id WHERE {" AND ".join(asked)}"""


_BLOCKS = {"cadre": _cadres, "unit": _units, "group": _groups}
