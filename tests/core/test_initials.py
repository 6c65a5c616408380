import pytest

from core import initials


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("张建国", ["zj", "jg"]),
        ("李", []),
        ("", []),
        ("A区三", ["aq", "ao", "qs", "os"]),
        ("吕·布", []),
        ("Li Na", ["li", "na"]),
    ],
)
def test_initials_stand_side_by_side_as_the_characters_do(name, pairs):
    assert initials.pairs_of(name) == pairs


def test_a_character_with_several_readings_is_found_by_each():
    assert set(initials.of_character("长")) == {"c", "z"}
    assert set(initials.of_character("单")) >= {"d", "s"}
    assert {"zx", "cx"} >= set(initials.pairs_of("曾祥"))


def test_letters_are_found_in_a_name():
    assert initials.place_in("青山镇民政办", "mz") == (3, 5)
    assert initials.place_in("张建国", "zjg") == (0, 3)
    assert initials.place_in("张建国", "zg") is None
    assert initials.place_in("张建国", "") is None


def test_a_rare_character_has_no_initial_and_breaks_nothing():
    assert initials.of_character("\U0003134a") == ()
    assert initials.of_character("，") == ()
