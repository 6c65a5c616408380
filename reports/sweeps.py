"""What reports do at the beats (core/sweeps.py)."""

import datetime

from core import sweeps
from reports.actions import jobs
from reports.rollup import stored


def register() -> None:
    """Called in ReportsConfig.ready."""
    sweeps.register("often", expire)
    sweeps.register("often", count_again)


def expire(at: datetime.datetime, on: datetime.date) -> int:
    return jobs.expire_reports(at=at)


def count_again(at: datetime.datetime, on: datetime.date) -> int:
    stored.prepare(on=on)
    return stored.refresh(at=at, on=on)
