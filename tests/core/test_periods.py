"""Periods tile time without gap or overlap, and carry the names people use."""

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import periods
from core.periods import KIND_NAMES, ONE_DAY, Period, containing, tile

DAYS = st.dates(datetime.date(2001, 1, 1), datetime.date(2099, 12, 31))
KINDS = st.sampled_from(sorted(KIND_NAMES))


@given(kind=KINDS, day=DAYS)
def test_a_period_contains_the_day_it_was_asked_for(kind, day):
    assert day in containing(kind, day)


@given(kind=KINDS, day=DAYS)
def test_the_next_period_begins_on_the_day_after_and_leads_back(kind, day):
    period = containing(kind, day)
    assert period.next.start == period.end + ONE_DAY
    assert period.next.previous == period
    assert period.previous.end == period.start - ONE_DAY


@given(kind=KINDS, day=DAYS, offset=st.integers(0, 400))
def test_days_of_one_period_all_lie_in_the_same_one(kind, day, offset):
    period = containing(kind, day)
    other = period.start + ONE_DAY * (offset % period.days)
    assert containing(kind, other) == period


@given(kind=KINDS, day=DAYS, length=st.integers(0, 900))
def test_tiles_cover_a_stretch_without_gap(kind, day, length):
    tiles = tile(kind, day, day + ONE_DAY * length)
    assert tiles[0].start <= day <= tiles[0].end
    assert tiles[-1].start <= day + ONE_DAY * length <= tiles[-1].end
    assert all(left.end + ONE_DAY == right.start for left, right in itertools.pairwise(tiles))


@pytest.mark.parametrize(
    ("kind", "start", "end", "label"),
    [
        ("week", "2026-11-16", "2026-11-22", "2026年第47周"),
        ("ten_days", "2026-11-11", "2026-11-20", "2026年11月中旬"),
        ("month", "2026-11-01", "2026-11-30", "2026年11月"),
        ("quarter", "2026-10-01", "2026-12-31", "2026年第4季度"),
        ("half_year", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("year", "2026-01-01", "2026-12-31", "2026年"),
    ],
)
def test_the_periods_of_20_november_2026(kind, start, end, label):
    period = containing(kind, datetime.date(2026, 11, 20))
    assert (period.start.isoformat(), period.end.isoformat(), period.label) == (start, end, label)


def test_the_third_ten_days_run_to_the_end_of_the_month():
    assert containing("ten_days", datetime.date(2028, 2, 29)).start == datetime.date(2028, 2, 21)
    assert containing("ten_days", datetime.date(2026, 1, 31)).days == 11


def test_an_own_stretch_is_followed_by_one_as_long():
    own = Period(datetime.date(2026, 3, 1), datetime.date(2026, 3, 10))
    assert own.next == Period(datetime.date(2026, 3, 11), datetime.date(2026, 3, 20))
    assert own.previous == Period(datetime.date(2026, 2, 19), datetime.date(2026, 2, 28))
    assert own.label == "2026-03-01至2026-03-10"


def test_overlap_is_the_days_that_both_have():
    march = containing("month", datetime.date(2026, 3, 1))
    assert march.overlap(Period(datetime.date(2026, 3, 30), datetime.date(2026, 4, 3))).days == 2
    assert march.overlap(march.next) is None


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(datetime.date(2026, 3, 2), datetime.date(2026, 3, 1))


def test_a_stretch_that_is_a_whole_month_quarter_half_year_or_year_is_called_so():
    day = datetime.date
    assert periods.named(day(2026, 2, 1), day(2026, 2, 28)) == periods.month(day(2026, 2, 9))
    assert periods.named(day(2026, 10, 1), day(2026, 12, 31)).kind == "quarter"
    assert periods.named(day(2026, 1, 1), day(2026, 12, 31)).kind == "year"
    assert periods.named(day(2026, 1, 1), day(2026, 11, 21)).kind == "own"


def test_a_year_before_is_the_same_stretch_of_the_year_before():
    day = datetime.date
    assert periods.a_year_before(periods.quarter(day(2026, 11, 21))) == periods.quarter(day(2025, 11, 21))
    assert periods.a_year_before(periods.month(day(2025, 2, 1))) == periods.month(day(2024, 2, 1))
    leap = periods.a_year_before(Period(day(2024, 2, 29), day(2024, 3, 1)))
    assert leap == Period(day(2023, 2, 28), day(2023, 3, 1))


def test_each_day_lies_in_one_of_four_quarters():
    days = [datetime.date(2026, month, 1) for month in (1, 3, 4, 6, 7, 9, 10, 12)]
    assert [periods.quarter_number(day) for day in days] == [1, 1, 2, 2, 3, 3, 4, 4]
