"""Background work through a real Celery worker and each of the brokers that an installation may choose."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from core import clock, outbox
from core.models import OutboxMessage
from liaison.celery import app
from reports.models import ReportJob
from tests.factories import make_unit, make_user
from tests.factories_reports import make_job

LETTERS = 20
PATIENCE_SECONDS = 60


@pytest.fixture(params=["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def environment(request, tmp_path, smtp_sink) -> dict[str, str]:
    """What the product is started with: the database of this test, a queue of its own, our mail sink."""
    database = tmp_path / "liaison.sqlite3"
    database.symlink_to(connection.settings_dict["NAME"])
    url = "filesystem://" if request.param == "filesystem" else os.environ["LIAISON_TEST_REDIS_URL"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "liaison.settings",
        "LIAISON_DATA": str(tmp_path),
        "LIAISON_DATABASE_URL": "",
        "LIAISON_BROKER_URL": url,
        "LIAISON_SMTP_HOST": smtp_sink.host,
        "LIAISON_SMTP_PORT": str(smtp_sink.port),
    }


@pytest.fixture
def worker(environment, tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a worker each time it is called; all are ended with the test."""
    started = []

    def start(*more: str) -> subprocess.Popen:
        log = (tmp_path / f"worker-{len(started)}.log").open("w")
        options = ["--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        argv = [*celery(), "worker", *options, *more]
        # A group of its own, so that its children end with it.
        started.append(
            subprocess.Popen(argv, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def celery() -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "celery", "-A", "liaison"]


def ask_for_sweeps(environment: dict[str, str], times: int) -> None:
    ask(environment, f"from core.tasks import send_outbox; [send_outbox.delay() for _ in range({times})]")


def ask(environment: dict[str, str], code: str) -> None:
    argv = [sys.executable, "-W", "ignore", "-c", f"import django; django.setup(); {code}"]
    subprocess.run(argv, env=environment, check=True, capture_output=True)


def post_letters() -> list[str]:
    users = [make_user() for _ in range(LETTERS)]
    at = clock.now()
    outbox.post_all(outbox.letter("x", "", user, "主题", "正文", at=at, urgent=True) for user in users)
    return sorted(user.email for user in users)


def wait_until_sent(process: subprocess.Popen, tmp_path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while OutboxMessage.objects.sent().count() < LETTERS:
        said = "\n".join(path.read_text() for path in tmp_path.glob("worker-*.log"))
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.1)


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_each_letter_once_however_often_it_is_asked(environment, worker, smtp_sink, tmp_path):
    addresses = post_letters()
    ask_for_sweeps(environment, times=5)
    wait_until_sent(worker(), tmp_path)
    assert sorted(smtp_sink.recipients) == addresses


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_sent_by_the_next_one(environment, worker, smtp_sink, tmp_path):
    addresses = post_letters()
    smtp_sink.delay = 0.1
    ask_for_sweeps(environment, times=1)
    first, deadline = worker(), time.monotonic() + PATIENCE_SECONDS
    while not smtp_sink.messages and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    smtp_sink.delay = 0
    assert OutboxMessage.objects.sent().count() < LETTERS

    OutboxMessage.objects.waiting().update(claimed_until=clock.now())  # the lease runs out
    ask_for_sweeps(environment, times=1)
    wait_until_sent(worker(), tmp_path)
    assert sorted(set(smtp_sink.recipients)) == addresses
    assert len(smtp_sink.messages) - LETTERS <= 1  # the one in hand at the kill may come twice


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_reports_have_a_worker_of_their_own_which_leaves_the_mail_alone(environment, worker, tmp_path):
    post_letters()
    town = make_unit("柳溪镇")
    make_job(make_user(role="secretary", unit=town), town, kind="rollup", created_at=clock.now())
    tasks = "from core.tasks import send_outbox; from reports.tasks import make_reports"
    ask(environment, f"{tasks}; send_outbox.delay(); make_reports.delay()")
    process, deadline = worker("--queues", "reports"), time.monotonic() + PATIENCE_SECONDS
    while not ReportJob.objects.filter(state="done").exists():
        said = (tmp_path / "worker-0.log").read_text()
        assert process.poll() is None and time.monotonic() < deadline, said
        time.sleep(0.1)
    assert OutboxMessage.objects.waiting().count() == LETTERS


def test_beat_asks_only_for_tasks_that_exist():
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked <= set(app.tasks)
