"""What a new log adds to what a unit owes for all below it: without reading again what everybody did."""

import pytest

from duties.models import Obligation
from tests.factories import make_household
from tests.factories_duties import County, day, figures, owed, put_in_force
from visits import hooks

pytestmark = pytest.mark.django_db
TODAY = "11-20"
BOOK = """\
rulebook: below
title: 组团走访
rules:
  - {code: "1", title: 户户走到, clause: 第一条, who: {subject: unit, unit_kinds: [township]}, does: [home_visit],
     include_below: true, measure: {of: coverage, share: 100%, register: households}, when: {every: year}}
  - {code: "2", title: 走访次数, clause: 第二条, who: {subject: unit, unit_kinds: [township]}, does: [home_visit],
     include_below: true, measure: {of: count, least: 3}, when: {every: year}}
"""


@pytest.fixture
def county(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: day(TODAY))
    made = County()
    put_in_force(BOOK, made.root)
    made.someone = made.cadre("township")
    made.homes = [make_household(unit=made.unit("township")) for _number in range(3)]
    made.recompute(TODAY)
    return made


def visit(county, on, *homes):
    log = county.log(county.someone, "home_visit", on, "", *homes)
    hooks.log_changed(log, None)
    return log


def achieved(county, code="1"):
    return owed(code, county.unit("township")).achieved


def test_a_household_that_nobody_reached_before_is_one_more(county):
    visit(county, "03-10", county.homes[0])
    visit(county, "04-10", county.homes[1])
    assert achieved(county) == 2


def test_a_household_that_was_reached_already_adds_nothing(county):
    visit(county, "03-10", county.homes[0])
    visit(county, "04-10", county.homes[0])
    assert achieved(county) == 1
    assert achieved(county, "2") == 2


def test_it_is_added_to_what_stands_there(county):
    """Nothing else is counted again: so it costs the same however many visits there are."""
    Obligation.objects.filter(rule__code="1").update(required=100, achieved=50)
    visit(county, "03-10", county.homes[0])
    assert achieved(county) == 51


def test_the_log_that_completes_it_has_the_whole_judged(county):
    for number, home in enumerate(county.homes, 1):
        visit(county, f"0{number}-10", home)
    row = owed("1", county.unit("township"))
    assert figures(row) == (3, 3, True)
    assert row.met_on == day("03-10")


def test_a_log_entered_late_moves_the_day_on_which_it_was_met(county):
    for on in ("03-10", "04-10", "05-10"):
        visit(county, on, county.homes[0])
    assert owed("2", county.unit("township")).met_on == day("05-10")
    visit(county, "01-10", county.homes[0])
    assert owed("2", county.unit("township")).met_on == day("04-10")


def test_one_more_after_it_was_met_changes_the_amount_only(county):
    for on in ("03-10", "04-10", "05-10", "06-10"):
        visit(county, on, county.homes[0])
    row = owed("2", county.unit("township"))
    assert (row.achieved, row.met_on) == (4, day("05-10"))


def test_a_row_that_is_not_there_yet_is_made(county):
    Obligation.objects.all().delete()
    visit(county, "03-10", county.homes[0])
    assert achieved(county) == 1


def test_a_log_withdrawn_is_counted_off(county):
    log = visit(county, "03-10", county.homes[0])
    before = hooks.Span(
        "home_visit", log.first_day, log.last_day, frozenset({county.someone.pk}), log.unit_id, frozenset()
    )
    log.state, log.withdrawn_reason = "withdrawn", "重复"
    log.save()
    hooks.log_changed(log, before)
    assert achieved(county) == 0
