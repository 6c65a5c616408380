"""R17.3: an emergency is told at once, written down in time, acknowledged, and what was done goes back (R17.4)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessments.actions.officers_incidents import acknowledge, feed_back, pass_on, report_incident, write_report
from assessments.actions.officers_keeping import save_settings
from assessments.models import IncidentReport
from core.errors import DomainError
from core.models import AuditEntry, InboxItem, OutboxMessage
from tests.factories_assessments_officers import DAY, NOON, make_incident, make_mine
from tests.factories_duties import figures, load_book, owed
from tests.petitions.test_at_once import at_once
from visits.models import Matter, VisitLog

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def mine():
    return make_mine()


def tell(mine, **fields):
    values = {"title": "皮带机着火", "place": "三采区", "happened_at": NOON - HOUR, "by": mine.officer, "at": NOON}
    return report_incident(mine.officer.cadre, **(values | fields))


def logs(kind):
    return list(VisitLog.objects.filter(kind__code=kind).values_list("first_day", "unit__name", "content"))


def test_it_is_told_first_and_written_down_later(mine):
    report = tell(mine)
    assert (logs("incident"), logs("written_report")) == ([(DAY, "早班", "皮带机着火")], [])
    assert not report.is_in_time and report.due_at == NOON + 23 * HOUR
    report = write_report(report, text="经过如下。", by=mine.officer, at=NOON + 20 * HOUR)
    assert logs("written_report") == [(datetime.date(2026, 3, 3), "早班", "皮带机着火")]
    assert report.is_in_time
    with pytest.raises(DomainError, match="已经提交"):
        write_report(report, text="再写一次", by=mine.officer, at=NOON + 21 * HOUR)


@pytest.mark.parametrize(("hours", "in_time"), [(23, True), (24, False)])
def test_the_hours_run_from_what_happened(mine, hours, in_time):
    report = write_report(tell(mine), text="经过如下。", by=mine.officer, at=NOON + hours * HOUR)
    assert report.is_in_time is in_time
    assert IncidentReport.objects.written_in_time().exists() is in_time
    assert tell(mine).is_overdue(NOON + hours * HOUR) is not in_time


def test_the_hours_are_those_that_held_when_it_happened(mine):
    when = {"by": mine.personnel, "at": NOON}
    save_settings(mine.company, effective_from=DAY, incident_hours=48, **{**when, "by": None})
    save_settings(mine.mine, effective_from=DAY, incident_hours=12, **when)
    save_settings(mine.mine, effective_from=DAY + datetime.timedelta(1), incident_hours=6, **when)
    assert tell(mine).hours_allowed == 12
    assert tell(mine, happened_at=NOON - 24 * HOUR).hours_allowed == 24


def test_rule_17_3_is_owed_with_the_incident_and_met_with_the_report(mine):
    load_book("r17", mine.company)
    report = tell(mine)
    assert figures(owed("17.3", mine.officer.cadre)) == (1, 0, False)
    write_report(report, text="经过如下。", by=mine.officer, at=NOON + 20 * HOUR)
    assert figures(owed("17.3", mine.officer.cadre)) == (1, 1, True)


def test_leader_and_secretary_hear_at_once_without_a_name(mine):
    report = tell(mine)
    told = InboxItem.objects.filter(what=f"incident:{report.pk}")
    assert {item.user for item in told} == {mine.leader, mine.secretary}
    letters = OutboxMessage.objects.all()
    assert {letter.recipient for letter in letters} == {mine.leader, mine.secretary}
    assert all(letter.urgent and letter.not_before == NOON for letter in letters)
    for letter in letters:
        assert report.get_absolute_url() in letter.text
        assert not any(word in letter.subject + letter.text for word in ("刘建军", "皮带机"))


def test_who_wants_no_mail_finds_it_in_the_inbox(mine):
    mine.leader.mail_preference = "off"
    mine.leader.save()
    tell(mine)
    assert InboxItem.objects.filter(user=mine.leader).exists()
    assert not OutboxMessage.objects.filter(recipient=mine.leader).exists()


def test_it_is_acknowledged_and_answered(mine):
    report = acknowledge(tell(mine), by=mine.secretary, at=NOON)
    with pytest.raises(DomainError, match="已由secretary签收"):
        acknowledge(report, by=mine.leader, at=NOON)
    report = feed_back(report, done="已更换皮带。", by=mine.leader, at=NOON + HOUR)
    assert (report.acknowledged_by, report.done_by) == (mine.secretary, mine.leader)
    titles = InboxItem.objects.filter(user=mine.officer).order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["您的突发情况报告已签收", "您的突发情况报告有处理结果"]
    assert IncidentReport.objects.open().count() == 0


def test_who_answers_has_taken_note(mine):
    assert feed_back(tell(mine), done="已处理。", by=mine.leader, at=NOON).acknowledged_by == mine.leader


def test_nobody_answers_their_own(mine):
    secretary = mine.secretary
    secretary.cadre.posts.create(unit=mine.section, title="政工联络员", position="liaison_officer", start=DAY)
    report = report_incident(secretary.cadre, title="停电", place="井口", happened_at=NOON, by=secretary, at=NOON)
    for act in (
        lambda: acknowledge(report, by=secretary, at=NOON),
        lambda: feed_back(report, done="好", by=secretary, at=NOON),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_it_becomes_a_matter_that_is_followed(mine):
    report = tell(mine)
    matter = pass_on(report, text="请更换老化皮带", unit=mine.section, by=mine.officer, at=NOON)
    assert (matter.unit, matter.state, matter.log) == (mine.section, "open", report.log)
    with pytest.raises(DomainError, match="已经转为诉求"):
        pass_on(report, text="再来一次", unit=mine.section, by=mine.officer, at=NOON)
    assert Matter.objects.count() == 1
    with pytest.raises(PermissionDenied):
        pass_on(tell(mine), text="请处理", unit=mine.section, by=mine.leader, at=NOON)


def test_what_was_handed_in_on_paper_counts_from_then(mine):
    report = tell(mine, text="经过如下。", reported_at=NOON + HOUR, by=mine.secretary, at=NOON + 48 * HOUR)
    assert report.is_in_time and report.recorded_by == mine.secretary
    for when in (NOON - 2 * HOUR, NOON + 49 * HOUR):
        with pytest.raises(DomainError, match="现在之前"):
            tell(mine, text="经过", reported_at=when, by=mine.secretary, at=NOON + 48 * HOUR)
    with pytest.raises(DomainError, match="以提交时间为准"):
        tell(mine, text="经过", reported_at=NOON, at=NOON + 48 * HOUR)
    assert IncidentReport.objects.count() == 1


@pytest.mark.parametrize("user", ["worker", "leader", "auditor", "stranger"])
def test_others_report_nothing_in_the_officers_name(mine, user):
    with pytest.raises(PermissionDenied):
        tell(mine, by=getattr(mine, user))
    assert not VisitLog.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"happened_at": NOON + HOUR}, "happened_at"),
        ({"happened_at": NOON - 90 * 24 * HOUR}, "happened_at"),
        ({"title": " "}, "title"),
        ({"place": " "}, "place"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(mine, wrong, field):
    with pytest.raises(DomainError) as refused:
        tell(mine, **wrong)
    assert refused.value.field == field
    assert not VisitLog.objects.exists() and not AuditEntry.objects.exists()


def test_the_database_knows_no_report_without_a_text(mine):
    for wrong in ({"reported_at": NOON}, {"text": "经过"}, {"told_at": NOON - HOUR}, {"done_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_incident(mine.officer.cadre, mine.team, by=mine.officer, **wrong)


@pytest.mark.django_db(transaction=True)
def test_two_who_acknowledge_at_once(mine):
    report = tell(mine)
    results = at_once(*(lambda who=who: acknowledge(report, by=who, at=NOON) for who in (mine.leader, mine.secretary)))
    assert sorted(type(one).__name__ for one in results) == ["IncidentReport", "str"]
