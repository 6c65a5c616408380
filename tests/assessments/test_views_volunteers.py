"""Pages of volunteer days and activities (R5.2–5.4)."""

import datetime

import pytest
from django.urls import reverse

from assessments.selectors.volunteers import next_volunteer_day
from tests.factories_commitments import AT, TODAY, make_branch
from tests.factories_volunteers import COMING, SATURDAY, make_event, make_team
from visits.models import VisitLog, VolunteerEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def team(branch):
    return make_team(branch.unit, branch.head.cadre, branch.member.cadre)


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


@pytest.mark.parametrize(
    ("today", "day"),
    [("2026-11-01", "2026-11-14"), ("2026-11-14", "2026-11-14"), ("2026-11-15", "2026-12-12")],
)
def test_the_next_volunteer_day_is_a_second_saturday(today, day):
    assert next_volunteer_day(datetime.date.fromisoformat(today)).isoformat() == day


def test_a_stranger_is_asked_to_log_in(client, branch, team):
    event = make_event(team, by=branch.head)
    for url in (page("volunteers"), event.get_absolute_url(), page("volunteer_plan")):
        assert "login" in client.get(url).url


def test_the_team_sees_it_and_another_unit_does_not(log_in, branch, team):
    event = make_event(team, by=branch.head)
    for user in (branch.member, branch.auditor):
        assert log_in(user).get(event.get_absolute_url()).status_code == 200
    client = log_in(branch.stranger)
    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.post(page("volunteer_sign_up", event.places.get().pk)).status_code == 404
    assert not client.get(page("volunteers")).context["object_list"]


@pytest.mark.parametrize("name", ["volunteer_cancel", "volunteer_confirm"])
def test_only_who_convenes_it_changes_it(log_in, branch, team, name):
    event = make_event(team, by=branch.head, on=SATURDAY)
    for user, status in ((branch.member, 403), (branch.auditor, 403), (branch.stranger, 404), (branch.head, 200)):
        assert log_in(user).get(page(name, event.pk)).status_code == status
    assert log_in(branch.member).get(page("volunteer_plan")).status_code == 403


def test_the_convenor_is_reminded_of_the_next_day_until_it_is_planned(log_in, branch, team):
    client = log_in(branch.head)
    ((_team, url),) = client.get(page("volunteers")).context["without_a_day"]
    form = client.get(url).context["form"]
    assert (form["on"].value(), form["kind"].value()) == (COMING, "volunteer_day")
    make_event(team, by=branch.head)
    assert client.get(page("volunteers")).context["without_a_day"] == []


def test_planned_with_posts_one_to_a_line(log_in, branch, team):
    client = log_in(branch.head)
    sent = {"group": team.pk, "kind": "volunteer_day", "title": "清理河道", "on": "2026-12-12", "place": "河边"}
    refused = client.post(page("volunteer_plan"), {**sent, "wanted": "秩序维护"})
    assert "秩序维护" in str(refused.context["form"].errors["wanted"])
    client.post(page("volunteer_plan"), {**sent, "wanted": "秩序维护 4\n捡拾垃圾：10人\n"})
    places = VolunteerEvent.objects.get().places.all()
    assert [(place.name, place.wanted) for place in places] == [("秩序维护", 4), ("捡拾垃圾", 10)]


def test_a_member_signs_up_and_off_with_a_button(log_in, branch, team):
    event = make_event(team, by=branch.head, wanted=1)
    client = log_in(branch.member)
    client.post(page("volunteer_sign_up", event.places.get().pk))
    assert client.get(event.get_absolute_url()).context["own"].cadre == branch.member.cadre
    refused = log_in(branch.head).post(page("volunteer_sign_up", event.places.get().pk), follow=True)
    assert "已经满员" in refused.content.decode()
    log_in(branch.member).post(page("volunteer_sign_off", event.pk))
    assert not event.sign_ups.exists()


def test_who_signed_up_is_shown_to_who_convenes_it(log_in, branch, team):
    event = make_event(team, by=branch.head)
    event.sign_ups.create(place=event.places.get(), cadre=branch.head.cadre)
    assert log_in(branch.head).get(event.get_absolute_url()).context["signed"]
    assert not log_in(branch.member).get(event.get_absolute_url()).context["signed"]


def test_confirming_offers_the_members_with_those_who_signed_up_ticked(log_in, branch, team):
    event = make_event(team, by=branch.head, on=SATURDAY)
    event.sign_ups.create(place=event.places.get(), cadre=branch.member.cadre)
    client = log_in(branch.head)
    form = client.get(page("volunteer_confirm", event.pk)).context["form"]
    assert form["present"].value() == [branch.member.cadre.pk]
    client.post(page("volunteer_confirm", event.pk), {"present": [branch.member.cadre.pk]})
    assert VisitLog.objects.get().volunteer_event == event


def test_a_list_of_three_costs_what_one_does(log_in, branch, team, django_assert_max_num_queries):
    client = log_in(branch.head)
    for number in range(3):
        make_event(team, by=branch.head, on=COMING + datetime.timedelta(days=number))
        with django_assert_max_num_queries(14):
            client.get(page("volunteers"))
