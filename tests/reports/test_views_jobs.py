"""The pages of reports that the worker makes."""

import pytest
from django.urls import reverse

from core.models import AuditEntry
from reports import makers
from reports.actions import making
from reports.models import JobState, ReportJob, WorkerSign
from tests import factories as make
from tests.factories_reports import BOOK, NOON, make_job, register_kind
from tests.reports.test_jobs_actions import with_file

pytestmark = pytest.mark.django_db
LIST = "/reports/jobs/"


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    register_kind(monkeypatch, is_small=lambda unit, params: True)


@pytest.fixture
def worker(monkeypatch):
    """A worker that has just looked."""
    monkeypatch.setattr(WorkerSign, "is_fresh", staticmethod(lambda *, at: True))


def text_of(browser, url):
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_are_sent_to_the_log_in(client, secretary, town):
    job = make_job(secretary, town)
    for url in (LIST, job.get_absolute_url(), reverse("reports:job_file", args=[job.pk])):
        assert client.get(url).url.startswith("/login/")


def test_the_list_holds_ones_own_and_not_others(log_in, secretary, town):
    other = make.make_user(role="secretary", unit=town)
    make_job(secretary, town, title="我的")
    make_job(other, town, title="他人的")
    page = text_of(log_in(secretary), LIST)
    assert "我的</a>" in page
    assert "他人的" not in page


def test_a_cadre_without_a_role_has_no_such_page(log_in, town):
    assert log_in(make.make_user(cadre=make.make_cadre(unit=town))).get(LIST).status_code == 403


def test_somebody_elses_report_is_not_there_whoever_asks(log_in, secretary, town):
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    browser = log_in(make.make_user(role="system_admin", unit=town))
    for name in ("job", "job_file"):
        assert browser.get(reverse(f"reports:{name}", args=[job.pk])).status_code == 404
    for name in ("job_cancel", "job_repeat", "job_now"):
        assert browser.post(reverse(f"reports:{name}", args=[job.pk])).status_code == 404


def test_the_list_costs_the_same_with_one_row_and_with_three(log_in, secretary, town, django_assert_max_num_queries):
    browser = log_in(secretary)

    def asked(count):
        for _row in range(count):
            make_job(secretary, town)
        with django_assert_max_num_queries(20) as queries:
            text_of(browser, LIST)
        return len(queries)

    browser.get(LIST)
    assert asked(1) == asked(2)


def test_while_a_worker_makes_it_the_page_looks_again_by_itself_with_and_without_script(
    log_in, secretary, town, worker
):
    job = make_job(secretary, town, state=JobState.RUNNING, done_steps=21, all_steps=50)
    page = text_of(log_in(secretary), job.get_absolute_url())
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'value="42"' in page


def test_a_finished_one_is_not_looked_at_again_and_says_until_when_it_is_kept(log_in, secretary, town, worker):
    page = text_of(log_in(secretary), make_job(secretary, town, state=JobState.DONE).get_absolute_url())
    assert "hx-trigger" not in page
    assert "http-equiv" not in page
    assert "保留至2026" in page


def test_where_no_worker_runs_the_page_says_so_and_offers_to_make_a_small_one(log_in, secretary, town):
    job = make_job(secretary, town)
    page = text_of(log_in(secretary), job.get_absolute_url())
    assert "后台报表程序没有运行" in page
    assert "立即生成" in page
    assert "hx-trigger" not in page


def test_with_a_worker_there_is_nothing_to_warn_of(log_in, secretary, town, worker):
    job = make_job(secretary, town)
    browser = log_in(secretary)
    for url in (job.get_absolute_url(), LIST, "/reports/annual/"):
        page = text_of(browser, url)
        assert "没有运行" not in page
        assert "立即生成" not in page


def test_make_it_now_makes_it(log_in, secretary, town, monkeypatch):
    import contextlib

    monkeypatch.setattr(making, "Watch", lambda *_args, **_named: contextlib.nullcontext())
    job = make_job(secretary, town)
    log_in(secretary).post(reverse("reports:job_now", args=[job.pk]))
    assert ReportJob.objects.get().state == JobState.DONE


def test_it_can_be_given_up_and_made_again(log_in, secretary, town):
    job = make_job(secretary, town)
    browser = log_in(secretary)
    browser.post(reverse("reports:job_cancel", args=[job.pk]))
    assert ReportJob.objects.get().state == JobState.CANCELLED
    browser.post(reverse("reports:job_repeat", args=[job.pk]))
    assert ReportJob.objects.get().state == JobState.WAITING


def test_why_it_failed_stands_on_the_page(log_in, secretary, town):
    job = make_job(secretary, town, state=JobState.FAILED, message="服务器磁盘空间不足。")
    assert "服务器磁盘空间不足。" in text_of(log_in(secretary), job.get_absolute_url())


def test_the_file_is_served_by_its_name_and_written_down(log_in, secretary, town):
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    response = log_in(secretary).get(reverse("reports:job_file", args=[job.pk]))
    assert b"".join(response.streaming_content) == BOOK
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(action="reports.download_report", actor=secretary).exists()


def test_a_role_that_ended_closes_the_page_and_the_file(log_in, secretary, town):
    job = with_file(make_job(secretary, town, state=JobState.DONE))
    secretary.grants.update(end=make.START)
    browser = log_in(secretary)
    for name in ("job", "job_file"):
        assert browser.get(reverse(f"reports:{name}", args=[job.pk])).status_code == 404


def test_a_file_that_is_gone_leads_back_to_the_page(log_in, secretary, town):
    job = make_job(secretary, town, state=JobState.DONE)
    response = log_in(secretary).get(reverse("reports:job_file", args=[job.pk]), follow=True)
    assert "文件已不在服务器上" in response.content.decode()


def test_a_long_annual_report_becomes_a_job_and_a_short_one_is_there_at_once(log_in, secretary, town, monkeypatch):
    asked = {"unit": town.pk, "year": 2026, "purpose": "报送党办"}
    make.make_log(secretary.cadre, unit=town, by=secretary, day=make.START)
    browser = log_in(secretary)
    assert browser.post("/reports/annual/", asked)["Content-Disposition"].startswith("attachment")
    monkeypatch.setattr(makers, "SMALL_LOGS", 0)
    job_page = browser.post("/reports/annual/", asked)
    job = ReportJob.objects.get()
    assert job_page.url == job.get_absolute_url()
    assert (job.purpose, job.is_personal, job.requested_by) == ("报送党办", True, secretary)
    assert job.created_at > NOON
