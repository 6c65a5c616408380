"""The delegates' meeting names who takes on what was heard, sends it up, and follows the answer (R8.4)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import DomainError
from petitions.actions import agenda, meetings
from petitions.actions.sending_up import send_up_topic
from petitions.models import Case, Party, SentUp
from tests.factories import make_cadre, make_user
from tests.factories_petitions import AT, make_offices
from tests.factories_volunteers import make_team

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def delegate(offices):
    cadre = make_cadre("代表甲", unit=offices.town)
    make_team(offices.town, cadre, name="第一小组", kind="delegates_group")
    return make_user("delegate", cadre=cadre)


@pytest.fixture
def meeting(offices, delegate):
    call = {"unit": offices.town, "title": "党代表会议", "on": TODAY, "time": datetime.time(9)}
    return meetings.plan_meeting(kind="delegates", invited=[delegate.cadre], by=offices.town_secretary, at=AT, **call)


@pytest.fixture
def topic(offices, delegate, meeting):
    return agenda.hand_in_topic(
        unit=offices.town, title="村级道路", text="三个村都反映道路破损。", meeting=meeting, by=delegate, at=AT
    )


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def send_up(topic, offices, by, **changes):
    named = {"proposal_kind": "proposal", "undertaker": offices.village, "lead": offices.village_cadre.cadre}
    return send_up_topic(topic, **named | changes, by=by, at=AT)


def test_from_the_office_it_is_assigned_to_whom_the_meeting_named(offices, topic):
    sent = send_up(topic, offices, offices.town_clerk)
    case = Case.objects.get(pk=sent.case_id)
    assert (case.proposal_kind, case.handling_unit, case.kind) == ("proposal", offices.village, "suggestion")
    assert [row.cadre for row in case.handlers.all()] == [offices.village_cadre.cadre]
    topic.refresh_from_db()
    assert topic.state == "sent_up"


@pytest.mark.parametrize("who", ["delegate", "secretary"])
def test_from_anybody_else_it_waits_for_the_office_with_their_names(offices, topic, delegate, who):
    sent = send_up(topic, offices, delegate if who == "delegate" else offices.town_secretary)
    assert (sent.undertaker, sent.lead) == (offices.village, offices.village_cadre.cadre)
    assert (sent.case.state, sent.case.unit) == ("received", offices.town)
    assert "柳树村" in sent.case.text


def test_nobody_else_sends_up(offices, topic):
    for user in (offices.department_clerk, offices.auditor, offices.village_cadre):
        with pytest.raises(PermissionDenied):
            send_up(topic, offices, user)
    assert not Case.objects.exists()


def test_it_is_sent_up_once(offices, topic):
    send_up(topic, offices, offices.town_clerk)
    with pytest.raises(DomainError):
        send_up(topic, offices, offices.town_clerk)
    assert Case.objects.count() == 1


def test_only_a_delegates_meeting_that_has_come_sends_up(offices, delegate):
    day = TODAY + datetime.timedelta(days=1)
    for kind, on in (("briefing", TODAY), ("delegates", day)):
        call = {"unit": offices.town, "title": "会", "on": on, "time": datetime.time(9)}
        other = meetings.plan_meeting(kind=kind, by=offices.town_secretary, at=AT, **call)
        topic = agenda.hand_in_topic(unit=offices.town, title="甲", text="乙", meeting=other, by=delegate, at=AT)
        with pytest.raises(PermissionDenied):
            send_up(topic, offices, offices.town_clerk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"proposal_kind": "wish"}, "proposal_kind"), ({"due": datetime.date(2026, 11, 19)}, "due")],
)
def test_a_refusal_leaves_the_topic_where_it_was(offices, topic, changes, field):
    with pytest.raises(DomainError) as refused:
        send_up(topic, offices, offices.town_clerk, **changes)
    assert refused.value.field == field
    topic.refresh_from_db()
    assert topic.state == "handed_in"


def test_holding_the_meeting_counts_as_an_activity_of_delegates(offices, meeting, delegate):
    held = meetings.hold_meeting(meeting, present=[delegate.cadre], by=offices.town_secretary, at=AT)
    assert held.log.kind.code == "delegate_activity"


def test_the_form_asks_for_undertaker_and_lead(log_in, offices, topic):
    client, url = log_in(offices.town_clerk), reverse("petitions:topic_send_up", args=[topic.pk])
    assert set(client.post(url, {"proposal_kind": "motion"}).context["form"].errors) == {"undertaker", "lead"}
    sent = {"proposal_kind": "motion", "undertaker": offices.village.pk, "lead": offices.village_cadre.cadre.pk}
    client.post(url, sent)
    assert SentUp.objects.get().case.proposal_kind == "motion"
    assert log_in(offices.auditor).get(url).status_code == 403
    assert log_in(offices.department_clerk).get(url).status_code == 404


def test_everybody_at_the_meeting_follows_the_answer_unless_it_came_to_be_about_them(log_in, offices, topic, delegate):
    case = send_up(topic, offices, offices.town_clerk).case
    Case.objects.filter(pk=case.pk).update(result="已列入明年计划", answered_on=TODAY)
    page = log_in(delegate).get(topic.meeting.get_absolute_url())
    assert "已列入明年计划" in page.content.decode()
    Party.objects.create(case=case, role="recused", cadre=delegate.cadre, declared_at=AT)
    assert "已列入明年计划" not in log_in(delegate).get(topic.meeting.get_absolute_url()).content.decode()
