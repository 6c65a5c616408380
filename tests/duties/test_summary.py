"""Who is behind, summed up: counted for the groups of a page only; of the last three months unless all is asked for."""

import datetime

import pytest
from django.urls import reverse

from duties import selectors, summary
from duties.models import Obligation
from tests.factories_duties import County, day, put_in_force

pytestmark = pytest.mark.django_db
TODAY = day("11-20")
BOOK = """\
rulebook: monthly
title: 每月走访
rules:
  - {code: "1", title: 每月走访, clause: 第一条, who: {positions: [leadership_member]}, does: [home_visit],
     measure: {of: count, least: 1}, when: {every: month}}
"""
NEWER = BOOK.replace('code: "1", title: 每月走访', 'code: "1", title: 每月入户')


@pytest.fixture
def county(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    made = County()
    put_in_force(BOOK, made.root)
    made.people = [made.leader("township"), made.leader("township"), made.leader("street")]
    made.recompute("11-20")
    return made


def lines(by):
    rows = Obligation.objects.overdue_lately(TODAY).with_state(TODAY).for_list()
    return summary.summary_lines(summary.grouped(rows, by)[:25], by, {})


def test_units_stand_in_the_order_of_the_tree_with_how_many_and_how_many_people(county):
    assert [(line.label, line.count, line.people) for line in lines("unit")] == [
        ("township一", 6, 2),
        ("street一", 3, 1),
    ]


def test_a_rule_is_one_line_across_its_versions_named_as_in_the_newest(county):
    put_in_force(NEWER, county.root, effective_from=day("10-01"))
    county.recompute("11-20")
    assert [(line.label, line.count) for line in lines("rule")] == [("1 每月入户", 9)]


def test_each_person_is_a_line(county):
    assert [(line.label, line.count) for line in lines("person")] == [(person.name, 3) for person in county.people]


def test_so_many_people_are_leafed_through_and_no_more(county, monkeypatch):
    monkeypatch.setattr(summary, "MOST_PEOPLE", 2)
    assert len(summary.grouped(Obligation.objects.overdue(TODAY), "person")) == 2


def test_what_was_due_more_than_three_months_ago_is_shown_when_it_is_asked_for(log_in, county):
    client, url = log_in(county.clerk), reverse("duties:behind")
    assert "2026年3月" not in client.get(url, {"by": ""}).content.decode()
    assert "2026年3月" in client.get(url, {"state": "overdue"}).content.decode()
    assert selectors.count_behind(county.clerk, on=TODAY) == 9
    assert Obligation.objects.overdue(TODAY).count() == 30


def test_at_risk_is_what_the_state_says(county):
    for offset in range(14):
        on = day("11-18") + datetime.timedelta(days=offset)
        named = Obligation.objects.with_state(on).filter(state=1)
        assert set(Obligation.objects.at_risk(on)) == set(named)


def test_units_far_below_are_offered_once_one_above_them_is_chosen(county):
    village = county.unit("village")
    village.parent, village.depth, village.path = (
        county.unit("street"),
        2,
        county.unit("street").path + village.path[8:],
    )
    village.save()
    assert village not in selectors.units_near(county.clerk, "")
    assert village in selectors.units_near(county.clerk, str(village.parent_id))
    assert village.parent in selectors.units_near(county.clerk, str(village.pk))
    assert village not in selectors.units_near(county.clerk, "x")
