"""Numbers in addresses and forms."""

import pytest

from core.keys import parse_number, parse_numbers, parse_words


@pytest.mark.parametrize("text", ["", None, "²", "９", "-1", "1.5", "x", " 7", "9" * 19, "9" * 5000])
def test_what_cannot_be_a_key_is_none(text):
    assert parse_number(text) is None


def test_a_whole_number_is_itself():
    assert parse_number("007") == 7
    assert parse_number("9" * 18) == 10**18 - 1


def test_of_several_those_are_taken_that_are_one():
    assert parse_numbers(["12", "", "x", "0"]) == [12, 0]


def test_words_are_no_longer_than_a_name_and_hold_no_nul():
    assert parse_words(" 王\x00建国 ") == "王建国"
    assert parse_words("王" * 500) == "王" * 40
    assert parse_words(None) == ""
