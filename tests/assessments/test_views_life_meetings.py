"""Democratic-life meetings (R16.6): three days ahead, speeches that few read, oral reports that nobody enters twice."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Position
from assessments.actions import life_meetings as actions
from assessments.models import LifeMeeting, Speech
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import AT
from visits.models import LogState, VisitLog

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
ON = datetime.date(2026, 12, 10)
AFTER = AT + datetime.timedelta(days=21)


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def committee():
    return make_unit("矿党委", kind="party_committee")


def person(name, unit, position=Position.LEADERSHIP_MEMBER, role=""):
    return make_user(name, cadre=make_cadre(name, unit=unit, position=position), role=role, unit=unit if role else None)


@pytest.fixture
def secretary(committee):
    return person("secretary", committee, Position.HEAD, "secretary")


@pytest.fixture
def member(committee):
    return person("member", committee)


@pytest.fixture
def recorder(committee):
    return person("recorder", committee, Position.CADRE)


@pytest.fixture
def meeting(committee, secretary, member, recorder):
    return actions.plan_life_meeting(
        unit=committee,
        title="年度民主生活会",
        on=ON,
        members=[secretary.cadre, member.cadre],
        recorder=recorder.cadre,
        by=secretary,
        at=AT,
    )


def prepare(meeting, *users, told=TODAY, by):
    for user in users:
        speech = meeting.speeches.get(cadre=user.cadre)
        actions.prepare_speech(speech, text="对照检查", is_ready=True, by=user, at=AT)
    actions.inform(meeting, organisation_told_on=told, discipline_told_on=told, by=by, at=AT)
    meeting.refresh_from_db()


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def test_its_members_are_told_once_to_prepare(meeting, member):
    notice = InboxItem.objects.get(user=member)
    assert "2026-12-07" in notice.title


def test_told_upward_and_all_speeches_ready_is_one_log(meeting, secretary, member):
    prepare(meeting, secretary, by=secretary)
    assert meeting.ready_log is None
    prepare(meeting, member, by=secretary)
    assert (meeting.ready_log.kind.code, meeting.ready_log.first_day) == ("written_report", TODAY)
    assert VisitLog.objects.count() == 1


def test_a_speech_taken_back_takes_the_log_back(meeting, secretary, member):
    prepare(meeting, secretary, member, by=secretary)
    log = meeting.ready_log
    actions.prepare_speech(meeting.speeches.get(cadre=member.cadre), text="再改", is_ready=False, by=member, at=AT)
    meeting.refresh_from_db()
    log.refresh_from_db()
    assert (meeting.ready_log, log.state) == (None, LogState.WITHDRAWN)


def test_held_it_writes_its_log_and_the_oral_reports(meeting, secretary, member, recorder):
    actions.hold_life_meeting(
        meeting, present=[secretary.cadre, member.cadre], reported=[member.cadre], minutes="记录", by=recorder, at=AFTER
    )
    written = [(log.kind.code, log.first_day, log.cadres.count()) for log in VisitLog.objects.order_by("pk")]
    assert written == [("democratic_life_meeting", ON, 2), ("oral_report", ON, 1)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"at": AT}, "会后再登记"),
        ({"present": []}, "到会人员"),
        ({"present": [], "reported": []}, "到会人员"),
        ({"minutes": " "}, "会议记录"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(meeting, secretary, change, said):
    held = {"present": [secretary.cadre], "reported": [], "minutes": "记录", "by": secretary, "at": AFTER}
    with pytest.raises(DomainError, match=said):
        actions.hold_life_meeting(meeting, **held | change)
    assert not VisitLog.objects.exists()


def test_who_was_not_there_reported_nothing(meeting, secretary, member):
    with pytest.raises(DomainError, match="没有到会"):
        actions.hold_life_meeting(
            meeting, present=[secretary.cadre], reported=[member.cadre], minutes="记录", by=secretary, at=AFTER
        )


def test_a_member_who_wrote_a_speech_is_not_moved_out(meeting, secretary, member):
    prepare(meeting, member, by=secretary)
    with pytest.raises(DomainError, match="不能移出"):
        actions.change_life_meeting(meeting, members=[secretary.cadre], by=secretary, at=AT)


def test_called_off_that_it_was_prepared_counts_no_more(meeting, secretary, member):
    prepare(meeting, secretary, member, by=secretary)
    actions.cancel_life_meeting(meeting, reason="推迟", by=secretary, at=AT)
    assert VisitLog.objects.get().state == LogState.WITHDRAWN


def test_a_speech_is_read_by_its_author_the_head_and_the_recorder(client, meeting, secretary, member, recorder):
    prepare(meeting, member, by=secretary)
    other = person("other", meeting.unit)
    Speech.objects.create(meeting=meeting, cadre=other.cadre)
    for user, reads in ((member, True), (secretary, True), (other, False)):
        client.force_login(user)
        assert ("对照检查" in client.get(meeting.get_absolute_url()).content.decode()) is reads
    assert "对照检查" not in str(list(AuditEntry.objects.values()))


def test_nobody_writes_another_ones_speech(client, meeting, secretary, member):
    client.force_login(secretary)
    speech = meeting.speeches.get(cadre=member.cadre)
    assert client.post(page("speech", speech.pk), {"text": "代写"}).status_code == 403


def test_a_meeting_is_nothing_to_a_stranger_or_a_colleague_who_is_not_in_it(client, meeting, committee):
    assert "login" in client.get(meeting.get_absolute_url()).url
    client.force_login(person("colleague", committee, Position.CADRE))
    assert client.get(meeting.get_absolute_url()).status_code == 404


def test_the_minutes_are_for_those_who_took_part_and_above(client, meeting, secretary, member, committee):
    actions.hold_life_meeting(
        meeting, present=[secretary.cadre], reported=[], minutes="批评与自我批评", by=secretary, at=AFTER
    )
    keeper = person("keeper", committee, Position.CADRE, "personnel")
    for user, status in ((member, 200), (secretary, 200), (keeper, 403)):
        client.force_login(user)
        assert client.get(page("life_meeting_minutes", meeting.pk)).status_code == status
        assert ("批评与自我批评" in client.get(meeting.get_absolute_url()).content.decode()) is (status == 200)


def test_an_auditor_reads_and_calls_nothing(client, meeting, committee):
    client.force_login(make_user("auditor", role="auditor", unit=committee))
    assert client.get(meeting.get_absolute_url()).status_code == 200
    for name in ("life_meeting_edit", "life_meeting_inform", "life_meeting_hold", "life_meeting_cancel"):
        assert client.get(page(name, meeting.pk)).status_code == 403
    assert client.get(page("life_meeting_new")).status_code == 403


def test_it_is_planned_in_the_browser(client, committee, secretary, member, recorder):
    client.force_login(secretary)
    proposed = client.get(page("life_meeting_new")).context["form"]["members"].initial
    assert set(proposed) == {secretary.cadre.pk, member.cadre.pk}
    form = {"unit": committee.pk, "title": "民主生活会", "on": "2026-12-12", "members": [member.cadre.pk]}
    client.post(page("life_meeting_new"), form)
    assert LifeMeeting.objects.get().speeches.get().cadre == member.cadre
