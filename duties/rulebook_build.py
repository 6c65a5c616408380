"""Valid data of a rulebook as frozen values of the grammar. Pure."""

import datetime
from dataclasses import replace
from fractions import Fraction
from typing import Any

from duties.grammar import (
    CADENCE_KEYS,
    WEEKDAYS,
    Also,
    AtLeast,
    Book,
    By,
    Cadence,
    Liability,
    Limit,
    Measure,
    MonthDay,
    OnRota,
    Reminders,
    Rule,
    Slot,
    Step,
    Who,
    Whom,
)


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
    plain = ("code", "title", "clause", "goods", "as_lead", "only_on", "include_below", "to_confirm")
    return Rule(
        **{key: data[key] for key in (*plain, "preferably") if key in data},
        kind=data.get("kind", "duty"),
        who=tuple(Who(**_frozen(block)) for block in blocks(data.get("who", {}))),
        does=tuple(data.get("does", ())),
        by=By(**_frozen(data["by"])) if "by" in data else None,
        at_least=AtLeast(**data["at_least"]) if "at_least" in data else None,
        rota=OnRota(**_frozen(data["rota"])) if "rota" in data else None,
        whom=Whom(**_frozen(data.get("whom", {}))),
        measure=_measure(data["measure"]) if "measure" in data else Measure(),
        also=_also(data["also"]) if "also" in data else None,
        when=tuple(build_cadence(block) for block in blocks(data["when"])) if "when" in data else (),
        liability=Liability(**data.get("liability", {})),
        reminders=_reminders(data.get("reminders", {})),
        limits=tuple(Limit(**_frozen(limit)) for limit in data.get("limits", ())),
    )


def blocks(node: Any) -> list[dict[str, Any]]:
    """One block, or several, as a list."""
    return node if isinstance(node, list) else [node]


def _frozen(node: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in node.items()}


def _measure(node: dict[str, Any]) -> Measure:
    measure = Measure(**_frozen({key: value for key, value in node.items() if key not in ("share", "slots")}))
    slots = tuple(Slot(**{"categories": (), **_frozen(slot)}) for slot in node.get("slots", ()))
    return replace(measure, slots=slots, share=_share(node["share"]) if "share" in node else None)


def _also(node: dict[str, Any]) -> Also:
    plain = {key: value for key, value in node.items() if key not in ("by", "whom", "at_least")}
    by = By(**_frozen(node["by"])) if "by" in node else None
    at_least = AtLeast(**node["at_least"]) if "at_least" in node else None
    return Also(**_frozen(plain), **_frozen(node.get("whom", {})), by=by, at_least=at_least)


def _share(text: str | int) -> Fraction:
    text = str(text)
    return Fraction(int(text[:-1]), 100) if text.endswith("%") else Fraction(text)


def _reminders(node: dict[str, Any]) -> Reminders:
    told: dict[str, Any] = {}
    if "days_before" in node:
        told["days_before"] = tuple(sorted(node["days_before"], reverse=True))
    if "escalate" in node:
        told["escalate"] = tuple(Step(**step) for step in node["escalate"])
    return Reminders(**told)


def build_cadence(node: dict[str, Any]) -> Cadence:
    """One cadence from its data; rotas say their days in the same words."""
    kind = next(key for key in CADENCE_KEYS if key in node)
    rest = {key: value for key, value in node.items() if key != kind}
    rest |= {key: datetime.date.fromisoformat(rest[key]) for key in ("by", "since") if key in rest}
    rest |= {key: tuple(rest[key]) for key in ("months", "during") if key in rest}
    return Cadence(kind=kind, **_CADENCES[kind](node[kind]), **rest)


def _month_day(text: str) -> MonthDay:
    month, day = text.split("-")
    return int(month), int(day)


_CADENCES: dict[str, Any] = {
    "every": lambda value: {"every": value},
    "days_of_month": lambda value: {"days": tuple(value)},
    "weekdays": lambda value: {"weekdays": tuple(WEEKDAYS.index(day) for day in value)},
    "nth_weekday": lambda value: {"nth": value["nth"], "weekdays": (WEEKDAYS.index(value["weekday"]),)},
    "nth_workday": lambda value: {"nth": value},
    "festivals": lambda value: {"festivals": (value,) if isinstance(value, str) else tuple(value)},
    "dates": lambda value: {"dates": tuple(map(_month_day, value))},
    "between": lambda value: {"between": tuple((_month_day(a), _month_day(b)) for a, b in value)},
    "periods": lambda value: {"periods": tuple(value)},
    "once": lambda value: {},
    "standing": lambda value: {},
    "after_event": lambda value: {"event": value},
    "before_event": lambda value: {"event": value},
}
