"""Scorecards: what the loader finds wrong, when a version holds, who keeps them, the command."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from assessments.actions.scorecards import change_scorecard, load_scorecard, retire_scorecard
from assessments.drafts import CriterionDraft, as_draft, problems
from assessments.models import How, Scorecard
from assessments.scorecard_file import SHIPPED, ScorecardError, read, shipped
from core.errors import DomainError
from tests import factories as make
from tests.factories_assessments_engine import make_draft, make_mine, make_quarter, make_scorecard

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
THIS, NEXT = datetime.date(2026, 10, 1), datetime.date(2027, 1, 1)
OFFICERS = (SHIPPED / "officers.yaml").read_text(encoding="utf-8")


@pytest.fixture
def mine():
    return make_mine()


def load(mine, noon, text=OFFICERS, **fields):
    return load_scorecard(
        text, **{"unit": mine.unit, "effective_from": THIS, "by": None, "at": noon, "on": TODAY, **fields}
    )


def change(card, noon, draft=None, **fields):
    asked = {"effective_from": NEXT, "number": 1, "by": None, "at": noon, "on": TODAY, **fields}
    return change_scorecard(card, draft or make_draft(60, 40), **asked)


# --- files


def test_the_mines_scorecard_has_twenty_criteria_of_five_points_of_which_twelve_and_more_are_computed():
    criteria = shipped()["officers"].draft.criteria
    assert [row.points for row in criteria] == [5] * 20
    assert sum(row.how == How.COMPUTED for row in criteria) >= 12


def test_what_is_shipped_is_right():
    assert set(shipped()) == {"officers", "branches", "contact_points"}


BAD = """
scorecard: bad
title: 考核表
subject: branch
total: 10
days: {self: 20}
bands: [{least: 12, name: 好}, {least: 12, name: 好, reward: -1}]
criteria:
  - {text: 甲, points: 5.3}
  - {text: 乙, points: 2, source: {of: unknown}}
  - {text: 丙, points: 1, source: {of: items}}
  - {text: 丁, points: 1, source: {of: logs, kinds: [walks], least: 0, more: 1}}
  - {text: 戊, points: 1, source: {of: answers, none: half}}
"""


def test_every_mistake_is_said_at_once():
    with pytest.raises(ScorecardError) as found:
        read(BAD)
    assert found.value.mistakes == [
        "自评、评分、确认的天数应依次不减少。",
        "各项分值合计10.3分，应为总分10分。",
        "等次的分数线不能重复。",
        "等次的分数线应在0分至总分之间，最多一位小数。",
        "奖励不能小于零，最多两位小数。",
        "第1项：分值应为分值单位（0.5分）的倍数。",
        "第2项：没有数据来源“unknown”。",
        "第3项：数据来源“报送信息”不适用于这类考核对象。",
        "第3项：请填写参数“至少”（least）。",
        "第4项：数据来源“走访和活动记录”没有参数“more”。",
        "第4项：“走访形式”中没有：walks。",
        "第4项：“至少”应为1至1000之间的数。",
        "第5项：“没有应完成事项时”应为其中之一：full、zero。",
    ]


FRAME = "scorecard: a\ntitle: b\n"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "应为“键: 值”"),
        ("a: [", "第1行"),
        ("scorecard: a\ntitle: b\nsubject: branch\ntotal: x\ncriteria: [{text: a, points: 1}]", "“total”应为数"),
        ("scorecard: a\ntitle: b\nsubject: branch\ntotal: 1\ncriteria: [{points: 1}]", "第1项：缺少“text”"),
        ("scorecard: a\ntitle: b\nsubject: dog\ntotal: 1\ncriteria: [{text: a, points: 1}]", "“subject”应为"),
        (
            "scorecard: a\ntitle: b\nsubject: branch\ntotal: 1\ncriteria: [{text: a, points: 1, source: {of: []}}]",
            "没有数据来源",
        ),
    ],
)
def test_what_is_no_scorecard_is_refused_in_words(text, mistake):
    with pytest.raises(ScorecardError, match=mistake):
        read(text)


@pytest.mark.parametrize(
    "trap",
    ["criteria: " + "[" * 20_000, "a: &a [1, 2]\nb: [*a, *a]\n", "title: x\n" * 100_000],
    ids=["deep", "alias", "long"],
)
def test_what_is_cheap_to_write_and_dear_to_read_is_refused_at_once(trap):
    with pytest.raises(ScorecardError):
        read(trap)


def test_no_decimal_is_lost():
    draft = read(
        OFFICERS.replace("step: 0.5", "step: 0.1").replace("points: 5\n", "points: 4.9\n").replace("100", "98")
    ).draft
    assert (draft.step, draft.criteria[0].points) == (Decimal("0.1"), Decimal("4.9"))


# --- in force


def test_a_scorecard_holds_from_the_first_day_of_a_quarter(mine, noon):
    version = load(mine, noon)
    assert (version.number, version.criteria.count(), version.bands.count()) == (1, 20, 4)
    assert as_draft(version) == read(OFFICERS).draft


@pytest.mark.parametrize("day", [datetime.date(2026, 7, 1), datetime.date(2026, 11, 1)])
def test_but_not_from_a_quarter_that_is_over_nor_from_its_middle(mine, noon, day):
    with pytest.raises(DomainError, match="第一天起施行"):
        load(mine, noon, effective_from=day)
    assert not Scorecard.objects.exists()


def test_a_change_makes_a_version_and_ends_the_one_before_on_the_eve(mine, noon):
    first = load(mine, noon)
    second = change(first.scorecard, noon)
    first.refresh_from_db()
    assert (second.number, second.criteria.count()) == (2, 2)
    assert first.effective_to == datetime.date(2026, 12, 31)


def test_a_version_that_was_never_used_may_be_replaced_from_its_first_day(mine, noon):
    first = load(mine, noon)
    change(first.scorecard, noon, effective_from=THIS)
    assert list(first.scorecard.versions.values_list("number", flat=True)) == [2]


def test_a_version_by_which_a_quarter_was_opened_stays(mine, noon):
    card = make_scorecard(mine.unit, start=datetime.date(2026, 7, 1))
    make_quarter(card, start=THIS, end=datetime.date(2026, 12, 31), quarter=4)
    with pytest.raises(DomainError, match="已经启动"):
        change(card, noon, effective_from=THIS)
    assert change(card, noon).number == 2


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(mine, noon):
    card = load(mine, noon).scorecard
    change(card, noon)
    with pytest.raises(DomainError, match="新的版本"):
        change(card, noon)


def test_sums_are_checked_and_nothing_is_written(mine, noon):
    card = load(mine, noon).scorecard
    with pytest.raises(ScorecardError, match="合计100分，应为总分90分"):
        change(card, noon, make_draft(60, 40, total=90))
    assert card.versions.count() == 1


def test_whom_a_scorecard_assesses_does_not_change(mine, noon):
    load(mine, noon)
    branches = (SHIPPED / "branches.yaml").read_text(encoding="utf-8")
    with pytest.raises(ScorecardError, match="考核对象不能改变"):
        load(mine, noon, branches.replace("scorecard: branches", "scorecard: officers"), effective_from=NEXT)


def test_a_criterion_needs_a_text_and_points():
    draft = make_draft(1, criteria=(CriterionDraft(" ", Decimal(0)),), total=0)
    assert [(found.number, found.field) for found in problems(draft)] == [(0, "bands"), (1, "text"), (1, "points")]


def test_a_retired_scorecard_is_changed_no_more(mine, noon):
    card = load(mine, noon).scorecard
    keeper = make.make_user(role="organisation_admin", unit=mine.unit)
    assert retire_scorecard(card, on=TODAY, by=keeper, at=noon).retired_on == TODAY
    for again in (lambda: change(card, noon), lambda: retire_scorecard(card, on=TODAY, by=keeper, at=noon)):
        with pytest.raises(DomainError, match="停用"):
            again()


@pytest.mark.parametrize("role", ["secretary", "leader", "auditor"])
def test_only_keepers_put_a_scorecard_in_force(mine, noon, role):
    user = make.make_user(role=role, unit=mine.unit)
    with pytest.raises(PermissionDenied):
        load(mine, noon, by=user)
    assert load(mine, noon, by=mine.scorer).made_by == mine.scorer


def test_a_keeper_of_another_unit_does_not(mine, noon):
    with pytest.raises(PermissionDenied):
        load(mine, noon, by=make_mine("二号矿").scorer)


# --- the command


def test_the_command_checks_a_file(capsys):
    call_command("scorecard", "check", str(SHIPPED / "officers.yaml"))
    assert "20项，共100分" in capsys.readouterr().out


def test_the_command_loads_a_file(mine, capsys):
    call_command("scorecard", "load", str(SHIPPED / "officers.yaml"))
    assert Scorecard.objects.get().unit == mine.unit
    assert "第1版" in capsys.readouterr().out


@pytest.mark.parametrize("content", [BAD.encode(), b"\xff"])
def test_the_command_refuses_a_bad_file(tmp_path, content):
    file = tmp_path / "card.yaml"
    file.write_bytes(content)
    for name in ("check", "load"):
        make.make_unit()
        with pytest.raises(CommandError):
            call_command("scorecard", name, str(file))


def test_the_command_asks_for_a_unit_where_there_are_several_roots(mine):
    make.make_unit()
    with pytest.raises(CommandError, match="--unit"):
        call_command("scorecard", "load", str(SHIPPED / "officers.yaml"))
    with pytest.raises(CommandError, match="无法读取"):
        call_command("scorecard", "check", "/nowhere/card.yaml")
