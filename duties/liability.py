"""On which days somebody owes, and how what is owed shrinks with the days on which they do not. Pure."""

import math
from fractions import Fraction

from duties.evaluation import HELD_MEASURES, full_months
from duties.grammar import Liability, Measure
from duties.recurrence import Window
from duties.spans import Spans, total_days


def required(measure: Measure, window: Window, liable: Spans, liability: Liability, register_size: int = 0) -> int:
    """What is owed in the window, in the measure's own unit; 0 when too few days are left to owe anything.

    A full window owes the full amount. Otherwise the amount shrinks in proportion to the days liable and is rounded
    as the rule says: up, nearest (half counts up), down, or none (not shrunk at all).
    """
    full, days = full_amount(measure, window, register_size), total_days(liable)
    if days < max(liability.least_days, 1):
        return 0
    if measure.of in HELD_MEASURES or liability.rounding == "none" or days >= window.span.length:
        return full
    return rounded(Fraction(full * days, window.span.length), liability.rounding)


def full_amount(measure: Measure, window: Window, register_size: int = 0) -> int:
    """What somebody owes who is liable on every day."""
    if measure.share is not None:
        return math.ceil(measure.share * register_size)
    if measure.slots:
        return sum(slot.least for slot in measure.slots)
    return measure.least * (max(full_months(window.span), 1) if measure.average_per_month else 1)


def rounded(amount: Fraction, how: str) -> int:
    if how == "up":
        return math.ceil(amount)
    return math.floor(amount + Fraction(1, 2)) if how == "nearest" else math.floor(amount)
