"""What petitions do at the beats (core/sweeps.py)."""

import datetime

from core import sweeps
from petitions.actions import rates, reminding, series


def register() -> None:
    """Called in AppConfig.ready."""
    sweeps.register("often", remind)
    sweeps.register("often", plan_meetings)
    sweeps.register("nightly", close_quarters)


def remind(at: datetime.datetime, on: datetime.date) -> int:
    return reminding.remind(at=at, on=on)


def close_quarters(at: datetime.datetime, on: datetime.date) -> int:
    return rates.close_quarters(at=at, on=on)


def plan_meetings(at: datetime.datetime, on: datetime.date) -> int:
    return series.plan_series(on=on, at=at)
