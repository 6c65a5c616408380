"""Whoever writes a visit or a matter writes what it is found by; what was said in confidence is never written there."""

import datetime

import pytest

from core.models import SearchEntry
from core.reindexing import reindex
from core.search import holding
from tests.visits.conftest import NOW, TODAY
from visits.actions import change_log, log_visit, reword_matter
from visits.actions.matters import add_matter
from visits.entries import MatterHeard

YESTERDAY = TODAY - datetime.timedelta(days=1)


def found(kind, word):
    return set(holding(kind, [word]).values_list("object_id", flat=True))


@pytest.fixture
def stamp(town):
    reindex()
    return {"by": town.wang_user, "at": NOW}


def visit(town, stamp, kind="home_visit", **fields):
    return log_visit(kind=kind, first_day=YESTERDAY, cadres=[town.wang], targets=[town.household], **fields, **stamp)


def test_a_visit_and_what_was_heard_on_it_are_found(town, stamp):
    log = visit(town, stamp, content="了解秋收情况", matters=[MatterHeard("村口路灯不亮")])
    matter = log.matters.get()
    assert (found("visits", "秋收"), found("matters", "路灯")) == ({log.pk}, {matter.pk})
    log = change_log(log, content="了解秋种情况", version=log.version, reason="填错", **stamp)
    later = add_matter(log, heard=MatterHeard("桥面塌陷"), **stamp)
    reword_matter(matter, text="村口灯杆倒了", **stamp)
    assert found("visits", "秋收") == found("matters", "路灯") == set()
    assert found("matters", "桥面") == {later.pk}
    assert sum(count.written for count in reindex()) == 0


def test_what_was_said_in_a_confidential_talk_stands_in_no_entry(town, stamp):
    visit(town, stamp, kind="heart_to_heart", content="家里有困难，思想波动")
    assert not SearchEntry.objects.filter(grams__contains="思想").exists()
    assert not SearchEntry.objects.filter(grams__contains="困难").exists()
