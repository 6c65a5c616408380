"""What fits on a card, and where it stands on a sheet. No database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts import cards
from contacts.card_paper import ON_A_SHEET, mirrored, sheets
from contacts.cards import back_size, fitting, lines_of, width_of


def test_a_figure_is_narrower_than_a_character():
    assert width_of("联系") == 2
    assert width_of("12") < 2


def test_a_text_takes_the_lines_that_it_needs():
    assert lines_of("", 7.5, 54) == 0
    assert lines_of("字" * 19, 7.5, 54) == 1
    assert lines_of("字" * 20, 7.5, 54) == 2


def test_the_largest_size_at_which_everything_fits_is_taken():
    assert fitting(["字"], (12, 6), width=50, height=10) == 12
    assert fitting(["字" * 30], (12, 6), width=50, height=6) == 6
    assert fitting(["字" * 300], (12, 6), width=50, height=6) is None


def test_the_longest_words_that_the_fields_take_fit_on_the_back_beside_a_code():
    longest = ["服务范围：" + "字" * 60, "职责：" + "字" * 100, "办事流程：" + "字" * 100, "办事电话：" + "0" * 30]
    assert back_size(longest, has_code=True) in cards.BACK_SIZES


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="字a1。", max_size=200), st.floats(5.5, 18))
def test_a_larger_type_never_takes_fewer_lines(text, size):
    assert lines_of(text, size, 54) <= lines_of(text, size + 1, 54)


def test_backs_change_places_left_and_right_and_stay_in_their_row():
    assert [mirrored(place) for place in range(4)] == [1, 0, 3, 2]
    assert all(mirrored(mirrored(place)) == place for place in range(ON_A_SHEET))


@pytest.mark.parametrize(
    ("cards_", "copies", "sizes"), [("ab", 10, [10, 10]), ("abc", 1, [3]), ("abc", 7, [10, 10, 1])]
)
def test_sheets_of_ten_hold_every_copy(cards_, copies, sizes):
    made = list(sheets(cards_, copies))
    assert [len(sheet) for sheet in made] == sizes
    assert made[0][0] == (1, 2, "a")
    assert "".join(card for sheet in made for _front, _back, card in sheet).count("a") == copies
