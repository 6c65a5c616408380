"""What the worker of reports does when the beat says "look again"."""

from celery import shared_task

from core import clock
from reports.actions import making

# A run ends, so that a worker that is told to stop can.
MOST_REPORTS = 20
# Seconds after which a report that hangs is ended with its process; the next worker tries it again.
LONGEST = 3 * 3600


@shared_task(name="reports.tasks.make_reports", time_limit=LONGEST)
def make_reports() -> int:
    """Make what waits; returns how many were made."""
    for made in range(MOST_REPORTS):
        making.show_sign(at=clock.now())
        if not making.make_next(clock.now):
            return made
    return MOST_REPORTS
