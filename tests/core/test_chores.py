"""Work left for the worker: done once, done again after a crash, not lost when it fails."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from core import chores
from core.models import Chore
from core.tasks import send_outbox

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)


@pytest.fixture
def done() -> Iterator[list[Any]]:
    seen: list[Any] = []
    chores.register("test.note", lambda data: seen.append(data["day"]))
    yield seen
    del chores._handlers["test.note"]


def test_the_worker_does_what_was_left_in_order_and_once(done: list[Any]) -> None:
    for day in ("2026-01-01", "2026-01-02"):
        chores.put_off("test.note", {"day": day}, at=NOON)
    send_outbox()
    assert done == ["2026-01-01", "2026-01-02"]
    assert not Chore.objects.exists()
    assert not chores.work_off(NOON)


def test_what_another_worker_has_in_hand_is_left_to_it_until_its_lease_is_over(done: list[Any]) -> None:
    chores.put_off("test.note", {"day": "2026-01-01"}, at=NOON)
    Chore.objects.update(claimed_until=NOON + chores.LEASE)
    assert not chores.work_off(NOON)
    assert chores.work_off(NOON + chores.LEASE + datetime.timedelta(seconds=1))
    assert done == ["2026-01-01"]


def test_a_chore_that_fails_stays_and_is_tried_again(caplog: pytest.LogCaptureFixture, done: list[Any]) -> None:
    chores.put_off("test.note", {}, at=NOON)
    assert chores.work_off(NOON)
    assert "failed" in caplog.text
    Chore.objects.update(data={"day": "2026-01-01"})
    assert not chores.work_off(NOON)
    assert chores.work_off(NOON + 2 * chores.LEASE)
    assert done == ["2026-01-01"]
