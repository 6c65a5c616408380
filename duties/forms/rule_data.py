"""Between the fields of the form for a rule and the rule as it stands in a file. Pure."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duties.rulebook_build import blocks

Data = dict[str, Any]
PERIODS = (*("day", "workday", "rest_day", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year"),)
WHO_LISTS = (
    *("unit_kinds", "units", "except_units", "positions", "ranks", "titles", "groups", "group_names", "people"),
    "secondment_kinds",
)
FACTS = ("party_member", "reserve", "female", "grassroots_experience", "able_to_act", "convenor", "seconded")
MARKS = ("to_confirm", "goods", "as_lead", "include_below")
SLOTS = 6
# What stands beside each cadence; the first says which one it is.
BESIDE: dict[str, tuple[str, ...]] = {
    "days_of_month": ("special_period", "shift"),
    "weekdays": ("special_period", "shift"),
    "nth_weekday": ("special_period", "shift"),
    "festivals": ("days_before", "until"),
    "dates": ("days_before", "days_after", "until"),
    "between": ("due_after_days",),
    "periods": ("due_after_days",),
    "once": ("by", "days_within", "due_after_days"),
    "standing": ("due_after_days",),
    "after_event": ("event_of", "days_within"),
    "before_event": ("event_of", "days_before", "days_within"),
    "every": ("special_period", "due_after_days"),
}
# Of which of these the form can be told that it is in working days, and the key that then says it.
IN_WORKDAYS = {"after_event": ("days_within", "workdays_within"), "before_event": ("days_before", "workdays_before")}
# The keys that the form has a field for, by part.
SAYS = {
    "rule": {"code", "title", "clause", "kind", "preferably", "does", "only_on", "who", "whom", "measure", "also"}
    | {"when", "by", "at_least", "liability", "reminders", "rota", *MARKS},
    "who": {"subject", "age_under", *WHO_LISTS, *FACTS},
    "whom": {"scope", "what", "categories", "circle", "each"},
    "measure": {"of", "least", "most", "share", "register", "average_per_month", "crossing", "slots"}
    | {"secondment_kinds"},
    "also": {"of", "least", "does", "only_on", "label"},
    "by": {"positions", "ranks"},
    "at_least": {"minutes", "people", "days"},
    "liability": {"rounding", "secondment"},
    "reminders": {"days_before", "escalate"},
}
_PARTS = {
    "rule": gettext_lazy("要求"),
    "who": gettext_lazy("责任主体"),
    "whom": gettext_lazy("对象"),
    "measure": gettext_lazy("数量"),
    "also": gettext_lazy("第二项数量"),
    "by": gettext_lazy("参加人"),
    "at_least": gettext_lazy("单次要求"),
    "liability": gettext_lazy("折算"),
    "reminders": gettext_lazy("提醒"),
}
USUAL_STEPS = [{"after": 3, "to": "secretary"}, {"after": 10, "to": "leader"}]
USUAL_DAYS = [7, 1]


def sayable(rule: Data) -> str:
    """ "" when the form can show and change the rule, else the part that only a file can say."""
    measure, whom = rule.get("measure", {}), rule.get("whom", {})
    if strange := next((key for key, node in _nodes(rule) if set(node) - SAYS[key]), ""):
        return str(_PARTS[strange])
    slots = measure.get("slots", [])
    several = _("“%(part)s”写了几段")
    checks = [
        (len(blocks(rule.get("who", {}))) > 1, several % {"part": _("责任主体")}),
        (len(blocks(rule.get("when", {}))) > 1, several % {"part": _("时间")}),
        (any(_beside(block) for block in blocks(rule.get("when", {}))), _("细分的时间")),
        (len(blocks(rule.get("when", {}))[0].get("between", [])) > 1, several % {"part": _("每年的一段时间")}),
        (len(slots) > SLOTS or any("label" in s or not s.get("categories") for s in slots), _("联系对象的名称")),
        (whom.get("scope") == "supervised", _("分管对象")),
        ("also" in rule and measure["of"] == "coverage", _("第二项数量")),
        (whom.get("each") is True and whom.get("scope", "anyone") == "anyone", _("对象")),
        (len(rule.get("reminders", {}).get("escalate", [])) > len(USUAL_STEPS), _("提醒")),
    ]
    return next((part for found, part in checks if found), "")


def unsayable_text(part: str) -> str:
    """Where to write what the form cannot."""
    return _("该条款的“%(part)s”表单写不出，请下载制度文件，修改后载入新版本；新条款请换一个编号。") % {"part": part}


def new_rule() -> Data:
    """The start of an empty form: once a month."""
    steps = {f"step_{n}_{key}": value for n, step in enumerate(USUAL_STEPS, 1) for key, value in step.items()}
    return {"cadence": "month", "least": 1, "remind": _line(USUAL_DAYS), "until": "last_day_off", **steps}


def _nodes(rule: Data) -> Iterator[tuple[str, Data]]:
    yield "rule", rule
    yield "who", blocks(rule.get("who", {}))[0]
    for key in ("whom", "measure", "also", "by", "at_least", "liability", "reminders"):
        yield key, rule.get(key, {})


def _beside(when: Data) -> bool:
    """Whether something stands beside the cadence that the form has no field for."""
    kind = next((key for key in BESIDE if key in when), "")
    known = {kind, *BESIDE.get(kind, ()), IN_WORKDAYS.get(kind, ("", kind))[1]}
    return bool(set(when) - known) or when.get("special_period", "every_day") != "every_day"


# --- from the file to the form ------------------------------------------------------------------------------


def as_initial(rule: Data) -> Data:
    """The start of the form for a rule that it can say; `rule` has the defaults of its book in it."""
    who, whom, measure = rule.get("who", {}), rule.get("whom", {}), rule["measure"]
    told = rule.get("reminders", {})
    start = {key: rule.get(key) for key in ("code", "title", "clause", "preferably", "does", "only_on", *MARKS)}
    start |= {key: _line(who[key]) if key in TYPED else who[key] for key in WHO_LISTS if key in who}
    start |= {key: "yes" if who[key] else "no" for key in FACTS if key in who}
    start |= {"subject": who.get("subject", "cadre"), "age_under": who.get("age_under")}
    start |= {key: whom.get(key) for key in ("what", "categories", "circle")} | {"scope": _scope(whom)}
    start |= {key: measure.get(key) for key in ("of", "least", "most", "share", "crossing", "average_per_month")}
    start |= {"register": measure.get("register", "residents"), **_slots_start(measure)}
    start |= {"months_of": measure.get("secondment_kinds")}
    start |= {f"also_{key}": value for key, value in rule.get("also", {}).items()}
    start |= {f"at_least_{key}": value for key, value in rule.get("at_least", {}).items()}
    start |= {f"by_{key}": value for key, value in rule.get("by", {}).items()} | {"on_rota": "rota" in rule}
    start |= _when_start(rule["when"])
    liability = rule.get("liability", {})
    start |= {"rounding": liability.get("rounding", "nearest"), "owed_away": liability.get("secondment") is False}
    start["remind"] = _line(told.get("days_before", USUAL_DAYS))
    for number, step in enumerate(told.get("escalate", USUAL_STEPS), 1):
        start |= {f"step_{number}_after": step["after"], f"step_{number}_to": step["to"]}
    return start


TYPED = ("units", "except_units", "titles", "group_names", "people")


def _line(words: Any) -> str:
    return "、".join(map(str, words))


def _scope(whom: Data) -> str:
    scope = whom.get("scope", "anyone")
    return f"{scope}_each" if whom.get("each") else scope


def _slots_start(measure: Data) -> Data:
    return {
        f"slot_{number}_{key}": slot.get(key)
        for number, slot in enumerate(measure.get("slots", []), 1)
        for key in ("categories", "least", "most")
    }


def _when_start(when: Data) -> Data:
    (when,) = blocks(when)
    kind = next(key for key in BESIDE if key in when)
    start = {key: when.get(key) for key in BESIDE[kind]} | _workdays_start(kind, when)
    value = when[kind]
    values: Data = {
        "every": {},
        "days_of_month": {"days_of_month": _line(value) if kind == "days_of_month" else ""},
        "nth_weekday": {"nth": value.get("nth"), "nth_day": value.get("weekday")} if kind == "nth_weekday" else {},
        "festivals": {"festivals": [value] if isinstance(value, str) else value},
        "dates": {"dates": _line(value) if kind == "dates" else ""},
        "between": {"first_day": value[0][0], "last_day": value[0][1]} if kind == "between" else {},
        "after_event": {"event": value},
        "before_event": {"event": value},
    }
    return start | values.get(kind, {kind: value}) | {"cadence": value if kind == "every" else kind}


def _workdays_start(kind: str, when: Data) -> Data:
    days, workdays = IN_WORKDAYS.get(kind, ("", ""))
    return {days: when[workdays], "in_workdays": True} if workdays in when else {}


# --- from the form to the file ------------------------------------------------------------------------------


def as_rule(data: Data, base: Data, defaults: Data) -> Data:
    """The rule that the cleaned form describes. `base`: the one whose place it takes ({}: a new one).

    What is as the book's defaults have it is left out; lists in another order stay as they were.
    """
    rule: Data = {key: data[key] for key in ("code", "title", "clause")}
    rule |= {key: True for key in MARKS if data[key]} | _given(data, "preferably", "does", "only_on")
    rule["who"] = _who(data)
    by = {key: data[f"by_{key}"] for key in ("positions", "ranks") if data[f"by_{key}"]}
    rota = base.get("rota") or {"positions": data["by_positions"]} if data["on_rota"] else {}
    whom = _given(data, "what", "categories", "circle")
    if data["scope"] != "anyone":
        whom |= {"scope": data["scope"].removesuffix("_each"), "each": data["scope"].endswith("_each")}
    also = {key: data[f"also_{key}"] for key in ("of", "least", "does", "only_on", "label") if data[f"also_{key}"]}
    at_least = {key: data[f"at_least_{key}"] for key in ("minutes", "people", "days") if data[f"at_least_{key}"]}
    parts = {
        "by": by,
        "at_least": at_least,
        "rota": rota,
        "whom": whom,
        "measure": _measure(data),
        "also": also,
        "when": _when(data),
    }
    parts |= {"liability": _liability(data, defaults), "reminders": _reminders(data, defaults)}
    return settled(rule | {key: part for key, part in parts.items() if part}, base)


def _given(data: Data, *names: str) -> Data:
    return {name: data[name] for name in names if data[name] not in (None, "", [], False)}


def _who(data: Data) -> Data:
    who = {"subject": data["subject"]} | _given(data, *WHO_LISTS, "age_under")
    return who | {name: data[name] == "yes" for name in FACTS if data[name]}


def _measure(data: Data) -> Data:
    of = data["of"]
    measure: Data = {"of": of}
    if of == "coverage":
        return measure | _given(data, "share", "register")
    if of in ("held", "help_plans"):
        return measure | {"slots": data["slots"]}
    measure |= {"least": data["least"]} | ({"most": data["most"]} if data["most"] is not None else {})
    measure |= {"secondment_kinds": data["months_of"]} if data["months_of"] else {}
    return measure | _given(data, "crossing", "average_per_month")


def _when(data: Data) -> Data:
    cadence = data["cadence"]
    kind = "every" if cadence in PERIODS else cadence
    values = {
        "every": lambda: cadence,
        "nth_weekday": lambda: {"nth": data["nth"], "weekday": data["nth_day"]},
        "festivals": lambda: "major" if "major" in data["festivals"] else data["festivals"],
        "between": lambda: [[data["first_day"], data["last_day"]]],
        "once": lambda: True,
        "standing": lambda: True,
        "after_event": lambda: data["event"],
        "before_event": lambda: data["event"],
    }
    when = {kind: values[kind]() if kind in values else data[kind]}
    beside = {key: data[key] for key in BESIDE[kind] if data[key] is not None and data[key] not in ("", [])}
    beside = {key: value for key, value in beside.items() if value is not False}
    if data["in_workdays"]:
        days, workdays = IN_WORKDAYS[kind]
        beside[workdays] = beside.pop(days)
    if "special_period" in beside:
        beside["special_period"] = "every_day"
    if "by" in beside:
        beside["by"] = beside["by"].isoformat()
    return when | beside


def _liability(data: Data, defaults: Data) -> Data:
    usual = defaults.get("liability", {})
    told: Data = {}
    if data["rounding"] != usual.get("rounding", "nearest"):
        told["rounding"] = data["rounding"]
    if data["owed_away"] != (usual.get("secondment") is False):
        told["secondment"] = not data["owed_away"]
    return told


def _reminders(data: Data, defaults: Data) -> Data:
    usual, told = defaults.get("reminders", {}), {}
    if sorted(data["remind"]) != sorted(usual.get("days_before", USUAL_DAYS)):
        told["days_before"] = data["remind"]
    if data["steps"] != usual.get("escalate", USUAL_STEPS):
        told["escalate"] = data["steps"]
    return told


_UNSAID = {
    "event_of": "subject",
    "subject": "cadre",
    "scope": "anyone",
    "each": False,
    "register": "residents",
    "until": "last_day_off",
}


def settled(new: Any, old: Any) -> Any:
    """`new`, but where it says the same as `old` in other words (another order, what goes without saying), as `old`."""
    if isinstance(new, dict):
        old = old if isinstance(old, dict) else {}
        said = {key: value for key, value in new.items() if key in old or _UNSAID.get(key, ...) != value}
        return {key: settled(value, old.get(key)) for key, value in said.items()}
    if not isinstance(new, list) or not isinstance(old, list):
        return new
    if all(isinstance(value, str | int) for value in [*new, *old]):
        return old if sorted(map(str, new)) == sorted(map(str, old)) else new
    return [settled(a, b) for a, b in zip(new, old, strict=True)] if len(new) == len(old) else new
