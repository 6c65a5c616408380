"""What a period is compared with."""

import datetime

import pytest

from core import periods
from core.periods import Period
from reports.comparing import before, choices, compared, year_before
from reports.tables import change

TODAY = datetime.date(2026, 11, 20)
QUARTER = periods.quarter(TODAY)
THIRD = QUARTER.previous
DAY = datetime.date


def test_a_period_that_is_over_is_compared_as_a_whole():
    assert compared(THIRD, "year", on=TODAY) == periods.quarter(datetime.date(2025, 7, 1))
    assert compared(THIRD, "previous", on=TODAY) == periods.quarter(datetime.date(2026, 4, 1))


def test_one_that_still_runs_is_compared_with_as_many_days():
    assert compared(QUARTER, "year", on=TODAY) == Period(DAY(2025, 10, 1), DAY(2025, 11, 20))
    assert compared(QUARTER, "previous", on=TODAY) == Period(DAY(2026, 7, 1), DAY(2026, 8, 20))
    leap = Period(DAY(2024, 2, 1), DAY(2024, 12, 31))
    assert compared(leap, "year", on=DAY(2024, 2, 29)) == Period(DAY(2023, 2, 1), DAY(2023, 2, 28))


def test_nothing_is_compared_where_nothing_is_asked_for():
    assert compared(QUARTER, "", on=TODAY) is None
    assert compared(QUARTER, "x", on=TODAY) is None


def test_the_quick_choices_are_this_and_the_last_of_each():
    assert [str(period) for _name, period in choices(TODAY)] == [
        "2026年11月", "2026年10月", "2026年第4季度", "2026年第3季度", "2026年上半年", "2026年下半年", "2026年",
        "2025年",
    ]  # fmt: skip
    assert "2026年下半年" not in [str(period) for _name, period in choices(TODAY.replace(month=5))]


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


def named(compared):
    return compared.name, compared.period.start, compared.period.end


def test_beside_a_paper_each_has_its_name():
    on = DAY(2026, 10, 5)
    assert named(before(THIRD, on)) == ("上季度", DAY(2026, 4, 1), DAY(2026, 6, 30))
    assert named(year_before(THIRD, on)) == ("上年同期", DAY(2025, 7, 1), DAY(2025, 9, 30))


def test_beside_a_paper_one_that_runs_is_named_so():
    on = DAY(2026, 7, 10)
    assert named(before(THIRD, on)) == ("上季度同期", DAY(2026, 4, 1), DAY(2026, 4, 10))
    assert named(year_before(THIRD, on)) == ("上年同期", DAY(2025, 7, 1), DAY(2025, 7, 10))


def test_a_longer_month_is_not_compared_with_more_than_the_shorter_had():
    march = periods.month(DAY(2026, 3, 1))
    assert before(march, DAY(2026, 3, 30)).period.end == DAY(2026, 2, 28)


def test_a_year_has_nothing_but_the_year_before():
    year = periods.year(DAY(2026, 1, 1))
    assert named(before(year, DAY(2027, 1, 1))) == ("上年", DAY(2025, 1, 1), DAY(2025, 12, 31))
    assert year_before(year, DAY(2027, 1, 1)) is None
    assert before(year, DAY(2026, 2, 1)).name == "上年同期"


def test_one_that_has_not_begun_is_compared_as_a_whole():
    assert named(before(THIRD, DAY(2026, 6, 1))) == ("上季度", DAY(2026, 4, 1), DAY(2026, 6, 30))
