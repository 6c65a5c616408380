"""Opening a quarter for 10,000 officers by the scorecard of R17, against hand-written SQL that makes the same rows."""

import functools
import os
import resource
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from assessments.actions.opening import open_quarter
from assessments.models import Criterion, Scorecard
from benchmarks import Ratio, benchmark
from benchmarks import assessments_data as data
from benchmarks.measure import compare
from benchmarks.postgresql import SERVER, ensure, needs_postgresql
from core import clock

OFFICERS = int(os.environ.get("LIAISON_BENCH_OFFICERS", data.FULL))
SQL = Path(__file__).with_name("assessments.sql")
PEAK_MB = 300
ROUNDS = 5
SPAN = "BETWEEN '2026-07-01' AND '2026-09-30'"
LOGS = (
    "SELECT cadre_id, count(*) AS done FROM visits_visitparticipant JOIN visits_visitlog log ON log.id = log_id"
    f" JOIN visits_visitkind kind ON kind.id = kind_id WHERE log.state = 'recorded' AND first_day {SPAN}"
    " AND kind.code IN ({kinds}) GROUP BY 1"
)
HEARD = (
    "FROM visits_matter matter JOIN visits_visitlog log ON log.id = matter.log_id"
    " JOIN visits_visitparticipant part ON part.log_id = log.id"
    f" WHERE log.state = 'recorded' AND NOT matter.sealed AND first_day {SPAN} GROUP BY 1"
)
# By the number of the criterion: what was done (and was due) by whom, and how much is asked for where a number is.
LEAST: dict[int, tuple[str, int]] = {
    2: (LOGS.format(kinds="'lecture', 'members_meeting', 'group_activity', 'forum'"), 1),
    3: (LOGS.format(kinds="'heart_to_heart', 'forum'"), 3),
    4: (f"SELECT cadre_id, count(*) AS done {HEARD}", 3),
    9: (LOGS.format(kinds="'home_visit', 'courtesy_visit'"), 3),
    10: (LOGS.format(kinds="'on_site', 'phone', 'message', 'guidance'"), 6),
    14: (
        "SELECT officer_id AS cadre_id, count(*) AS done FROM assessments_informationitem"
        f' WHERE withdrawn_at IS NULL AND "on" {SPAN} GROUP BY 1',
        3,
    ),
    17: (
        "SELECT officer_id AS cadre_id, count(DISTINCT item.id) AS done FROM assessments_informationitem item"
        " JOIN assessments_adoption adoption ON adoption.item_id = item.id"
        f' WHERE withdrawn_at IS NULL AND reversed_on IS NULL AND adoption."on" {SPAN} GROUP BY 1',
        1,
    ),
    20: (LOGS.format(kinds="'volunteer_day', 'volunteer_activity', 'study', 'exchange'"), 1),
}
SHARE: dict[int, str] = {
    7: "SELECT cadre_id, count(met_on) AS done, count(*) AS owed FROM duties_obligation JOIN duties_rule rule"
    f" ON rule.id = rule_id WHERE rule.code = '17.2' AND exempt = '' AND due {SPAN} GROUP BY 1",
    8: "SELECT officer_id AS cadre_id, count(*) AS owed,"
    " count(*) FILTER (WHERE reported_at <= happened_at + hours_allowed * interval '1 hour') AS done"
    " FROM assessments_incidentreport"
    " WHERE happened_at >= '2026-07-01 00:00+08' AND happened_at < '2026-10-01 00:00+08' GROUP BY 1",
    11: "SELECT cadre_id, count(*) AS done, 3 AS owed FROM assessments_reading GROUP BY 1",
    13: "SELECT cadre_id, count(*) AS owed, count(*) FILTER (WHERE matter.state = 'solved' OR reply <> '') AS done"
    f" {HEARD}",
    15: "SELECT cadre_id, count(*) AS done, 3 AS owed FROM assessments_trainingattendance GROUP BY 1",
    16: "SELECT cadre_id, count(*) FILTER (WHERE was_there) AS done, count(*) AS owed FROM petitions_attendance"
    " JOIN petitions_meeting meeting ON meeting.id = meeting_id"
    f" WHERE meeting.state = 'held' AND \"on\" {SPAN} GROUP BY 1",
}
COMPUTED = """
INSERT INTO assessments_score (sheet_id, criterion_id, points, achieved, required, proposed, reason)
SELECT sheet.id, {criterion}, 5, coalesce(done, 0), {required},
    CASE WHEN {required} = 0 THEN 5 ELSE least(floor(coalesce(done, 0) * 10.0 / nullif({required}, 0)), 10) / 2 END, ''
FROM assessments_scoresheet sheet LEFT JOIN ({rows}) found USING (cadre_id)
"""


def by_hand() -> None:
    criteria = dict(Criterion.objects.values_list("number", "pk"))
    parts = [
        COMPUTED.format(criterion=criteria[number], required=least, rows=rows)
        for number, (rows, least) in LEAST.items()
    ]
    parts += [
        COMPUTED.format(criterion=criteria[number], required="coalesce(owed, 0)", rows=rows)
        for number, rows in SHARE.items()
    ]
    text = SQL.read_text(encoding="utf-8").replace("{computed}", ";\n".join(parts) + ";")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)


def by_product() -> None:
    open_quarter(Scorecard.objects.get(), year=2026, quarter=3, by=None, at=clock.now(), on=data.ON)


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assessments_quarterlyassessment, core_inboxitem RESTART IDENTITY CASCADE")
        cursor.execute("CHECKPOINT")


def checksum() -> tuple[Any, ...]:
    """How many sheets, lines and notices there are and what is in them, whatever their order."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT (SELECT count(*) FROM assessments_scoresheet), count(*),
                sum(hashtextextended(ROW(cadre_id, home_id, unit_path, state, criterion_id, points, achieved, required,
                    proposed)::text, 0)),
                (SELECT sum(hashtextextended(ROW(account.cadre_id, title)::text, 0))
                 FROM core_inboxitem JOIN accounts_user account ON account.id = user_id)
            FROM assessments_score JOIN assessments_scoresheet sheet ON sheet.id = sheet_id
        """)
        return cursor.fetchone()


def ready() -> None:
    ensure(f"assessed{OFFICERS}", lambda: data.fill(OFFICERS))
    found = []
    for work in (by_hand, by_product):
        empty()
        work()
        found.append(checksum())
    assert found[0] == found[1], f"the two come to different rows: {found}"
    assert found[0][:2] == (OFFICERS, 20 * OFFICERS)


@functools.cache
def figures() -> tuple[Ratio, float]:
    """The two against each other, and the peak memory of this process in MB."""
    ready()
    ratio = compare(by_hand, by_product, rounds=ROUNDS, before=empty)
    return ratio, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@needs_postgresql
def opening() -> Ratio:
    return figures()[0]


@needs_postgresql
def opening_memory() -> Ratio:
    return Ratio(base=PEAK_MB / 1000, subject=figures()[1] / 1000, rounds=1, unit="MB")


if SERVER:
    benchmark(f"Opening a quarter for {OFFICERS:,} officers, against hand-written SQL", limit=3.0)(opening)
    benchmark(f"Peak memory of opening it for {OFFICERS:,} officers, against 300 MB", limit=1.0)(opening_memory)
