"""What of an obligation is done, and why: which logs counted, which did not, what is missing. Pure.

The order in which logs arrive never matters: they are sorted by day and key before anything is counted.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from duties.grammar import Measure, Rule, Slot
from duties.recurrence import Window, clipped
from duties.spans import FAR, ONE_DAY, Span, Spans, days_of, intersect, merge

CADRE, POINT, HOUSEHOLD, RESIDENT = range(4)
KINDS_OF_TARGET = 4
TARGET_KINDS = {"cadre": CADRE, "point": POINT, "household": HOUSEHOLD, "resident": RESIDENT}
HELD_MEASURES = ("held", "help_plans", "secondment_months")


class Reason(StrEnum):
    """Why a log did not count."""

    WITHDRAWN = "withdrawn"
    WRONG_KIND = "wrong_kind"
    NOT_LEAD = "not_lead"
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

    @property
    def label(self) -> str:
        return str(_REASONS[self])


_REASONS = {
    Reason.WITHDRAWN: _("记录已撤回"),
    Reason.WRONG_KIND: _("走访形式不符"),
    Reason.NOT_LEAD: _("不是由本人主持或带队"),
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
    minutes: int = 0
    has_goods: bool = False
    led: bool = True
    withdrawn: bool = False

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day)


@dataclass(frozen=True)
class Tie:
    """A target that the subject holds (or a plan, or a secondment), with its category and days."""

    key: int
    category: str
    span: Span


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


def evaluate(claim: Claim, logs: Iterable[Log], *, on: datetime.date) -> Outcome:
    """Judge a claim by the logs of its subject. `on` only matters for what is held: it is looked at as of that day."""
    if claim.rule.measure.of in HELD_MEASURES:
        return _held(claim, on)
    entries, refused = _sift(claim, logs)
    tallies = [_tally(entries, claim, measure) for measure in claim.rule.measures]
    return _judge(claim, tallies, refused)


def _judge(claim: Claim, tallies: list[Tally], refused: dict[int, Reason]) -> Outcome:
    needs = [claim.required, claim.required_also or 0][: len(tallies)]
    missing = [max(need - tally.achieved, 0) for need, tally in zip(needs, tallies, strict=True)]
    counted = tuple(sorted({log_id for tally in tallies for log_id in tally.counted}))
    rejected = {i: reason for tally in reversed(tallies) for i, reason in tally.rejected.items() if i not in counted}
    return Outcome(
        achieved=tallies[0].achieved,
        achieved_also=tallies[1].achieved if len(tallies) > 1 else None,
        met_on=_met_on(claim, tallies, needs),
        missing=missing[0],
        missing_also=missing[1] if len(missing) > 1 else 0,
        last_safe_day=_last_safe_day(claim, tallies, missing),
        counted=counted,
        rejected=dict(sorted((rejected | refused).items())),
    )


def _met_on(claim: Claim, tallies: list[Tally], needs: list[int]) -> datetime.date | None:
    """The day on which everything that is owed was there; None while it is not, or where there is too much."""
    if not any(needs) or any(_exceeds(m, t) for m, t in zip(claim.rule.measures, tallies, strict=True)):
        return None
    days = [tally.reached(need) for tally, need in zip(tallies, needs, strict=True) if need]
    return None if None in days else max(day for day in days if day)


def _exceeds(measure: Measure, tally: Tally) -> bool:
    return measure.most is not None and tally.achieved > measure.most


# --- which logs may count at all -------------------------------------------------------------------


def _sift(claim: Claim, logs: Iterable[Log]) -> tuple[list[Entry], dict[int, Reason]]:
    entries: list[Entry] = []
    refused: dict[int, Reason] = {}
    for log in sorted(logs, key=lambda log: (log.first_day, log.last_day, log.id)):
        reason = _unfit(claim, log)
        spans = () if reason else _days(claim, log)
        reason = reason or _untimely(claim, log, spans)
        if reason:
            refused[log.id] = reason
        else:
            entries.append(Entry(log, spans))
    return entries, refused


def _unfit(claim: Claim, log: Log) -> Reason | None:
    """Why the log is of the wrong sort, whatever its days."""
    rule = claim.rule
    if log.withdrawn:
        return Reason.WITHDRAWN
    if rule.does and log.kind not in rule.does:
        return Reason.WRONG_KIND
    if rule.as_lead and not log.led:
        return Reason.NOT_LEAD
    if rule.goods and not log.has_goods:
        return Reason.NO_GOODS
    return _unfit_target(claim, log)


def _unfit_target(claim: Claim, log: Log) -> Reason | None:
    if _asks_no_tie(claim.rule):
        return _unfit_anyone(claim, log)
    if claim.target is not None and claim.target not in log.keys:
        return Reason.OTHER_TARGET if log.keys & {tie.key for tie in claim.ties} else Reason.NOT_ASSIGNED
    hit = [tie for tie in claim.ties if tie.key in log.keys]
    if not hit:
        return Reason.NOT_ASSIGNED
    return None if any(_suits(claim, tie) for tie in hit) else Reason.WRONG_CATEGORY


def _asks_no_tie(rule: Rule) -> bool:
    """Coverage asks who of the register was reached, not whether the place as such was visited."""
    return rule.whom.scope == "anyone" or rule.measure.of == "coverage"


def _unfit_anyone(claim: Claim, log: Log) -> Reason | None:
    whom = claim.rule.whom
    if claim.rule.measure.of == "coverage":
        return None
    if whom.categories and not log.categories & set(whom.categories):
        return Reason.WRONG_CATEGORY
    kinds = {TARGET_KINDS[what] for what in whom.what}
    return Reason.NOT_ASSIGNED if kinds and not any(key % KINDS_OF_TARGET in kinds for key in log.keys) else None


def _suits(claim: Claim, tie: Tie) -> bool:
    """Whether a tie is one that this claim asks about."""
    whom = claim.rule.whom
    if claim.target is not None and tie.key != claim.target:
        return False
    if whom.what and tie.key % KINDS_OF_TARGET not in {TARGET_KINDS[what] for what in whom.what}:
        return False
    return not whom.categories or tie.category in whom.categories


def _days(claim: Claim, log: Log) -> Spans:
    """The days of the log on which it may count: while liable, while tied; within the window unless runs may cross."""
    days = intersect([log.span], _liable(claim))
    if not _asks_no_tie(claim.rule):
        days = intersect(days, _tied(claim, log))
    return days


def _liable(claim: Claim) -> Spans:
    """Who is liable on the window's last day may carry a run on into the days after, where the rule lets runs cross."""
    crossing = any(measure.crossing for measure in claim.rule.measures)
    if crossing and claim.liable and claim.liable[-1].end == claim.window.end:
        return (*claim.liable[:-1], Span(claim.liable[-1].start, FAR))
    return claim.liable


def _tied(claim: Claim, log: Log) -> list[Span]:
    return [tie.span for tie in claim.ties if tie.key in log.keys and _suits(claim, tie)]


def _untimely(claim: Claim, log: Log, spans: Spans) -> Reason | None:
    window = claim.window.span
    if log.span.cut(window) is None:
        crosses = any(m.crossing for m in claim.rule.measures) and log.first_day > window.end and spans
        return None if crosses else Reason.OUTSIDE_WINDOW
    if spans:
        return None
    if _asks_no_tie(claim.rule) or not intersect([log.span], _liable(claim)):
        return Reason.NOT_LIABLE
    tied = _tied(claim, log)
    return Reason.BEFORE_PAIRING if log.last_day < min(span.start for span in tied) else Reason.AFTER_PAIRING


# --- the measures --------------------------------------------------------------------------------------------------


def _tally(entries: list[Entry], claim: Claim, measure: Measure) -> Tally:
    """Count the entries by one measure, each with its days in the window only (unless runs may cross)."""
    reach = Span(claim.window.start, FAR) if measure.crossing else claim.window.span
    tally = Tally()
    fitting = []
    for entry in entries:
        if days := intersect(entry.spans, [reach]):
            fitting.append(Entry(entry.log, days))
        else:
            tally.rejected[entry.log.id] = Reason.OUTSIDE_WINDOW
    _MEASURES[measure.of](tally, fitting, claim)
    if measure.of not in ("distinct_days", "consecutive_days"):
        tally.put_in_order()
    return tally


def _count(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    """A log counts once, in the window in which it began."""
    for entry in entries:
        if entry.log.first_day < claim.window.start:
            tally.rejected[entry.log.id] = Reason.BEGAN_BEFORE
        else:
            tally.grow(entry.spans[0].start, entry.log.id, 1)


def _minutes(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    for entry in entries:
        if entry.log.first_day < claim.window.start:
            tally.rejected[entry.log.id] = Reason.BEGAN_BEFORE
        elif not entry.log.minutes:
            tally.rejected[entry.log.id] = Reason.NO_MINUTES
        else:
            tally.grow(entry.spans[0].start, entry.log.id, entry.log.minutes)


def _distinct_days(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    seen: set[datetime.date] = set()
    for entry in entries:
        if new := days_of(entry.spans) - seen:
            tally.counted.append(entry.log.id)
            seen |= new
        else:
            tally.rejected[entry.log.id] = Reason.SAME_DAY
    tally.steps = [(day, number) for number, day in enumerate(sorted(seen), 1)]


def _consecutive_days(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    """The longest run of days without a gap; stays that overlap or touch are one run.

    Where runs may cross, a run that began in the window counts in full length; of a run that reaches in from before,
    its days in the window count.
    """
    merged = merge(span for entry in entries for span in entry.spans)
    runs = [run for run in merged if run.start <= claim.window.end]
    tally.days = days_of(span for entry in entries for span in entry.spans)
    longest = 0
    for run in runs:
        for number in range(longest + 1, run.length + 1):
            tally.steps.append((run.start + ONE_DAY * (number - 1), number))
        longest = max(longest, run.length)
    best = [run for run in runs if run.length == longest][:1]
    for entry in entries:
        if intersect(entry.spans, best):
            tally.counted.append(entry.log.id)
        else:
            tally.rejected[entry.log.id] = Reason.NOT_IN_RUN


def _distinct_people(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    """Residents by name; a household in which nobody is named counts as one."""
    _distinct(tally, entries, lambda log: log.people, Reason.NOT_ASSIGNED)


def _distinct_households(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    _distinct(tally, entries, lambda log: _of_kind(log, HOUSEHOLD), Reason.NOT_ASSIGNED)


def _coverage(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    by_name = claim.rule.measure.register == "residents"

    def reached(log: Log) -> frozenset[int]:
        keys = log.people if by_name else log.keys
        return frozenset(member for key in keys for member in claim.register.get(key, ()))

    _distinct(tally, entries, reached, Reason.NOT_IN_REGISTER)


def _distinct(tally: Tally, entries: list[Entry], keys_of: Callable[[Log], frozenset[int]], nobody: Reason) -> None:
    seen: set[int] = set()
    for entry in sorted(entries, key=lambda entry: (entry.spans[0].start, entry.log.id)):
        keys = keys_of(entry.log)
        if new := keys - seen:
            tally.grow(entry.spans[0].start, entry.log.id, len(new))
            seen |= new
        else:
            tally.rejected[entry.log.id] = Reason.SAME_PEOPLE if keys else nobody


def _of_kind(log: Log, kind: int) -> frozenset[int]:
    return frozenset(key for key in log.keys if key % KINDS_OF_TARGET == kind)


_MEASURES: dict[str, Callable[[Tally, list[Entry], Claim], None]] = {
    "count": _count,
    "reports": _count,
    "minutes": _minutes,
    "distinct_days": _distinct_days,
    "consecutive_days": _consecutive_days,
    "distinct_people": _distinct_people,
    "distinct_households": _distinct_households,
    "coverage": _coverage,
}


# --- the last day on which everything can still be done in time --------------------------------------


def _last_safe_day(claim: Claim, tallies: list[Tally], missing: list[int]) -> datetime.date | None:
    """The last day to begin with what is missing; None when nothing is, or when the days left no longer suffice."""
    if not any(missing):
        return None
    open_days = intersect(claim.liable, [Span(claim.window.start, claim.window.due)])
    days = [
        _latest(measure, tally, short, need, open_days)
        for measure, tally, short, need in zip(
            claim.rule.measures, tallies, missing, [claim.required, claim.required_also or 0], strict=False
        )
        if short
    ]
    return None if None in days else min(day for day in days if day)


def _latest(measure: Measure, tally: Tally, short: int, need: int, open_days: Spans) -> datetime.date | None:
    if not open_days:
        return None
    if measure.of == "distinct_days":
        done = {day for day, _total in tally.steps}
        free = sorted(days_of(open_days) - done)
        return free[-short] if len(free) >= short else None
    if measure.of == "consecutive_days" and not measure.crossing:
        return _latest_run(tally.days, need, open_days)
    return open_days[-1].end


def _latest_run(done: frozenset[datetime.date], need: int, open_days: Spans) -> datetime.date | None:
    """The last day not yet done from which, staying on to the end of the days liable, a run becomes long enough."""
    for span in reversed(open_days):
        for first in sorted(set(span.days()) - done, reverse=True):
            before = first
            while before - ONE_DAY in done and before > span.start:
                before -= ONE_DAY
            if (span.end - before).days + 1 >= need:
                return first
    return None


# --- what is held ------------------------------------------------------------------------------------


def _held(claim: Claim, on: datetime.date) -> Outcome:
    """Assignments (plans, months of secondment) as they stand on `on`, or at the end of the window once it is over."""
    day = min(max(on, claim.window.start), claim.window.end)
    if claim.rule.measure.of == "secondment_months":
        return _seconded(claim, day)
    slots = _slots(claim, day)
    return Outcome(
        achieved=_fulfilled(slots),
        achieved_also=None,
        met_on=_held_since(claim, day) if all(slot.is_met for slot in slots) else None,
        missing=max(claim.required - _fulfilled(slots), 0),
        missing_also=0,
        last_safe_day=None if all(slot.is_met for slot in slots) else claim.window.due,
        slots=slots,
    )


def _fulfilled(slots: tuple[SlotState, ...]) -> int:
    return sum(min(state.held, state.slot.least) for state in slots)


def _slots(claim: Claim, day: datetime.date) -> tuple[SlotState, ...]:
    """A slot that names no category takes all ties."""
    held = [tie for tie in claim.ties if day in tie.span]
    return tuple(
        SlotState(slot, len({tie.key for tie in held if not slot.categories or tie.category in slot.categories}))
        for slot in claim.rule.measure.slots
    )


def _held_since(claim: Claim, day: datetime.date) -> datetime.date:
    """Since when, without a break, everything has been held as it should; at the earliest the window's first day."""
    changes = {claim.window.start} | {d for tie in claim.ties for d in (tie.span.start, tie.span.end + ONE_DAY)}
    since = day
    for change in sorted((c for c in changes if claim.window.start <= c <= day), reverse=True):
        if not all(slot.is_met for slot in _slots(claim, change)):
            break
        since = change
    return since


def _seconded(claim: Claim, day: datetime.date) -> Outcome:
    """Full months of the longest secondment without a break, up to `day`."""
    spells = merge(both for tie in claim.ties if (both := tie.span.cut(Span(claim.window.start, day))))
    longest = max((full_months(spell) for spell in spells), default=0)
    reached = [months_later(spell.start, claim.required) - ONE_DAY for spell in spells]
    met_on = min((d for d, spell in zip(reached, spells, strict=True) if d <= spell.end), default=None)
    last = months_later(claim.window.due + ONE_DAY, -claim.required)
    missing = max(claim.required - longest, 0)
    return Outcome(longest, None, met_on, missing, 0, last if missing else None)


def months_later(day: datetime.date, number: int) -> datetime.date:
    """The same day of the month so many months on, or the month's last day."""
    months = day.year * 12 + day.month - 1 + number
    return clipped(months // 12, months % 12 + 1, day.day)


def full_months(span: Span) -> int:
    number = 0
    while months_later(span.start, number + 1) - ONE_DAY <= span.end:
        number += 1
    return number
