"""Two characters are enough to find a text; what was searched for stands in every row that is found."""

import pytest

from core import bigrams


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("修路灯", ["修路", "路灯"]),
        ("修，路", []),
        ("Ａ4纸", ["a4", "4纸"]),
        ("水水水", ["水水"]),
        ("", []),
    ],
)
def test_a_text_is_kept_as_pairs_that_stand_side_by_side(text, pairs):
    assert bigrams.pairs_of(text) == pairs


def test_pairs_do_not_reach_from_one_text_into_the_next():
    assert bigrams.column("修路", "灯坏") == " 修路 灯坏 "


@pytest.mark.parametrize(
    ("text", "is_pair"),
    [("路灯", True), (" ＡB ", True), ("灯", False), ("路灯坏", False), ("路 灯", False), ("路灯 坏", False)],
)
def test_two_characters_side_by_side_are_a_pair(text, is_pair):
    assert bigrams.is_pair(text) is is_pair
