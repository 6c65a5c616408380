"""Reports that are made regularly: once for each period that ended, for those who may read them."""

import contextlib
import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.models import AuditEntry, InboxItem, OutboxMessage
from reports import actions
from reports.actions import making
from reports.models import JobState, ReportJob, ReportSubscription, ScheduledReport
from reports.models.subscriptions import MOST_RECIPIENTS
from tests import factories as make
from tests.factories_reports import NOON, make_subscription, register_kind

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    register_kind(monkeypatch, periods=("month", "year"))
    monkeypatch.setattr(making, "Watch", lambda *_args, **_named: contextlib.nullcontext())


def subscribe(unit, by, **changes):
    asked = {"kind": "test", "frequency": "month", "delay_days": 3, "starts_on": DAY, "recipients": [by]}
    return actions.subscribe(unit=unit, **asked | changes, by=by, at=NOON, on=DAY)


def due(on):
    return actions.make_scheduled(at=NOON, on=on)


def test_a_keeper_sets_it_up_and_that_is_written_down(secretary, town):
    found = subscribe(town, secretary)
    assert list(found.recipients.all()) == [secretary]
    assert AuditEntry.objects.get(action="reports.subscribe").unit_path == town.path


def test_who_only_reads_the_unit_sets_up_nothing(town):
    with pytest.raises(PermissionDenied):
        subscribe(town, make.make_user(role="leader", unit=town))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"frequency": "quarter"}, "report"),
        ({"kind": "unknown"}, "report"),
        ({"starts_on": datetime.date(2025, 1, 1)}, "starts_on"),
        ({"delay_days": 32}, "delay_days"),
        ({"delay_days": 0}, "delay_days"),
        ({"recipients": []}, "recipients"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_is_mended(secretary, town, changes, field):
    with pytest.raises(DomainError) as refused:
        subscribe(town, secretary, **changes)
    assert refused.value.field == field
    assert not ReportSubscription.objects.exists()


def test_a_second_one_for_the_same_is_refused_until_the_first_has_ended(secretary, town):
    first = subscribe(town, secretary)
    with pytest.raises(DomainError, match="已经设置"):
        subscribe(town, secretary)
    actions.end_subscription(first, by=secretary, at=NOON)
    assert subscribe(town, secretary) != first


def test_who_does_not_read_the_unit_is_no_recipient(secretary, town):
    stranger = make.make_user(role="secretary", unit=make.make_unit("河口镇"), name="李四")
    with pytest.raises(DomainError, match="李四不能查看"):
        subscribe(town, secretary, recipients=[secretary, stranger])


def test_recipients_are_few_enough_to_make_a_report_for_each(secretary, town):
    many = [make.make_user(role="leader", unit=town) for _n in range(MOST_RECIPIENTS)]
    with pytest.raises(DomainError, match="1至20"):
        subscribe(town, secretary, recipients=[secretary, *many])


def test_it_is_due_once_its_period_and_the_days_of_grace_are_over(secretary, town):
    make_subscription(town, secretary, starts_on=DAY, delay_days=3)
    assert [due(datetime.date(2026, 12, day)) for day in (1, 2, 3, 4)] == [0, 0, 1, 0]
    report = ScheduledReport.objects.get()
    assert (report.start, report.end) == (datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
    job = ReportJob.objects.get()
    assert (job.requested_by, job.unit, job.title) == (secretary, town, "柳溪镇2026年11月测试报表")


def test_missed_beats_lose_nothing_and_repeated_ones_make_nothing_twice(secretary, town):
    make_subscription(town, secretary, starts_on=DAY)
    later = datetime.date(2027, 2, 10)
    assert due(later) == 3
    assert due(later) == 0
    starts = list(ScheduledReport.objects.order_by("start").values_list("start", flat=True))
    assert starts == [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)]


def test_the_next_day_on_which_it_is_made_is_the_day_on_which_it_is_made(secretary, town):
    found = make_subscription(town, secretary, starts_on=DAY, delay_days=3)
    for day in (DAY, datetime.date(2026, 12, 2)):
        assert found.next_on(on=day) == datetime.date(2026, 12, 3)
    assert found.next_on(on=datetime.date(2026, 12, 3)) == datetime.date(2027, 1, 3)


def test_each_recipient_gets_a_report_with_their_own_rights_and_without_telephone_numbers(secretary, town):
    leader = make.make_user(role="leader", unit=town)
    make_subscription(town, secretary, leader)
    due(datetime.date(2027, 1, 1))
    made = ReportJob.objects.filter(scheduled__start=datetime.date(2026, 11, 1))
    assert {job.requested_by for job in made} == {secretary, leader}
    assert not ReportJob.objects.filter(is_personal=True).exists()


def test_recipients_who_no_longer_read_the_unit_or_left_get_nothing(secretary, town):
    lost, gone = (make.make_user(role="leader", unit=town) for _n in range(2))
    make_subscription(town, secretary, lost, gone)
    lost.grants.update(end=DAY)
    gone.is_active = False
    gone.save()
    due(datetime.date(2026, 12, 10))
    assert [job.requested_by for job in ReportJob.objects.all()] == [secretary]


def test_who_lost_the_unit_between_the_beat_and_the_worker_is_not_even_told(secretary, town):
    make_subscription(town, secretary)
    due(datetime.date(2026, 12, 10))
    secretary.grants.update(end=DAY)
    making.make_next(lambda: NOON)
    assert ReportJob.objects.get().state == JobState.FAILED
    assert not InboxItem.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_mail_carries_a_link_and_neither_the_file_nor_a_name(secretary, town, settings):
    make_subscription(town, secretary)
    due(datetime.date(2026, 12, 10))
    making.make_next(lambda: NOON)
    job, letter = ReportJob.objects.get(), OutboxMessage.objects.get()
    assert f"{settings.BASE_URL}/reports/jobs/{job.pk}/" in letter.text
    assert (letter.recipient, letter.html) == (secretary, "")
    assert "陈静" not in letter.subject + letter.text
    assert InboxItem.objects.get(user=secretary).url == job.get_absolute_url()


def test_who_wants_no_mail_finds_it_in_the_inbox(secretary, town):
    secretary.mail_preference = "off"
    secretary.save()
    make_subscription(town, secretary)
    due(datetime.date(2026, 12, 10))
    making.make_next(lambda: NOON)
    assert not OutboxMessage.objects.exists()
    assert InboxItem.objects.filter(user=secretary).exists()


def test_who_waits_for_a_report_goes_before_those_made_by_the_calendar(secretary, town):
    make_subscription(town, secretary)
    due(datetime.date(2026, 12, 10))
    own = actions.request_report("test", unit=town, params={}, purpose="报送", by=secretary, at=clock_after())
    making.make_next(clock_after)
    own.refresh_from_db()
    assert own.state == JobState.DONE


def clock_after():
    return NOON + datetime.timedelta(hours=1)


def test_after_a_change_the_new_recipients_get_the_next_one(secretary, town):
    found, leader = make_subscription(town, secretary), make.make_user(role="leader", unit=town)
    asked = {"delay_days": 5, "recipients": [leader], "by": secretary, "at": NOON, "on": DAY}
    actions.change_subscription(found, version=0, **asked)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.change_subscription(found, version=0, **asked)
    found.refresh_from_db()
    assert (found.delay_days, list(found.recipients.all())) == (5, [leader])


def test_what_has_ended_is_made_no_more_and_not_changed(secretary, town):
    found = make_subscription(town, secretary)
    actions.end_subscription(found, by=secretary, at=NOON)
    assert due(datetime.date(2027, 1, 10)) == 0
    with pytest.raises(DomainError, match="已经停止"):
        actions.end_subscription(found, by=secretary, at=NOON)


@pytest.mark.parametrize(("kind", "suffix"), [("rollup", ".xlsx"), ("brief", ".pdf")])
def test_the_report_of_a_month_is_made(secretary, town, kind, suffix, monkeypatch):
    # The watch has a connection of its own, which sees nothing of what this test has not committed.
    monkeypatch.setattr("reports.watching.SECONDS", 60)
    make_subscription(town, secretary, kind=kind)
    due(datetime.date(2026, 12, 10))
    making.make_next(lambda: NOON)
    job = ReportJob.objects.get()
    assert job.state == JobState.DONE, job.message
    assert job.file.name.endswith(suffix)
