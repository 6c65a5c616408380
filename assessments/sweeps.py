"""What assessments do at the beats (core/sweeps.py)."""

import datetime

from assessments.actions import (
    life_meeting_reminding,
    objecting,
    officers_elections,
    opening,
    quarter_reminding,
    rewards_adopting,
    surveys_closing,
)
from core import sweeps


def register() -> None:
    """Called in AppConfig.ready."""
    sweeps.register("nightly", remind_of_terms)
    sweeps.register("often", tell_answers)
    sweeps.register("nightly", close_surveys)
    sweeps.register("nightly", open_quarters)
    sweeps.register("nightly", refresh_proposals)
    sweeps.register("nightly", close_announced)
    sweeps.register("nightly", remind_of_quarters)
    sweeps.register("nightly", remind_of_life_meetings)


def remind_of_terms(at: datetime.datetime, on: datetime.date) -> int:
    return officers_elections.remind_of_terms(at=at, on=on)


def tell_answers(at: datetime.datetime, on: datetime.date) -> int:
    return rewards_adopting.tell_answers(at=at)


def close_surveys(at: datetime.datetime, on: datetime.date) -> int:
    return surveys_closing.close_those_over(on=on, at=at)


def open_quarters(at: datetime.datetime, on: datetime.date) -> int:
    return opening.open_due(at=at, on=on)


def refresh_proposals(at: datetime.datetime, on: datetime.date) -> int:
    return opening.refresh_all()


def close_announced(at: datetime.datetime, on: datetime.date) -> int:
    return objecting.expire(at=at, on=on)


def remind_of_quarters(at: datetime.datetime, on: datetime.date) -> int:
    return quarter_reminding.remind(at=at, on=on)


def remind_of_life_meetings(at: datetime.datetime, on: datetime.date) -> int:
    return life_meeting_reminding.remind(at=at, on=on)
