"""Pages of meetings."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.actions import agenda, meetings
from petitions.models import Meeting, MeetingSeries
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import make_case, make_offices
from tests.petitions.test_meetings import FRIDAY, MONDAY, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    def to(day, hour=9):
        monkeypatch.setattr("core.clock.today", lambda: day)
        monkeypatch.setattr("core.clock.now", lambda: at(day, hour))

    to(FRIDAY)
    return to


def page(name, *args):
    return reverse(f"petitions:{name}", args=args)


def plan(offices, title="一季度协调会", on=MONDAY, **fields):
    return meetings.plan_meeting(
        unit=offices.town,
        kind="coordination",
        title=title,
        on=on,
        time=datetime.time(11),
        by=offices.town_secretary,
        at=at(FRIDAY, 8),
        **fields,
    )


@pytest.fixture
def meeting(offices):
    return plan(offices)


def test_a_stranger_is_asked_to_log_in(client, meeting):
    assert "login" in client.get(meeting.get_absolute_url()).url


def test_another_unit_does_not_find_it(client, meeting, offices):
    school = make_unit("县一中", parent=offices.county)
    client.force_login(make_user(cadre=make_cadre(unit=school), role="secretary", unit=school))
    for name in ("meeting", "meeting_minutes", "meeting_change", "meeting_hold", "meeting_cancel", "meeting_agenda"):
        assert client.get(page(name, meeting.pk)).status_code == 404


def test_the_auditor_reads_and_calls_none(client, meeting, offices):
    client.force_login(offices.auditor)
    assert client.get(meeting.get_absolute_url()).status_code == 200
    for name in ("meeting_change", "meeting_hold", "meeting_cancel", "meeting_agenda"):
        assert client.get(page(name, meeting.pk)).status_code == 403
    assert client.get(page("meeting_plan")).status_code == 403


def test_a_meeting_is_planned_once_however_often_the_form_is_sent(client, offices):
    client.force_login(offices.town_secretary)
    key = client.get(page("meeting_plan")).context["once_key"]
    data = {"unit": offices.town.pk, "kind": "exchange", "title": "交流会", "on": "2026-03-09", "time": "09:00"}
    urls = {client.post(page("meeting_plan"), data | {"once_key": key}).url for _n in range(2)}
    assert urls == {Meeting.objects.get().get_absolute_url()}


def test_the_arrangement_can_be_changed(client, meeting, offices):
    client.force_login(offices.town_secretary)
    data = {"title": "协调会", "on": "2026-03-10", "time": "10:00", "version": 0}
    client.post(page("meeting_change", meeting.pk), data | {"invited": [offices.village_cadre.cadre_id]})
    meeting.refresh_from_db()
    assert (meeting.title, meeting.on, meeting.attendances.count()) == ("协调会", datetime.date(2026, 3, 10), 1)
    assert client.get(page("meeting_change", meeting.pk)).status_code == 200


def test_a_meeting_that_was_held_leads_to_its_log(client, meeting, offices, freeze):
    freeze(MONDAY, 15)
    client.force_login(offices.town_secretary)
    data = {"present": [offices.town_leader.cadre_id], "guest_count": 3, "version": 0}
    response = client.post(page("meeting_hold", meeting.pk), data, follow=True)
    meeting.refresh_from_db()
    assert meeting.log.get_absolute_url() in response.content.decode()


def test_a_cancelled_meeting_says_why(client, meeting, offices):
    client.force_login(offices.town_secretary)
    response = client.post(page("meeting_cancel", meeting.pk), {"reason": "防汛", "version": 0}, follow=True)
    assert "防汛" in response.content.decode()


def hand_in(offices, meeting=None, title="路灯"):
    return agenda.hand_in_topic(
        unit=offices.village, title=title, text="坏了", meeting=meeting, by=offices.village_cadre, at=at(FRIDAY, 8)
    )


def test_topics_that_wait_are_put_on_the_agenda(client, meeting, offices):
    topic = hand_in(offices)
    client.force_login(offices.town_secretary)
    assert "路灯" in client.get(page("meeting_agenda", meeting.pk)).content.decode()
    client.post(page("meeting_agenda", meeting.pk), {"topics": [topic.pk], "version": 0})
    assert meeting.topics.get() == topic


def test_the_minutes_are_a_pdf(client, meeting, offices):
    hand_in(offices, meeting)
    client.force_login(offices.town_secretary)
    assert client.get(page("meeting_minutes", meeting.pk)).content.startswith(b"%PDF-")


def test_what_could_not_be_solved_below_can_be_put_to_the_meeting(client, meeting, offices):
    case = make_case(offices.village, text="水渠堵了")
    client.force_login(offices.town_leader)
    text = client.get(meeting.get_absolute_url()).content.decode()
    assert f"?case={case.pk}&amp;meeting={meeting.pk}" in text


def test_a_weekly_meeting_is_begun_and_ended(client, offices):
    client.force_login(offices.town_secretary)
    data = {"unit": offices.town.pk, "kind": "consultation", "title": "周一会商会", "weekday": 0, "time": "11:00"}
    data |= {"topics_days_before": 3, "topics_time": "12:00", "needs_topics": "on"}
    client.post(page("series_start"), data)
    series = MeetingSeries.objects.get()
    assert "星期一" in client.get(page("series")).content.decode()
    client.post(page("series_end", series.pk))
    series.refresh_from_db()
    assert series.ended_on == FRIDAY


def test_the_list_takes_the_same_queries_for_one_and_for_three(client, offices, django_assert_num_queries):
    client.force_login(offices.town_secretary)
    plan(offices)
    client.get(page("meetings"))
    with CaptureQueriesContext(connection) as one:
        client.get(page("meetings"))
    plan(offices)
    plan(offices)
    with django_assert_num_queries(len(one)):
        client.get(page("meetings"))


@pytest.mark.parametrize("name, value", [("topics_until", "0001-01-01T00:00"), ("on", "0001-01-01")])
def test_a_year_that_nobody_means_is_refused(client, offices, name, value):
    client.force_login(offices.town_secretary)
    data = {"unit": offices.town.pk, "kind": "coordination", "title": "会", "on": "2026-03-16", "time": "09:00"}
    answer = client.post(page("meeting_plan"), data | {name: value})
    assert name in answer.context["form"].errors


def test_the_count_of_topics_leaves_out_what_is_said_about_the_reader(client, offices):
    meeting = plan(offices)
    case = make_case(offices.town, kind="accusation")
    for about in (None, case):
        make_topic(offices, meeting, about)
    client.force_login(offices.town_leader)
    (row,) = client.get(page("meetings")).context["object_list"]
    assert row.topic_count == 1


def make_topic(offices, meeting, case):
    words = {"title": "议题", "text": "请研究", "unit": offices.town, "meeting": meeting}
    return agenda.hand_in_topic(**words, case=case, by=offices.town_clerk, at=at(FRIDAY, 8))
