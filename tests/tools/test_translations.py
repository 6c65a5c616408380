import polib
import pytest
import translations


def entry(msgid, msgstr, **more):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ("Saved", ""),
        ("", "not translated"),
        ("  ", "not translated"),
        ("已保存", "Chinese in the English"),
    ],
)
def test_each_string_needs_an_english_version(english, problem):
    assert translations.wrong_with(entry("已保存", english)).startswith(problem)
    assert bool(translations.wrong_with(entry("已保存", english))) == bool(problem)


def test_a_guess_is_no_translation():
    assert translations.wrong_with(entry("已保存", "Saved", flags=["fuzzy"]))


@pytest.mark.parametrize(
    ("english", "fits"),
    [("%(count)d visits by %(name)s", True), ("%(count)d visits", False), ("%(n)d visits by %(name)s", False)],
)
def test_placeholders_are_the_same(english, fits):
    assert bool(translations.wrong_with(entry("%(name)s走访%(count)d次", english))) is not fits


def test_the_singular_may_leave_out_the_number():
    plural = entry("%(n)d次", "", msgid_plural="%(n)d次", msgstr_plural={0: "once", 1: "%(n)d times"})
    assert translations.wrong_with(plural) == ""


def test_what_is_missing_and_what_is_left_over_are_both_said():
    wanted, known = polib.POFile(), polib.POFile()
    wanted.append(entry("新增", ""))
    known.append(entry("删除", "Delete"))
    assert len(translations.find_mistakes(wanted, known)) == 2


def test_names_are_taken_from_shipped_data_and_keys_are_not():
    data = {"code": "甲", "rules": [{"title": "入户走访", "who": {"units": ["县委办"]}}], "bands": [{"name": "好"}]}
    assert list(translations.shown_in(data)) == ["入户走访", "好"]
