"""Two people at one score sheet at the same moment: one wins, the other is told, nothing is half-written."""

import datetime
from decimal import Decimal

import pytest

from assessments.actions import confirming, objecting, scoring
from assessments.actions.scoring import Given
from assessments.models import QuarterlyAssessment, ScoreSheet
from tests.factories import make_cadre
from tests.factories_assessments_quarter import OPENED, at, make_mine, sheet_of
from tests.petitions.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = datetime.date(2026, 4, 28)


@pytest.fixture
def mine():
    return make_mine()


def given(last, reason=""):
    return {1: Given(Decimal(8)), 2: Given(Decimal(8)), 3: Given(Decimal(last), reason)}


def test_two_scorers_score_at_once(mine):
    sheet = sheet_of(mine, "scoring")
    tries = ((mine.scorer, given(10)), (mine.secretary, given(9, "迟到一次")))
    acts = [
        lambda who=who, scores=scores: scoring.score_sheet(sheet, scores=scores, by=who, at=at(OPENED))
        for who, scores in tries
    ]
    results = at_once(*acts)
    assert sorted(type(one).__name__ for one in results) == ["ScoreSheet", "str"]
    sheet.refresh_from_db()
    assert sheet.total == sum(sheet.scores.values_list("score", flat=True))
    assert sheet.entries.get(action="score").by == sheet.scored_by


def test_an_objection_of_the_last_moment_and_the_sweep(mine):
    sheet = sheet_of(mine, "announced")
    last = sheet.objection_until
    object_now = {"text": "没有迟到", "by": mine.officer, "at": at(last)}
    at_once(
        lambda: objecting.object_to(sheet, **object_now),
        lambda: objecting.expire(at=at(AFTER), on=AFTER),
    )
    sheet.refresh_from_db()
    assert (sheet.state, bool(sheet.objection)) in (("objected", True), ("closed", False))
    assert sheet.entries.count() == 1


def test_the_two_last_sheets_close_the_quarter(mine):
    one, two = sheet_of(mine, "announced"), sheet_of(mine, "announced", cadre=mine.colleague.cadre)
    at_once(
        lambda: objecting.see_sheet(one, by=mine.officer, at=at(OPENED)),
        lambda: objecting.see_sheet(two, by=mine.colleague, at=at(OPENED)),
    )
    assert QuarterlyAssessment.objects.get().closed_on == OPENED


def test_many_are_confirmed_once(mine):
    keys = [sheet_of(mine, "confirming", cadre=make_cadre(unit=mine.shift)).pk for _n in range(3)]
    quarter = QuarterlyAssessment.objects.get()
    confirm = {"keys": keys, "by": mine.leader, "at": at(OPENED)}
    results = at_once(*[lambda: confirming.confirm_sheets(quarter, **confirm)] * 2)
    assert sorted(type(one).__name__ for one in results) == ["int", "str"]
    assert set(ScoreSheet.objects.values_list("state", "version")) == {("announced", 1)}
