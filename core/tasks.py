"""Background work of the core: sending mail, and what actions left for the worker."""

from celery import shared_task

from core import chores, clock
from core.sweep import SweepResult, sweep

# A backlog of 10,000 letters is worked off in one run, and a run ends.
MOST_BATCHES = 200
MOST_CHORES = 20


@shared_task(name="core.tasks.send_outbox")
def send_outbox() -> int:
    """Send everything that is due, then do what was left for the worker. Returns how many letters went out."""
    sent = 0
    for _batch in range(MOST_BATCHES):
        result: SweepResult = sweep(clock.now())
        sent += result.sent
        if not result.claimed or result.server_down:
            break
    for _chore in range(MOST_CHORES):
        if not chores.work_off(clock.now()):
            break
    return sent
