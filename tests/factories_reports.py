"""Rows of reports, written straight into the tables."""

import datetime
import io
import uuid
from typing import Any

from accounts.models import Unit, User
from reports import jobs
from reports.jobs import Progress
from reports.models import JobState, ReportJob, ReportSubscription

NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
BOOK = b"PK-a-workbook"
PARAMS = {"start": "2026-01-01", "end": "2026-12-31", "period": "year"}


def make_job(by: User, unit: Unit, *, state: str = JobState.WAITING, kind: str = "test", **fields: Any) -> ReportJob:
    """A job of the kind that `register_kind` registers; one that runs is held, one that is done has a file's name."""
    at = fields.setdefault("created_at", NOON)
    if state == JobState.RUNNING:
        held = {"claim": uuid.uuid4(), "claimed_until": at + datetime.timedelta(minutes=2), "started_at": at}
        fields = held | fields
    if state == JobState.DONE:
        kept = {"finished_at": at, "expires_at": at + datetime.timedelta(days=7), "file_name": "报表.xlsx"}
        fields = {"file": "reports/jobs/x.xlsx", "size": len(BOOK), **kept} | fields
    fields = {"title": f"{unit}年度报表", "purpose": "报送党办", "params": PARAMS} | fields
    return ReportJob.objects.create(kind=kind, unit=unit, requested_by=by, state=state, **fields)


def a_book(job: ReportJob, progress: Progress) -> io.BytesIO:
    progress.of(1)
    progress.step()
    return io.BytesIO(BOOK)


def register_kind(monkeypatch: Any, maker: Any = a_book, code: str = "test", **options: Any) -> None:
    """A kind of report for this test only."""
    monkeypatch.setitem(jobs.KINDS, code, jobs.Kind(code, "测试报表", maker, **options))


def make_subscription(unit: Unit, *recipients: User, **fields: Any) -> ReportSubscription:
    """Monthly, from November 2026 on, set up by the first recipient."""
    usual = {"kind": "test", "frequency": "month", "starts_on": NOON.date(), "made_by": recipients[0], "made_at": NOON}
    made = ReportSubscription.objects.create(unit=unit, **usual | fields)
    made.recipients.set(recipients)
    return made
