"""Background work of the core: sending mail."""

from celery import shared_task

from core import clock
from core.sweep import SweepResult, sweep

# A backlog of 10,000 letters is worked off in one run, and a run ends.
MOST_BATCHES = 200


@shared_task(name="core.tasks.send_outbox")
def send_outbox() -> int:
    """Send everything that is due and return how many letters went out."""
    sent = 0
    for _batch in range(MOST_BATCHES):
        result: SweepResult = sweep(clock.now())
        sent += result.sent
        if not result.claimed or result.server_down:
            break
    return sent
