"""How duties are put into words: amounts, windows, targets, where a duty stands."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils import dates
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Position, unit_kind_name
from core.periods import KIND_NAMES, Period, containing
from core.wording import joined, with_note
from duties.evaluation import HELD_MEASURES
from duties.querysets import AT_RISK, DONE, NOT_OWED, OPEN, OVERDUE, UPCOMING
from duties.who_wording import (
    Names,
    by_words,
    does_words,
    reminder_words,
    second_words,
    seconded_words,
    who_words,
    whom_words,
)

if TYPE_CHECKING:
    from duties import grammar
    from duties.models import Obligation

STATES = {
    OVERDUE: (gettext_lazy("已逾期"), "late"),
    AT_RISK: (gettext_lazy("即将到期"), "due"),
    OPEN: (gettext_lazy("进行中"), "open"),
    UPCOMING: (gettext_lazy("未开始"), "off"),
    DONE: (gettext_lazy("已完成"), "ok"),
    NOT_OWED: (gettext_lazy("不作要求"), "off"),
}


# Names for reading; what an organisation named itself is shown by its code where it has no name here.
NAMES: dict[str, Any] = {
    "major": gettext_lazy("重大节日"),
    "new_year": gettext_lazy("元旦"),
    "spring_festival": gettext_lazy("春节"),
    "lantern": gettext_lazy("元宵节"),
    "lei_feng_day": gettext_lazy("学雷锋纪念日"),
    "womens_day": gettext_lazy("三八妇女节"),
    "labour_day": gettext_lazy("五一劳动节"),
    "dragon_boat": gettext_lazy("端午节"),
    "party_day": gettext_lazy("七一"),
    "army_day": gettext_lazy("八一建军节"),
    "mid_autumn": gettext_lazy("中秋节"),
    "teachers_day": gettext_lazy("教师节"),
    "double_ninth": gettext_lazy("重阳节"),
    "national_day": gettext_lazy("国庆节"),
    "spring_sowing": gettext_lazy("春耕时节"),
    "hot_season": gettext_lazy("高温季节"),
    "autumn_harvest": gettext_lazy("秋收时节"),
    "semester": gettext_lazy("学期"),
    "weighty_event": gettext_lazy("重要事件"),
}
EVENT_NAMES = {
    "secondment_end": gettext_lazy("下派结束"),
    "post_start": gettext_lazy("任职"),
    "pairing_start": gettext_lazy("结对"),
    "register_start": gettext_lazy("登记入册"),
    "democratic_life_meeting": gettext_lazy("民主生活会"),
    "incident": gettext_lazy("突发情况"),
    "life_event": gettext_lazy("得知变故"),
}


def amount(of: str, number: int) -> str:
    """A number with the unit of its measure: 3次, 7天, 12人."""
    return _AMOUNTS[of](number) % {"number": number}


_AMOUNTS = {
    "count": lambda n: ngettext("%(number)d次", "%(number)d次", n),
    "reports": lambda n: ngettext("%(number)d份", "%(number)d份", n),
    "distinct_days": lambda n: ngettext("%(number)d天", "%(number)d天", n),
    "consecutive_days": lambda n: ngettext("连续%(number)d天", "连续%(number)d天", n),
    "minutes": lambda n: ngettext("%(number)d分钟", "%(number)d分钟", n),
    "distinct_people": lambda n: ngettext("%(number)d人", "%(number)d人", n),
    "distinct_households": lambda n: ngettext("%(number)d户", "%(number)d户", n),
    "distinct_points": lambda n: ngettext("%(number)d个联系点", "%(number)d个联系点", n),
    "coverage": lambda n: ngettext("%(number)d个对象", "%(number)d个对象", n),
    "held": lambda n: ngettext("%(number)d个联系对象", "%(number)d个联系对象", n),
    "help_plans": lambda n: ngettext("%(number)d份帮扶计划", "%(number)d份帮扶计划", n),
    "secondment_months": lambda n: ngettext("%(number)d个月", "%(number)d个月", n),
}


def in_words(rule: "grammar.Rule", names: Names) -> list[tuple[str, str]]:
    """(heading, text) for what a rule asks, so that people can read it without the file.

    `names`: code → name of kinds of visit and of categories (selectors.rule_names).
    """
    if rule.kind == "check":
        return [(_("要求"), _("；").join(_limit(limit) for limit in rule.limits))]
    lines = [
        (_("责任主体"), who_words(rule)),
        (_("数量"), _measures(rule, names)),
        (_("走访形式"), does_words(rule, names)),
        (_("由谁"), by_words(rule.by) if rule.by else ""),
        (_("值班"), rota_words(rule.rota) if rule.rota else ""),
        (_("对象"), whom_words(rule, names)),
        (_("时间"), when_words(rule.when, names)),
        (_("安排"), rule.preferably),
        (_("折算"), _shrunk(rule)),
        (_("提醒"), reminder_words(rule)),
    ]
    return [line for line in lines if line[1]]


def _shrunk(rule: "grammar.Rule") -> str:
    """What is held is asked of everybody alike."""
    held = all(measure.of in HELD_MEASURES for measure in rule.measures)
    return "" if held else str(_ROUNDINGS[rule.liability.rounding])


def rota_words(rota: "grammar.OnRota") -> str:
    """县委、政府的主要负责人、班子成员轮流值班"""
    people = rota.group or joined(str(Position(p).label) for p in rota.positions)
    if rota.unit_kinds:
        units = joined(unit_kind_name(kind) for kind in rota.unit_kinds)
        people = _("%(units)s的%(people)s") % {"units": units, "people": people}
    text = _("%(people)s轮流值班") if rota.seats == 1 else _("%(people)s轮流值班，每次%(seats)d人")
    text = text % {"people": people, "seats": rota.seats}
    return text if rota.fair else _("%(text)s，缺席的不补") % {"text": text}


def _limit(limit: "grammar.Limit") -> str:
    fields = {
        "entourage": _("陪同人数"),
        "meals": _("按标准交纳餐费"),
        "had_welcome": _("不搞迎送和宴请"),
        "people_count": _("参加人数"),
        "minutes": _("时长（分钟）"),
    }
    if limit.most is None:
        return fields[limit.field]
    return _("%(field)s不超过%(most)d") % {"field": fields[limit.field], "most": limit.most}


def _measures(rule: "grammar.Rule", names: Names) -> str:
    """不少于5次，其中入户走访不少于1次"""
    first = _measure(rule.measure, names, rule)
    if rule.also is None:
        return first
    words = {"first": first, "what": second_words(rule, names), "second": _measure(rule.also, names, rule)}
    if rule.second is rule:
        return _("%(first)s，并且%(second)s") % words
    text = _("%(first)s，其中%(what)s%(second)s") if _is_part(rule) else _("%(first)s，另%(what)s%(second)s")
    return text % words


def _is_part(rule: "grammar.Rule") -> bool:
    """Whether what the second measure counts is a part of what the first does."""
    return not rule.does or set(rule.second.does) <= set(rule.does)


def _measure(measure: "grammar.Measure", names: Names, rule: "grammar.Rule") -> str:
    if measure.share is not None:
        text = _("覆盖联系对象的%(share)s") if rule.covers_held else _("覆盖名册的%(share)s")
        kinds = joined(names.get(code, code) for code in rule.whom.categories) if rule.narrows_register else ""
        text = _("覆盖名册中%(kinds)s的%(share)s") if kinds else text
        return text % {"share": measure.share if measure.share != 1 else "100%", "kinds": kinds}
    if measure.slots:
        return _slots(measure, names)
    words = {"least": amount(measure.of, measure.least), "most": measure.most}
    if not measure.least:
        return _("只统计，不作要求")
    if measure.most is not None:
        return _("%(least)s至%(most)d") % words
    text = (_("月均不少于%(least)s") if measure.average_per_month else _("不少于%(least)s")) % words
    return with_note(text, seconded_words(measure.secondment_kinds))


def _slots(measure: "grammar.Measure", names: Names) -> str:
    """民营企业1个、联系职工5–18个"""
    if measure.of != "held":
        return amount(measure.of, sum(slot.least for slot in measure.slots))
    text = _("%(name)s%(number)s个")
    words = [{"name": slot_name(slot, names), "number": at_least(slot.least, slot.most)} for slot in measure.slots]
    return joined(text % each for each in words)


def slot_name(slot: "grammar.Slot", names: Names) -> str:
    """As the rule names it, or by its categories."""
    return slot.label or _("或").join(str(names.get(code, code)) for code in slot.categories) or _("联系对象")


def when_words(when: "tuple[grammar.Cadence, ...]", names: Names = NAMES) -> str:
    """On which days: 每周星期四；特殊时期每天"""
    return _("；").join(_cadence(cadence, names) for cadence in when)


def _cadence(cadence: "grammar.Cadence", names: Names) -> str:
    text = _event(cadence, names) if cadence.event else _CADENCES[cadence.kind](cadence)
    text = _narrower(cadence, text)
    if cadence.special_period:
        how = {"every_day": _("每天"), "every_week": _("每周"), "every_ten_days": _("每旬"), "every_month": _("每月")}
        text = _("%(when)s；特殊时期%(how)s") % {"when": text, "how": how[cadence.special_period]}
    if cadence.due_after_days is not None:
        text = _("%(when)s，开始后%(days)d天内落实") % {"when": text, "days": cadence.due_after_days}
    return str(text)


def _narrower(cadence: "grammar.Cadence", text: str) -> str:
    """…, only in some months, in named periods, at the beginning or end."""
    words = {"when": text, "last": cadence.last_days}
    if cadence.months:
        words["when"] = _("%(when)s（限%(months)s月）") % {"when": text, "months": joined(map(str, cadence.months))}
    if cadence.during:
        names = joined(str(NAMES.get(code, code)) for code in cadence.during)
        words["when"] = _("%(names)s期间%(when)s") % {"names": names, "when": words["when"]}
    for count, wording in (
        (cadence.first_days, _("%(when)s的前%(n)d天")),
        (cadence.first_workdays, _("%(when)s的前%(n)d个工作日")),
        (cadence.before_start, _("%(when)s开始前%(n)d天内")),
        (cadence.after_end, _("%(when)s结束后%(n)d天内")),
    ):
        if count:
            return wording % {"when": words["when"], "n": count}
    if cadence.shift:
        return _SHIFTS[cadence.shift] % words
    return str(_("%(when)s的最后%(last)d天") % words if cadence.last_days else words["when"])


_SHIFTS = {
    "next_workday": gettext_lazy("%(when)s，遇休息日顺延"),
    "previous_workday": gettext_lazy("%(when)s，遇休息日提前"),
}


def _around(cadence: "grammar.Cadence", names: str) -> str:
    words = {"names": names, "days": cadence.days_before}
    if cadence.until == "eve":
        return _("%(names)s前%(days)d天内") % words
    return _("%(names)s前%(days)d天至节日期间") % words


def _every(cadence: "grammar.Cadence") -> str:
    names = {"day": _("每天"), "workday": _("每个工作日"), "week": _("每周"), "ten_days": _("每旬"), "month": _("每月")}
    names |= {"rest_day": _("每个休息日"), "half_month": _("每半月")}
    names |= {"quarter": _("每季度"), "half_year": _("每半年"), "year": _("每年")}
    if cadence.together == 1:
        return names[cadence.every]
    several = {"day": _("每%(n)d天"), "week": _("每%(n)d周"), "month": _("每%(n)d个月"), "quarter": _("每%(n)d个季度")}
    several |= {"half_year": _("每%(n)d个半年"), "year": _("每%(n)d年")}
    return several[cadence.every] % {"n": cadence.together}


def _month_day(day: tuple[int, int]) -> str:
    """The day of any year; a leap year, so that 29 February is one."""
    return date_format(datetime.date(2024, *day), "MONTH_DAY_FORMAT")


def at_least(least: int, most: int | None) -> str:
    """1, 1–3, ≤ 18"""
    if most is None or most == least:
        return str(least)
    return f"{least}–{most}" if least else f"≤ {most}"


def _between(cadence: "grammar.Cadence") -> str:
    text = _("每年%(start)s至%(end)s")
    return joined(text % {"start": _month_day(a), "end": _month_day(b)} for a, b in cadence.between)


def _nth(cadence: "grammar.Cadence") -> str:
    words = {"nth": abs(cadence.nth), "weekday": dates.WEEKDAYS[cadence.weekdays[0]]}
    return (_("每月第%(nth)d个%(weekday)s") if cadence.nth > 0 else _("每月倒数第%(nth)d个%(weekday)s")) % words


def _nth_workday(cadence: "grammar.Cadence") -> str:
    text = _("每月第%(nth)d个工作日") if cadence.nth > 0 else _("每月倒数第%(nth)d个工作日")
    return text % {"nth": abs(cadence.nth)}


def _event(cadence: "grammar.Cadence", names: Names) -> str:
    name = EVENT_NAMES.get(cadence.event) or names.get(cadence.event, cadence.event)
    words = {"event": _("对象%(event)s") % {"event": name} if cadence.of_target else name}
    if cadence.workdays_within:
        return _("%(event)s后%(days)d个工作日内") % {**words, "days": cadence.workdays_within}
    if cadence.workdays_before:
        return _("%(event)s%(days)d个工作日前") % {**words, "days": cadence.workdays_before}
    if cadence.kind == "after_event":
        return _("%(event)s后%(days)d天内") % {**words, "days": cadence.days_within}
    return _("%(event)s%(days)d天前") % {**words, "days": cadence.days_before}


_CADENCES: "dict[str, Callable[[grammar.Cadence], str]]" = {
    "every": _every,
    "days_of_month": lambda c: _("每月%(days)s日（当月没有的，为月末日）") % {"days": joined(map(str, c.days))},
    "weekdays": lambda c: _("每周%(days)s") % {"days": joined(str(dates.WEEKDAYS[day]) for day in c.weekdays)},
    "nth_weekday": _nth,
    "nth_workday": _nth_workday,
    "festivals": lambda c: _around(c, joined(str(NAMES.get(code, code)) for code in c.festivals)),
    "dates": lambda c: _around(c, joined(map(_month_day, c.dates))),
    "between": _between,
    "periods": lambda c: _("每个%(names)s") % {"names": joined(str(NAMES.get(code, code)) for code in c.periods)},
    "once": lambda c: _("一次"),
    "standing": lambda c: _("始终保持"),
}
_ROUNDINGS = {
    "up": gettext_lazy("在责天数不足的，按比例折算，小数进位"),
    "nearest": gettext_lazy("在责天数不足的，按比例折算，四舍五入"),
    "down": gettext_lazy("在责天数不足的，按比例折算，小数舍去"),
    "none": gettext_lazy("不折算"),
}


def missing(obligation: "Obligation") -> str:
    """What is still to be done, in both measures where a rule has two; "" when nothing is."""
    rule = obligation.rule.parsed
    parts = []
    if short := max(obligation.required - obligation.achieved, 0):
        parts.append(_short(rule.measure.of, short, obligation.required))
    if rule.also and (short := max((obligation.required_also or 0) - (obligation.achieved_also or 0), 0)):
        parts.append(rule.also.label + amount(rule.also.of, short))
    return joined(parts)


def _short(of: str, short: int, required: int) -> str:
    if of != "consecutive_days":
        return amount(of, short)
    return _("%(days)s（应连续%(number)d天）") % {"days": amount("distinct_days", short), "number": required}


def window_label(start: datetime.date, end: datetime.date, name: str = "") -> str:
    """2026年11月, 2026年第4季度 … where the window is such a period, else its days, with the festival's name."""
    if of := NAMES.get(name) or EVENT_NAMES.get(name):
        return with_note(of, window_label(start, end))
    if start == end:
        return date_format(start, "DATE_FORMAT")
    for kind in KIND_NAMES:
        period = containing(kind, start)
        if (period.start, period.end) == (start, end):
            return period.label
    return Period(start, end).label


def target_label(obligation: "Obligation") -> str:
    """The name of the target of an "each" duty, for those who may see the duty; "" for a duty in total."""
    if obligation.target_cadre_id:
        return str(obligation.target_cadre)
    return str(obligation.pairing.target) if obligation.pairing_id and obligation.pairing else ""
