"""With what a period is compared: as many days as it has run."""

import datetime

from core import periods
from reports.papers.comparing import before, year_before

DAY = datetime.date
QUARTER = periods.quarter(DAY(2026, 8, 1))


def days(compared):
    return compared.name, compared.period.start, compared.period.end


def test_a_quarter_that_is_over_is_compared_with_whole_ones():
    on = DAY(2026, 10, 5)
    assert days(before(QUARTER, on)) == ("上季度", DAY(2026, 4, 1), DAY(2026, 6, 30))
    assert days(year_before(QUARTER, on)) == ("上年同期", DAY(2025, 7, 1), DAY(2025, 9, 30))


def test_one_that_runs_is_compared_with_as_many_days():
    on = DAY(2026, 7, 10)
    assert days(before(QUARTER, on)) == ("上季度同期", DAY(2026, 4, 1), DAY(2026, 4, 10))
    assert days(year_before(QUARTER, on)) == ("上年同期", DAY(2025, 7, 1), DAY(2025, 7, 10))


def test_a_longer_month_is_not_compared_with_more_than_the_shorter_had():
    march = periods.month(DAY(2026, 3, 1))
    assert before(march, DAY(2026, 3, 30)).period.end == DAY(2026, 2, 28)


def test_a_year_has_nothing_but_the_year_before():
    year = periods.year(DAY(2026, 1, 1))
    assert days(before(year, DAY(2027, 1, 1))) == ("上年", DAY(2025, 1, 1), DAY(2025, 12, 31))
    assert year_before(year, DAY(2027, 1, 1)) is None
    assert before(year, DAY(2026, 2, 1)).name == "上年同期"


def test_a_period_that_has_not_begun_is_compared_with_one_day():
    assert before(QUARTER, DAY(2026, 6, 1)).period.days == 1
