"""How duties are put into words: amounts, windows, targets, where a duty stands."""

import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.periods import KIND_NAMES, Period, containing
from duties.querysets import AT_RISK, DONE, NOT_OWED, OPEN, OVERDUE, UPCOMING

if TYPE_CHECKING:
    from duties.models import Obligation

STATES = {
    OVERDUE: (gettext_lazy("已逾期"), "late"),
    AT_RISK: (gettext_lazy("即将到期"), "due"),
    OPEN: (gettext_lazy("进行中"), "open"),
    UPCOMING: (gettext_lazy("未开始"), "off"),
    DONE: (gettext_lazy("已完成"), "ok"),
    NOT_OWED: (gettext_lazy("不作要求"), "off"),
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
    "coverage": lambda n: ngettext("%(number)d个对象", "%(number)d个对象", n),
    "held": lambda n: ngettext("%(number)d个联系对象", "%(number)d个联系对象", n),
    "help_plans": lambda n: ngettext("%(number)d份帮扶计划", "%(number)d份帮扶计划", n),
    "secondment_months": lambda n: ngettext("%(number)d个月", "%(number)d个月", n),
}


def missing(obligation: "Obligation") -> str:
    """What is still to be done, in both measures where a rule has two; "" when nothing is."""
    rule = obligation.rule.parsed
    parts = []
    if short := max(obligation.required - obligation.achieved, 0):
        parts.append(amount(rule.measure.of, short))
    if rule.also and (short := max((obligation.required_also or 0) - (obligation.achieved_also or 0), 0)):
        parts.append(amount(rule.also.of, short))
    return _("、").join(parts)


def window_label(start: datetime.date, end: datetime.date) -> str:
    """2026年11月, 2026年第4季度 … where the window is such a period, else its days."""
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
