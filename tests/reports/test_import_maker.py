"""A large workbook is brought in by the worker, as a whole or not at all, and can be given up until then."""

import pytest
from django.urls import reverse

from accounts.models import Unit
from core import clock
from core.errors import DomainError
from reports import import_maker, jobs
from reports.actions import making, request_report
from reports.actions.jobs import cancel_report
from reports.models import ImportState, JobState, ReportJob
from tests import factories as make
from tests.factories_imports import book_of, check_in

pytestmark = pytest.mark.django_db
ROWS = [["单位名称", "单位类型", "上级单位"], *([f"第{number}村", "村", "江平县"] for number in range(1, 5))]


@pytest.fixture(autouse=True)
def small_worker(monkeypatch, noon):
    """A worker is there, and four rows are many."""
    monkeypatch.setattr(import_maker, "SMALL_ROWS", 3)
    monkeypatch.setattr("reports.views.imports.SMALL_ROWS", 3)
    monkeypatch.setattr(clock, "now", lambda: noon)
    making.show_sign(at=noon)


@pytest.fixture
def admin():
    return make.make_user("admin", role="organisation_admin", unit=make.make_unit("江平县", kind="county"))


@pytest.fixture
def batch(admin, noon):
    return check_in("units", book_of(*ROWS), unit=Unit.objects.get(), by=admin, at=noon)


@pytest.fixture
def job(batch, admin, noon, log_in):
    client = log_in(admin)
    seen = client.get(batch.get_absolute_url()).context["form"]["fingerprint"].value()
    response = client.post(batch.get_absolute_url(), {"fingerprint": seen}, follow=True)
    found = ReportJob.objects.get()
    assert response.redirect_chain[-1][0] == found.get_absolute_url() and "正在后台导入" in response.content.decode()
    return found


@pytest.mark.django_db(transaction=True)
def test_the_worker_brings_it_in_and_says_what_became_of_each_row(job, batch, client, admin):
    assert Unit.objects.count() == 1
    assert making.make_next(clock.now)
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state, Unit.objects.count()) == (JobState.DONE, ImportState.APPLIED, 5)
    assert job.all_steps in (0, import_maker.STEPS) and job.file_name.endswith(".xlsx")
    assert batch.get_absolute_url() in client.get(job.get_absolute_url()).content.decode()


def test_while_it_waits_it_is_not_started_again(job, batch, client):
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "查看进度" in page and 'name="fingerprint"' not in page


def test_given_up_nothing_is_written(job, batch):
    progress = jobs.Progress()
    progress.is_cancelled = True
    with pytest.raises(jobs.Cancelled):
        import_maker.bring_in(job, progress)
    batch.refresh_from_db()
    assert (batch.state, Unit.objects.count()) == (ImportState.CHECKED, 1)


def test_given_up_at_the_last_moment_nothing_is_written(job, batch, monkeypatch):
    def step(progress, n=1):
        progress.done += n
        if progress.done == import_maker.STEPS:
            ReportJob.objects.update(state=JobState.CANCELLED)

    monkeypatch.setattr(jobs.Progress, "step", step)
    with pytest.raises(jobs.Cancelled):
        import_maker.bring_in(ReportJob.objects.get(pk=job.pk), jobs.Progress())
    batch.refresh_from_db()
    assert (batch.state, Unit.objects.count()) == (ImportState.CHECKED, 1)


def test_once_it_is_written_it_is_not_said_to_be_given_up(job, admin, noon):
    import_maker.bring_in(job, jobs.Progress()).close()
    with pytest.raises(DomainError, match="不能再取消"):
        cancel_report(job, by=admin, at=noon)


def test_done_again_after_a_crash_it_changes_nothing(job, batch):
    import_maker.bring_in(job, jobs.Progress()).close()
    import_maker.bring_in(job, jobs.Progress()).close()
    assert Unit.objects.count() == 5


def test_what_was_thrown_away_meanwhile_is_said(batch, admin, noon):
    params = {"batch": 0, "fingerprint": "x"}
    job = request_report("import", unit=batch.unit, params=params, purpose="导入", by=admin, at=noon)
    with pytest.raises(Exception, match="已被删除"):
        import_maker.bring_in(job, jobs.Progress())


def test_without_a_worker_it_is_done_at_once(batch, admin, log_in, monkeypatch, noon):
    monkeypatch.setattr("reports.models.WorkerSign.is_fresh", lambda *, at: False)
    client = log_in(admin)
    seen = client.get(batch.get_absolute_url()).context["form"]["fingerprint"].value()
    page = client.post(batch.get_absolute_url(), {"fingerprint": seen}, follow=True).content.decode()
    assert "已导入：新增4" in page and reverse("reports:import_undo", args=[batch.pk]) in page
    assert Unit.objects.count() == 5
