"""A mine for the benchmark of the quarterly assessment: many liaison officers, and half a year of what they did.

Everything is written set-wise (INSERT … SELECT generate_series). PostgreSQL only. The same size always gives the same
rows.
"""

import datetime

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model

from accounts.models import PATH_STEP, Cadre, Post, Unit, User
from assessments.actions.scorecards import load_scorecard
from assessments.models import (
    Adoption,
    AdoptionLevel,
    IncidentReport,
    InformationItem,
    OfficerTraining,
    Reading,
    ReadingItem,
    TrainingAttendance,
)
from assessments.scorecard_file import shipped_text
from assessments.setwise import Statement, insert_select
from benchmarks.duties_data import analyze, restart_sequences
from core import clock
from duties.models import Obligation, Rule, Rulebook, RulebookVersion
from petitions.models import Attendance, Meeting
from visits.models import Matter, VisitKind, VisitLog, VisitParticipant

FULL = 10_000
LOGS_EACH, ITEMS_EACH, MONTHS = 24, 4, 6
SECTIONS = 100
# Half a year, of which the second half is assessed.
FIRST_DAY, START, END = datetime.date(2026, 4, 1), datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)
ON = datetime.date(2026, 10, 8)
# As often as they stand here.
KINDS = ("home_visit", "phone", "on_site", "heart_to_heart", "forum", "lecture", "volunteer_day", "opinion_report")
DAY = f"(DATE '{FIRST_DAY}' + (abs(hashint4({{n}})::bigint) % 183)::int)"
NOON = "TIME '12:00' AT TIME ZONE 'Asia/Shanghai'"


def fill(officers: int) -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        # Nobody looks up whether the other row is there: all of them are made here. Needs a superuser.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _people(officers)
        _logs(officers)
        _information(officers)
        _learning(officers)
        _owed(officers)
        restart_sequences(cursor)
    load_scorecard(
        shipped_text("officers"),
        unit=Unit.objects.get(parent=None),
        effective_from=START,
        by=None,
        at=clock.now(),
        on=START,
    )
    analyze()


def _fill(model: type[Model], columns: str, select: str) -> None:
    """`columns` as the SELECT gives them; the rest are the model's defaults."""
    insert_select(model, columns.split(), Statement(select.replace("%", "%%")))


def _path(*keys: str) -> str:
    return " || ".join(f"lpad(({key})::text, {PATH_STEP - 1}, '0') || '/'" for key in keys)


def _people(officers: int) -> None:
    section, team = f"2 + n % {SECTIONS}", f"1 + {SECTIONS} + n"
    columns = "id name kind parent_id path depth"
    _fill(Unit, columns, f"SELECT 1, '矿', 'mine', NULL::bigint, {_path('1')}, 0")
    _fill(
        Unit,
        columns,
        f"SELECT 1 + n, '区队' || n, 'section', 1, {_path('1', '1 + n')}, 1 FROM generate_series(1, {SECTIONS}) n",
    )
    _fill(
        Unit,
        columns,
        f"SELECT {team}, '班' || n, 'work_team', {section}, {_path('1', section, team)}, 2"
        f" FROM generate_series(1, {officers}) n",
    )
    series = f"FROM generate_series(1, {officers}) n"
    _fill(Cadre, "id name", f"SELECT n, '联络员' || n {series}")
    _fill(
        Post,
        "id cadre_id unit_id title position start",
        f"SELECT n, n, {team}, '联络员', 'liaison_officer', DATE '2020-01-01' {series}",
    )
    _fill(
        User,
        "id username name cadre_id is_active",
        f"SELECT n, 'officer' || n, '联络员' || n, n, true {series}",
    )


def _logs(officers: int) -> None:
    kinds = dict(VisitKind.objects.values_list("code", "pk"))
    array = "ARRAY[" + ",".join(str(kinds[code]) for code in KINDS) + "]"
    day = DAY.format(n="n")
    series = f"FROM generate_series(1, {officers * LOGS_EACH}) n"
    officer = f"1 + n % {officers}"
    _fill(
        VisitLog,
        "id kind_id first_day last_day unit_id unit_path recorded_by_id recorded_at content",
        f"SELECT n, ({array})[1 + (abs(hashint4(n + 77)::bigint) % {len(KINDS)})::int], {day}, {day},"
        f" 2 + {SECTIONS} + n % {officers}, '', 1, {day} + {NOON}, '了解班组情况。' {series}",
    )
    _fill(VisitParticipant, "id log_id cadre_id is_lead", f"SELECT n, n, {officer}, true {series}")
    _fill(
        Matter,
        "id log_id text unit_id unit_path state solved_on",
        "SELECT n, n, '班中餐不热', 1, '', CASE WHEN n % 3 = 0 THEN 'open' ELSE 'solved' END,"
        f" CASE WHEN n % 3 <> 0 THEN DATE '{END}' END {series} WHERE n % 5 = 0",
    )


def _information(officers: int) -> None:
    level = AdoptionLevel.objects.get(code="section", unit=None)
    series = f"FROM generate_series(1, {officers * ITEMS_EACH}) n"
    _fill(
        InformationItem,
        "id officer_id unit_id unit_path on title reported_at",
        f"SELECT n, 1 + n % {officers}, 2 + {SECTIONS} + n % {officers}, '', {DAY.format(n='n + 5')}, '班中餐',"
        f" now() {series}",
    )
    _fill(
        Adoption,
        "id item_id level_id code unit_id on amount adopted_at",
        f"SELECT n, n, {level.pk}, 'section', 1, {DAY.format(n='n + 9')}, 5, now() {series} WHERE n % 3 = 0",
    )
    happened = f"{DAY.format(n='n + 3')} + {NOON}"
    _fill(
        IncidentReport,
        "id officer_id unit_id title place happened_at told_at hours_allowed text reported_at recorded_by_id log_id",
        f"SELECT n, n, 1, '险情', '掘进面', {happened}, {happened}, 24, '情况',"
        f" {happened} + interval '1 hour' * (n % 40), 1, n FROM generate_series(1, {officers}, 10) n",
    )


def _learning(officers: int) -> None:
    three = "FROM generate_series(1, 3) n"
    both = f"FROM generate_series(1, 3) item, generate_series(1, {officers}) n WHERE (n + item) % 4 > 0"
    number = f"(item - 1) * {officers} + n"
    _fill(
        OfficerTraining,
        "id unit_id title on hours recorded_at",
        f"SELECT n, 1, '培训', DATE '{START}' + n * 7, 2, now() {three}",
    )
    _fill(TrainingAttendance, "id training_id cadre_id", f"SELECT {number}, item, n {both}")
    _fill(
        ReadingItem, "id unit_id title issued_on made_at", f"SELECT n, 1, '规程', DATE '{START}' + n * 9, now() {three}"
    )
    _fill(Reading, "id item_id cadre_id read_at", f"SELECT {number}, item, n, now() {both}")
    _fill(
        Meeting,
        "id unit_id kind title on state",
        f"SELECT n, 1, 'officers', '例会', DATE '{START}' + n * 20, 'held' {three}",
    )
    _fill(
        Attendance,
        "id meeting_id cadre_id was_there",
        f"SELECT {number}, item, n, (n + item) % 5 > 0"
        f" FROM generate_series(1, 3) item, generate_series(1, {officers}) n",
    )


def _owed(officers: int) -> None:
    book = Rulebook.objects.create(code="r17", title="制度", unit=Unit.objects.get(parent=None))
    version = RulebookVersion.objects.create(
        rulebook=book, number=1, effective_from=START, data={}, loaded_at=clock.now()
    )
    rule = Rule.objects.create(version=version, code="17.2", title="定期报送信息", spec={})
    month = "(date_trunc('month', DATE '{}') + interval '1 month' * month)::date"
    first, last = month.format(FIRST_DAY), f"({month.format(FIRST_DAY)} + interval '1 month')::date - 1"
    _fill(
        Obligation,
        "id rule_id cadre_id home_id unit_path window_start window_end due required met_on",
        f"SELECT month * {officers} + n, {rule.pk}, n, 1 + {SECTIONS} + n, '', {first}, {last}, {last}, 1,"
        f" CASE WHEN (n + month) % 3 > 0 THEN {last} END"
        f" FROM generate_series(0, {MONTHS - 1}) month, generate_series(1, {officers}) n",
    )
