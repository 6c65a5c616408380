"""The worker with its thread, two workers at once, and one that is killed: on whatever database the suite runs on."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as configured
from django.db import connection, connections, transaction

from accounts.models import User
from core import clock
from reports import kept_files, watching
from reports.actions import making
from reports.models import JobState, ReportJob
from tests import factories as make
from tests.factories_reports import a_book, make_job, register_kind

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = """
import django; django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from django.conf import settings
settings.MEDIA_ROOT = {files!r}
import time
from core import clock
from reports import jobs, kept_files
from reports.actions import making
def slow(job, progress):
    (kept_files.folder(job) / "half.xlsx").write_bytes(b"half")
    progress.of(1000)
    while True:
        progress.step()
        time.sleep(0.02)
jobs.register("test", slow, "x")
making.make_next(clock.now)
"""


@pytest.fixture
def secretary(town):
    return make.make_user(role="secretary", unit=town)


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition()


def until_noticed(job, progress):
    """Works on until it is told to stop; in a transaction where readers may hold one open."""
    progress.of(1000)
    with transaction.atomic() if connection.vendor == "postgresql" else contextlib.nullcontext():
        list(ReportJob.objects.all())
        while True:
            progress.step()
            time.sleep(0.02)


def test_progress_is_seen_and_giving_up_is_noticed_while_a_maker_holds_a_transaction(secretary, town, monkeypatch):
    """It is written by another connection: one would wait for the other."""
    monkeypatch.setattr(watching, "SECONDS", 0.1)

    register_kind(monkeypatch, until_noticed)
    job = make_job(secretary, town, created_at=clock.now())

    def work():
        making.make_next(clock.now)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    wait_for(lambda: ReportJob.objects.get().percent)
    free = {"claim": None, "claimed_until": None}
    ReportJob.objects.update(state=JobState.CANCELLED, **free)
    worker.join(60)
    assert not worker.is_alive()
    assert ReportJob.objects.get().state == JobState.CANCELLED
    assert not kept_files.folder(job).exists()


def test_an_error_in_the_middle_of_reading_is_written_down(secretary, town, monkeypatch):
    """The maker still has rows to read from before the thread wrote."""
    monkeypatch.setattr(watching, "SECONDS", 0.1)
    make.make_user()

    def broken(job, progress):
        rows = User.objects.iterator(chunk_size=1)
        next(rows)
        time.sleep(0.5)
        raise OSError(errno.ENOSPC, "No space left on device")

    register_kind(monkeypatch, broken)
    make_job(secretary, town, created_at=clock.now())
    making.make_next(clock.now)
    job = ReportJob.objects.get()
    assert job.state == JobState.FAILED
    assert "磁盘空间不足" in job.message


def test_two_workers_at_once_make_each_report_once(secretary, town, monkeypatch):
    made = []

    def maker(job, progress):
        made.append(job.pk)
        return a_book(job, progress)

    register_kind(monkeypatch, maker)
    jobs = [make_job(secretary, town, created_at=clock.now(), params={"n": n}) for n in range(6)]
    ready = threading.Barrier(2)

    def work():
        ready.wait()
        while making.make_next(clock.now):
            pass
        connections.close_all()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(made) == [job.pk for job in jobs]
    assert set(ReportJob.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_a_worker_killed_in_the_middle_offers_nothing_and_the_next_one_makes_it(secretary, town, monkeypatch):
    register_kind(monkeypatch)
    job = make_job(secretary, town, created_at=clock.now())
    process = start_worker()
    wait_for(lambda: ReportJob.objects.get().percent)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.RUNNING, "")
    assert (kept_files.folder(job) / "half.xlsx").exists()
    assert not making.make_next(clock.now)
    ReportJob.objects.update(claimed_until=clock.now() - watching.LEASE)
    assert making.make_next(clock.now)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert len(list(kept_files.folder(job).iterdir())) == 1


def start_worker():
    code = WORKER.format(name=str(connection.settings_dict["NAME"]), files=str(configured.MEDIA_ROOT))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings")}
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=environment)
