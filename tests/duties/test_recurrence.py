"""Windows of every cadence, against hand-written days; and what holds for all of them."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar_days import shipped
from core.selectors import with_days
from core.workdays import WorkCalendar
from duties.grammar import Cadence
from duties.recurrence import Almanac, windows
from duties.spans import ONE_DAY, Span

YEAR_2026 = with_days(WorkCalendar(), 2026, shipped()[2026])
ALMANAC = Almanac(calendar=YEAR_2026, since=datetime.date(2026, 1, 1))
DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2035, 12, 31))


def d(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def opened(cadence: Cadence, start: str, end: str, almanac: Almanac = ALMANAC) -> list[tuple[str, str]]:
    found = windows([cadence], Span(d(start), d(end)), almanac)
    return [(f"{w.start:%m-%d}", f"{w.end:%m-%d}") for w in found]


def days(cadence: Cadence, start: str, end: str, almanac: Almanac = ALMANAC) -> list[str]:
    return [start for start, _end in opened(cadence, start, end, almanac)]


@pytest.mark.parametrize("every", ["day", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year"])
@given(first=DAYS, length=st.integers(0, 500))
def test_windows_tile_time_without_gap_or_overlap(every, first, length):
    reach = Span(first, first + ONE_DAY * length)
    found = windows([Cadence("every", every=every)], reach, ALMANAC)
    assert found[0].start <= reach.start and found[-1].end >= reach.end
    assert all(later.start == earlier.end + ONE_DAY for earlier, later in pairwise(found))


CADENCES = [
    Cadence("every", every="workday"),
    Cadence("every", every="week", special_period="every_day"),
    Cadence("days_of_month", days=(1, 30)),
    Cadence("weekdays", weekdays=(3,)),
    Cadence("every", every="rest_day"),
    Cadence("every", every="month", first_workdays=5),
    Cadence("days_of_month", days=(1, 30), shift="next_workday"),
    Cadence("weekdays", weekdays=(5, 6), shift="previous_workday"),
    Cadence("periods", periods=("hot_season",), after_end=20),
    Cadence("between", between=(((12, 1), (1, 31)),), before_start=40),
    Cadence("nth_weekday", nth=2, weekdays=(5,)),
    Cadence("festivals", festivals=("major",), days_before=20),
    Cadence("festivals", festivals=("spring_festival",), days_before=15, until="eve"),
    Cadence("dates", dates=((8, 1),), days_before=10),
    Cadence("between", between=(((12, 1), (1, 31)),)),
    Cadence("periods", periods=("hot_season",)),
    Cadence("once", days_within=700),
    Cadence("standing"),
]


@pytest.mark.parametrize("cadence", CADENCES, ids=lambda c: c.kind)
@given(first=DAYS, length=st.integers(0, 400), cut=st.integers(0, 400))
def test_asking_for_less_time_gives_the_same_windows(cadence, first, length, cut):
    almanac = Almanac(calendar=YEAR_2026, special=(Span(d("2026-03-01"), d("2026-03-14")),), since=d("2026-01-01"))
    whole = Span(first, first + ONE_DAY * length)
    part = Span(first, first + ONE_DAY * min(cut, length))
    inside = [window for window in windows([cadence], whole, almanac) if window.span.cut(part)]
    assert windows([cadence], part, almanac) == inside


def test_days_of_month_are_clipped_to_the_last():
    cadence = Cadence("days_of_month", days=(10, 20, 30))
    assert days(cadence, "02-01", "03-31") == ["02-10", "02-20", "02-28", "03-10", "03-20", "03-30"]
    assert days(cadence, "2028-02-21", "2028-03-01") == ["02-29"]


def test_two_days_that_clip_to_the_same_are_one_window():
    assert days(Cadence("days_of_month", days=(29, 30, 31)), "02-01", "02-28") == ["02-28"]


def test_every_thursday():
    assert days(Cadence("weekdays", weekdays=(3,)), "11-01", "11-30") == ["11-05", "11-12", "11-19", "11-26"]


def test_second_saturday_and_last_friday():
    assert days(Cadence("nth_weekday", nth=2, weekdays=(5,)), "10-01", "11-30") == ["10-10", "11-14"]
    assert days(Cadence("nth_weekday", nth=-1, weekdays=(4,)), "10-01", "11-30") == ["10-30", "11-27"]


def test_a_month_without_a_fifth_monday_opens_no_window():
    assert days(Cadence("nth_weekday", nth=5, weekdays=(0,)), "10-01", "11-30") == ["11-30"]


def test_working_days_follow_the_announced_calendar_in_both_directions():
    # 1–7 October are off, Saturday 10 October is worked, Sunday 20 September is worked.
    assert days(Cadence("every", every="workday"), "09-30", "10-11") == ["09-30", "10-08", "10-09", "10-10"]
    assert "09-20" in days(Cadence("every", every="workday"), "09-18", "09-21")


def test_at_a_festival_runs_to_the_last_day_off():
    cadence = Cadence("festivals", festivals=("spring_festival",), days_before=15)
    assert opened(cadence, "01-01", "12-31") == [("02-02", "02-23")]


def test_before_a_festival_ends_on_the_eve():
    cadence = Cadence("festivals", festivals=("double_ninth",), days_before=30, until="eve")
    assert opened(cadence, "01-01", "12-31") == [("09-18", "10-17")]


def test_a_window_before_new_year_begins_in_the_old_year():
    cadence = Cadence("festivals", festivals=("new_year",), days_before=10)
    assert opened(cadence, "2025-12-25", "2025-12-31") == [("12-22", "01-03")]


def test_a_year_without_calendar_uses_the_festivals_own_number_of_days():
    cadence = Cadence("festivals", festivals=("spring_festival",), days_before=0)
    assert opened(cadence, "2027-01-01", "2027-12-31") == [("02-06", "02-08")]


def test_the_major_festivals_are_the_six_of_the_default_list():
    cadence = Cadence("festivals", festivals=("major",), until="day")
    assert days(cadence, "01-01", "12-31") == ["01-01", "02-17", "05-01", "06-19", "09-25", "10-01"]


@pytest.mark.parametrize(
    ("year", "dates"),
    {
        2024: "02-10 06-10 09-17 10-11",
        2025: "01-29 05-31 10-06 10-29",
        2026: "02-17 06-19 09-25 10-18",
        2027: "02-06 06-09 09-15 10-08",
        2028: "01-26 05-28 10-03 10-26",
        2029: "02-13 06-16 09-22 10-16",
        2030: "02-03 06-05 09-12 10-05",
        2031: "01-23 06-24 10-01 10-24",
        2032: "02-11 06-12 09-19 10-12",
        2033: "01-31 06-01 09-08 10-01",
        2034: "02-19 06-20 09-27 10-20",
        2035: "02-08 06-10 09-16 10-09",
    }.items(),
)
def test_lunar_festivals(year, dates):
    names = ("spring_festival", "dragon_boat", "mid_autumn", "double_ninth")
    cadence = Cadence("festivals", festivals=names, until="day")
    assert days(cadence, f"{year}-01-01", f"{year}-12-31") == dates.split()


def test_a_fixed_date_with_days_before_and_after():
    cadence = Cadence("dates", dates=((7, 1),), days_before=5, days_after=2)
    assert opened(cadence, "01-01", "12-31") == [("06-26", "07-03")]


def test_before_a_fixed_date():
    cadence = Cadence("dates", dates=((7, 1),), days_before=30, until="eve")
    assert opened(cadence, "01-01", "12-31") == [("06-01", "06-30")]


def test_seasons_of_the_product_and_of_the_organisation():
    assert opened(Cadence("periods", periods=("spring_sowing",)), "01-01", "12-31") == [("03-01", "04-30")]
    own = Almanac(periods={"spring_sowing": ((d("2025-03-15"), d("2025-05-10"), True),)})
    assert opened(Cadence("periods", periods=("spring_sowing",)), "01-01", "12-31", own) == [("03-15", "05-10")]


def test_a_stretch_may_run_over_new_year():
    cadence = Cadence("between", between=(((12, 1), (1, 15)),))
    assert opened(cadence, "01-01", "01-31") == [("12-01", "01-15")]


def test_in_a_special_period_every_day_is_a_window():
    special = Almanac(special=(Span(d("03-10"), d("03-13")),))
    cadence = Cadence("weekdays", weekdays=(3,), special_period="every_day")
    assert days(cadence, "03-01", "03-20", special) == ["03-05", "03-10", "03-11", "03-12", "03-13", "03-19"]


def test_once_ends_after_so_many_days_or_on_a_date():
    assert opened(Cadence("once", days_within=100), "01-01", "12-31") == [("01-01", "04-11")]
    assert opened(Cadence("once", by=d("06-30")), "01-01", "12-31") == [("01-01", "06-30")]


def test_around_an_event():
    almanac = Almanac(events={"incident": (d("03-10"),), "meeting": (d("06-20"),)})
    assert opened(Cadence("after_event", event="incident", days_within=1), "01-01", "12-31", almanac) == [
        ("03-10", "03-11")
    ]
    before = Cadence("before_event", event="meeting", days_before=3, days_within=14)
    assert opened(before, "01-01", "12-31", almanac) == [("06-03", "06-17")]


def test_due_after_so_many_days():
    window = windows([Cadence("every", every="year", due_after_days=60)], Span(d("05-01"), d("05-01")), ALMANAC)[0]
    assert window.due == d("03-02")
