"""Which logs may count, and on which of their days: the counterpart of `duties.evaluation.sifting`."""

from duties.grammar import AtLeast
from duties.setwise.claims import suits
from duties.setwise.plan import COUNTED, Plan
from duties.setwise.shared import reads_hits

_OF_LOG = "log_id, kind_id, first_day, last_day, minutes, people_count, has_goods"
OWN_LOGS = f"(SELECT unit_id * 4 + 1 AS subject_key, {_OF_LOG}, true AS led FROM sw_log)"
LOGS_BELOW = f"""(SELECT bound.subject_key, {_OF_LOG}, true AS led
    FROM sw_bound bound JOIN sw_above ON sw_above.above_id = bound.subject_id JOIN sw_log USING (unit_id))"""
# Logs in which somebody took part who was a member on their first day.
GROUP_LOGS = f"""(SELECT DISTINCT member.group_id * 4 + 2 AS subject_key, {_OF_LOG}, true AS led
    FROM accounts_groupmembership member JOIN sw_part ON sw_part.subject_key = member.cadre_id * 4
    WHERE member.start <= first_day AND (member."end" IS NULL OR member."end" >= first_day))"""

_SUCH = "%(such_days)s::datemultirange"


def entry_table(plan: Plan, name: str = "sw_entry") -> str:
    """sw_entry: the claim, the log, the days on which it counts, and whether it began within the window. Where the
    second measure counts other logs, theirs are in sw_entry_also."""
    tied = not_free(plan)
    span = "datemultirange(daterange(placed.first_day, placed.last_day, '[]'))"
    days = f"claim.liable * {span}" + (" * placed.days" if tied else "") + (f" * {_SUCH}" if plan.rule.only_on else "")
    return f"""
    CREATE TEMP TABLE {name} AS
    WITH fitting AS ({_tied_logs(plan) if tied else _logs(plan)}), placed AS MATERIALIZED ({_placed(plan)})
    SELECT claim.id AS claim_id, placed.log_id, placed.minutes, placed.first_day >= claim.first AS is_new,
        claim.required, claim.required_also, {days} AS days
    FROM placed JOIN sw_claim claim ON claim.subject_key = placed.subject_key AND claim.first = placed.first
        {"AND claim.target = placed.target" if tied else ""}
    WHERE {f"claim.liable * {span} && placed.days" if tied else f"claim.liable && {span}"}
        {f"AND NOT isempty({days})" if plan.rule.only_on else ""}
    """


def not_free(plan: Plan) -> bool:
    """Coverage asks who of the register was reached, not whether the place as such was visited."""
    return plan.is_tied and not plan.covers


def _placed(plan: Plan) -> str:
    """Each log in every window that it has a day in. What is counted by logs counts where the log began."""
    placed = "SELECT fitting.*, sw_day.first FROM fitting JOIN sw_day ON sw_day.day = fitting.first_day"
    if all(measure.of in COUNTED for measure in plan.rule.measures):
        return placed
    return f"""{placed} UNION ALL
        SELECT fitting.*, sw_window.first FROM fitting
        JOIN sw_window ON sw_window.first > fitting.first_day AND sw_window.first <= fitting.last_day
        WHERE fitting.last_day > fitting.first_day"""


def _source(plan: Plan) -> str:
    if plan.rule.subject == "cadre":
        return "sw_part"
    if plan.rule.subject == "group":
        return GROUP_LOGS
    return LOGS_BELOW if plan.rule.include_below else OWN_LOGS


def _logs(plan: Plan) -> str:
    asked = [*_sort(plan), *_anyone(plan)]
    return f"""SELECT log.subject_key, log.log_id, log.first_day, log.last_day, log.minutes
    FROM {_source(plan)} log WHERE {" AND ".join(asked) or "true"}"""


def _tied_logs(plan: Plan) -> str:
    """Logs that reached somebody held, with the days on which they were: of one target, or of all."""
    target = "log.key" if plan.rule.whom.each else "0::bigint"
    source = "sw_hit" if reads_hits(plan) else f"({_hits(plan)})"
    return f"""SELECT log.subject_key, {target} AS target, log.log_id, log.first_day, log.last_day, log.minutes,
        range_agg(log.days) AS days
    FROM {source} log WHERE {" AND ".join([*_sort(plan), suits(plan)])} GROUP BY 1, 2, 3, 4, 5, 6"""


def _hits(plan: Plan) -> str:
    if plan.rule.whom.scope == "members":
        reached = "(SELECT log_id, cadre_id * 4 AS key FROM visits_visitparticipant)"
        # A group's logs are not said to have reached those who took part.
        reached = reached if plan.rule.subject != "group" else "(SELECT 0 AS log_id, 0 AS key WHERE false)"
    else:
        reached = "sw_key"
    return f"""SELECT log.*, held.key, held.category, held.days FROM {_source(plan)} log
    JOIN {reached} reached USING (log_id)
    JOIN {plan.ties} held ON held.subject_key = log.subject_key AND held.key = reached.key"""


def _sort(plan: Plan) -> list[str]:
    """Conditions on the log, whatever its days and whom it reached."""
    rule = plan.rule
    asked = ["log.kind_id = ANY(%(kinds)s)"] if rule.does else []
    asked += ["log.led"] if rule.as_lead else []
    asked += ["log.has_goods"] if rule.goods else []
    asked += _comes_to(rule.at_least) if rule.at_least else []
    return asked + ([f"EXISTS ({_by(plan)})"] if rule.by else [])


def _comes_to(asked: AtLeast) -> list[str]:
    columns = {"log.minutes": asked.minutes, "log.people_count": asked.people}
    columns["log.last_day - log.first_day + 1"] = asked.days
    return [f"{column} >= {least}" for column, least in columns.items() if least]


def _by(plan: Plan) -> str:
    """Somebody took part who held such a post on the first day."""
    named = {"by_unit_kinds": "unit.kind", "by_positions": "post.position", "by_ranks": "post.rank"}
    asked = [f"{column} = ANY(%({name})s)" for name, column in named.items() if plan.parameters[name]]
    return f"""SELECT FROM visits_visitparticipant part JOIN accounts_post post USING (cadre_id)
        JOIN accounts_unit unit ON unit.id = post.unit_id
        WHERE part.log_id = log.log_id AND post.start <= log.first_day
            AND (post."end" IS NULL OR post."end" >= log.first_day)
            {"".join(f" AND {condition}" for condition in asked)}"""


def _anyone(plan: Plan) -> list[str]:
    """With anyone: whom it reached has to be of some category or kind all the same, where the rule says so."""
    if plan.covers:
        return []
    asked = [f"EXISTS ({_CATEGORY})"] if plan.rule.whom.categories else []
    return asked + ([_of_kind(plan)] if plan.rule.whom.what else [])


_CATEGORY = """SELECT FROM visits_visittarget target
    LEFT JOIN contacts_contactpoint point ON point.id = target.contact_point_id
    LEFT JOIN contacts_contactcategory category ON category.id = point.category_id
    LEFT JOIN contacts_household household ON household.id = target.household_id
    LEFT JOIN contacts_resident resident ON resident.id = target.resident_id
    WHERE target.log_id = log.log_id
        AND (category.code = ANY(%(categories)s) OR household.kind = ANY(%(categories)s)
            OR resident.kind = ANY(%(categories)s))"""


def _of_kind(plan: Plan) -> str:
    asked = [
        "EXISTS (SELECT FROM sw_key reached WHERE reached.log_id = log.log_id AND reached.key %% 4 = ANY(%(what)s))"
    ]
    if "cadre" in plan.rule.whom.what and plan.rule.subject != "group":
        asked.append("""EXISTS (SELECT FROM visits_visitparticipant part
            WHERE part.log_id = log.log_id AND part.cadre_id * 4 <> log.subject_key)""")
    return "(" + " OR ".join(asked) + ")"
