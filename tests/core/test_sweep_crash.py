"""Two sweeps at once, and a sweep that is killed: on whatever database the suite runs on."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection, connections

from core import clock, outbox
from core.models import OutboxMessage
from core.sweep import sweep
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 30
SWEEP = """
import django; django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from django.conf import settings
settings.EMAIL_HOST, settings.EMAIL_PORT = {host!r}, {port}
from core import clock
from core.sweep import sweep
sweep(clock.now(), any_hour=True)
"""


def post_letters(at):
    users = [make_user() for _n in range(LETTERS)]
    outbox.post_all(outbox.letter("x", "", user, "主题", "正文", at=at) for user in users)
    return sorted(user.email for user in users)


def test_two_sweeps_at_once_send_each_letter_once(smtp_sink, noon):
    addresses = post_letters(noon)
    ready = threading.Barrier(2)
    failures = []

    def work():
        try:
            ready.wait()
            while sweep(noon).claimed:
                pass
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(smtp_sink.recipients) == addresses
    assert OutboxMessage.objects.sent().count() == LETTERS


def test_a_sweep_killed_in_the_middle_loses_nothing_and_repeats_at_most_the_letter_in_hand(smtp_sink):
    now = clock.now()
    addresses = post_letters(now)
    smtp_sink.delay = 0.05
    process = start_sweep(smtp_sink)
    deadline = time.monotonic() + 60
    while len(smtp_sink.messages) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    smtp_sink.delay = 0

    letters = OutboxMessage.objects
    assert 4 <= letters.sent().count() < LETTERS
    assert letters.waiting().exclude(claim=None).count() == LETTERS - letters.sent().count()
    OutboxMessage.objects.waiting().update(claimed_until=now)  # the lease runs out
    while sweep(clock.now(), any_hour=True).claimed:
        pass
    assert letters.sent().count() == LETTERS
    assert sorted(set(smtp_sink.recipients)) == addresses
    ids = [mail["Message-ID"] for mail in smtp_sink.messages]
    assert len(ids) - len(set(ids)) == len(ids) - LETTERS <= 1


def start_sweep(sink):
    code = SWEEP.format(name=str(connection.settings_dict["NAME"]), host=sink.host, port=sink.port)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings")}
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=environment)
