import polib
import pytest
from traditional import catalogue, traditional


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("干部联系群众", "幹部聯繫群眾"),
        ("信访复查、复核", "信訪複查、複核"),
        ("恢复后请回复", "恢復後請回覆"),
        ("换发连心卡，由单位制卡", "換發連心卡，由單位製卡"),
        ("奖金发放", "獎金發放"),
        ("没有采纳", "沒有採納"),
        ("每周，四周", "每週，四週"),
        ("批准后为准", "批准後為準"),
    ],
)
def test_characters_change_as_the_word_asks(simplified, expected):
    assert traditional(simplified) == expected


def test_words_stay_those_of_the_regulations():
    assert traditional("联系点、信息、网络") == "聯繫點、信息、網絡"


def test_quotation_marks_become_corners():
    assert traditional("请在“设置”中选择。") == "請在「設置」中選擇。"


def test_marks_for_names_and_figures_stay():
    assert traditional("%(count)s条，{name}") == "%(count)s條，{name}"


def entry(msgid, msgstr="", **more):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def test_the_catalogue_holds_source_django_and_shipped_data():
    made = catalogue([entry("联系点")], [entry("Enter a number.", "请填写数字。")], ["老党员"])
    assert {(e.msgid, e.msgstr) for e in made} == {
        ("联系点", "聯繫點"),
        ("Enter a number.", "請填寫數字。"),
        ("老党员", "老黨員"),
    }


def test_what_stays_the_same_is_left_out():
    assert not catalogue([entry("一人")], [], [])


def test_a_plural_has_the_one_form_of_chinese():
    (made,) = catalogue([entry("%(n)d条", msgid_plural="%(n)d条")], [], [])
    assert (made.msgid_plural, made.msgstr_plural) == ("%(n)d条", {0: "%(n)d條"})
