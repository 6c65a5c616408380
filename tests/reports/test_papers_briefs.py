"""The brief of a unit: its figures are the rollup's, and it costs the same whatever the tree."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import periods
from reports.asking import Question
from reports.papers.briefs import COLUMNS, brief_of
from reports.papers.to_decide import MOST_SHOWN
from reports.rollup import rollup, total
from reports.wording import shown
from tests import factories as make
from tests.factories_rollup import TODAY, YEAR
from visits.models import Matter

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2026, 2, 1)


@pytest.fixture
def brief(scene):
    return brief_of(scene.county, YEAR, reader=scene.auditor, on=TODAY)


def test_every_figure_is_that_of_the_rollup(scene, brief):
    whole = rollup(Question(scene.county, YEAR), reader=scene.auditor, on=TODAY).total
    lines = [line for group in brief.groups for line in group.lines]
    assert lines
    assert {line.figure.code: line.values[0] for line in lines} == {
        line.figure.code: whole.value(line.figure.code) for line in lines
    }


def test_the_sentences_tell_the_rollups_figures(scene, brief):
    whole = rollup(Question(scene.county, YEAR), reader=scene.auditor, on=TODAY).total
    text = "".join(brief.findings)
    for words, code in (("应完成责任事项{}件", "owed"), ("收集问题{}件", "matters"), ("接收信访事项{}件", "cases")):
        assert words.format(shown(whole.value(code))) in text


def test_units_below_stand_in_the_order_of_the_tree_and_say_nothing_else(scene, brief):
    assert [(str(row.unit), row.is_own) for row in brief.children] == [
        ("青山县", True),
        ("镇0", False),
        ("镇1", False),
    ]
    assert {len(row.cells) for row in brief.children} == {len(COLUMNS)}


def test_nobody_is_named(scene, brief):
    text = "".join([*brief.findings, *(row.text for row in brief.waiting)])
    assert not any(cadre.name in text for cadre in scene.cadres.values())


def test_a_unit_that_is_not_read_has_no_brief(scene):
    with pytest.raises(PermissionDenied):
        brief_of(scene.county, YEAR, reader=scene.town_clerk, on=TODAY)


def test_where_there_was_nothing_before_nothing_is_compared():
    town = make.make_unit("新镇", kind="township")
    reader = make.make_user(role="secretary", unit=town)
    brief = brief_of(town, periods.quarter(TODAY), reader=reader, on=TODAY)
    assert (brief.compared, brief.groups, brief.waiting) == ([], [], [])
    assert brief.findings[0] == "本期没有到期的责任事项。"


def test_what_ran_over_its_limit_is_to_be_decided(scene):
    unit = scene.towns[0]
    log = make.make_log(unit=unit, by=scene.admin, day=LONG_AGO)
    for number in range(MOST_SHOWN + 1):
        text = f"水渠堵塞{number}"
        Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text=text, due=LONG_AGO)
    waiting = brief_of(unit, YEAR, reader=scene.admin, on=TODAY).waiting
    row = next(row for row in waiting if "诉求" in row.text)
    assert row.text == "6件诉求超过办理时限尚未办结"
    assert (len(row.lines), row.more) == (MOST_SHOWN, 1)
    assert row.lines[0][0] == "水渠堵塞0（镇0，时限2026-02-01）"


def test_the_number_of_queries_does_not_grow(scene):
    def cost():
        with CaptureQueriesContext(connection) as found:
            brief_of(scene.county, YEAR, reader=scene.admin, on=TODAY)
        return len(found)

    first = cost()
    for number in range(3):
        town = make.make_unit(f"新镇{number}", parent=scene.county, kind="township")
        make.make_log(make.make_cadre(unit=town), unit=town, by=scene.admin, day=LONG_AGO)
    assert cost() == first


def test_what_is_only_compared_with_is_counted_without_rows_and_the_same(scene):
    question = Question(scene.county, YEAR)
    whole = rollup(question, reader=scene.auditor, on=TODAY).total
    assert total(question, reader=scene.auditor, on=TODAY).values == whole.values
