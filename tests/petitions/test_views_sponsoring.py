"""Pages of leaders in charge of key cases."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.actions import sponsoring
from petitions.models import Sponsorship
from tests.factories_petitions import AT, DAY, make_case, make_offices

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: datetime.date(2026, 5, 20))
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"petitions:{name}", args=args)


def name(offices):
    case = make_case(offices.county, handling_unit=offices.department, state="in_hand")
    return sponsoring.name_sponsor(case, leader=offices.town_leader.cadre, on=DAY, by=offices.clerk, at=AT)


def test_a_stranger_is_asked_to_log_in(client, offices):
    assert "login" in client.get(name(offices).get_absolute_url()).url


def test_another_unit_does_not_find_it(client, offices):
    sponsorship = name(offices)
    client.force_login(offices.town_clerk)
    for url in ("sponsorship", "sponsorship_report", "sponsorship_end"):
        assert client.get(page(url, sponsorship.pk)).status_code == 404


def test_the_auditor_reads_and_reports_nothing(client, offices):
    sponsorship = name(offices)
    client.force_login(offices.auditor)
    assert client.get(sponsorship.get_absolute_url()).status_code == 200
    assert client.get(page("sponsorship_report", sponsorship.pk)).status_code == 403
    assert client.get(page("sponsorship_end", sponsorship.pk)).status_code == 403


def test_the_petition_office_puts_a_leader_in_charge(client, offices):
    case = make_case(offices.county, state="in_hand")
    client.force_login(offices.clerk)
    data = {"leader": offices.town_leader.cadre_id, "on": "2026-03-02", "version": 0}
    client.post(page("sponsor_name", case.pk), data)
    assert Sponsorship.objects.get().leader == offices.town_leader.cadre


def test_the_leader_writes_down_what_was_done_and_sees_what_is_lacking(client, offices):
    sponsorship = name(offices)
    client.force_login(offices.town_leader)
    data = {"promise": "talk", "on": "2026-03-05", "text": "上门谈心", "is_kept": "on"}
    client.post(page("sponsorship_report", sponsorship.pk), data)
    response = client.get(sponsorship.get_absolute_url())
    assert "上门谈心" in response.content.decode()
    assert response.context["gaps"] == [datetime.date(2026, 4, 1)]


def test_it_is_ended_above_with_a_reason_only(client, offices):
    sponsorship = name(offices)
    client.force_login(offices.leader)
    refused = client.post(page("sponsorship_end", sponsorship.pk), {"decision": "", "version": 0})
    assert "理由" in refused.content.decode()
    client.post(page("sponsorship_end", sponsorship.pk), {"decision": "已迁出", "version": 0})
    sponsorship.refresh_from_db()
    assert sponsorship.end == datetime.date(2026, 5, 20)


@pytest.mark.parametrize(("query", "count"), [("", 1), ("?where=lacking", 1), ("?where=all", 1)])
def test_the_list_can_be_narrowed(client, offices, query, count):
    name(offices)
    client.force_login(offices.leader)
    assert client.get(page("sponsorships") + query).context["count"] == count


def test_the_list_takes_the_same_queries_for_one_and_for_three(client, offices, django_assert_num_queries):
    name(offices)
    client.force_login(offices.leader)
    client.get(page("sponsorships"))
    with CaptureQueriesContext(connection) as one:
        client.get(page("sponsorships"))
    name(offices)
    name(offices)
    with django_assert_num_queries(len(one)):
        client.get(page("sponsorships"))
