"""What reports do at the beats (core/sweeps.py)."""

import datetime

from core import sweeps
from reports.actions import importing, jobs, subscriptions
from reports.rollup import stored


def register() -> None:
    """Called in ReportsConfig.ready."""
    sweeps.register("often", expire)
    sweeps.register("often", make_scheduled)
    sweeps.register("often", count_again)
    sweeps.register("nightly", importing.forget_old)


def expire(at: datetime.datetime, on: datetime.date) -> int:
    return jobs.expire_reports(at=at)


def count_again(at: datetime.datetime, on: datetime.date) -> int:
    stored.prepare(on=on)
    return stored.refresh(at=at, on=on)


def make_scheduled(at: datetime.datetime, on: datetime.date) -> int:
    return subscriptions.make_scheduled(at=at, on=on)
