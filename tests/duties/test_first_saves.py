"""Of two that save the first log of a window at once, the second counts what the first wrote."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties.actions import progress
from duties.loading import Keys
from duties.models import Obligation
from duties.spans import Span
from tests.factories_duties import County, day, owed, put_in_force
from visits import hooks

pytestmark = pytest.mark.django_db
BOOK = """\
rulebook: together
title: 单位走访
rules:
  - {code: "1", title: 单位走访, clause: 一, who: {subject: unit, unit_kinds: [county]}, does: [on_site],
     include_below: true, measure: {of: count, least: 3}, when: {every: month}}
"""


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: day("11-20"))


@pytest.fixture
def county() -> County:
    county = County()
    put_in_force(BOOK, county.root)
    return county


def meanwhile(monkeypatch, *steps):
    """Somebody else's steps, one each time after the facts were read and before anything is written."""
    real, left = progress.load_facts, list(steps)

    def load_facts(*args, **options):
        facts = real(*args, **options)
        if left:
            left.pop(0)()
        return facts

    monkeypatch.setattr(progress, "load_facts", load_facts)


def test_a_row_that_somebody_made_meanwhile_counts_both_logs(county, monkeypatch):
    leaders = [county.leader("township") for _number in range(2)]
    Obligation.objects.all().delete()
    mine = county.log(leaders[0], "on_site", "11-03")

    def theirs():
        hooks.log_changed(county.log(leaders[1], "on_site", "11-04"), None)
        # They did not see the log of this side, which is not committed.
        Obligation.objects.filter(unit=county.root).update(achieved=1)

    meanwhile(monkeypatch, theirs)
    hooks.log_changed(mine, None)
    assert owed("1", county.root, "11-01").achieved == 2


def test_who_meets_others_each_time_leaves_their_rows_and_writes_the_rest(county, monkeypatch):
    leader = county.leader("township")
    Obligation.objects.all().delete()
    mine = county.log(leader, "on_site", "11-03")
    reckoned = []
    monkeypatch.setattr(progress, "_existing", lambda *args: reckoned.append(1) or {})

    meanwhile(monkeypatch, lambda: county.recompute("11-20"))
    hooks.log_changed(mine, None)
    assert len(reckoned) >= progress.TRIES
    assert owed("1", county.root, "11-01").achieved == 1


def test_where_nothing_is_new_there_is_no_savepoint(county):
    leader = county.leader("township")
    county.recompute("11-20")
    county.log(leader, "on_site", "11-03")
    keys, november = Keys(units=frozenset({county.root.pk}), covering=frozenset({county.root.pk})), day("11-03")
    with CaptureQueriesContext(connection) as queries:
        progress.refresh(keys, Span(november, november), on=day("11-20"))
    assert owed("1", county.root, "11-01").achieved == 1
    # That of `refresh` itself, which is a transaction of its own where it is called alone.
    assert sum(query["sql"].startswith("SAVEPOINT") for query in queries) == 1
