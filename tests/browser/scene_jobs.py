"""Reports that the worker makes, one that is made regularly, and a form of the organisation's own."""

import datetime
import io
import uuid
from typing import TYPE_CHECKING

from core import clock, periods
from core.files import CheckedFile
from reports import actions, jobs, kept_files
from reports.exports.own_form import check_form
from reports.exports.own_form_example import example_form
from reports.models import JobState, ReportJob, ScheduledReport

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_jobs(scene: "Scene") -> None:
    secretary, now = scene.users["secretary"], clock.now()
    content = example_form()
    about = {"unit": scene.town, "by": secretary, "at": now}
    file = CheckedFile("季报.xlsx", "application/xlsx", content)
    actions.add_form(name="季报", file=file, checked=check_form(content), **about)
    settings = {"kind": "rollup", "frequency": "month", "delay_days": 3, "starts_on": scene.today}
    made = actions.subscribe(recipients=[secretary], **settings, **about, on=scene.today)
    month = periods.month(scene.today).previous
    report = ScheduledReport.objects.create(subscription=made, start=month.start, end=month.end, made_at=now)
    asked = {"params": jobs.params_of(month), "purpose": "报送县委办", "unit": scene.town}
    running = actions.request_report("annual", **asked, by=secretary, at=now - datetime.timedelta(hours=1))
    held = {"claim": uuid.uuid4(), "claimed_until": now + datetime.timedelta(hours=1)}
    ReportJob.objects.filter(pk=running.pk).update(state=JobState.RUNNING, done_steps=3, all_steps=5, **held)
    done = actions.request_report("rollup", **asked, by=secretary, at=now)
    done.claim = uuid.uuid4()
    name, size = kept_files.store(done, io.BytesIO(content), ".xlsx")
    kept = {"file": name, "size": size, "file_name": "汇总表.xlsx", "scheduled": report, "finished_at": now}
    week = now + datetime.timedelta(days=7)
    ReportJob.objects.filter(pk=done.pk).update(state=JobState.DONE, expires_at=week, **kept)
