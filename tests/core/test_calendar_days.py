"""Reading announced days from a file."""

import datetime

import pytest

from core.calendar_days import AnnouncedDay, CalendarFileError, by_year, read_csv

GOOD = "\ufeffday,kind,name\n2026-01-01,off,元旦\n\n2026-01-04, Working ,元旦调休\n"


def mistakes_of(text):
    with pytest.raises(CalendarFileError) as caught:
        read_csv(text)
    return caught.value.mistakes


def test_a_good_file_with_heading_mark_and_blank_lines():
    assert read_csv(GOOD) == [
        AnnouncedDay(datetime.date(2026, 1, 1), True, "元旦"),
        AnnouncedDay(datetime.date(2026, 1, 4), False, "元旦调休"),
    ]


def test_all_mistakes_are_named_at_once_with_their_lines():
    text = "2026-02-30,off,x\n2026-01-01,free,x\n2026-01-05,working,x\n2026-01-02,off\n2026-01-02,off\n2026-01-03\n"
    mistakes = mistakes_of(text)
    assert [mistake.partition("：")[0] for mistake in mistakes] == ["第1行", "第2行", "第3行", "第5行", "第6行"]
    for mistake, part in zip(mistakes, ["不是日期", "off（放假）", "不是星期六", "两次", "三列"], strict=True):
        assert part in mistake


def test_a_file_without_days_is_a_mistake():
    assert mistakes_of("day,kind,name\n") == ["文件中没有日期。"]


def test_days_are_sorted_into_years():
    days = read_csv("2027-01-01,off\n2026-12-31,off\n")
    assert {year: len(found) for year, found in by_year(days).items()} == {2026: 1, 2027: 1}


def test_lines_may_end_as_on_an_old_mac():
    assert [entry.day.day for entry in read_csv("day,state,name\r2027-01-01,off,元旦\r2027-02-06,off,春节\r")] == [1, 6]


@pytest.mark.parametrize("garbage", ["\x00\x00\x00", '"' + "x" * 200_000, "PK\x03\x04,\x00,\x01\n\r\n,,,,"])
def test_what_is_no_table_is_refused(garbage):
    with pytest.raises(CalendarFileError):
        read_csv(garbage)


def test_no_name_of_a_day_holds_a_control_character():
    assert read_csv("2027-01-01,off,元\x00旦\u202e")[0].name == "元旦"
