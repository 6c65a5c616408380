"""The task that beat starts."""

import pytest
from django.conf import settings

from core import clock, outbox, tasks
from core.sweep import BATCH
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_one_run_works_off_the_whole_backlog(smtp_sink):
    user, at = make_user(), clock.now()
    outbox.post_all(outbox.letter(f"x:{n}", "", user, "主题", "正文", at=at, urgent=True) for n in range(BATCH + 5))
    assert tasks.send_outbox() == BATCH + 5


def test_a_run_ends_when_the_server_is_down(smtp_sink, settings):
    from tests.smtp import free_port

    settings.EMAIL_PORT = free_port()
    outbox.post("x", "", make_user(), "主题", "正文", at=clock.now(), urgent=True)
    assert tasks.send_outbox() == 0


def test_beat_knows_the_task_by_its_name():
    assert tasks.send_outbox.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
