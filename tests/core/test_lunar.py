"""Lunar festivals against the published table."""

import datetime

import pytest

from core.lunar import lunar_to_solar, new_year_eve

# 春节 1/1, 端午 5/5, 中秋 8/15, 重阳 9/9
TABLE = """
2024 02-10 06-10 09-17 10-11
2025 01-29 05-31 10-06 10-29
2026 02-17 06-19 09-25 10-18
2027 02-06 06-09 09-15 10-08
2028 01-26 05-28 10-03 10-26
2029 02-13 06-16 09-22 10-16
2030 02-03 06-05 09-12 10-05
2031 01-23 06-24 10-01 10-24
2032 02-11 06-12 09-19 10-12
2033 01-31 06-01 09-08 10-01
2034 02-19 06-20 09-27 10-20
2035 02-08 06-10 09-16 10-09
"""
FESTIVALS = [(1, 1), (5, 5), (8, 15), (9, 9)]
CASES = [
    (int(line.split()[0]), month, day, text)
    for line in TABLE.strip().splitlines()
    for (month, day), text in zip(FESTIVALS, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("year", "month", "day", "text"), CASES)
def test_festival(year, month, day, text):
    assert lunar_to_solar(year, month, day) == datetime.date.fromisoformat(f"{year}-{text}")


def test_new_years_eve_is_the_day_before_whether_the_last_month_has_29_or_30_days():
    assert new_year_eve(2025) == datetime.date(2025, 1, 28)  # of 29 days
    assert new_year_eve(2024) == datetime.date(2024, 2, 9)  # of 30 days


def test_a_leap_month_is_not_meant():
    # 2025 has a sixth month and a leap sixth month, which begins on 25 July.
    assert lunar_to_solar(2025, 6, 1) == datetime.date(2025, 6, 25)


@pytest.mark.parametrize("date", [(2025, 13, 1), (2025, 1, 31), (2025, 0, 1), (2300, 1, 1), (2025, 12, 30)])
def test_a_date_that_does_not_exist_is_refused(date):
    with pytest.raises(ValueError, match="No lunar date"):
        lunar_to_solar(*date)
