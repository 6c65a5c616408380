"""Two open the same quarter, or change the same scorecard, at the same moment: one wins and the other is told."""

import datetime
import threading

import pytest
from django.db import connections

from assessments.actions.opening import open_quarter
from assessments.actions.scorecards import change_scorecard
from assessments.models import QuarterlyAssessment, ScoreSheet
from core.errors import DomainError
from tests.factories_assessments_engine import AT, OPENING, make_draft, make_mine, make_scorecard

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times=2):
    """What each came to: the result, or the message of the refusal."""
    start, results = threading.Barrier(times), []

    def run():
        start.wait()
        try:
            results.append(act())
        except DomainError as refused:
            results.append(refused.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_a_quarter_is_opened_once(db):
    card = make_scorecard(make_mine().unit)
    results = at_once(lambda: open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING))
    assert sorted(type(one).__name__ for one in results) == ["QuarterlyAssessment", "str"]
    assert (QuarterlyAssessment.objects.count(), ScoreSheet.objects.count()) == (1, 1)


def test_a_scorecard_is_changed_by_one_of_two(db):
    card = make_scorecard(make_mine().unit)
    day = datetime.date(2027, 1, 1)
    results = at_once(
        lambda: change_scorecard(card, make_draft(), effective_from=day, number=1, by=None, at=AT, on=OPENING)
    )
    assert sorted(type(one).__name__ for one in results) == ["ScorecardVersion", "str"]
    assert card.versions.count() == 2
