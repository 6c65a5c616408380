"""Working days against the list announced for 2026."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar_days import shipped
from core.selectors import with_days
from core.workdays import ONE_DAY, WorkCalendar

OFF_2026 = ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"]
WORKING_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return with_days(WorkCalendar(), 2026, shipped()[2026])


def test_the_shipped_year_2026_is_the_announced_one(calendar):
    expected = set()
    for first, last in (map(day, span.split()) for span in OFF_2026):
        expected |= {first + ONE_DAY * n for n in range((last - first).days + 1)}
    assert calendar.off == expected
    assert calendar.working == {day(text) for text in WORKING_2026}


@pytest.mark.parametrize(
    ("text", "worked"),
    [("02-13", True), ("02-14", True), ("02-16", False), ("02-24", True), ("03-07", False), ("10-10", True)],
)
def test_a_day_is_worked_by_announcement_first_and_weekday_second(calendar, text, worked):
    assert calendar.is_workday(day(text)) is worked


def test_five_working_days_over_spring_festival_count_the_make_up_saturday(calendar):
    # 02-13 Friday; then 14 (worked), 24, 25, 26, 27
    assert calendar.add_workdays(day("02-13"), 5) == day("02-27")
    assert calendar.add_workdays(day("02-27"), -5) == day("02-13")


def test_no_working_days_added_is_the_same_day_even_when_off(calendar):
    assert calendar.add_workdays(day("10-02"), 0) == day("10-02")


def test_next_and_previous_working_day_keep_a_day_that_is_worked(calendar):
    assert calendar.next_workday(day("02-14")) == day("02-14")
    assert calendar.next_workday(day("02-15")) == day("02-24")
    assert calendar.previous_workday(day("10-07")) == day("09-30")


def test_working_days_between_counts_both_ends(calendar):
    assert calendar.workdays_between(day("02-13"), day("02-24")) == 3
    assert calendar.workdays_between(day("02-24"), day("02-13")) == 0


def test_a_year_that_was_not_loaded_is_monday_to_friday_and_provisional(calendar):
    assert calendar.is_provisional(2027)
    assert not calendar.is_provisional(2026)
    assert calendar.is_workday(day("2027-01-01"))  # a Friday that will surely be off: hence "provisional"
    assert not calendar.is_workday(day("2027-01-02"))


DAYS = st.dates(datetime.date(2025, 6, 1), datetime.date(2027, 6, 1))


@given(start=DAYS, count=st.integers(1, 60))
def test_adding_working_days_is_counting_them(start, count):
    calendar = with_days(WorkCalendar(), 2026, shipped()[2026])
    end = calendar.add_workdays(start, count)
    assert calendar.is_workday(end)
    assert calendar.workdays_between(start + ONE_DAY, end) == count
