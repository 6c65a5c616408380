"""A county for the benchmarks of duties: many cadres who owe 25 rules each, and a year of their visits.

Everything is written set-wise (INSERT … SELECT generate_series), so that the full size takes minutes. PostgreSQL only.
The same size always gives the same rows.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import PATH_STEP, Cadre, RoleGrant, Unit, User
from contacts.models import ContactCategory
from core import clock
from duties.actions import load_rulebook
from duties.loading import load_binds
from duties.reckoning import Bind
from duties.spans import Span
from visits.models import VisitKind

FULL = 30_000
LOGS_EACH = 40
HOUSEHOLDS_EACH = 4
CADRES_IN_A_VILLAGE, VILLAGES_IN_A_TOWN = 25, 20
# The year of the visits; the benchmarks look back from its last day.
FIRST_DAY, LAST_DAY = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
# How far rows of what is owed reach beyond that day (duties.actions.progress.HORIZON).
REACH = Span(FIRST_DAY, LAST_DAY + datetime.timedelta(days=31))
SQL = Path(__file__).with_name("duties_data.sql")

# Kinds of visit as often as they stand here.
KINDS = (
    *("home_visit", "home_visit", "home_visit", "home_visit", "on_site", "on_site", "field_study", "stay"),
    *("guidance", "courtesy_visit", "heart_to_heart", "forum"),
)
STAYS = ("stay", "field_study")
ON_SPOT = ("home_visit", "on_site", "courtesy_visit", "guidance")
POINT, HOUSEHOLD = {"scope": "assigned", "what": ["point"]}, {"scope": "assigned", "what": ["household"]}
EACH = {"each": True}
# (every, measure, least, kinds, with whom)
RULES = [
    ("year", "distinct_days", 7, STAYS, {}),
    ("year", "consecutive_days", 3, ("stay",), {}),
    ("year", "distinct_households", 4, (), HOUSEHOLD),
    ("year", "minutes", 1200, (), {}),
    ("year", "count", 2, (), HOUSEHOLD | EACH),
    ("half_year", "count", 2, ON_SPOT, POINT | EACH),
    ("half_year", "distinct_days", 10, (), {}),
    ("half_year", "consecutive_days", 2, STAYS, {}),
    ("half_year", "distinct_people", 3, (), {"scope": "assigned"}),
    ("half_year", "count", 1, (), HOUSEHOLD | EACH),
    ("quarter", "count", 1, ON_SPOT, POINT | EACH),
    ("quarter", "distinct_days", 2, (), POINT),
    ("quarter", "distinct_people", 3, (), {}),
    ("quarter", "count", 2, ON_SPOT, HOUSEHOLD),
    ("quarter", "consecutive_days", 2, STAYS, {}),
    ("quarter", "minutes", 120, (), {}),
    ("quarter", "count", 4, (), {}),
    ("month", "count", 1, (), {}),
    ("month", "distinct_days", 2, (), {}),
    ("month", "count", 1, (), {"scope": "assigned"}),
    ("month", "distinct_people", 1, (), {}),
    ("month", "count", 1, ON_SPOT, {}),
    ("month", "count", 1, (), HOUSEHOLD),
    ("month", "distinct_households", 1, (), HOUSEHOLD),
    ("month", "minutes", 60, (), {}),
]


@dataclass(frozen=True)
class Size:
    """How many cadres, and how many logs each of them has in the year."""

    cadres: int = FULL
    logs_each: int = LOGS_EACH


def rulebook() -> str:
    """The 25 rules as the file that an organisation would load. They bind everybody who holds a post as a cadre."""
    # JSON is YAML, without the aliases that a YAML writer puts in.
    return json.dumps(
        {
            "rulebook": "benchmark",
            "title": "联系群众制度",
            "rules": [_rule(number, *rule) for number, rule in enumerate(RULES, 1)],
        },
        ensure_ascii=False,
        indent=1,
    )


def _rule(number: int, every: str, of: str, least: int, does: tuple[str, ...], whom: dict[str, object]) -> dict:
    rule = {
        "code": str(number),
        "title": f"第{number}项",
        "clause": f"第{number}条　按期完成。",
        "who": {"positions": ["cadre"]},
        "measure": {"of": of, "least": least},
        "when": {"every": every},
    }
    if of == "count" and least == 4:
        rule["also"] = {"of": "distinct_days", "least": 4}
    return rule | ({"does": list(does)} if does else {}) | ({"whom": whom} if whom else {})


def fill(size: Size) -> None:
    """Build the county in the (empty) database of the connection: organisation, pairings, visits and the regulation.

    What is owed is not written: `duties recompute` does that, or `owe`. Log-ins: "secretary" of the county, "cadre".
    """
    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        # Nobody looks up whether the other row is there: all of them are made here. Needs a superuser.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        for statement in SQL.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, _parameters(size))
        restart_sequences(cursor)
    _make_users()
    admin = User.objects.get(username="secretary")
    root = Unit.objects.get(parent=None)
    load_rulebook(rulebook(), unit=root, effective_from=FIRST_DAY, by=None, at=clock.now(), on=FIRST_DAY)
    assert admin.pk == 1, "the logs are recorded by the secretary"
    analyze()


def _parameters(size: Size) -> dict[str, object]:
    categories = dict(ContactCategory.objects.values_list("code", "pk"))
    kinds = dict(VisitKind.objects.values_list("code", "pk"))
    return {
        "cadres": size.cadres,
        "logs": size.cadres * size.logs_each,
        "households": HOUSEHOLDS_EACH,
        "in_village": CADRES_IN_A_VILLAGE,
        "in_town": VILLAGES_IN_A_TOWN,
        "villages": -(-size.cadres // CADRES_IN_A_VILLAGE),
        "towns": -(-size.cadres // (CADRES_IN_A_VILLAGE * VILLAGES_IN_A_TOWN)),
        "digits": PATH_STEP - 1,
        "first_day": FIRST_DAY,
        "kinds": [kinds[code] for code in KINDS],
        "stay": kinds["stay"],
        "field_study": kinds["field_study"],
        "courtesy_visit": kinds["courtesy_visit"],
        "point": categories["village_or_community"],
        "household": categories["ordinary_household"],
        "person": categories["contact_person"],
    }


def restart_sequences(cursor) -> None:
    """Keys were given by hand; the next row comes after them."""
    cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'id' AND is_identity = 'YES'")
    for (table,) in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) "
            f"FROM {table}"
        )


def _make_users() -> None:
    secretary = User.objects.create(pk=1, username="secretary", name="书记")
    RoleGrant.objects.create(user=secretary, role="secretary", unit=Unit.objects.get(parent=None), start=FIRST_DAY)
    User.objects.create(pk=2, username="cadre", name="干部", cadre=Cadre.objects.get(pk=1))
    with connection.cursor() as cursor:
        restart_sequences(cursor)


def analyze() -> None:
    """Statistics and visibility as a database has them that has been running for a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# --- what is owed, by a rough hand --------------------------------------------------------------------------


def owe() -> None:
    """Rows of what every cadre owes, written in bulk: right in number and shape, made up in what is met.

    For benchmarks of reading; one in six is unmet. `duties recompute` would put the true figures in.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for bind in load_binds(REACH):
            for window in bind.windows(REACH):
                cursor.execute(_OWED_EACH if bind.rule.whom.each else _OWED, _owed(bind, window.span))
    analyze()


def _owed(bind: Bind, window: Span) -> dict[str, object]:
    what = bind.rule.whom.what
    return {
        "rule": bind.rule_id,
        "start": window.start,
        "end": window.end,
        "least": bind.rule.measure.least,
        "also": bind.rule.also.least if bind.rule.also else None,
        "past": window.start <= LAST_DAY,
        "days": window.length,
        "liable": f'[["{window.start}", "{window.end}"]]',
        "kind": {"point": 1, "household": 2}.get(what[0] if what else "", 0),
    }


_OWED = """
INSERT INTO duties_obligation (rule_id, cadre_id, target_key, pairing_id, home_id, unit_path, window_start, window_end,
    window_name, due, liable, days_liable, required, achieved, required_also, achieved_also, met_on, exempt)
SELECT %(rule)s, owed.cadre_id, owed.target_key, owed.pairing_id, unit.id, unit.path, %(start)s, %(end)s, '', %(end)s,
    %(liable)s, %(days)s, %(least)s, CASE WHEN owed.is_met THEN %(least)s ELSE 0 END,
    %(also)s, CASE WHEN owed.is_met THEN %(also)s ELSE 0 END,
    CASE WHEN owed.is_met THEN %(start)s::date + 3 END, ''
FROM (SELECT post.cadre_id, post.unit_id, 0::bigint AS target_key, NULL::bigint AS pairing_id,
        %(past)s AND abs(hashint4(post.cadre_id::int * 31 + %(rule)s + %(start)s::date - DATE '2000-01-01')::bigint)
            %% 6 > 0 AS is_met
      FROM accounts_post post WHERE post.position = 'cadre') owed
JOIN accounts_unit unit ON unit.id = owed.unit_id
"""
_OWED_EACH = _OWED.replace(
    "0::bigint AS target_key, NULL::bigint AS pairing_id", "held.target_key, held.id AS pairing_id"
).replace(
    "WHERE post.position",
    "JOIN contacts_pairing held ON held.cadre_id = post.cadre_id AND held.target_key %% 4 = %(kind)s "
    'AND held.start <= %(end)s AND (held."end" IS NULL OR held."end" >= %(start)s) WHERE post.position',
)
