"""Petition cases for the benchmarks: five years of them in a county of 120 units, with what hangs on each.

Written set-wise, from a stock of a few thousand texts. PostgreSQL only. The same size always gives the same rows.
"""

import datetime
import random
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import Cadre, Post, RoleGrant, Unit, UnitKind, User, path_under
from benchmarks.duties_data import analyze, restart_sequences
from core import bigrams
from core.fields import encrypt
from petitions.models import CaseField, PetitionSettings

FULL = 750_000
FIRST_DAY, LAST_DAY = datetime.date(2022, 1, 1), datetime.date(2026, 12, 31)
UNITS, CADRES_EACH, TEXTS = 120, 5, 4000
# Texts are put together from these, kept as running text.
# ruff: noqa: SIM905
SUBJECTS = "村口公路 饮用水管 安置小区 养殖场 工程工资 养老保险 承包土地 学校食堂 卫生室药品 宅基地界线".split()
PLACES = "东河 西岭 南坪 北坡 青山 白塔 柳树 石桥 竹溪 梨园 龙泉 金鸡 平川 大岭 双河 红岩 枣林 古渡 麦川 银杏".split()
TROUBLES = """
多次反映没有结果 连续下雨以后更加严重 邻里之间为此发生争执 老人小孩出行不便 影响正常生产生活 已有半年无人处理
有关单位互相推诿 补偿款项至今没有到账 现场没有安全警示标志 施工以后没有恢复原状 噪音扰民夜间无法休息 收费没有出具票据
""".split()
WISHES = "请求尽快派人查看 请求依法依规处理 希望公开办理结果 请求明确责任单位 希望列入年度计划 请求书面答复".split()
# Stands in one text of fifty: what the benchmark looks for.
RARE, WORD = 50, "路灯"


def fill(cases: int) -> None:
    """Build everything in the (empty) database of the connection. Log-ins: "clerk" (the county), "office" (a unit)."""
    call_command("migrate", verbosity=0)
    _people()
    with transaction.atomic(), connection.cursor() as cursor:
        # Nobody looks up whether the other row is there: all of them are made here. Needs a superuser.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        indexes = _drop_indexes(cursor)
        _write_stock(cursor)
        for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, _parameters(cases))
        restart_sequences(cursor)
        for definition in indexes:
            cursor.execute(definition)
    analyze()


def empty() -> None:
    """The same county without a single case."""
    call_command("migrate", verbosity=0)
    _people()
    analyze()


def _people() -> None:
    county = _unit("县", None, UnitKind.COUNTY)
    units = [county, *(_unit(f"单位{number}", county, UnitKind.DEPARTMENT) for number in range(1, UNITS + 1))]
    cadres = Cadre.objects.bulk_create(Cadre(name=f"干部{n}") for n in range(UNITS * CADRES_EACH))
    Post.objects.bulk_create(
        Post(cadre=cadre, unit=units[1 + n // CADRES_EACH], title="干部", start=FIRST_DAY)
        for n, cadre in enumerate(cadres)
    )
    for name, unit, cadre in (("clerk", county, None), ("office", units[1], cadres[0])):
        user = User.objects.create(username=name, name=name, cadre=cadre)
        RoleGrant.objects.create(user=user, role="petition_clerk", unit=unit, start=FIRST_DAY)
    PetitionSettings.objects.create(unit=county, slug="county")


def _unit(name: str, parent: Unit | None, kind: str) -> Unit:
    unit = Unit.objects.create(name=name, parent=parent, kind=kind, depth=1 if parent else 0)
    unit.path = path_under(parent, unit.pk)
    unit.save()
    return unit


def _drop_indexes(cursor) -> list[str]:
    """Filling indexes row by row takes several times as long as making them afterwards; returns how they are made."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'petitions\\_case%' "
        "OR tablename LIKE 'petitions\\_clock%' OR tablename IN ('petitions_petitioner', 'petitions_handover')"
    )
    found = cursor.fetchall()
    cursor.execute("SELECT conname FROM pg_constraint")
    constraints = {name for (name,) in cursor.fetchall()}
    plain = [(name, definition) for name, definition in found if name not in constraints]
    for name, _definition in plain:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in plain]


def _write_stock(cursor) -> None:
    chance = random.Random(4)
    rows = []
    for number in range(1, TEXTS + 1):
        title = f"{chance.choice(PLACES)}{chance.choice(SUBJECTS)}问题"
        text = _text(chance) + (f"村里{WORD}不亮。" if number % RARE == 0 else "")
        rows.append((number, title, text, bigrams.column(title, text)))
    cursor.execute(
        "CREATE TEMPORARY TABLE stock (id int PRIMARY KEY, title text, text text, grams text) ON COMMIT DROP"
    )
    cursor.executemany("INSERT INTO stock VALUES (%s, %s, %s, %s)", rows)


def _text(chance: random.Random) -> str:
    """About a hundred characters."""
    about = f"{chance.choice(PLACES)}村{chance.choice(PLACES)}组{chance.choice(SUBJECTS)}"
    return f"{about}一事，{'，'.join(chance.sample(TROUBLES, 8))}。{'，'.join(chance.sample(WISHES, 2))}。"


def _parameters(cases: int) -> dict[str, object]:
    return {
        "cases": cases,
        "days": (LAST_DAY - FIRST_DAY).days + 1,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "units": UNITS,
        "cadres": UNITS * CADRES_EACH,
        "texts": TEXTS,
        "fields": CaseField.objects.count(),
        "secret": encrypt("王小明"),
    }
