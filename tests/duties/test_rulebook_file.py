"""A bad file gets every mistake at once, with line number and what was expected."""

import pytest

from duties.rulebook_file import RulebookError, read
from tests.factories_duties import BOOKS

GOOD = """\
rulebook: t1
title: 试行制度
rules:
  - code: "1"
    title: 每月走访
    clause: 第一条
    who: {unit_kinds: [township]}
    does: [home_visit]
    measure: {of: count, least: 1}
    when: {every: month}
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        read(text)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize("file", sorted(BOOKS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_rulebook_is_valid(file):
    book = read(file.read_text(encoding="utf-8")).book
    assert book.code == file.stem
    assert all(len(rule.clause) > 10 for rule in book.rules)


def test_a_good_file_is_read():
    rule = read(GOOD).book.rule("1")
    assert (rule.measure.least, rule.when[0].every, rule.who[0].unit_kinds) == (1, "month", ("township",))


def test_all_mistakes_at_once_with_their_lines():
    text = (
        GOOD.replace("unit_kinds: [township]", "subject: unti")
        .replace("least: 1", "least: many")
        .replace("every: month", "every: fortnight")
    )
    found = mistakes(text)
    assert [line.split("：")[0] for line in found] == ["第7行", "第9行", "第10行"]
    assert "unit" in found[0] and "整数" in found[1] and "month" in found[2]


def test_what_a_schema_cannot_say_is_found_beside_what_it_can():
    text = GOOD.replace("title: 试行制度", "title: 试行制度\ntitle: 又一个").replace("[township]", "[Township]")
    other = (
        GOOD.split("rules:\n")[1]
        .replace("least: 1", "least: 2, most: 1")
        .replace("{every: month}", "{once: true, by: 2026-02-30}")
    )
    assert [line.split("：")[0] for line in mistakes(text + other)] == ["第3行", "第8行", "第12行", "第17行", "第18行"]


def test_an_unknown_key_is_never_ignored():
    assert mistakes(GOOD.replace("does:", "dose:")) == [
        line for line in mistakes(GOOD.replace("does:", "dose:")) if line.startswith("第8行：不认识的项“dose”")
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("when: {every: month}", "when: {every: month, weekdays: [monday]}", 10, "恰好写其中一项"),
        ("when: {every: month}", "when: {days_before: 3}", 10, "恰好写其中一项"),
        ("when: {every: month}", "when: {every: month, until: eve}", 10, "festivals、dates"),
        ("when: {every: month}", "when: {after_event: secondment_end}", 10, "days_within"),
        ("when: {every: month}", "when: {once: true}", 10, "by、days_within"),
        ("when: {every: month}", 'when: {dates: ["02-31"]}', 10, "02-31"),
        ("when: {every: month}", "when: {once: true, by: 2026-02-30}", 10, "2026-02-30"),
        ("when: {every: month}", "when: []", 10, "不能为空"),
        ("{of: count, least: 1}", "{of: count}", 9, "缺少“least”"),
        ("{of: count, least: 1}", "{of: count, least: 3, most: 2}", 9, "“most”不能小于“least”"),
        ("{of: count, least: 1}", "{of: coverage, share: 1/3, crossing: true}", 9, "consecutive_days"),
        ("{of: count, least: 1}", "{of: coverage, share: third}", 9, "写法不对"),
        (
            "measure: {of: count, least: 1}",
            "whom: {scope: assigned, what: [household]}\n    measure: {of: coverage, share: 80%, register: households}",
            10,
            "“register”不能用在这里",
        ),
        ("{of: count, least: 1}", "{of: coverage}", 9, "缺少“share”"),
        ("{of: count, least: 1}", "{of: held, slots: [{label: 户}]}", 9, "least、most"),
        ("who: {unit_kinds: [township]}", "who: {subject: unit, positions: [head]}", 7, "cadre"),
        ("who: {unit_kinds: [township]}", "who: {}", 7, "不能为空"),
        ("who: {unit_kinds: [township]}", "who: [{subject: unit}, {subject: cadre}]", 7, "同一种责任主体"),
        ("does: [home_visit]", "does: [home_visit, home_visit]", 8, "重复"),
        ("does: [home_visit]", "whom: {each: true}", 8, "缺少“scope”"),
        ("clause: 第一条", "kind: check", 4, "缺少"),
        ("title: 试行制度", "note: 没有标题", 1, "缺少“title”"),
        ("rules:", "rules: 无\nrest:", 3, "列表"),
    ],
)
def test_what_is_wrong_and_what_was_expected(old, new, line, words):
    found = mistakes(GOOD.replace(old, new))
    assert any(text.startswith(f"第{line}行") and words in text for text in found), found


def test_a_rule_code_used_twice_names_both_lines():
    twice = GOOD + GOOD.split("rules:\n")[1]
    assert mistakes(twice) == ["第11行：条款编号“1”已在第4行用过。"]


def test_a_key_written_twice():
    assert mistakes(GOOD + "title: 又一个\n") == ["第11行：“title”写了两次。"]


@pytest.mark.parametrize("text", ["rules: [", "a: b: c", "\t- x", "*x"])
def test_broken_yaml_names_its_line(text):
    assert mistakes(text)[0].startswith("第1行：")


@pytest.mark.parametrize("text", ["", "- 1", "制度", "[" * 5000])
def test_what_is_no_rulebook_at_all(text):
    assert len(mistakes(text)) == 1


def test_dates_and_codes_stay_text():
    text = GOOD.replace('code: "1"', "code: 1.10").replace("{every: month}", "{once: true, by: 2027-06-30}")
    assert read(text).book.rules[0].code == "1.10"


def test_lines_that_stand_for_one_another_a_thousand_million_times_are_refused():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    (found,) = mistakes(bomb)
    assert found.startswith("第2行")
    assert mistakes("rulebook: &r [*r]\n")


def test_a_number_of_five_thousand_digits_is_a_mistake_at_its_line():
    (found,) = mistakes(GOOD.replace("least: 1", "least: " + "9" * 5000))
    assert found.startswith("第9行")


def test_brackets_within_brackets_are_refused_at_once():
    assert mistakes(GOOD + "note: " + "[" * 20_000) == ["第11行：文件的层次过深。"]


def test_a_regulation_has_at_most_three_hundred_rules():
    head, rule = GOOD.split("rules:\n")
    many = head + "rules:\n" + "".join(rule.replace('"1"', f'"{number}"') for number in range(301))
    assert mistakes(many) == ["第3行：“rules”过长，最多300。"]
