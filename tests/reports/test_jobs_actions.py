"""Asking for a report, giving it up, fetching it, and what becomes of the file."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.users import revoke_role
from accounts.models import RoleGrant
from core.errors import DomainError
from core.models import AuditEntry
from reports import actions, kept_files
from reports.actions.jobs import MOST_UNFINISHED
from reports.models import JobState, ReportJob
from tests import factories as make
from tests.factories_reports import BOOK, NOON, PARAMS, make_job, register_kind

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def town():
    return make.make_unit("柳溪镇", kind="township")


@pytest.fixture
def secretary(town):
    return make.make_user(cadre=make.make_cadre("陈静", unit=town), role="secretary", unit=town)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    register_kind(monkeypatch)


def ask(user, unit, *, purpose="报送党办", **params):
    return actions.request_report("test", unit=unit, params=PARAMS | params, purpose=purpose, by=user, at=NOON)


def with_file(job):
    """As the worker leaves it."""
    import io
    import uuid

    job.claim = uuid.uuid4()
    kept_files.clean(job)
    job.file, job.size = kept_files.store(job, io.BytesIO(BOOK), ".xlsx")
    ReportJob.objects.filter(pk=job.pk).update(file=job.file)
    return job


def test_a_report_is_asked_for_with_its_purpose_which_is_written_down(secretary, town):
    job = ask(secretary, town)
    assert (job.state, job.title, job.purpose) == (JobState.WAITING, "柳溪镇2026年测试报表", "报送党办")
    entry = AuditEntry.objects.get(action="reports.request_report")
    assert (entry.actor, entry.unit_path) == (secretary, town.path)
    assert entry.data["purpose"] == "报送党办"


def test_a_unit_that_one_does_not_read_is_refused(secretary):
    with pytest.raises(PermissionDenied):
        ask(secretary, make.make_unit("河口镇"))
    assert not ReportJob.objects.exists()


def test_without_a_purpose_nothing_is_made(secretary, town):
    with pytest.raises(DomainError) as refused:
        ask(secretary, town, purpose=" ")
    assert refused.value.field == "purpose"


def test_the_same_report_asked_for_twice_is_one(secretary, town):
    assert ask(secretary, town) == ask(secretary, town)
    assert ReportJob.objects.count() == AuditEntry.objects.filter(action="reports.request_report").count() == 1


def test_nobody_fills_the_queue_alone(secretary, town):
    for number in range(MOST_UNFINISHED):
        ask(secretary, town, number=number)
    with pytest.raises(DomainError, match="正在等待生成"):
        ask(secretary, town, number="more")
    with pytest.raises(DomainError, match="正在等待生成"):
        actions.repeat_report(make_job(secretary, town, state=JobState.CANCELLED), by=secretary, at=NOON)
    other = make.make_user(role="secretary", unit=town)
    assert ask(other, town)


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_what_waits_or_is_being_made_can_be_given_up(secretary, town, state):
    job = make_job(secretary, town, state=state)
    actions.cancel_report(job, by=secretary, at=NOON)
    job.refresh_from_db()
    assert (job.state, job.claim, job.finished_at) == (JobState.CANCELLED, None, NOON)


def test_what_is_made_can_no_longer_be_given_up(secretary, town):
    job = make_job(secretary, town, state=JobState.DONE)
    with pytest.raises(DomainError, match="已经结束"):
        actions.cancel_report(job, by=secretary, at=NOON)


def test_somebody_elses_report_is_not_given_up_nor_made_again(secretary, town):
    other = make.make_user(role="secretary", unit=town)
    with pytest.raises(PermissionDenied):
        actions.cancel_report(make_job(secretary, town), by=other, at=NOON)
    with pytest.raises(PermissionDenied):
        actions.repeat_report(make_job(secretary, town, state=JobState.FAILED), by=other, at=NOON)


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED])
def test_what_was_not_made_or_is_gone_can_be_made_again(secretary, town, state):
    job = make_job(secretary, town, state=state, attempts=3, message="出错", finished_at=NOON)
    actions.repeat_report(job, by=secretary, at=NOON + WEEK)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message, job.finished_at) == (JobState.WAITING, 0, "", None)


def test_a_report_that_is_being_made_is_not_made_again(secretary, town):
    with pytest.raises(DomainError, match="不需要"):
        actions.repeat_report(make_job(secretary, town, state=JobState.RUNNING), by=secretary, at=NOON)


def test_each_download_is_written_down(secretary, town):
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    for _time in range(2):
        with actions.open_report(job, by=secretary, at=NOON) as file:
            assert file.read() == BOOK
    assert AuditEntry.objects.filter(action="reports.download_report", object_id=job.pk).count() == 2


def test_who_lost_the_unit_in_the_meantime_gets_no_file(secretary, town):
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    secretary.grants.update(end=make.START)
    with pytest.raises(PermissionDenied):
        actions.open_report(job, by=secretary, at=NOON)
    assert not AuditEntry.objects.filter(action="reports.download_report").exists()


def test_who_lost_one_of_two_roles_asks_for_a_new_file(secretary, town):
    grant = RoleGrant.objects.create(user=secretary, role="petition_clerk", unit=town, start=make.START)
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    admin = make.make_user(role="organisation_admin", unit=town)
    revoke_role(grant, by=admin, at=NOON)
    with pytest.raises(DomainError, match="权限有了变动"):
        actions.open_report(job, by=secretary, at=NOON)


def test_what_was_made_for_a_principal_is_fetched_while_acting_for_them(secretary, town):
    principal = make.make_user(role="petition_clerk", unit=town)
    job = with_file(make_job(secretary, town, state=JobState.DONE, on_behalf_of=principal))
    with pytest.raises(DomainError, match="代其办理"):
        actions.open_report(job, by=secretary, at=NOON)
    secretary.acting_for = principal
    actions.open_report(job, by=secretary, at=NOON).close()


def test_a_file_that_is_gone_from_the_disk_is_said_so(secretary, town):
    job = make_job(secretary, town, state=JobState.DONE)
    with pytest.raises(DomainError, match="重新生成"):
        actions.open_report(job, by=secretary, at=NOON)


def test_the_file_is_deleted_after_its_time_and_the_row_says_so(secretary, town):
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    assert actions.expire_reports(at=NOON + WEEK - datetime.timedelta(seconds=1)) == 0
    assert kept_files.open_file(job)
    assert actions.expire_reports(at=NOON + WEEK) == 1
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.EXPIRED, "")
    assert not kept_files.folder(job).exists()


def test_a_folder_that_no_row_has_any_more_is_cleared_up_with_the_others(secretary, town):
    kept = with_file(make_job(secretary, town, state=JobState.DONE))
    given_up = make_job(secretary, town, state=JobState.CANCELLED)
    (kept_files.clean(given_up) / "half.part").write_bytes(b"half")
    actions.expire_reports(at=NOON)
    assert not kept_files.folder(given_up).exists()
    assert kept_files.open_file(kept)
