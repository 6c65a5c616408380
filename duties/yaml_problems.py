"""What is wrong with a file that is no YAML, in words that say what to look at. Pure."""

import re
from collections.abc import Callable
from typing import Any

import yaml
from django.utils.translation import gettext as _


def explain_yaml(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line (from 1) and what to mend there; what is open to the end of the file is named where it was opened."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1, _("含有不能使用的字符，请删去。")
    problem = getattr(error, "problem", None) or str(error)
    for pattern, was_open, words in _USUAL:
        if found := re.search(pattern, problem):
            return _line(error, was_open=was_open), words() % {"found": found[found.lastindex or 0]}
    return _line(error), _("此处附近写法有误，请检查缩进、冒号和引号（%(problem)s）。") % {"problem": problem}


def _line(error: Any, *, was_open: bool = False) -> int:
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    mark = next((mark for mark in (reversed(marks) if was_open else marks) if mark), None)
    return mark.line + 1 if mark else 1


# What PyYAML says, whether the place to look at is where it was opened, and what people read.
_USUAL: list[tuple[str, bool, Callable[[], str]]] = [
    (r"^alias (.+)", False, lambda: _("不能使用别名“%(found)s”，请把内容再写一遍。")),
    (r"expected alphabetic or numeric", False, lambda: _("不能使用别名，以*或者&开头的文字请加引号。")),
    (r"undefined alias '(.+)'", False, lambda: _("不能使用别名“*%(found)s”，以*开头的文字请加引号。")),
    (
        r"mapping values are not allowed",
        False,
        lambda: _("冒号的位置不对：请检查缩进，文字里有冒号的请加引号。"),
    ),
    (r"could not find expected ':'", False, lambda: _("缺少冒号（半角冒号，后面空一格），请检查这一行和上一行。")),
    (r"found character '\\t'", False, lambda: _("缩进请用空格，不能用制表符（Tab 键）。")),
    (
        r"found character '(.)' that cannot start",
        False,
        lambda: _("文字不能以“%(found)s”开头，请给这段文字加引号。"),
    ),
    (r"expected ',' or '(.)'", True, lambda: _("从这一行开始的括号没有写完，缺少逗号或“%(found)s”。")),
    (r"unexpected end of stream", True, lambda: _("从这一行开始的引号没有成对。")),
    (r"sequence entries are not allowed", False, lambda: _("列表项（-）不能写在这里，请另起一行并检查缩进。")),
    (r"unknown escape character", False, lambda: _("双引号中的反斜杠（\\）写法不对，请改用单引号。")),
    (r"found another document", False, lambda: _("一个文件只能写一个制度，请删去“---”。")),
    (r"expected <block end>", False, lambda: _("缩进与上文不一致，请与同级的各行对齐。")),
]
