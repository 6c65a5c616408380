"""By when a step is due: the day of the event does not count, the last day does in full, a pause moves the end."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import ONE_DAY, WorkCalendar
from petitions.deadlines import Limit, Pause, due_of, is_late

DAY = datetime.date(2026, 3, 2)
CALENDAR_2026 = WorkCalendar(
    off=frozenset(datetime.date(2026, 10, day) for day in range(1, 8)),
    working=frozenset({datetime.date(2026, 9, 20), datetime.date(2026, 10, 10)}),
    years=frozenset({2026}),
)

days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
limits = st.builds(Limit, st.just("finish"), st.integers(0, 90), st.booleans())
pauses = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + ONE_DAY * length),
        st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 3, 31)),
        st.integers(0, 40),
    ),
    max_size=3,
)


def due(start, limit, *stops, extension=0, calendar=CALENDAR_2026):
    return due_of(start, limit, calendar=calendar, pauses=stops, extension=extension)


def every_day(first, last):
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def counts(day, limit, stops):
    return (not limit.is_working or CALENDAR_2026.is_workday(day)) and not any(p.start <= day <= p.end for p in stops)


def test_fifteen_days_from_the_second_end_on_the_seventeenth():
    assert due(DAY, Limit("route", 15)).due == datetime.date(2026, 3, 17)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # A weekend between.
        (datetime.date(2026, 3, 2), datetime.date(2026, 3, 9)),
        # National Day off, and Saturday the 10th worked instead.
        (datetime.date(2026, 9, 28), datetime.date(2026, 10, 10)),
        # Sunday 20 September is worked: 14, 15, 16, 17, 18 end before it; from the 15th it is the fifth.
        (datetime.date(2026, 9, 11), datetime.date(2026, 9, 18)),
        (datetime.date(2026, 9, 15), datetime.date(2026, 9, 21)),
        # An event on a day off counts like any other.
        (datetime.date(2026, 10, 3), datetime.date(2026, 10, 13)),
    ],
)
def test_five_working_days(start, end):
    assert due(start, Limit("object", 5, is_working=True)).due == end


def test_the_days_off_that_were_passed_over_are_told():
    found = due(datetime.date(2026, 9, 28), Limit("object", 5, is_working=True))
    assert found.skipped == tuple(datetime.date(2026, 10, day) for day in range(1, 8))


def test_a_clock_that_stands_still_never_runs_out():
    assert due(DAY, Limit("finish", 60), Pause(datetime.date(2026, 3, 9))).due is None


def test_a_negative_limit_is_none():
    with pytest.raises(ValueError, match="negative"):
        due(DAY, Limit("finish", -1))
    with pytest.raises(ValueError, match="negative"):
        due(DAY, Limit("finish", 1), extension=-1)


@pytest.mark.parametrize(
    ("done", "on", "late"),
    [(None, DAY, False), (None, DAY + ONE_DAY, True), (DAY, DAY + ONE_DAY * 9, False), (DAY + ONE_DAY, DAY, True)],
)
def test_late_is_the_day_after(done, on, late):
    assert is_late(DAY, done=done, on=on) == late
    assert not is_late(None, done=done, on=on)


@given(days, limits, pauses, st.integers(0, 30))
def test_exactly_so_many_days_count_up_to_the_end(start, limit, stops, extension):
    end = due(start, limit, *stops, extension=extension).due
    counted = [day for day in every_day(start + ONE_DAY, end) if counts(day, limit, stops)]
    assert len(counted) == limit.days + extension
    assert not counted or counted[-1] == end


@given(days, limits, pauses)
def test_a_pause_never_shortens(start, limit, stops):
    assert due(start, limit, *stops).due >= due(start, limit).due


@given(days, limits, st.integers(1, 30))
def test_an_extension_moves_the_end_by_its_days(start, limit, extension):
    end = due(start, limit).due
    assert due(start, limit, extension=extension).due == due(end, Limit("x", extension, limit.is_working)).due


@given(days, limits, st.integers(1, 40))
def test_a_later_event_is_due_no_earlier(start, limit, later):
    assert due(start + ONE_DAY * later, limit).due >= due(start, limit).due


@given(days, st.integers(1, 60), st.integers(0, 20), st.integers(0, 20))
def test_a_pause_within_calendar_days_moves_the_end_by_its_length(start, number, offset, length):
    limit = Limit("finish", number)
    first = start + ONE_DAY * (1 + offset % number)
    assert due(start, limit, Pause(first, first + ONE_DAY * length)).due == due(start, limit).due + ONE_DAY * (
        length + 1
    )


@given(days, limits, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_pauses_that_overlap_count_once(start, limit, offset, first, second):
    day = start + ONE_DAY * offset
    both = due(start, limit, Pause(day, day + ONE_DAY * first), Pause(day, day + ONE_DAY * second))
    assert both.due == due(start, limit, Pause(day, day + ONE_DAY * max(first, second))).due
