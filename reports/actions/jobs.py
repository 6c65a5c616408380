"""Asking for a report that the worker makes, giving it up, fetching it, and deleting what was kept long enough."""

import datetime
import shutil
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, Unit, User
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import lock
from core.models import AuditEntry
from reports import jobs, kept_files
from reports.actions.annual import user_reads
from reports.models import JobState, ReportJob

# So many reports of one person may wait at a time: nobody keeps the worker from the others.
MOST_UNFINISHED = 5
FREED = {"claim": None, "claimed_until": None}


@transaction.atomic
def request_report(
    kind: str, *, unit: Unit, params: dict[str, Any], purpose: str, by: User, at: datetime.datetime
) -> ReportJob:
    """Leave a report for the worker. `kind` is a code of jobs.KINDS, `params` what its maker expects (JSON). Asked for
    again while the same one waits, it is that one.

    Side effect: one audit entry. Raises PermissionDenied for a unit that the user does not read, DomainError without
    a purpose and where too many of the user's reports wait.
    """
    if not user_reads(by, unit):
        raise PermissionDenied
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    waiting = _waiting(by)
    for job in waiting:
        if (job.kind, job.unit_id, job.params) == (kind, unit.pk, params):
            return job
    _check_room(waiting)
    job = new_job(kind, unit=unit, params=params, purpose=purpose, by=by, at=at)
    _record("reports.request_report", job, by=by, at=at, purpose=purpose, phones=job.is_personal, **params)
    return job


def _waiting(by: User) -> list[ReportJob]:
    asked = ReportJob.objects.filter(requested_by=by, on_behalf_of=by.acting_for, scheduled=None)
    return list(asked.unfinished())


def _check_room(waiting: list[ReportJob]) -> None:
    if len(waiting) >= MOST_UNFINISHED:
        text = _("您已有%(most)d份报表正在等待生成，请待其完成或取消后再申请。")
        raise DomainError(text % {"most": MOST_UNFINISHED})


def new_job(
    kind: str, *, unit: Unit, params: dict[str, Any], purpose: str, by: User, at: datetime.datetime, **fields: Any
) -> ReportJob:
    """The row that the worker finds. Part of an action."""
    known = jobs.KINDS[kind]
    fields = {"is_personal": known.is_personal(unit, by)} | fields
    return ReportJob.objects.create(
        kind=kind,
        unit=unit,
        params=params,
        title=known.title(unit, params)[:200],
        purpose=purpose,
        requested_by=by,
        on_behalf_of=by.acting_for,
        created_at=at,
        **fields,
    )


@transaction.atomic
def cancel_report(job: ReportJob, *, by: User, at: datetime.datetime) -> ReportJob:
    """Give it up, also while it is being made: the worker notices within seconds and leaves nothing behind."""
    job = _own(job, by)
    if not job.may_become(JobState.CANCELLED) or jobs.KINDS[job.kind].is_settled(job):
        raise DomainError(_("这份报表已经结束，不能再取消。"))
    _set(job, JobState.CANCELLED, finished_at=at, **FREED)
    _record("reports.cancel_report", job, by=by, at=at)
    return job


@transaction.atomic
def repeat_report(job: ReportJob, *, by: User, at: datetime.datetime) -> ReportJob:
    """Have it made again: after an error, after it was given up, or when the file is no longer kept."""
    job = _own(job, by)
    if not job.may_become(JobState.WAITING):
        raise DomainError(_("这份报表不需要重新生成。"))
    _check_room(_waiting(by))
    is_personal = job.is_personal and jobs.KINDS[job.kind].is_personal(job.unit, by)
    times = {"started_at": None, "finished_at": None, "created_at": at}
    _set(job, JobState.WAITING, message="", attempts=0, done_steps=0, all_steps=0, is_personal=is_personal, **times)
    _record("reports.repeat_report", job, by=by, at=at)
    return job


def open_report(job: ReportJob, *, by: User, at: datetime.datetime) -> IO[bytes]:
    """The file, for who may have it now. Side effect: one audit entry. Raises DomainError where it is not there, and
    where it was made with rights that the user does not have any more."""
    if not ReportJob.objects.visible_to(by).filter(pk=job.pk).exists():
        raise PermissionDenied
    _check_rights(job, by, at=at)
    file = kept_files.open_file(job) if job.state == JobState.DONE else None
    if file is None:
        raise DomainError(_("文件已不在服务器上，请重新生成。"))
    with transaction.atomic():
        _record("reports.download_report", job, by=by, at=at, purpose=job.purpose)
    return file


def _check_rights(job: ReportJob, by: User, *, at: datetime.datetime) -> None:
    """What is in the file goes by the rights of when it was made: those of a principal, and of every role held then."""
    if job.on_behalf_of and job.on_behalf_of != by.acting_for:
        text = _("这份报表是代%(name)s申请的，请在代其办理时下载。")
        raise DomainError(text % {"name": job.on_behalf_of})
    people, since = {job.requested_by_id, job.on_behalf_of_id} - {None}, job.started_at or job.created_at
    days = {"end__gte": timezone.localdate(since), "end__lt": timezone.localdate(at)}
    revoked = AuditEntry.objects.filter(object_type="accounts.user", object_id__in=map(str, people), at__gte=since)
    if (
        RoleGrant.objects.filter(user__in=people, **days).exists()
        or revoked.filter(action="accounts.revoke_role").exists()
    ):
        raise DomainError(_("这份报表生成之后，您的权限有了变动，请重新申请。"))


def expire_reports(*, at: datetime.datetime) -> int:
    """Delete the files that were kept long enough; returns how many. The rows stay."""
    over = list(ReportJob.objects.to_expire(at=at))
    for job in over:
        # Asked again in the update itself: it may have been made anew in between.
        if ReportJob.objects.filter(pk=job.pk).to_expire(at=at).update(state=JobState.EXPIRED, file=""):
            kept_files.remove(job)
    _clear_up()
    return len(over)


def _clear_up() -> None:
    """Folders of jobs that have no file (any more): a process was killed between the row and the disk."""
    there = kept_files.left_behind()
    have = ReportJob.objects.filter(pk__in=there, state__in=(JobState.RUNNING, JobState.DONE))
    for key in there.keys() - set(have.values_list("pk", flat=True)):
        shutil.rmtree(there[key], ignore_errors=True)


def _own(job: ReportJob, by: User) -> ReportJob:
    """The row as it is now; PermissionDenied for somebody else's."""
    job = lock(job)
    if job.requested_by_id != by.pk:
        raise PermissionDenied
    return job


def _set(job: ReportJob, state: str, **fields: Any) -> None:
    for name, value in {"state": state, **fields}.items():
        setattr(job, name, value)
    job.save(update_fields=["state", *fields])


def _record(action: str, job: ReportJob, *, by: User, at: datetime.datetime, **data: Any) -> None:
    audit.record(action, job, by=by, at=at, unit_path=job.unit.path, data={"kind": job.kind, **data})
