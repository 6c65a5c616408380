"""Somebody at the door is written down before anybody opened a register."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.actions import receptions
from petitions.models import Case, Reception
from petitions.selectors.rooms import rooms
from tests.factories import make_user
from tests.factories_petitions import AT, make_offices
from tests.factories_rotas import make_rota, make_slot

pytestmark = pytest.mark.django_db
THURSDAY = datetime.date(2026, 11, 19)
NOW = reverse("petitions:receive")


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: THURSDAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def slot(offices):
    return make_slot(make_rota(offices.town), THURSDAY, offices.town_leader.cadre)


def values(user):
    return [room.value for room in rooms(user, on=THURSDAY)]


def open_one(offices):
    leader = offices.town_leader
    return receptions.open_reception(
        kind="reception", unit=offices.town, leader=leader.cadre, on=THURSDAY, by=leader, at=AT
    )


def test_it_is_for_those_who_may_keep_a_register(client, log_in, offices):
    assert "login" in client.get(NOW).url
    assert log_in(make_user("reader", role="auditor", unit=offices.county)).get(NOW).status_code == 403
    assert log_in(offices.town_leader).get(NOW).status_code == 200


def test_one_visitor_opens_the_register_of_the_day_and_the_next_is_written_into_it(log_in, offices, slot):
    client = log_in(offices.town_leader)
    room = client.get(NOW).context["form"]["where"].value()
    assert room == f"slot-{slot.pk}"
    answer = client.post(NOW, {"where": room, "text": "路灯坏了"})
    reception = Reception.objects.get()
    assert answer.url == reverse("petitions:receipt")
    assert reception.get_absolute_url() in client.get(answer.url).content.decode()
    assert (reception.slot, reception.place, Case.objects.get().visitor.reception) == (slot, "镇信访接待室", reception)
    client.post(NOW, {"where": f"reception-{reception.pk}", "text": "修路"})
    assert (Reception.objects.count(), reception.visitors.count()) == (1, 2)


def test_outside_the_rota_one_receives_oneself(log_in, offices):
    client = log_in(offices.town_leader)
    client.post(NOW, {"where": "own", "text": "路灯坏了"})
    reception = Reception.objects.get()
    assert (reception.leader, reception.unit) == (offices.town_leader.cadre, offices.town)


def test_a_clerk_is_offered_whoever_is_on_duty_and_only_where_they_keep_the_register(offices, slot):
    assert set(values(offices.town_clerk)) == {"own", f"slot-{slot.pk}"}
    assert f"slot-{slot.pk}" not in values(offices.department_clerk)
    reception = open_one(offices)
    assert f"reception-{reception.pk}" in values(offices.town_clerk)
    assert f"reception-{reception.pk}" not in values(offices.department_clerk)


def test_a_place_that_is_not_one_s_own_is_refused_and_nothing_is_opened(log_in, offices, slot):
    for where in (f"slot-{slot.pk}", "reception-1", "", "x"):
        page = log_in(offices.department_clerk).post(NOW, {"where": where, "text": "路灯坏了"})
        assert page.status_code == 200
        assert "路灯坏了" in page.content.decode()
    assert not Reception.objects.exists()
    assert not Case.objects.exists()


def test_where_nobody_receives_today_a_clerk_writes_down_a_case(log_in, offices):
    clerk = make_user("deskless", role="petition_clerk", unit=offices.town)
    assert log_in(clerk).get(NOW).url == reverse("petitions:new")


def test_the_rooms_cost_the_same_with_one_and_with_three(offices, slot):
    open_one(offices)

    def count():
        with CaptureQueriesContext(connection) as queries:
            rooms(offices.town_clerk, on=THURSDAY)
        return len(queries)

    rooms(offices.town_clerk, on=THURSDAY)
    one = count()
    for _number in range(2):
        open_one(offices)
        make_slot(make_rota(offices.town), THURSDAY, offices.town_secretary.cadre)
    assert count() == one


def test_the_page_leads_to_the_other_ways_of_recording(log_in, offices):
    page = log_in(offices.town_secretary).get(NOW).content.decode()
    assert 'href="/visits/new/"' in page
    assert 'href="/visits/talk/"' in page
