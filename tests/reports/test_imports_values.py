"""What people write in cells, and what it means."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.imports import values
from reports.imports.values import EPOCH

DAYS = st.dates(datetime.date(1911, 1, 1), datetime.date(2089, 12, 31))
# The year is written first everywhere; the rest as people like it.
WRITTEN = [
    "{y}-{m}-{d}",
    "{y}.{m}.{d}",
    "{y}/{m:02}/{d:02}",
    "{y}年{m}月{d}日",
    "{y}{m:02}{d:02}",
    "{y}－{m:02}－{d:02}",
]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(DAYS, st.sampled_from(WRITTEN), st.booleans())
@settings(max_examples=25)
def test_a_day_is_read_however_it_is_written(day, written, is_wide):
    text = written.format(y=day.year, m=day.month, d=day.day)
    assert values.day(f"  {text.translate(WIDE) if is_wide else text}　") == day


@given(DAYS.filter(lambda day: day.year > 1927))
@settings(max_examples=25)
def test_a_day_is_read_as_excel_counts_it_and_with_midnight(day):
    assert values.day(str((day - EPOCH).days)) == day
    assert values.day(f"{day} 00:00:00") == day
    assert values.month(f"{day:%Y-%m}") == values.month(str(day)) == values.month(f"{day:%Y%m}") == day.replace(day=1)


@given(st.text(max_size=12))
@settings(max_examples=25)
def test_nothing_but_a_day_is_one_and_every_refusal_says_how_to_write_it(text):
    try:
        assert values.day(text).year > 1900
    except ValueError as refused:
        assert "2026-03-08" in str(refused)


@given(st.integers(0, 999), st.sampled_from(["{}", "{}.0", " {} ", "{:,}"]))
@settings(max_examples=25)
def test_a_number_is_read_as_text_and_as_number(number, written):
    assert values.whole(0, 999)(written.format(number)) == number


@pytest.mark.parametrize("text", ["2026-2-30", "2026.3", "3月8日", "0000-01-01", "1800-01-01", "99999", "明天", "#N/A"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match="不是日期"):
        values.day(text)


def test_a_month_whose_nought_excel_dropped_is_asked_about():
    with pytest.raises(ValueError, match="10月"):
        values.month("1980.1")
    assert values.month("1980.12") == datetime.date(1980, 12, 1)


@pytest.mark.parametrize("text", ["-1", "1.5", "12人", "10000", ""])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="整数"):
        values.whole(0, 999)(text)


def test_names_and_telephones_keep_what_they_are():
    assert values.person(" 张　 三\u200b") == "张三"
    assert values.person("Anna  Lee") == "Anna Lee"
    assert values.phone("０５１１－８８８８６６６６") == "0511-88886666"
    assert values.phone("13800000001、13800000002".replace("、", "/")) == "13800000001/13800000002"
    assert values.code(30)("００１ ") == "001"
    with pytest.raises(ValueError, match="不是电话号码"):
        values.phone("张三")


def test_a_choice_is_known_without_blanks_and_width_of_brackets():
    read = values.one_of(lambda: {"村（社区）": 1, "县直部门": 2})
    assert (read("村(社区)"), read(" 县直 部门")) == (1, 2)
    with pytest.raises(ValueError, match="村（社区）、县直部门"):
        read("乡")


def test_yes_and_no_are_read_in_every_office_hand():
    assert [values.yes_no(text) for text in ("是", "√", "Y", "有", "否", "×", "无", "0")] == [True] * 4 + [False] * 4
    with pytest.raises(ValueError, match="是”或“否"):
        values.yes_no("可能")
