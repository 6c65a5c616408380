"""What a period is compared with."""

import datetime

import pytest

from core import periods
from core.periods import Period
from reports.comparing import choices, compared
from reports.tables import change

TODAY = datetime.date(2026, 11, 20)
QUARTER = periods.quarter(TODAY)


def test_a_period_that_is_over_is_compared_as_a_whole():
    third = QUARTER.previous
    assert compared(third, "year", on=TODAY) == periods.quarter(datetime.date(2025, 7, 1))
    assert compared(third, "previous", on=TODAY) == periods.quarter(datetime.date(2026, 4, 1))


def test_one_that_still_runs_is_compared_with_as_many_days():
    day = datetime.date
    assert compared(QUARTER, "year", on=TODAY) == Period(day(2025, 10, 1), day(2025, 11, 20))
    assert compared(QUARTER, "previous", on=TODAY) == Period(day(2026, 7, 1), day(2026, 8, 20))
    leap = Period(day(2024, 2, 1), day(2024, 12, 31))
    assert compared(leap, "year", on=day(2024, 2, 29)) == Period(day(2023, 2, 1), day(2023, 2, 28))


def test_nothing_is_compared_where_nothing_is_asked_for():
    assert compared(QUARTER, "", on=TODAY) is None
    assert compared(QUARTER, "x", on=TODAY) is None


def test_the_quick_choices_are_this_and_the_last_of_each():
    assert [str(period) for _name, period in choices(TODAY)] == [
        "2026年11月", "2026年10月", "2026年第4季度", "2026年第3季度", "2026年上半年", "2026年", "2025年",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "style", "said"),
    [
        (5, 2, "number", "+3"),
        (2, 5, "number", "−3"),
        (2, 2, "number", "0"),
        (0.857, 0.8, "rate", "+5.7个百分点"),
        (None, 0.8, "rate", "—"),
    ],
)
def test_a_change_is_told_in_numbers_and_of_rates_in_points(now, before, style, said):
    assert change(now, before, style) == said
