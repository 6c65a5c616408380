"""Meetings (R14.1-4, R15): nobody enters them twice, topics close in time, decisions are followed until done."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core import sweeps
from core.errors import DomainError
from core.models import InboxItem
from petitions.actions import agenda, meetings, series
from petitions.actions.agenda import Decided
from petitions.models import Decision, Meeting, Topic
from tests.factories_petitions import make_offices
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
CHINA = datetime.timezone(datetime.timedelta(hours=8))
MONDAY = datetime.date(2026, 3, 9)
FRIDAY = datetime.date(2026, 3, 6)


def at(day, hour=9):
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=CHINA)


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def meeting(offices):
    return meetings.plan_meeting(
        unit=offices.town,
        kind="coordination",
        title="一季度协调会",
        on=MONDAY,
        time=datetime.time(11),
        chair=offices.town_leader.cadre,
        invited=[offices.village_cadre.cadre],
        topics_until=at(FRIDAY, 12),
        by=offices.town_secretary,
        at=at(FRIDAY, 8),
    )


def hand_in(offices, meeting=None, hour=10, title="路灯"):
    return agenda.hand_in_topic(
        unit=offices.village, title=title, text="坏了", meeting=meeting, by=offices.village_cadre, at=at(FRIDAY, hour)
    )


def test_those_invited_find_it_in_the_inbox(offices, meeting):
    assert InboxItem.objects.filter(user=offices.village_cadre).count() == 1
    assert Meeting.objects.visible_to(offices.village_cadre).exists()
    assert not Meeting.objects.visible_to(offices.department_clerk).exists()


def test_a_meeting_that_was_held_is_a_log_that_nobody_types(offices, meeting):
    present = [offices.village_cadre.cadre, offices.town_leader.cadre]
    held = meetings.hold_meeting(meeting, present=present, guest_count=8, by=offices.town_secretary, at=at(MONDAY, 15))
    log = VisitLog.objects.get()
    assert (held.log, log.kind.code, log.unit, log.people_count) == (log, "coordination_meeting", offices.town, 10)
    assert log.participants.get(is_lead=True).cadre == offices.town_leader.cadre


@pytest.mark.parametrize(("day", "present", "message"), [(FRIDAY, 1, "还没有到"), (MONDAY, 0, "到会人员")])
def test_a_meeting_that_cannot_have_been_held_is_refused(offices, meeting, day, present, message):
    people = [offices.village_cadre.cadre][:present]
    with pytest.raises(DomainError, match=message):
        meetings.hold_meeting(meeting, present=people, by=offices.town_secretary, at=at(day))
    assert not VisitLog.objects.exists()


def test_topics_are_taken_until_the_list_closes(offices, meeting):
    hand_in(offices, meeting, hour=12)
    with pytest.raises(DomainError, match="截止"):
        hand_in(offices, meeting, hour=13)
    assert meeting.topics.count() == 1


def test_a_decision_has_a_unit_and_is_followed_until_done(offices, meeting):
    topic = hand_in(offices, meeting)
    decided = Decided("三日内修好", offices.department, offices.department_clerk.cadre, MONDAY)
    agenda.decide_topic(topic, [decided], by=offices.town_secretary, at=at(MONDAY, 15))
    decision = Decision.objects.get()
    assert list(Decision.objects.visible_to(offices.department_clerk)) == [decision]
    assert list(Decision.objects.overdue(on=datetime.date(2026, 3, 10))) == [decision]
    agenda.report_decision(decision, result="已修好", done_on=MONDAY, by=offices.department_clerk, at=at(MONDAY, 17))
    assert not Decision.objects.open().exists()
    with pytest.raises(DomainError):
        agenda.report_decision(decision, result="再报", by=offices.department_clerk, at=at(MONDAY, 18))


def test_without_agreement_the_topic_waits_for_the_leaders(offices, meeting):
    topic = hand_in(offices, meeting)
    raised = agenda.take_up_topic(topic, memo="两家意见不一", by=offices.town_secretary, at=at(MONDAY, 15))
    topic.refresh_from_db()
    assert (topic.state, raised.meeting, raised.taken_from) == ("taken_up", None, topic)
    assert "两家意见不一" in raised.text


def test_a_cancelled_meeting_leaves_its_topics_waiting(offices, meeting):
    topic = hand_in(offices, meeting)
    meetings.cancel_meeting(meeting, reason="防汛", by=offices.town_secretary, at=at(FRIDAY, 15))
    topic.refresh_from_db()
    assert topic.meeting is None


def test_who_calls_no_meetings_there_plans_none(offices):
    with pytest.raises(PermissionDenied):
        meetings.plan_meeting(
            unit=offices.county,
            kind="exchange",
            title="交流会",
            on=MONDAY,
            time=datetime.time(9),
            by=offices.town_secretary,
            at=at(FRIDAY),
        )


@pytest.fixture
def weekly(offices):
    return series.start_series(
        unit=offices.town,
        kind="consultation",
        title="周一会商会",
        weekday=0,
        members=[offices.town_leader.cadre],
        by=offices.town_secretary,
        at=at(FRIDAY),
    )


def test_the_next_meeting_of_a_series_is_planned_once_and_takes_the_topics_that_wait(offices, weekly):
    topic = hand_in(offices)
    thursday = datetime.date(2026, 3, 5)
    assert series.plan_series(on=thursday, at=at(thursday)) == 1
    assert series.plan_series(on=thursday, at=at(thursday)) == 0
    planned = Meeting.objects.get()
    topic.refresh_from_db()
    assert (planned.on, planned.topics_until, topic.meeting) == (MONDAY, at(FRIDAY, 12), planned)


def test_the_beat_plans_them(offices, weekly):
    sweeps.run("often", at=at(FRIDAY, 8), on=FRIDAY)
    assert Meeting.objects.get().on == MONDAY


def test_no_topics_no_meeting(offices, weekly):
    series.plan_series(on=FRIDAY, at=at(FRIDAY, 11))
    series.plan_series(on=FRIDAY, at=at(FRIDAY, 13))
    assert Meeting.objects.get().state == "cancelled"
    assert not Topic.objects.exists()


def test_a_series_that_ended_plans_nothing_more(offices, weekly):
    series.plan_series(on=FRIDAY, at=at(FRIDAY, 8))
    series.end_series(weekly, on=FRIDAY, by=offices.town_secretary, at=at(FRIDAY, 9))
    assert Meeting.objects.get().state == "cancelled"
    assert series.plan_series(on=MONDAY, at=at(MONDAY)) == 0
