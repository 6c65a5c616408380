"""How the worker makes what waits: whole or not at all, in turn, with the rights of who asked."""

import contextlib
import datetime
import errno
import io
import tempfile

import pytest

from accounts.models import Delegation
from core.errors import DomainError
from core.models import InboxItem
from reports import jobs, kept_files, tasks
from reports.actions import making
from reports.models import JobState, ReportJob, WorkerSign
from tests import factories as make
from tests.factories_reports import BOOK, NOON, make_job, register_kind

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_thread(monkeypatch):
    """The thread sees only what is committed; it has its own tests (test_making_watched.py)."""
    monkeypatch.setattr(making, "Watch", lambda *_args, **_named: contextlib.nullcontext())


def make_next(at=NOON):
    return making.make_next(lambda: at)


def now_of(job):
    job.refresh_from_db()
    return job


def test_the_report_that_waited_longest_is_made_and_offered(secretary, town, monkeypatch, settings):
    register_kind(monkeypatch)
    later = make_job(secretary, town, created_at=NOON + MINUTE)
    job = make_job(secretary, town, params={"number": 1})
    assert make_next(NOON + MINUTE)
    assert (now_of(job).state, now_of(later).state) == (JobState.DONE, JobState.WAITING)
    assert job.expires_at == NOON + MINUTE + datetime.timedelta(days=settings.REPORT_KEPT_DAYS)
    assert (job.size, kept_files.open_file(job).read()) == (len(BOOK), BOOK)
    assert InboxItem.objects.get(user=secretary).url == f"/reports/jobs/{job.pk}/"


def test_where_nothing_waits_nothing_is_made(secretary, town):
    make_job(secretary, town, state=JobState.CANCELLED)
    assert not make_next()


def test_what_another_worker_has_in_hand_is_left_to_it(secretary, town, monkeypatch):
    register_kind(monkeypatch)
    job = make_job(secretary, town, state=JobState.RUNNING)
    assert not make_next()
    assert make_next(NOON + 3 * MINUTE)
    assert now_of(job).state == JobState.DONE


def test_what_a_killed_worker_left_half_written_is_gone_when_the_report_is_made_again(secretary, town, monkeypatch):
    register_kind(monkeypatch)
    job = make_job(secretary, town, state=JobState.RUNNING)
    half = kept_files.clean(job) / "half.xlsx"
    half.write_bytes(b"half")
    make_next(NOON + 3 * MINUTE)
    left = [path for path in kept_files.folder(job).rglob("*") if path.is_file()]
    assert [path.as_posix() for path in left] == [now_of(job).file.path]


def test_a_report_that_takes_each_worker_with_it_is_given_up(secretary, town, monkeypatch):
    register_kind(monkeypatch)
    job = make_job(secretary, town, state=JobState.RUNNING, attempts=making.MOST_ATTEMPTS)
    assert not make_next(NOON + 3 * MINUTE)
    assert now_of(job).state == JobState.FAILED
    assert "多次中断" in job.message


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘空间不足"),
        (DomainError("年度尚未开始。"), "年度尚未开始。"),
        (ZeroDivisionError(), "生成时出错"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_no_file(secretary, town, monkeypatch, error, said):
    def broken(job, progress):
        (kept_files.workshop(job) / "half.xlsx").write_bytes(b"half")
        raise error

    register_kind(monkeypatch, broken)
    job = make_job(secretary, town)
    assert make_next()
    assert (now_of(job).state, job.file.name) == (JobState.FAILED, "")
    assert said in job.message
    assert not kept_files.folder(job).exists()


def test_a_disk_that_fills_up_while_the_file_is_stored_is_said_too(secretary, town, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    register_kind(monkeypatch)
    monkeypatch.setattr(kept_files.default_storage, "save", full)
    job = make_job(secretary, town)
    make_next()
    assert "磁盘空间不足" in now_of(job).message


def test_a_report_given_up_while_it_is_made_leaves_nothing(secretary, town, monkeypatch):
    def given_up(job, progress):
        free = {"claim": None, "claimed_until": None}
        ReportJob.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, **free)
        progress.is_cancelled = True
        return io.BytesIO(BOOK)

    register_kind(monkeypatch, given_up)
    job = make_job(secretary, town)
    make_next()
    assert (now_of(job).state, job.file.name) == (JobState.CANCELLED, "")
    assert not kept_files.folder(job).exists()
    assert not InboxItem.objects.exists()


def test_a_worker_that_lost_its_job_destroys_nothing_of_the_next_ones(secretary, town, monkeypatch):
    def overtaken(job, progress):
        """Another worker took it over, and was quicker."""
        register_kind(monkeypatch)
        ReportJob.objects.filter(pk=job.pk).update(claimed_until=NOON - MINUTE)
        assert make_next()
        progress.is_cancelled = True
        return io.BytesIO(b"old")

    register_kind(monkeypatch, overtaken)
    job = make_job(secretary, town)
    make_next()
    assert now_of(job).state == JobState.DONE
    assert kept_files.open_file(job).read() == BOOK


def test_a_report_given_up_in_the_very_last_moment_is_not_offered(secretary, town, monkeypatch):
    def too_late(job, progress):
        ReportJob.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, claim=None, claimed_until=None)
        return io.BytesIO(BOOK)

    register_kind(monkeypatch, too_late)
    job = make_job(secretary, town)
    make_next()
    assert (now_of(job).state, job.file.name) == (JobState.CANCELLED, "")
    assert not kept_files.folder(job).exists()


def test_who_lost_the_unit_before_it_was_made_gets_nothing(secretary, town, monkeypatch):
    register_kind(monkeypatch)
    job = make_job(secretary, make.make_unit("河口镇"))
    make_next()
    assert now_of(job).state == JobState.FAILED
    assert "无权" in job.message


@pytest.mark.parametrize(("days", "state"), [(0, JobState.DONE), (1, JobState.FAILED)])
def test_who_acts_for_another_does_so_until_the_delegation_ends(secretary, town, monkeypatch, days, state):
    register_kind(monkeypatch)
    deputy, day = make.make_user(), datetime.date(2026, 11, 20)
    Delegation.objects.create(principal=secretary, deputy=deputy, start=day, end=day)
    job = make_job(deputy, town, on_behalf_of=secretary)
    make_next(NOON + datetime.timedelta(days=days))
    assert now_of(job).state == state


def test_a_makers_temporary_files_lie_in_the_folder_of_the_job(secretary, town, monkeypatch):
    seen = []

    def maker(job, progress):
        seen.append((tempfile.gettempdir(), str(kept_files.workshop(job))))
        return io.BytesIO(BOOK)

    register_kind(monkeypatch, maker)
    make_job(secretary, town)
    before = tempfile.tempdir
    make_next()
    assert len(set(seen[0])) == 1
    assert tempfile.tempdir == before


def test_the_task_makes_all_that_waits_and_leaves_a_sign_of_life(secretary, town, monkeypatch):
    register_kind(monkeypatch)
    for number in range(3):
        make_job(secretary, town, params={"number": number})
    monkeypatch.setattr(tasks.clock, "now", lambda: NOON)
    assert not WorkerSign.is_fresh(at=NOON)
    assert tasks.make_reports() == 3
    assert WorkerSign.is_fresh(at=NOON + 2 * MINUTE)
    assert not WorkerSign.is_fresh(at=NOON + 4 * MINUTE)


def test_a_worker_at_a_long_report_counts_as_running(secretary, town):
    make_job(secretary, town, state=JobState.RUNNING)
    assert WorkerSign.is_fresh(at=NOON + MINUTE)


def test_where_no_worker_runs_a_small_one_is_made_while_the_person_waits(secretary, town, monkeypatch):
    register_kind(monkeypatch, is_small=lambda unit, params: True)
    job = make_job(secretary, town)
    making.make_now(job, by=secretary, clock=lambda: NOON)
    assert now_of(job).state == JobState.DONE


@pytest.mark.parametrize(("is_small", "sign"), [(False, False), (True, True)])
def test_a_large_one_and_one_that_a_worker_will_make_wait(secretary, town, monkeypatch, is_small, sign):
    register_kind(monkeypatch, is_small=lambda unit, params: is_small)
    job = make_job(secretary, town)
    if sign:
        making.show_sign(at=NOON)
    with pytest.raises(DomainError, match="后台程序"):
        making.make_now(job, by=secretary, clock=lambda: NOON)
    assert now_of(job).state == JobState.WAITING


def test_the_annual_workbook_is_made_by_the_worker_as_it_is_at_once(secretary, town):
    make.make_log(secretary.cadre, unit=town, by=secretary, day=make.START)
    job = make_job(secretary, town, kind="annual", is_personal=True)
    make_next()
    assert now_of(job).state == JobState.DONE, job.message
    assert job.file_name == f"{job.title}.xlsx"
    assert jobs.KINDS["annual"].is_small(town, job.params)
