"""Making the reports that wait: under a lease, in a folder of their own, offered only when they are whole.

Killed at any point, a worker leaves a row whose lease runs out and a folder that nothing names: the next one empties
it and makes the report again.
"""

import datetime
import errno
import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.delegations import usable_by
from accounts.models import Delegation, User
from core.errors import DomainError
from reports import jobs, kept_files
from reports.actions.annual import user_reads
from reports.actions.job_notices import tell
from reports.actions.jobs import FREED
from reports.models import JobState, ReportJob, WorkerSign
from reports.querysets.jobs import LEASE
from reports.watching import Watch

logger = logging.getLogger(__name__)
# A report that took so many workers with it is given up.
MOST_ATTEMPTS = 3
# What file systems take, in characters of three bytes.
LONGEST_NAME = 80
FULL = (errno.ENOSPC, errno.EDQUOT)
Clock = Callable[[], datetime.datetime]
Around = Callable[[Path], AbstractContextManager[Any]]


def show_sign(*, at: datetime.datetime) -> None:
    """Leave the worker's sign of life."""
    WorkerSign.objects.update_or_create(pk=1, defaults={"seen_at": at})


def make_next(clock: Clock) -> bool:
    """Make the report that has waited longest; False where none waits. `clock` is asked again when it is made."""
    job = _claim_next(clock())
    if job is not None:
        _make(job, clock, _temporary_files_in)
    return job is not None


def may_make_now(job: ReportJob, *, at: datetime.datetime) -> bool:
    """Whether it can be made while the person waits: no worker looks after it, and it is small."""
    is_waiting = job.state == JobState.WAITING and not WorkerSign.is_fresh(at=at)
    return is_waiting and jobs.KINDS[job.kind].is_small(job.unit, job.params)


def make_now(job: ReportJob, *, by: User, clock: Clock) -> None:
    """Make this one while the person waits. Raises DomainError where it is not to be, or cannot be."""
    if job.requested_by_id != by.pk:
        raise PermissionDenied
    if not may_make_now(job, at=clock()) or not _claim(job, clock()):
        raise DomainError(_("这份报表由后台程序生成，请稍候。"))
    # Other requests run in this process: where its temporary files lie is not this one's to say.
    _make(job, clock, nullcontext)


def _claim_next(at: datetime.datetime) -> ReportJob | None:
    # Whoever waits for a report goes before those that are made by the calendar.
    in_turn = ReportJob.objects.free(at=at).order_by(F("scheduled").asc(nulls_first=True), "created_at", "pk")
    for job in in_turn[:10]:
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(job, at)
        elif _claim(job, at):
            return job
    return None


def _claim(job: ReportJob, at: datetime.datetime) -> bool:
    """Asked again in the update itself: a rival may have taken it in between."""
    job.claim, job.attempts, job.state = uuid.uuid4(), job.attempts + 1, JobState.RUNNING
    held = {"claim": job.claim, "claimed_until": at + LEASE, "state": job.state, "attempts": job.attempts}
    start = {"started_at": at, "done_steps": 0, "all_steps": 0, "message": ""}
    return bool(ReportJob.objects.filter(pk=job.pk).free(at=at).update(**held, **start))


def _give_up(job: ReportJob, at: datetime.datetime) -> None:
    """It has lapsed again and again: whoever makes it dies of it."""
    text = _("生成过程多次中断，已停止。请缩小范围后重试，或联系系统管理员查看后台日志。")
    left = ReportJob.objects.filter(pk=job.pk).free(at=at)
    if left.update(state=JobState.FAILED, message=text, finished_at=at, **FREED):
        kept_files.remove(job)


def _make(job: ReportJob, clock: Clock, around: Around) -> None:
    with translation.override(job.requested_by.language):
        stored, problem = _tried(job, clock, around)
        # Only now: an error would hold what the maker was reading, and SQLite writes nothing beside an old reading.
        if stored:
            _finish(job, *stored, at=clock())
            return
        kept_files.drop(job)
        if problem:
            _fail(job, problem, at=clock())


@dataclass(frozen=True)
class Problem:
    """Why there is no report; `is_told`: not to a recipient who no longer reads the unit, it is nothing of theirs."""

    message: str
    is_told: bool


def _tried(job: ReportJob, clock: Clock, around: Around) -> tuple[tuple[str, int] | None, Problem | None]:
    """The stored file, or why there is none; neither where the report was given up."""
    try:
        return _made_file(job, clock, around), None
    except jobs.Cancelled:
        return None, None
    except Exception as error:
        is_told = not (job.scheduled_id and isinstance(error, PermissionDenied))
        return None, Problem(_reason(job, error), is_told)


def _made_file(job: ReportJob, clock: Clock, around: Around) -> tuple[str, int]:
    kind, progress = jobs.KINDS[job.kind], jobs.Progress()
    folder = kept_files.clean(job)
    with Watch(job, progress, at=clock()), around(folder):
        _restore_authority(job, on=timezone.localdate(clock()))
        with kind.maker(job, progress) as content:
            progress.step(0)
            return kept_files.store(job, content, kind.suffix)


def _restore_authority(job: ReportJob, *, on: datetime.date) -> None:
    """The report is made with the rights that its reader has now. Raises PermissionDenied where these are gone."""
    reader = job.reader()
    if job.on_behalf_of and Delegation.objects.filter(usable_by(reader, on), principal=job.on_behalf_of).exists():
        reader.acting_for = job.on_behalf_of
    kept_back = job.is_personal and not jobs.KINDS[job.kind].is_personal(job.unit, reader)
    if kept_back or not user_reads(reader, job.unit):
        raise PermissionDenied


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """What a maker writes on the way lies on the disk of the data and goes with the job, also after a kill."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def _reason(job: ReportJob, error: Exception) -> str:
    if isinstance(error, DomainError):
        return error.message
    if isinstance(error, PermissionDenied):
        return _("您已无权读取该单位的记录，报表没有生成。")
    if isinstance(error, OSError) and error.errno in FULL:
        return _("服务器磁盘空间不足，报表没有生成。请联系系统管理员清理后重新生成。")
    logger.exception("Report %s (%s) failed", job.pk, job.kind, exc_info=error)
    return _("生成时出错，报表没有生成。请重新生成；仍不成功的，请联系系统管理员查看后台日志。")


@transaction.atomic
def _finish(job: ReportJob, name: str, size: int, *, at: datetime.datetime) -> None:
    """Offer the file and say so, unless the report was given up in the last moment."""
    file = {"file": name, "size": size, "file_name": f"{job.title[:LONGEST_NAME]}{jobs.KINDS[job.kind].suffix}"}
    expires_at = at + datetime.timedelta(days=settings.REPORT_KEPT_DAYS)
    if not _end(job, JobState.DONE, finished_at=at, expires_at=expires_at, **file):
        kept_files.drop(job)
        return
    body = _("文件保留%(days)s天，请及时下载。") % {"days": settings.REPORT_KEPT_DAYS}
    tell(job, _("报表已生成：%(title)s") % {"title": job.title}, body, at=at)


@transaction.atomic
def _fail(job: ReportJob, problem: Problem, *, at: datetime.datetime) -> None:
    if _end(job, JobState.FAILED, message=problem.message, finished_at=at) and problem.is_told:
        tell(job, _("报表未能生成：%(title)s") % {"title": job.title}, problem.message, at=at)


def _end(job: ReportJob, state: str, **fields: Any) -> bool:
    """False where the job is no longer this worker's."""
    held = ReportJob.objects.filter(pk=job.pk, claim=job.claim)
    return bool(held.update(state=state, **fields, **FREED))
