"""Pages of the three rates, of what is left out of them, and of the year's figures."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.models import Clock, RateExclusion, RateSnapshot, Rating
from tests.factories import make_user
from tests.factories_petitions import AT, make_case, make_offices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
LAST = {"year": 2026, "quarter": 3}


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"petitions:{name}", args=args)


def make_late_and_timely(offices, unit=None):
    """Two cases that were to be finished in the third quarter: one in time, one a day late."""
    unit = unit or offices.town
    due = datetime.date(2026, 8, 31)
    for late in (0, 1):
        case = make_case(offices.county, handling_unit=unit, state="closed")
        stopped = due + datetime.timedelta(days=late)
        Clock.objects.create(
            case=case, code="finish", unit=unit, started_on=case.received_on, days=60, due=due, state="stopped",
            stopped_on=stopped,
        )  # fmt: skip
    Rating.objects.create(case=case, value="satisfied", at=AT.replace(month=9))
    return case


def test_a_stranger_is_asked_to_log_in(client):
    for name in ("rates", "exclusions", "figures"):
        assert "login" in client.get(page(name)).url


def test_who_reads_no_petitions_has_no_rates(client, offices):
    client.force_login(offices.village_cadre)
    for name in ("rates", "figures"):
        assert client.get(page(name)).status_code == 403


def test_rates_stand_with_what_they_are_of(client, offices):
    make_late_and_timely(offices)
    client.force_login(offices.auditor)
    response = client.get(page("rates"), LAST)
    (row,) = response.context["rows"]
    assert [(count.met, count.due) for count in row.counts] == [(0, 0), (1, 2), (1, 1)]
    assert "50.0%" in response.content.decode()
    assert not row.may_close


def test_another_unit_does_not_see_them(client, offices):
    make_late_and_timely(offices)
    client.force_login(offices.department_clerk)
    assert client.get(page("rates"), LAST).context["rows"] == []


def test_a_quarter_is_closed_once_and_does_not_change(client, offices):
    make_late_and_timely(offices)
    client.force_login(offices.town_clerk)
    asked = LAST | {"unit": offices.town.pk}
    client.post(page("rates_close"), asked)
    assert "已经封存" in client.post(page("rates_close"), asked, follow=True).content.decode()
    assert RateSnapshot.objects.get().solution_met == 1
    Clock.objects.all().delete()
    (row,) = client.get(page("rates"), LAST).context["rows"]
    assert row.is_frozen


@pytest.mark.parametrize("year", ["", "0", "99999999", "2027"])
def test_a_year_that_is_none_is_not_closed(client, offices, year):
    client.force_login(offices.clerk)
    asked = {"unit": offices.county.pk, "year": year, "quarter": 3}
    assert "尚未结束" in client.post(page("rates_close"), asked, follow=True).content.decode()
    assert not RateSnapshot.objects.exists()


@pytest.mark.parametrize("query", [{"year": "x"}, {"year": 2026, "quarter": 9}, {}])
def test_a_quarter_that_is_none_shows_the_current_one(client, offices, query):
    client.force_login(offices.clerk)
    response = client.get(page("rates"), query)
    assert (response.context["year"], response.context["quarter"]) == (2026, 4)


def test_the_rates_of_one_and_of_three_units_take_the_same_queries(client, offices, django_assert_num_queries):
    make_late_and_timely(offices)
    client.force_login(offices.clerk)
    client.get(page("rates"), LAST)
    with CaptureQueriesContext(connection) as one:
        client.get(page("rates"), LAST)
    make_late_and_timely(offices, offices.department)
    make_late_and_timely(offices, offices.village)
    with django_assert_num_queries(len(one)):
        client.get(page("rates"), LAST)


def test_a_case_is_left_out_by_another_than_who_asked_and_a_refusal_appealed_once(client, offices):
    case = make_late_and_timely(offices)
    client.force_login(offices.town_clerk)
    client.post(page("exclusion_ask", case.pk), {"rate": "solution", "reason": "诉求无法核实"})
    row = RateExclusion.objects.get()
    rule = {"is_granted": "no", "ruling": "理由不足"}
    client.force_login(offices.clerk)
    client.post(page("exclusion_rule", row.pk), rule)
    client.force_login(offices.town_clerk)
    client.post(page("exclusion_appeal", row.pk), {"reason": "另附材料"})
    client.force_login(offices.clerk)
    assert "其他人" in client.post(page("exclusion_rule", row.pk), rule).content.decode()
    client.force_login(offices.leader)
    client.post(page("exclusion_rule", row.pk), {"is_granted": "yes", "ruling": "同意"})
    row.refresh_from_db()
    assert row.state == "granted"
    assert "另附材料" in client.get(page("exclusions")).content.decode()


def test_who_reads_only_asks_nothing_and_rules_nothing(client, offices):
    case = make_late_and_timely(offices)
    client.force_login(offices.auditor)
    assert client.get(page("exclusion_ask", case.pk)).status_code == 403
    client.force_login(offices.department_clerk)
    assert client.get(page("exclusion_ask", case.pk)).status_code == 404


def test_the_years_figures_are_of_what_one_sees(client, offices):
    make_late_and_timely(offices)
    client.force_login(offices.clerk)
    response = client.get(page("figures"), {"year": 2026, "unit": offices.county.pk})
    assert response.context["figures"].number == 2
    assert "申诉求决" in response.content.decode()
    client.force_login(make_user(role="petition_clerk", unit=offices.department))
    assert client.get(page("figures"), {"year": 2026, "unit": offices.county.pk}).context["figures"].number == 0
