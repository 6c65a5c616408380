"""What evaluation takes and gives. Pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.workdays import WorkCalendar
from duties.grammar import Rule, Slot
from duties.recurrence import Window
from duties.spans import Span, Spans

CADRE, POINT, HOUSEHOLD, RESIDENT = range(4)
KINDS_OF_TARGET = 4
TARGET_KINDS = {"cadre": CADRE, "point": POINT, "household": HOUSEHOLD, "resident": RESIDENT}
HELD_MEASURES = ("held", "help_plans", "secondment_months")


class Reason(StrEnum):
    """Why a log did not count."""

    WITHDRAWN = "withdrawn"
    WRONG_KIND = "wrong_kind"
    NOT_LEAD = "not_lead"
    NOT_BY = "not_by"
    NO_GOODS = "no_goods"
    OUTSIDE_WINDOW = "outside_window"
    BEGAN_BEFORE = "began_before"
    NOT_LIABLE = "not_liable"
    NOT_ASSIGNED = "not_assigned"
    OTHER_TARGET = "other_target"
    WRONG_CATEGORY = "wrong_category"
    BEFORE_PAIRING = "before_pairing"
    AFTER_PAIRING = "after_pairing"
    SAME_DAY = "same_day"
    SAME_PEOPLE = "same_people"
    NOT_IN_REGISTER = "not_in_register"
    NOT_IN_RUN = "not_in_run"
    NO_MINUTES = "no_minutes"
    WRONG_DAY = "wrong_day"
    TOO_LITTLE = "too_little"

    @property
    def label(self) -> str:
        return str(_REASONS[self])


_REASONS = {
    Reason.WITHDRAWN: _("记录已撤回"),
    Reason.WRONG_KIND: _("走访形式不符"),
    Reason.NOT_LEAD: _("不是由本人主持或带队"),
    Reason.NOT_BY: _("参加的不是规定的领导或人员"),
    Reason.NO_GOODS: _("没有登记慰问物资"),
    Reason.OUTSIDE_WINDOW: _("不在规定的时段内"),
    Reason.BEGAN_BEFORE: _("开始于上一时段，已计入上一时段"),
    Reason.NOT_LIABLE: _("当日不承担此项责任（未到岗、请假或下派）"),
    Reason.NOT_ASSIGNED: _("不是所联系的对象"),
    Reason.OTHER_TARGET: _("走访的是另一个联系对象"),
    Reason.WRONG_CATEGORY: _("对象类别不符"),
    Reason.BEFORE_PAIRING: _("早于结对开始日期"),
    Reason.AFTER_PAIRING: _("晚于结对结束日期"),
    Reason.SAME_DAY: _("同一天已计一次"),
    Reason.SAME_PEOPLE: _("走访的对象已计入"),
    Reason.NOT_IN_REGISTER: _("对象不在当时的名册内"),
    Reason.NOT_IN_RUN: _("不在最长的连续天数内"),
    Reason.NO_MINUTES: _("没有登记时长"),
    Reason.TOO_LITTLE: _("时长、人数或天数没有达到单次的要求"),
    Reason.WRONG_DAY: _("当日不是条款要求的休息日或工作日"),
}


@dataclass(frozen=True)
class Log:
    """A visit log as one subject's duties see it.

    `keys` are the target keys that it reached (contacts.models.target_key; a cadre is key * 4), with the household of
    each resident. `people` are those that count as persons: residents by name, and households where nobody is named.
    """

    id: int
    kind: str
    first_day: datetime.date
    last_day: datetime.date
    keys: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    # (kind of unit, position, rank) of the posts that those who took part held on the first day.
    posts: frozenset[tuple[str, str, str]] = frozenset()
    minutes: int = 0
    people_count: int = 0
    has_goods: bool = False
    led: bool = True
    withdrawn: bool = False

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day)


@dataclass(frozen=True)
class Tie:
    """A target that the subject holds (or a plan, or a secondment), with its category and days.

    `since`: of a cadre, when the post began by which they belong to those around the subject.
    """

    key: int
    category: str
    span: Span
    since: datetime.date | None = None


@dataclass(frozen=True)
class Claim:
    """An obligation with everything that is needed to judge it."""

    rule: Rule
    window: Window
    liable: Spans
    required: int
    required_also: int | None = None
    target: int | None = None
    ties: tuple[Tie, ...] = ()
    # Coverage: which members of the register a target key reaches.
    register: Mapping[int, frozenset[int]] = field(default_factory=dict)
    # For what counts on working days or rest days only.
    calendar: WorkCalendar = field(default_factory=WorkCalendar)


@dataclass(frozen=True)
class SlotState:
    slot: Slot
    held: int

    @property
    def is_met(self) -> bool:
        return self.held >= self.slot.least and (self.slot.most is None or self.held <= self.slot.most)


@dataclass(frozen=True)
class Outcome:
    """What came of it. `rejected` maps the id of a log to the reason; amounts are in the measure's own unit."""

    achieved: int
    achieved_also: int | None
    met_on: datetime.date | None
    missing: int
    missing_also: int
    last_safe_day: datetime.date | None
    counted: tuple[int, ...] = ()
    rejected: Mapping[int, Reason] = field(default_factory=dict)
    slots: tuple[SlotState, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A log that may count, with the days on which it may."""

    log: Log
    spans: Spans


@dataclass
class Tally:
    """How a measure grew: (day, total so far), rising; and what happened to each log."""

    steps: list[tuple[datetime.date, int]] = field(default_factory=list)
    # Consecutive days: every day that lies in some run.
    days: frozenset[datetime.date] = frozenset()
    counted: list[int] = field(default_factory=list)
    rejected: dict[int, Reason] = field(default_factory=dict)

    @property
    def achieved(self) -> int:
        return self.steps[-1][1] if self.steps else 0

    def grow(self, day: datetime.date, log_id: int, by: int) -> None:
        self.steps.append((day, self.achieved + by))
        self.counted.append(log_id)

    def put_in_order(self) -> None:
        """A log may count from a later day than its first (its cadre joined in between): totals go by day."""
        amounts = [total - before for (_d, total), before in zip(self.steps, self._totals_before(), strict=True)]
        in_order = sorted(zip((day for day, _t in self.steps), amounts, strict=True))
        self.steps = []
        for day, amount in in_order:
            self.steps.append((day, self.achieved + amount))

    def _totals_before(self) -> list[int]:
        return [0, *(total for _d, total in self.steps)][: len(self.steps)]

    def reached(self, amount: int) -> datetime.date | None:
        return next((day for day, total in self.steps if total >= amount), None)
