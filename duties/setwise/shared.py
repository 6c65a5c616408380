"""Temporary tables that many rules read: logs with those who took part, what they reached, who holds whom.

Each is made once in a recomputation, and only where some rule asks for it. Logs lie sorted by kind, so that a rule
reads those of its own kinds and no others.
"""

from collections.abc import Iterable
from typing import Any

from duties.setwise.plan import Plan

# Leave and secondment of each cadre.
AWAY = """
CREATE TEMP TABLE sw_away AS
SELECT cadre_id, coalesce(range_agg(days) FILTER (WHERE is_leave), '{}') AS leave,
    coalesce(range_agg(days) FILTER (WHERE NOT is_leave), '{}') AS seconded
FROM (SELECT cadre_id, true AS is_leave, daterange(start, "end", '[]') AS days FROM accounts_leave
      UNION ALL SELECT cadre_id, false, daterange(start, "end", '[]') FROM accounts_secondment) away
GROUP BY cadre_id;
CREATE INDEX ON sw_away (cadre_id)
"""
# Each unit with itself and every unit above it.
ABOVE = """
CREATE TEMP TABLE sw_above AS
SELECT unit.id AS unit_id, above.id AS above_id
FROM accounts_unit unit
CROSS JOIN LATERAL generate_series(%(step)s, length(unit.path), %(step)s) AS length
JOIN accounts_unit above ON above.path = left(unit.path, length);
CREATE INDEX ON sw_above (above_id, unit_id);
CREATE INDEX ON sw_above (unit_id)
"""
LOG = """
CREATE TEMP TABLE sw_log AS
SELECT log.id AS log_id, log.unit_id, log.kind_id, log.first_day, log.last_day, coalesce(log.minutes, 0) AS minutes,
    coalesce(log.people_count, 0) AS people_count,
    EXISTS (SELECT FROM visits_goods goods WHERE goods.log_id = log.id) AS has_goods
FROM visits_visitlog log
WHERE log.state <> 'withdrawn' AND log.first_day <= %(last)s AND log.last_day >= %(first)s
ORDER BY log.kind_id, log.unit_id;
CREATE INDEX ON sw_log (kind_id)
"""
# Logs of cadres: one row for each who took part.
PART = """
CREATE TEMP TABLE sw_part AS
SELECT part.cadre_id * 4 AS subject_key, log.log_id, log.kind_id, log.first_day, log.last_day, log.minutes,
    log.people_count, log.has_goods, part.is_lead AS led
FROM sw_log log JOIN visits_visitparticipant part ON part.log_id = log.log_id
ORDER BY log.kind_id, part.cadre_id;
CREATE INDEX ON sw_part (kind_id)
"""
# What a log reached: points, households and residents, and the households of the residents. Persons are residents by
# name, and households in which nobody is named.
KEY = """
CREATE TEMP TABLE sw_key AS
SELECT log_id, key, bool_and(is_person) AS is_person
FROM (SELECT target.log_id, target.target_key AS key, target.contact_point_id IS NULL AS is_person
      FROM visits_visittarget target JOIN sw_log log USING (log_id)
      UNION ALL
      SELECT target.log_id, resident.household_id * 4 + 2, false
      FROM visits_visittarget target JOIN sw_log log USING (log_id)
      JOIN contacts_resident resident ON resident.id = target.resident_id
      WHERE resident.household_id IS NOT NULL) reached
GROUP BY log_id, key;
CREATE INDEX ON sw_key (log_id)
"""
_PLACE = "coalesce(point.unit_id, household.unit_id, resident.unit_id)"
HOLDING = f"""
CREATE TEMP TABLE sw_holding AS
SELECT CASE WHEN pairing.cadre_id IS NULL THEN pairing.unit_id * 4 + 1 ELSE pairing.cadre_id * 4 END AS subject_key,
    pairing.target_key AS key, category.code::text AS category, daterange(pairing.start, pairing."end", '[]') AS days,
    pairing.id AS pairing_id, {_PLACE} AS place_id
FROM contacts_pairing pairing
JOIN contacts_contactcategory category ON category.id = pairing.category_id
LEFT JOIN contacts_arrangement arrangement ON arrangement.id = pairing.arrangement_id
LEFT JOIN contacts_contactpoint point ON point.id = pairing.contact_point_id
LEFT JOIN contacts_household household ON household.id = pairing.household_id
LEFT JOIN contacts_resident resident ON resident.id = pairing.resident_id
WHERE pairing.arrangement_id IS NULL OR arrangement.state = 'published';
CREATE INDEX ON sw_holding (subject_key, key)
"""
# The (other) cadres with a post in the same unit, on the days in common; of a unit all with a post in it.
MEMBER = """
CREATE TEMP TABLE sw_member AS
SELECT mine.cadre_id * 4 AS subject_key, other.cadre_id * 4 AS key, other.position::text AS category,
    daterange(mine.start, mine."end", '[]') * daterange(other.start, other."end", '[]') AS days
FROM accounts_post mine JOIN accounts_post other ON other.unit_id = mine.unit_id AND other.cadre_id <> mine.cadre_id
WHERE daterange(mine.start, mine."end", '[]') && daterange(other.start, other."end", '[]') AND %(of_cadres)s
UNION ALL
SELECT unit_id * 4 + 1, cadre_id * 4, position, daterange(start, "end", '[]') FROM accounts_post;
CREATE INDEX ON sw_member (subject_key, key)
"""
# What those with a post in a unit hold while they have it.
HELD_BY_MEMBERS = """
CREATE TEMP TABLE sw_held_by_members AS
SELECT post.unit_id * 4 + 1 AS subject_key, held.key, held.category,
    held.days * daterange(post.start, post."end", '[]') AS days, held.pairing_id, held.place_id
FROM accounts_post post JOIN sw_holding held ON held.subject_key = post.cadre_id * 4
WHERE held.days && daterange(post.start, post."end", '[]');
CREATE INDEX ON sw_held_by_members (subject_key, key)
"""
PLAN = """
CREATE TEMP TABLE sw_plan AS
SELECT CASE WHEN cadre_id IS NULL THEN unit_id * 4 + 1 ELSE cadre_id * 4 END AS subject_key,
    household_id * 4 + 2 AS key, ''::text AS category, daterange(start, closed_on, '[]') AS days
FROM contacts_helpplan;
CREATE INDEX ON sw_plan (subject_key, key)
"""
# The logs of cadres that reached whom they hold at some time: worked out once for all rules about those assigned.
HIT = """
CREATE TEMP TABLE sw_hit AS
SELECT part.*, held.key, held.category, held.days
FROM sw_part part JOIN sw_key reached USING (log_id)
JOIN sw_holding held ON held.subject_key = part.subject_key AND held.key = reached.key
ORDER BY part.kind_id, part.subject_key;
CREATE INDEX ON sw_hit (kind_id)
"""
ANALYZED = {
    "sw_claim": "(id, subject_key, target, first)",
    "sw_entry": "(claim_id, log_id)",
    "sw_entry_also": "(claim_id, log_id)",
    "sw_wanted": "(subject_key, target, first)",
    "sw_bound": "(subject_id, subject_key)",
    "sw_hit": "(subject_key, log_id, kind_id, key, category)",
    "sw_holding": "(subject_key, key, category)",
}
# In the order in which they are made: a table may read those before it.
TABLES = {
    "sw_away": AWAY,
    "sw_above": ABOVE,
    "sw_log": LOG,
    "sw_part": PART,
    "sw_key": KEY,
    "sw_holding": HOLDING,
    "sw_member": MEMBER,
    "sw_held_by_members": HELD_BY_MEMBERS,
    "sw_plan": PLAN,
    "sw_hit": HIT,
}


def tables_for(plan: Plan) -> set[str]:
    """The shared tables that the statements of a rule read."""
    asked = {"sw_away", "sw_above", plan.ties, plan.holdings, "sw_holding"}
    if not plan.holds:
        asked |= {"sw_log", "sw_key"} | (set() if plan.rule.subject == "unit" else {"sw_part"})
    if reads_hits(plan):
        asked.add("sw_hit")
    return asked


def reads_hits(plan: Plan) -> bool:
    return plan.is_tied and not plan.covers and plan.rule.subject == "cadre" and plan.rule.whom.scope == "assigned"


def prepare(cursor: Any, plans: Iterable[Plan], parameters: dict[str, Any]) -> None:
    """Make what these rules read. `parameters`: the days of logs, and the width of a level in a path."""
    asked = set().union(*(tables_for(plan) for plan in plans))
    members_of_cadres = any(p.ties == "sw_member" and p.rule.subject == "cadre" for p in plans)
    for name, statement in TABLES.items():
        if name in asked:
            remake(cursor, name, statement, parameters | {"of_cadres": members_of_cadres})


def prepare_away(cursor: Any) -> None:
    remake(cursor, "sw_away", AWAY, {})


def remake(cursor: Any, name: str, statement: str, parameters: dict[str, Any]) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(statement, parameters)
    # Statistics of what is joined on; those of multiranges take longer than the statement.
    cursor.execute(f"ANALYZE {name} {ANALYZED.get(name, '')}")
