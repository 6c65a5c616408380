"""Finding two characters among 500,000 visits, against reading every text, on either database."""

import functools
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import RoleGrant, User
from benchmarks import Ratio, benchmark, compare
from benchmarks.postgresql import SERVER, ensure, going_back, needs_postgresql
from benchmarks.visits import make_cadres, make_unit, one_log
from core import clock, search
from visits.models import VisitKind, VisitLog

LOGS = int(os.environ.get("LIAISON_BENCH_LOGS", 500_000))
# Texts that repeat; one row of RARE holds the word, another one stands in every third.
TEXTS, RARE = 999, 50_000
WORD, COMMON = "路灯", "老人"
SHOWN = 6
SENTENCES = ["看望老人，了解身体情况", "查看春耕备耕，讲解惠农政策", "走访企业，听取用工意见"]
CLOSING = "。对反映的情况作了记录，能当场答复的当场答复，带回的问题交有关单位研究，下次走访时反馈。"
FILL = """
WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < {logs})
INSERT INTO visits_visitlog (id, first_day, last_day, content, {others})
SELECT made.n + 1, stock.day, stock.day, stock.content, {first}
FROM made JOIN stock ON stock.id = CASE WHEN made.n % {rare} = 0 THEN 0 ELSE 1 + made.n % {texts} END
JOIN visits_visitlog log ON log.id = 1
"""
NOTE = """
INSERT INTO core_searchentry (kind, object_id, grams)
SELECT 'visits', log.id, stock.grams FROM visits_visitlog log JOIN stock ON stock.content = log.content
"""


def fill(logs: int = LOGS) -> None:
    """A county with so many visits, and somebody ("admin") who sees them all."""
    call_command("migrate", verbosity=0)
    county, today = make_unit("县", None), clock.today()
    admin = User.objects.create(username="admin", name="管理员")
    RoleGrant.objects.create(user=admin, role="organisation_admin", unit=county, start=today)
    make_cadres(county, today)
    log = one_log(county, VisitKind.objects.get(code="home_visit"), admin, today)
    log.pk = 1
    log.save()
    with transaction.atomic(), connection.cursor() as cursor:
        _write_stock(cursor)
        others = [field.column for field in VisitLog._meta.concrete_fields]
        others = [name for name in others if name not in ("id", "first_day", "last_day", "content")]
        first = ", ".join(f"log.{name}" for name in others)
        facts = {"logs": logs, "rare": RARE, "texts": TEXTS, "others": ", ".join(others), "first": first}
        cursor.execute(FILL.format(**facts))
        cursor.execute(NOTE)
        cursor.execute("DROP TABLE stock")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write_stock(cursor) -> None:
    """Texts of some sixty characters, each with the day of its visits and its pairs."""
    source = next(source for source in search.sources() if source.model is VisitLog)
    texts = [f"村口{WORD}不亮，已联系维修{CLOSING}"]
    texts += [f"{SENTENCES[n % len(SENTENCES)]}，第{n}次{CLOSING}" for n in range(TEXTS)]
    days = [f"2026-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(len(texts))]
    cursor.execute("CREATE TEMPORARY TABLE stock (id int PRIMARY KEY, day date, content text, grams text)")
    rows = [
        (n, day, text, source.grams(VisitLog(content=text)))
        for n, (day, text) in enumerate(zip(days, texts, strict=True))
    ]
    cursor.executemany("INSERT INTO stock VALUES (%s, %s, %s, %s)", rows)


def finding(word: str) -> Ratio:
    """The first hits for who sees everything: by the pairs, against looking through every text for the word."""
    user = User.objects.get(username="admin")
    source = next(source for source in search.sources() if source.model is VisitLog)
    rows = source.rows(user).filter(content__contains=word)
    assert [log.pk for log in search.find(source, user, [word])[:SHOWN]] == [log.pk for log in rows[:SHOWN]] != []
    return compare(rows.count, lambda: list(search.find(source, user, [word])[:SHOWN]))


@functools.cache
def on_sqlite() -> None:
    """From now on the product's queries go to a file of its own."""
    connection.close()
    connection.settings_dict["NAME"] = str(Path(settings.DATA_DIR) / "find.sqlite3")
    connection.ensure_connection()
    fill()


@benchmark("Two characters in one of 50,000 visits of 500,000, SQLite, against reading the texts", limit=0.3)
def rare_on_sqlite() -> Ratio:
    with going_back():
        on_sqlite()
        return finding(WORD)


@benchmark("Two characters in every third of 500,000 visits, SQLite, against reading the texts", limit=8.0)
def common_on_sqlite() -> Ratio:
    with going_back():
        on_sqlite()
        return finding(COMMON)


@needs_postgresql
def rare_on_postgresql() -> Ratio:
    ensure("find", fill)
    return finding(WORD)


@needs_postgresql
def common_on_postgresql() -> Ratio:
    ensure("find", fill)
    return finding(COMMON)


if SERVER:
    title = "Two characters in one of 50,000 visits of 500,000, PostgreSQL, against reading the texts"
    benchmark(title, limit=0.3)(rare_on_postgresql)
    title = "Two characters in every third of 500,000 visits, PostgreSQL, against reading the texts"
    benchmark(title, limit=8.0)(common_on_postgresql)
