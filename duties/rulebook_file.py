"""Reading a rulebook: YAML text to `grammar.Book`, or every mistake at once with its line. Pure.

The shape is checked against the published `rulebook.schema.json`; what a schema cannot say (dates that do not exist,
codes used twice) is checked here.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from duties.grammar import (
    CADENCE_KEYS,
    WEEKDAYS,
    Book,
    Cadence,
    Liability,
    Limit,
    Measure,
    MonthDay,
    Reminders,
    Rule,
    Slot,
    Step,
    Who,
    Whom,
)

SCHEMA_FILE = Path(__file__).with_name("rulebook.schema.json")
MAX_CHARACTERS = 500_000
Place = tuple[str | int, ...]
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
    """A rulebook that was read: its text, its plain data, the line of each place in it, and what it says."""

    text: str
    data: dict[str, Any]
    lines: Lines
    book: Book

    def line(self, *place: str | int) -> int:
        return _line(self.lines, place)


def read(text: str) -> Source:
    """Raises RulebookError with all mistakes."""
    data, lines = _load(text)
    mistakes = [m for error in _validator().iter_errors(data) for m in _explain(error, lines)]
    if not mistakes:
        mistakes = list(_beyond_schema(data, lines))
    if mistakes:
        raise RulebookError(mistakes)
    return Source(text, data, lines, build(data))


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


# --- YAML with line numbers -------------------------------------------------------------------------


def _load(text: str) -> tuple[dict[str, Any], Lines]:
    if len(text) > MAX_CHARACTERS:
        raise RulebookError([Mistake(1, _("文件过大，制度文件不超过50万字符。"))])
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise RulebookError([_yaml_mistake(error)]) from None
    except RecursionError:
        raise RulebookError([Mistake(1, _("文件的层次过深。"))]) from None
    if not isinstance(root, yaml.MappingNode):
        raise RulebookError([Mistake(1, _("文件内容应为“键: 值”形式的制度，见 docs/rulebook.md。"))])
    lines: Lines = {}
    mistakes: list[Mistake] = []
    data = _plain(root, (), lines, mistakes)
    if mistakes:
        raise RulebookError(mistakes)
    return data, lines


def _yaml_mistake(error: yaml.YAMLError) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return Mistake(mark.line + 1 if mark else 1, _("YAML 格式有误（%(problem)s）。") % {"problem": problem})


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
        key = str(key_node.value)
        if key in data:
            mistakes.append(Mistake(key_node.start_mark.line + 1, _("“%(key)s”写了两次。") % {"key": key}))
        lines[(*place, key)] = key_node.start_mark.line + 1
        data[key] = _plain(value_node, (*place, key), lines, mistakes)
    return data


def _scalar(node: yaml.Node) -> Any:
    """Whole numbers, true and false; everything else stays the text that was written (dates, fractions, codes)."""
    if node.tag == "tag:yaml.org,2002:int" and str(node.value).lstrip("-").isdigit():
        return int(node.value)
    if node.tag == "tag:yaml.org,2002:bool":
        return str(node.value).lower() in ("true", "yes", "on")
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _line(lines: Lines, place: Iterable[str | int]) -> int:
    """The line of a place, or of the nearest one that holds it."""
    path = tuple(place)
    while path not in lines:
        path = path[:-1]
    return lines[path]


# --- what the schema found, in words -----------------------------------------------------------------


def _explain(error: ValidationError, lines: Lines) -> Iterator[Mistake]:
    place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        for key in sorted(set(error.instance) - set(error.schema["properties"])):
            expected = "、".join(error.schema["properties"])
            text = _("不认识的项“%(key)s”，此处可用：%(expected)s。") % {"key": key, "expected": expected}
            yield Mistake(_line(lines, (*place, key)), text)
    elif error.validator == "allOf":
        for inner in error.context or ():
            yield from _explain(inner, lines)
    else:
        yield Mistake(_line(lines, place), _problem(error, place))


def _problem(error: ValidationError, place: Place) -> str:
    words = _WORDINGS.get(str(error.validator))
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    found = json.dumps(error.instance, ensure_ascii=False)[:60]
    if words is None:
        return _("“%(name)s”不能用在这里。") % {"name": name}
    return words(error, name, found)


def _required(error: ValidationError, name: str, found: str) -> str:
    missing = [key for key in error.validator_value if key not in error.instance]
    return _("缺少“%(keys)s”。") % {"keys": "、".join(missing)}


def _one_of(error: ValidationError, name: str, found: str) -> str:
    keys = error.schema.get("x-one-of", [])
    return _("应恰好写其中一项：%(keys)s。") % {"keys": "、".join(keys)}


def _any_of(error: ValidationError, name: str, found: str) -> str:
    keys = "、".join(error.schema.get("x-needs", []))
    return _("“%(name)s”中应有其中一项：%(keys)s。") % {"name": name, "keys": keys}


def _enum(error: ValidationError, name: str, found: str) -> str:
    expected = "、".join(value if isinstance(value, str) else json.dumps(value) for value in error.validator_value)
    return _("“%(name)s”应为：%(expected)s，而不是 %(found)s。") % {"name": name, "expected": expected, "found": found}


def _type(error: ValidationError, name: str, found: str) -> str:
    kinds = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    names = {
        "string": _("文字"),
        "integer": _("整数"),
        "boolean": _("true 或 false"),
        "array": _("列表"),
        "object": _("“键: 值”"),
    }
    expected = _("或").join(names[kind] for kind in kinds)
    return _("“%(name)s”应为%(expected)s，而不是 %(found)s。") % {"name": name, "expected": expected, "found": found}


def _pattern(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”的写法不对：%(found)s，见 docs/rulebook.md 中的示例。") % {"name": name, "found": found}


def _range(error: ValidationError, name: str, found: str) -> str:
    least, most = error.schema.get("minimum"), error.schema.get("maximum")
    return _("“%(name)s”应在%(least)s至%(most)s之间。") % {"name": name, "least": least, "most": most}


def _too_few(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”不能为空。") % {"name": name}


def _too_many(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”过长，最多%(most)d。") % {"name": name, "most": error.validator_value}


def _twice(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”中有重复的内容。") % {"name": name}


_WORDINGS = {
    "required": _required,
    "oneOf": _one_of,
    "anyOf": _any_of,
    "enum": _enum,
    "const": _enum,
    "type": _type,
    "pattern": _pattern,
    "minimum": _range,
    "maximum": _range,
    "minItems": _too_few,
    "minLength": _too_few,
    "minProperties": _too_few,
    "maxItems": _too_many,
    "maxLength": _too_many,
    "uniqueItems": _twice,
}


def _beyond_schema(data: dict[str, Any], lines: Lines) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    for number, rule in enumerate(data["rules"]):
        place: Place = ("rules", number)
        if rule["code"] in seen:
            yield Mistake(
                _line(lines, (*place, "code")),
                _("条款编号“%(code)s”已在第%(line)d行用过。") % {"code": rule["code"], "line": seen[rule["code"]]},
            )
        seen.setdefault(rule["code"], _line(lines, (*place, "code")))
        yield from _mixed_subjects(rule, place, lines)
        yield from _most_below_least(rule, place, lines)
        yield from _impossible_dates(rule, place, lines)


def _mixed_subjects(rule: dict[str, Any], place: Place, lines: Lines) -> Iterator[Mistake]:
    subjects = {block.get("subject", "cadre") for block in _blocks(rule.get("who", {}))}
    if len(subjects) > 1:
        yield Mistake(_line(lines, (*place, "who")), _("“who”的各段应为同一种责任主体（subject）。"))


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
    for block in _blocks(rule.get("when", {})):
        days = [*block.get("dates", ()), *(day for pair in block.get("between", ()) for day in pair)]
        written = [f"2024-{day}" for day in days] + ([block["by"]] if "by" in block else [])
        for day in written:
            try:
                datetime.date.fromisoformat(day)
            except ValueError:
                text = _("没有这样的日期：%(day)s。") % {"day": day.removeprefix("2024-")}
                yield Mistake(_line(lines, (*place, "when")), text)


# --- data that passed, as frozen values ----------------------------------------------------------------


def build(data: dict[str, Any]) -> Book:
    """The book that valid data describes (as stored with a version, too)."""
    defaults = data.get("defaults", {})
    rules = tuple(_rule(rule, defaults) for rule in data["rules"])
    return Book(data["rulebook"], data["title"], rules, data.get("note", ""))


def build_rule(data: dict[str, Any]) -> Rule:
    """One rule from its stored data, into which the book's defaults were merged."""
    return _rule(data, {})


def with_defaults(rule: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The rule's own data with the book's defaults under it, for storing each rule by itself."""
    if rule.get("kind") == "check":
        return rule
    return rule | {key: {**defaults[key], **rule.get(key, {})} for key in ("liability", "reminders") if key in defaults}


def _rule(data: dict[str, Any], defaults: dict[str, Any]) -> Rule:
    data = with_defaults(data, defaults)
    plain = ("code", "title", "clause", "goods", "as_lead", "include_below", "to_confirm", "preferably")
    return Rule(
        **{key: data[key] for key in plain if key in data},
        kind=data.get("kind", "duty"),
        who=tuple(Who(**_frozen(block)) for block in _blocks(data.get("who", {}))),
        does=tuple(data.get("does", ())),
        whom=Whom(**_frozen(data.get("whom", {}))),
        measure=_measure(data["measure"]) if "measure" in data else Measure(),
        also=_measure(data["also"]) if "also" in data else None,
        when=tuple(_cadence(block) for block in _blocks(data["when"])) if "when" in data else (),
        liability=Liability(**data.get("liability", {})),
        reminders=_reminders(data.get("reminders", {})),
        limits=tuple(Limit(**_frozen(limit)) for limit in data.get("limits", ())),
    )


def _blocks(node: Any) -> list[dict[str, Any]]:
    return node if isinstance(node, list) else [node]


def _frozen(node: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in node.items()}


def _measure(node: dict[str, Any]) -> Measure:
    measure = Measure(**{key: value for key, value in node.items() if key not in ("share", "slots")})
    slots = tuple(Slot(**{"categories": (), **_frozen(slot)}) for slot in node.get("slots", ()))
    return replace(measure, slots=slots, share=_share(node["share"]) if "share" in node else None)


def _share(text: str | int) -> Fraction:
    text = str(text)
    return Fraction(int(text[:-1]), 100) if text.endswith("%") else Fraction(text)


def _reminders(node: dict[str, Any]) -> Reminders:
    days = {"days_before": tuple(sorted(node["days_before"], reverse=True))} if "days_before" in node else {}
    steps = {"escalate": tuple(Step(**step) for step in node["escalate"])} if "escalate" in node else {}
    return Reminders(**days, **steps)


def _cadence(node: dict[str, Any]) -> Cadence:
    kind = next(key for key in CADENCE_KEYS if key in node)
    rest = {key: value for key, value in node.items() if key != kind}
    if "by" in rest:
        rest["by"] = datetime.date.fromisoformat(rest["by"])
    return Cadence(kind=kind, **_CADENCES[kind](node[kind]), **rest)


def _month_day(text: str) -> MonthDay:
    month, day = text.split("-")
    return int(month), int(day)


_CADENCES: dict[str, Any] = {
    "every": lambda value: {"every": value},
    "days_of_month": lambda value: {"days": tuple(value)},
    "weekdays": lambda value: {"weekdays": tuple(WEEKDAYS.index(day) for day in value)},
    "nth_weekday": lambda value: {"nth": value["nth"], "weekdays": (WEEKDAYS.index(value["weekday"]),)},
    "festivals": lambda value: {"festivals": (value,) if isinstance(value, str) else tuple(value)},
    "dates": lambda value: {"dates": tuple(map(_month_day, value))},
    "between": lambda value: {"between": tuple((_month_day(a), _month_day(b)) for a, b in value)},
    "periods": lambda value: {"periods": tuple(value)},
    "once": lambda value: {},
    "standing": lambda value: {},
    "after_event": lambda value: {"event": value},
    "before_event": lambda value: {"event": value},
}
