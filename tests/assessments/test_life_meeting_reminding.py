"""Who is reminded that speeches and reports of a democratic-life meeting are due three days ahead (R16.6)."""

import datetime

import pytest

from accounts.models import Position
from assessments.actions import life_meetings as actions
from assessments.actions.life_meeting_reminding import remind
from core.models import InboxItem
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import AT

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ON = datetime.date(2026, 12, 10)
LAST = ON - 3 * DAY


@pytest.fixture
def committee():
    return make_unit("矿党委", kind="party_committee")


def person(name, unit, position, role=""):
    return make_user(name, cadre=make_cadre(name, unit=unit, position=position), role=role, unit=unit if role else None)


@pytest.fixture
def secretary(committee):
    return person("secretary", committee, Position.HEAD, "secretary")


@pytest.fixture
def member(committee):
    return person("member", committee, Position.LEADERSHIP_MEMBER)


@pytest.fixture
def recorder(committee):
    return person("recorder", committee, Position.CADRE)


@pytest.fixture
def meeting(committee, secretary, member, recorder):
    members = [secretary.cadre, member.cadre]
    facts = {"unit": committee, "title": "年度民主生活会", "on": ON, "recorder": recorder.cadre}
    return actions.plan_life_meeting(members=members, by=secretary, at=AT, **facts)


def told(user):
    steps = InboxItem.objects.filter(user=user).values_list("step", flat=True)
    return sorted(step.rpartition(":")[0] for step in steps if ":" in step)


def sweep(day):
    return remind(at=AT, on=day)


def test_everybody_hears_of_what_is_theirs_once_before_and_once_after_the_last_day(
    meeting, secretary, member, recorder
):
    assert sweep(LAST - 4 * DAY) == 0
    for day in (LAST - 3 * DAY, LAST - DAY, LAST):
        assert sweep(day) == 1
    assert told(member) == ["speech:soon"] and told(recorder) == ["reports:soon"]
    assert told(secretary) == ["reports:soon", "speech:soon"]
    sweep(LAST + DAY)
    assert told(member) == ["speech:late", "speech:soon"]
    assert sweep(ON + DAY) == 0


def test_who_is_ready_hears_nothing(meeting, secretary, member, recorder):
    speech = meeting.speeches.get(cadre=member.cadre)
    actions.prepare_speech(speech, text="对照检查。", is_ready=True, by=member, at=AT)
    days = dict.fromkeys(("organisation_told_on", "discipline_told_on"), AT.date())
    actions.inform(meeting, by=secretary, at=AT, **days)
    sweep(LAST)
    assert told(member) == told(recorder) == [] and told(secretary) == ["speech:soon"]


def test_a_meeting_that_was_moved_is_reminded_of_anew(meeting, secretary, member):
    sweep(LAST)
    members = [secretary.cadre, member.cadre]
    actions.change_life_meeting(meeting, members=members, on=ON + 7 * DAY, by=secretary, at=AT)
    assert sweep(LAST) == 0
    sweep(LAST + 7 * DAY)
    assert told(member) == ["speech:soon", "speech:soon"]
