"""Reading a rulebook: YAML text to `grammar.Book`, or every mistake at once with its line. Pure.

The shape is checked against the published `rulebook.schema.json`; what a schema cannot say (dates that do not exist,
codes used twice) is checked here.
"""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from duties.evaluation import HELD_MEASURES
from duties.grammar import Book
from duties.rulebook_build import blocks, build
from duties.rulebook_problems import Place, explain
from duties.ties import PAIRING_START, REGISTER_START
from duties.yaml_problems import explain_yaml

SCHEMA_FILE = Path(__file__).with_name("rulebook.schema.json")
MAX_CHARACTERS = 500_000
# Rules, a rule, its measure, slots, a slot, its categories: nothing lies deeper than seven.
MAX_DEPTH = 12
# Where folded Chinese lines are joined, YAML writes a space that nobody meant.
_BETWEEN_CHARACTERS = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
# As many digits as a number in a rulebook can need; a longer one stays text, which the schema then refuses.
_WHOLE = re.compile(r"-?[0-9]{1,9}")
Lines = dict[Place, int]


@dataclass(frozen=True, order=True)
class Mistake:
    line: int
    text: str

    def __str__(self) -> str:
        return _("第%(line)d行：%(text)s") % {"line": self.line, "text": self.text}


class RulebookError(Exception):
    """Everything that is wrong with a rulebook. Nothing was loaded."""

    def __init__(self, mistakes: Iterable[Mistake]):
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True)
class Source:
    """A rulebook that was read: its text, its plain data, and what it says."""

    text: str
    data: dict[str, Any]
    book: Book


@dataclass(frozen=True)
class Draft:
    """A rulebook as it stands in the file, of whatever shape, with the line of each place in it."""

    data: dict[str, Any]
    lines: Lines

    def line(self, *place: str | int) -> int:
        return _line(self.lines, place)

    def words(self, *keys: str) -> Iterator[tuple[Place, str]]:
        """Every text that stands under these keys of a rule, with its place."""
        yield from _words(self.data.get("rules"), keys, ("rules",))


def read(text: str, further: Callable[[Draft], Iterable[Mistake]] = lambda draft: ()) -> Source:
    """Raises RulebookError with all mistakes, those among them that `further` finds."""
    data, lines, mistakes = _load(text)
    _refuse_too_many(data, lines)
    errors = list(_validator().iter_errors(data))
    mistakes += [Mistake(_line(lines, place), text) for error in errors for place, text in explain(error)]
    mistakes += _beyond_schema(data, lines, misshapen={tuple(error.absolute_path)[:2] for error in errors})
    mistakes += further(Draft(data, lines))
    if mistakes:
        raise RulebookError(mistakes)
    return Source(text, data, build(data))


def _words(node: Any, keys: tuple[str, ...], place: Place) -> Iterator[tuple[Place, str]]:
    """A list stands for each of its items."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from _words(item, keys, (*place, number))
    elif isinstance(node, dict) and keys and keys[0] in node:
        yield from _words(node[keys[0]], keys[1:], (*place, keys[0]))
    elif isinstance(node, str) and not keys:
        yield place, node


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _refuse_too_many(data: dict[str, Any], lines: Lines) -> None:
    """Mistakes of rules that cannot all be loaded help nobody, and there may be very many."""
    most = _validator().schema["properties"]["rules"]["maxItems"]  # type: ignore[index]
    if isinstance(data.get("rules"), list) and len(data["rules"]) > most:
        text = _("“%(name)s”过长，最多%(most)d。") % {"name": "rules", "most": most}
        raise RulebookError([Mistake(_line(lines, ("rules",)), text)])


# --- YAML with line numbers -------------------------------------------------------------------------


def _load(text: str) -> tuple[dict[str, Any], Lines, list[Mistake]]:
    """Its data, of keys that were written twice the last; raises RulebookError for what is no YAML."""
    try:
        refuse_traps(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise RulebookError([Mistake(*explain_yaml(error, text))]) from None
    if not isinstance(root, yaml.MappingNode):
        raise RulebookError([Mistake(1, _("文件内容应为“键: 值”形式的制度，见 docs/rulebook.md。"))])
    lines: Lines = {}
    mistakes: list[Mistake] = []
    return _plain(root, (), lines, mistakes), lines, mistakes


def refuse_traps(text: str) -> None:
    """Raise RulebookError or yaml.YAMLError for a text that is cheap to write and dear to read.

    Ten lines that name one another stand for a thousand million: a rulebook repeats what it means. And brackets within
    brackets take the square of their number to read.
    """
    if len(text) > MAX_CHARACTERS:
        raise RulebookError([Mistake(1, _("文件过大，制度文件不超过50万字符。"))])
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem=f"alias *{event.anchor}", problem_mark=mark)
        if depth > MAX_DEPTH:
            raise RulebookError([Mistake(mark.line + 1, _("文件的层次过深。"))])


def _plain(node: yaml.Node, place: Place, lines: Lines, mistakes: list[Mistake]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, mistakes)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, number), lines, mistakes) for number, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, place: Place, lines: Lines, mistakes: list[Mistake]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            text = _("冒号前面应为一项的名称，不能是列表或“键: 值”；方括号和花括号开头的文字请加引号。")
            mistakes.append(Mistake(key_node.start_mark.line + 1, text))
            continue
        key = str(key_node.value)
        if key in data:
            mistakes.append(Mistake(key_node.start_mark.line + 1, _("“%(key)s”写了两次。") % {"key": key}))
        lines[(*place, key)] = key_node.start_mark.line + 1
        data[key] = _plain(value_node, (*place, key), lines, mistakes)
    return data


def _scalar(node: yaml.Node) -> Any:
    """Whole numbers, true and false; everything else stays the text that was written (dates, fractions, codes)."""
    if node.tag == "tag:yaml.org,2002:int" and _WHOLE.fullmatch(node.value):
        return int(node.value)
    if node.tag == "tag:yaml.org,2002:bool":
        return str(node.value).lower() in ("true", "yes", "on")
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return _BETWEEN_CHARACTERS.sub("", node.value) if getattr(node, "style", "") == ">" else node.value


def _line(lines: Lines, place: Iterable[str | int]) -> int:
    """The line of a place, or of the nearest one that holds it."""
    path = tuple(place)
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _beyond_schema(data: dict[str, Any], lines: Lines, misshapen: set[Place]) -> Iterator[Mistake]:
    """What a schema cannot say; of a rule whose shape is wrong only its code can be judged."""
    rules = data.get("rules")
    yield from _codes_used_twice(Draft(data, lines))
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        place: Place = ("rules", number)
        if place in misshapen:
            continue
        yield from _mixed_subjects(rule, place, lines)
        yield from _impossible_rota(rule, place, lines)
        yield from _events_of_nobody(rule, place, lines)
        yield from _most_below_least(rule, place, lines)
        yield from _impossible_dates(rule, place, lines)


def _codes_used_twice(draft: Draft) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    for place, code in draft.words("code"):
        line = draft.line(*place)
        if code in seen:
            yield Mistake(line, _("条款编号“%(code)s”已在第%(line)d行用过。") % {"code": code, "line": seen[code]})
        seen.setdefault(code, line)


def _mixed_subjects(rule: dict[str, Any], place: Place, lines: Lines) -> Iterator[Mistake]:
    subjects = {block.get("subject", "cadre") for block in blocks(rule.get("who", {}))}
    if len(subjects) > 1:
        yield Mistake(_line(lines, (*place, "who")), _("“who”的各段应为同一种责任主体（subject）。"))


def _impossible_rota(rule: dict[str, Any], place: Place, lines: Lines) -> Iterator[Mistake]:
    """A rota is a unit's, on days that the calendar opens."""
    if "rota" not in rule:
        return
    line = _line(lines, (*place, "rota"))
    if any(block.get("subject", "cadre") != "unit" for block in blocks(rule.get("who", {}))):
        yield Mistake(line, _("“rota”只用于责任主体为单位（subject: unit）的条款。"))
    if any({"once", "standing", "after_event", "before_event"} & block.keys() for block in blocks(rule["when"])):
        yield Mistake(line, _("“rota”的时间（when）应为固定的日子或时段。"))


def _events_of_nobody(rule: dict[str, Any], place: Place, lines: Lines) -> Iterator[Mistake]:
    """What happens to those whom a duty is towards opens a window for each of them, of something to be done."""
    named = rule.get("when", {})
    for number, block in enumerate(blocks(named)):
        at: Place = (*place, "when", number) if isinstance(named, list) else (*place, "when")
        event = next((block[key] for key in ("after_event", "before_event") if key in block), "")
        if block.get("event_of") == "target":
            line = _line(lines, (*at, "event_of"))
            if not rule.get("whom", {}).get("each") or rule["measure"]["of"] in HELD_MEASURES:
                yield Mistake(line, _("“event_of: target”只用于对每个对象分别计算的走访（whom 中写 each: true）。"))
            if event == "secondment_end":
                yield Mistake(line, _("“secondment_end”是承担人自己的事件，不能写“event_of: target”。"))
        elif event in (PAIRING_START, REGISTER_START):
            yield Mistake(_line(lines, at), _("“%(event)s”是对象的事件，请写“event_of: target”。") % {"event": event})


def _most_below_least(rule: dict[str, Any], place: Place, lines: Lines) -> Iterator[Mistake]:
    places = [(key,) for key in ("measure", "also") if key in rule]
    slots = [("measure", "slots", n) for n in range(len(rule.get("measure", {}).get("slots", ())))]
    for inner in [*places, *slots]:
        node: Any = rule
        for key in inner:
            node = node[key]
        if "most" in node and node["most"] < node.get("least", 0):
            yield Mistake(_line(lines, (*place, *inner, "most")), _("“most”不能小于“least”。"))


def _impossible_dates(rule: dict[str, Any], place: Place, lines: Lines) -> Iterator[Mistake]:
    for block in blocks(rule.get("when", {})):
        days = [*block.get("dates", ()), *(day for pair in block.get("between", ()) for day in pair)]
        written = [f"2024-{day}" for day in days] + [block[key] for key in ("by", "since") if key in block]
        for day in written:
            try:
                datetime.date.fromisoformat(day)
            except ValueError:
                text = _("没有这样的日期：%(day)s。") % {"day": day.removeprefix("2024-")}
                yield Mistake(_line(lines, (*place, "when")), text)
