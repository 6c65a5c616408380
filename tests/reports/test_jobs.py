"""The rows and the registry of reports that the worker makes."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from core import periods
from reports import jobs
from reports.models import JobState, ReportJob
from reports.models.jobs import TRANSITIONS
from tests import factories as make
from tests.factories_reports import NOON, make_job

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def test_a_job_is_seen_by_who_asked_for_it_and_by_nobody_else(secretary, town):
    job = make_job(secretary, town)
    admin = make.make_user(role="system_admin", unit=town)
    assert list(ReportJob.objects.visible_to(secretary)) == [job]
    assert not ReportJob.objects.visible_to(admin).exists()


def test_who_no_longer_reads_the_unit_does_not_see_what_they_asked_for(secretary, town):
    make_job(secretary, make.make_unit("河口镇"))
    assert not ReportJob.objects.visible_to(secretary).exists()


def test_a_report_with_telephone_numbers_goes_with_the_role_that_keeps_them(town):
    auditor = make.make_user(role="auditor", unit=town)
    make_job(auditor, town, is_personal=True)
    plain = make_job(auditor, town)
    assert list(ReportJob.objects.visible_to(auditor)) == [plain]


def test_a_job_is_free_while_it_waits_and_when_the_lease_of_its_worker_is_over(secretary, town):
    waiting = make_job(secretary, town)
    running = make_job(secretary, town, state=JobState.RUNNING)
    make_job(secretary, town, state=JobState.FAILED)
    assert list(ReportJob.objects.free(at=NOON)) == [waiting]
    assert set(ReportJob.objects.free(at=NOON + 3 * MINUTE)) == {waiting, running}


def test_a_lease_from_before_the_clock_was_set_back_counts_for_nothing(secretary, town):
    running = make_job(secretary, town, state=JobState.RUNNING, claimed_until=NOON + 60 * MINUTE)
    assert list(ReportJob.objects.free(at=NOON)) == [running]


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("running", {"claim": None}),
        ("waiting", {"claimed_until": NOON}),
        ("done", {"file": ""}),
        ("failed", {"file": "x"}),
    ],
)
def test_what_can_never_be_is_refused_by_the_database(secretary, town, state, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job(secretary, town, state=state, **fields)


def test_every_state_leads_somewhere_known():
    assert TRANSITIONS.keys() == set(JobState.values)
    assert all(after <= set(JobState.values) for after in TRANSITIONS.values())


def test_a_step_ends_the_maker_once_nobody_waits_for_the_report():
    progress = jobs.Progress()
    progress.of(2)
    progress.step()
    progress.is_cancelled = True
    with pytest.raises(jobs.Cancelled):
        progress.step()
    assert (progress.done, progress.total) == (1, 2)


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, None), (0, 3, 0), (2, 3, 66), (5, 3, 100)])
def test_how_far_it_is_in_percent(done, total, percent):
    assert ReportJob(done_steps=done, all_steps=total).percent == percent


def test_a_period_goes_into_the_params_and_comes_back():
    quarter = periods.quarter(datetime.date(2026, 11, 20))
    assert jobs.period_of(jobs.params_of(quarter)) == quarter
    assert jobs.period_of({}) is None


def test_the_annual_workbook_is_called_by_unit_and_year(town):
    params = jobs.params_of(periods.year(datetime.date(2026, 1, 1)))
    assert jobs.KINDS["annual"].title(town, params) == "柳溪镇2026年联系群众工作报表"
