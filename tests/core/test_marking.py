import pytest

from core.marking import is_called, marked, snippet


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("村口的路灯坏了", ["路灯"], [("村口的", False), ("路灯", True), ("坏了", False)]),
        ("路灯坏了", ["灯坏", "路灯"], [("路灯坏", True), ("了", False)]),
        ("张建国", ["jg"], [("张", False), ("建国", True)]),
        ("ＡＢC厂", ["abc"], [("ＡＢC", True), ("厂", False)]),
        ("没有", ["路灯"], [("没有", False)]),
        ("", ["路灯"], []),
    ],
)
def test_what_was_asked_for_is_marked(text, words, parts):
    assert marked(text, words) == parts


def test_a_long_text_is_cut_around_the_first_word():
    text = "前" * 200 + "路灯" + "后" * 200
    parts = snippet(text, ["路灯"])
    assert ("路灯", True) in parts
    assert parts[0][0].startswith("…前") and parts[-1][0].endswith("后…")
    assert len("".join(part for part, _is_word in parts)) < 100


def test_a_text_in_which_no_word_stands_shows_its_beginning():
    assert snippet("一\n二", ["路灯"]) == [("一 二", False)]


def test_a_name_is_called_by_a_part_of_it_or_its_initials():
    assert is_called("走访记录", "走访")
    assert is_called("走访记录", "jl")
    assert not is_called("走访记录", "信访")
