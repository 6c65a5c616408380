"""R17.1, 17.5, 17.8: trainings, meetings, reading and marks of officers."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessments.actions import officers_keeping as keeping
from assessments.actions.officers_reading import list_reading, retire_reading, tick_read
from assessments.models import OfficerMark, OfficerSettings, OfficerTraining, Reading
from assessments.selectors.officers import missing_readers, settings_of, to_read
from core.errors import DomainError
from core.models import InboxItem
from petitions.actions.meetings import hold_meeting
from tests.factories_assessments_officers import DAY, NOON, make_mine, make_officer, make_reading
from tests.factories_duties import figures, load_book, owed
from tests.petitions.test_at_once import at_once

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def mine():
    return make_mine()


def train(mine, **fields):
    values = {"title": "联络员职责", "on": DAY, "hours": Decimal("1.5"), "cadres": [mine.officer.cadre]}
    return keeping.record_training(mine.mine, **(values | {"by": mine.personnel, "at": NOON} | fields))


# --- settings


def test_the_nearest_unit_above_decides_from_its_day_on(mine):
    when = {"by": mine.personnel, "at": NOON}
    keeping.save_settings(mine.mine, effective_from=DAY, incident_hours=12, term_months=24, **when)
    assert settings_of(mine.team, DAY).incident_hours == 12
    assert settings_of(mine.team, DAY - ONE_DAY).incident_hours == 24
    assert settings_of(mine.company, DAY).incident_hours == 24
    with pytest.raises(DomainError, match="已有自这一天起"):
        keeping.save_settings(mine.mine, effective_from=DAY, incident_hours=10, **when)
    with pytest.raises(DomainError, match="1至240"):
        keeping.save_settings(mine.mine, effective_from=DAY + ONE_DAY, incident_hours=0, **when)
    with pytest.raises(DomainError, match="1至90"):
        keeping.save_settings(mine.mine, effective_from=DAY + ONE_DAY, incident_hours=1, feedback_days=91, **when)
    assert OfficerSettings.objects.count() == 1


@pytest.mark.parametrize("user", ["secretary", "leader", "officer", "auditor", "stranger"])
def test_only_personnel_and_administrators_set(mine, user):
    with pytest.raises(PermissionDenied):
        keeping.save_settings(mine.mine, effective_from=DAY, incident_hours=12, by=getattr(mine, user), at=NOON)


# --- trainings


def test_a_training_is_recorded_and_corrected(mine):
    other = make_officer("李梅", mine.other_team)
    training = train(mine)
    training = keeping.change_training(
        training,
        title="联络员职责",
        on=DAY,
        hours=Decimal(2),
        cadres=[other],
        by=mine.secretary,
        at=NOON,
        version=training.version,
    )
    assert list(training.cadres.all()) == [other]
    with pytest.raises(DomainError, match="已被他人修改"):
        keeping.change_training(
            training, title="x", on=DAY, hours=Decimal(2), cadres=[other], by=mine.secretary, at=NOON, version=0
        )


def test_only_officers_are_trained_as_officers(mine):
    with pytest.raises(DomainError, match="王强在2026-03-02不是“一号矿”的联络员"):
        train(mine, cadres=[mine.officer.cadre, mine.worker.cadre])
    for wrong in ({"cadres": []}, {"hours": Decimal(0)}, {"on": DAY + ONE_DAY}, {"title": " "}):
        with pytest.raises(DomainError):
            train(mine, **wrong)
    for user in (mine.officer, mine.leader, mine.auditor, mine.stranger):
        with pytest.raises(PermissionDenied):
            train(mine, by=user)
    assert not OfficerTraining.objects.exists()


# --- meetings


def test_all_officers_are_invited_and_the_meeting_counts(mine):
    load_book("r17", mine.company)
    other = make_officer("李梅", mine.other_team)
    meeting = keeping.call_meeting(
        mine.mine, title="联络员例会", on=DAY, time=datetime.time(9), by=mine.secretary, at=NOON
    )
    assert {row.cadre for row in meeting.attendances.all()} == {mine.officer.cadre, other}
    assert InboxItem.objects.filter(user=mine.officer, title__startswith="会议通知").exists()
    meeting = hold_meeting(meeting, present=[other], minutes="听取情况。", by=mine.secretary, at=NOON)
    assert (meeting.log.kind.code, list(meeting.log.cadres.all())) == ("officers_meeting", [other])
    assert not meeting.attendances.get(cadre=mine.officer.cadre).was_there
    assert figures(owed("17.5", mine.mine, "2026-03-01")) == (1, 1, True)


def test_a_meeting_needs_officers(mine):
    when = {"title": "例会", "on": DAY, "time": datetime.time(9)}
    with pytest.raises(DomainError, match="没有联络员"):
        keeping.call_meeting(mine.other_team, **when, by=mine.secretary, at=NOON)
    with pytest.raises(PermissionDenied):
        keeping.call_meeting(mine.mine, **when, by=mine.officer, at=NOON)


# --- reading


def listed(mine, **fields):
    values = {"title": "新规", "issued_on": DAY, "text": "第一条", "by": mine.secretary, "at": NOON, "on": DAY}
    return list_reading(mine.mine, **(values | fields))


def test_what_is_listed_is_read_once_and_who_has_not_is_known(mine):
    other = make_officer("李梅", mine.other_team)
    item = listed(mine)
    assert InboxItem.objects.get(user=mine.officer).title == "请先学文件：新规"
    for _twice in range(2):
        tick_read(item, mine.officer.cadre, on=DAY, by=mine.officer, at=NOON)
    assert Reading.objects.get().cadre == mine.officer.cadre
    assert [post.cadre for post in missing_readers(item, on=DAY)] == [other]
    assert [entry.is_read for entry in to_read([mine.officer.cadre], mine.team)] == [True]


def test_nobody_ticks_for_another_or_without_being_officer(mine):
    item = listed(mine)
    with pytest.raises(PermissionDenied):
        tick_read(item, mine.officer.cadre, on=DAY, by=mine.secretary, at=NOON)
    with pytest.raises(DomainError, match="不是“一号矿”的联络员"):
        tick_read(item, mine.worker.cadre, on=DAY, by=mine.worker, at=NOON)
    retire_reading(item, on=DAY, by=mine.secretary, at=NOON)
    with pytest.raises(DomainError, match="已经停用"):
        tick_read(item, mine.officer.cadre, on=DAY, by=mine.officer, at=NOON)
    assert to_read([mine.officer.cadre], mine.team) == []


def test_what_is_of_another_part_of_the_tree_is_not_owed(mine):
    make_reading(mine.other_team)
    assert to_read([mine.officer.cadre], mine.team) == []


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"text": ""}, {"issued_on": DAY + ONE_DAY}, {"read_by": DAY - ONE_DAY}]
)
def test_a_list_entry_that_cannot_be_read_is_refused(mine, wrong):
    with pytest.raises(DomainError):
        listed(mine, **wrong)
    assert not InboxItem.objects.exists()


def test_officers_and_auditors_list_nothing(mine):
    for user in (mine.officer, mine.leader, mine.auditor, mine.stranger):
        with pytest.raises(PermissionDenied):
            listed(mine, by=user)


# --- the mark


def mark(mine, officer=None, by=None, reason="工作扎实"):
    return keeping.give_mark(officer or mine.officer.cadre, reason=reason, on=DAY, by=by or mine.personnel, at=NOON)


def test_a_mark_says_why_by_whom_and_when_and_ends_with_a_reason(mine):
    given = mark(mine)
    assert (given.reason, given.given_by, given.on, given.unit) == ("工作扎实", mine.personnel, DAY, mine.team)
    assert InboxItem.objects.get(user=mine.officer).title == "您已列为专职岗位优先考虑人选"
    with pytest.raises(DomainError, match="已经列为"):
        mark(mine)
    with pytest.raises(DomainError, match="写明取消的原因"):
        keeping.end_mark(given, reason=" ", on=DAY, by=mine.personnel, at=NOON)
    keeping.end_mark(given, reason="已转任专职", on=DAY, by=mine.personnel, at=NOON)
    assert mark(mine).pk != given.pk


def test_who_may_not_mark(mine):
    for user in (mine.officer, mine.leader, mine.auditor, mine.stranger):
        with pytest.raises(PermissionDenied):
            mark(mine, by=user)
    with pytest.raises(DomainError, match="现在不是联络员"):
        mark(mine, mine.worker.cadre)
    own = mine.personnel.cadre
    own.posts.create(unit=mine.section, title="政工联络员", position="liaison_officer", start=DAY)
    with pytest.raises(PermissionDenied):
        mark(mine, own)


def test_the_database_holds_one_mark_in_force_with_its_end(mine):
    mark(mine)
    row = {"officer": mine.officer.cadre, "unit": mine.team, "reason": "好", "on": DAY}
    for wrong in ({}, {"ended_on": DAY}, {"ended_on": DAY - ONE_DAY, "ended_reason": "错"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficerMark.objects.create(**row, **wrong)


@pytest.mark.django_db(transaction=True)
def test_two_marks_at_once_are_one(mine):
    results = at_once(*(lambda who=who: mark(mine, by=who) for who in (mine.personnel, mine.secretary)))
    assert sorted(type(one).__name__ for one in results) == ["OfficerMark", "str"]
