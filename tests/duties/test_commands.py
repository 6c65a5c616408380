"""manage.py rulebook and manage.py duties."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from duties.models import Obligation, RulebookVersion
from tests.factories import make_user
from tests.factories_duties import BOOKS, County, day, owed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County()


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_check_a_good_file_without_any_organisation():
    assert run("rulebook", "check", str(BOOKS / "r01.yaml")) == "领导干部基层联系点制度：11条，没有错误。\n"


def test_check_a_bad_file_names_every_mistake(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        "rulebook: x\ntitle: 试行\nrules:\n  - {code: '1', title: 一, clause: 一, whom: {}}\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match="第4行：缺少“who、measure、when”"):
        run("rulebook", "check", str(file))


def test_check_names_words_that_the_organisation_does_not_know(tmp_path):
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("[stay]", "[camping]")
    file = tmp_path / "r01.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        run("rulebook", "check", str(file))
    assert "没有代码为“camping”的走访形式" in str(caught.value)


def test_unknown_words_are_named_each_at_its_own_line_beside_all_other_mistakes(tmp_path):
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").splitlines()
    text[text.index("        - {categories: [private_enterprise], least: 1}")] = (
        "        - {categories: [firm], least: x}"
    )
    line = next(number for number, words in enumerate(text, 1) if "firm" in words)
    file = tmp_path / "r01.yaml"
    file.write_text("\n".join(text).replace("does: [stay]", "does: [camping]"), encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        run("rulebook", "check", str(file))
    found = str(caught.value).splitlines()
    assert [text.startswith(f"第{line}行：") for text in found] == [True, True, False, False]
    assert "没有代码为“firm”的联系类别" in found[1] and all("camping" in text for text in found[2:])


def test_load_puts_in_force_and_makes_what_is_owed(county):
    leader = county.leader("township")
    out = run("rulebook", "load", str(BOOKS / "r01.yaml"), "--from", "2026-01-01")
    assert "第1版" in out and "自2026-01-01起施行" in out
    assert owed("1.6", leader, "03-01").required == 3


def test_a_bad_file_loads_nothing(county, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("rulebook: [", encoding="utf-8")
    with pytest.raises(CommandError):
        run("rulebook", "load", str(file))
    assert not RulebookVersion.objects.exists()


def test_the_same_content_is_not_loaded_twice(county):
    run("rulebook", "load", str(BOOKS / "r01.yaml"))
    with pytest.raises(CommandError, match="没有需要更新的内容"):
        run("rulebook", "load", str(BOOKS / "r01.yaml"), "--from", "2026-12-01")


def test_a_new_version_may_not_reach_into_the_past(county, tmp_path):
    run("rulebook", "load", str(BOOKS / "r01.yaml"), "--from", "2026-01-01")
    file = tmp_path / "r01.yaml"
    file.write_text((BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8"), encoding="utf-8")
    with pytest.raises(CommandError, match="不能早于今天"):
        run("rulebook", "load", str(file), "--from", "2026-06-01")


def test_diff_says_what_changes(county, tmp_path):
    run("rulebook", "load", str(BOOKS / "r01.yaml"))
    file = tmp_path / "r01.yaml"
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8")
    file.write_text(text.replace('code: "1.11"', 'code: "1.12"'), encoding="utf-8")
    assert run("rulebook", "diff", str(file)).splitlines() == [
        "修改 1.4 县级领导与群众同吃同住（数量）",
        "新增 1.12 轻车简从",
        "删除 1.11 轻车简从",
    ]


def test_export_writes_the_file_back(county, tmp_path):
    run("rulebook", "load", str(BOOKS / "r07.yaml"))
    run("rulebook", "export", str(tmp_path / "r07.yaml"))
    assert (tmp_path / "r07.yaml").read_text(encoding="utf-8") == (BOOKS / "r07.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("load", "/nowhere/r01.yaml"), "无法读取文件"),
        (("load", str(BOOKS / "r01.yaml"), "--unit", "没有的单位"), "--unit"),
        (("export", "/tmp/r99.yaml"), "r99"),
    ],
)
def test_what_cannot_be_done_is_said(county, words, message):
    with pytest.raises(CommandError, match=message):
        run("rulebook", *words)


def test_recompute_on_a_day(county):
    run("rulebook", "load", str(BOOKS / "r01.yaml"), "--from", "2026-11-01")
    county.leader("township")
    assert run("duties", "recompute", "--on", "2026-11-20").startswith("新增")
    assert Obligation.objects.filter(rule__code="1.6", window_start=day("11-01")).exists()


def test_remind_on_a_day(county):
    run("rulebook", "load", str(BOOKS / "r01.yaml"), "--from", "2026-11-01")
    make_user(cadre=county.leader("township"))
    run("duties", "recompute")
    assert run("duties", "remind", "--on", "2026-11-20") == "已提醒1人。\n"
    assert run("duties", "remind", "--on", "2026-11-21") == "已提醒0人。\n"  # Saturday


def test_the_tasks_are_those_of_the_schedule(county, settings):
    from duties import tasks

    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.remind.name, tasks.recompute.name} <= names
    assert tasks.recompute() == [0, 0, 0] and tasks.remind() == 0


def _no_database(execute, sql, params, many, context):
    raise OperationalError("no such table: accounts_unit")


def test_a_file_is_checked_without_a_database_but_for_words_of_the_organisation(tmp_path, capsys):
    with connection.execute_wrapper(_no_database):
        call_command("rulebook", "check", str(BOOKS / "r01.yaml"))
    told = capsys.readouterr()
    assert "没有错误" in told.out and "没有核对" in told.err
    file = tmp_path / "bad.yaml"
    file.write_text("rulebook: x\ntitle: 试行\nrules: []\n", encoding="utf-8")
    with connection.execute_wrapper(_no_database), pytest.raises(CommandError, match="“rules”不能为空"):
        run("rulebook", "check", str(file))
