"""What reports do at the beats (core/sweeps.py)."""

import datetime

from core import sweeps
from reports.actions import jobs


def register() -> None:
    """Called in ReportsConfig.ready."""
    sweeps.register("often", expire)


def expire(at: datetime.datetime, on: datetime.date) -> int:
    return jobs.expire_reports(at=at)
