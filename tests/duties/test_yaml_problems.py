"""Files that are no YAML, or of a shape that no rulebook has: said in plain words, with the line."""

import pytest

from tests.duties.test_rulebook_file import GOOD, mistakes


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 甲\nb: 乙: 丙", 2, "冒号的位置不对"),
        ("a: 甲\nb\nc: 丙", 3, "缺少冒号"),
        ("a: 甲\nb 乙\n", 3, "缺少冒号"),
        ("a:\n\t- 甲", 2, "制表符"),
        ("a: 甲\nb: @乙", 2, "不能以“@”开头"),
        ("a: [甲\nb: 乙\nc: 丙", 1, "缺少逗号或“]”"),
        ("a: 甲\nb: {c: 丙\n", 2, "缺少逗号或“}”"),
        ("a: '甲\nb: 乙\n", 1, "引号没有成对"),
        ("a: 甲\nb: - 乙", 2, "列表项"),
        ('a: "\\z"', 1, "反斜杠"),
        ("a: 甲\n---\nb: 乙", 2, "只能写一个制度"),
        ("a:\n  - 甲\n b: 乙", 3, "缩进与上文不一致"),
        ("a: 甲\nb: *乙", 2, "不能使用别名"),
        ("a: 甲\nb: \x00", 2, "不能使用的字符"),
        ("%YAML 9.9\n---\na: 甲", 1, "请检查缩进、冒号和引号（found incompatible YAML document"),
    ],
)
def test_what_is_no_yaml_is_said_in_plain_words_with_the_line(text, line, words):
    (found,) = mistakes(text)
    assert found.startswith(f"第{line}行：") and words in found


@pytest.mark.parametrize("key", ["? [a, b]\n: 甲", "? {a: b}\n: 甲", "[a, b]: 甲"])
def test_a_key_that_is_a_list_is_a_mistake_at_its_line(key):
    (found,) = mistakes(GOOD + key)
    assert found.startswith("第11行：冒号前面应为一项的名称") and "Node" not in found


def test_of_more_rules_than_allowed_only_that_is_said():
    head, rule = GOOD.split("rules:\n")
    bad = rule.replace("count", "counts").replace('"1"', '"甲"')
    assert mistakes(head + "rules:\n" + bad * 301) == ["第3行：“rules”过长，最多300。"]
    assert len(mistakes(head + "rules:\n" + bad * 300)) > 600
