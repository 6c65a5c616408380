"""From facts to rows: what each subject owes by each rule in each window, and how far they are. Pure."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from duties.evaluation import KINDS_OF_TARGET, POINT, Claim, Log, Outcome, Tie, evaluate, suits
from duties.facts import Bound, Facts, Holding, Subject, bound, owing
from duties.grammar import Measure, Rule
from duties.liability import full_amount, required
from duties.recurrence import Almanac, Window, windows
from duties.spans import ONE_DAY, Span, Spans, clip, intersect, merge, total_days
from duties.ties import POST_START, Events, holdings_of, targets_of, ties_of

# In place of the key of one target.
ALL = 0


@dataclass(frozen=True)
class Bind:
    """A rule of a version in force: the unit's path it holds under, and the days on which its windows may begin.

    A window that begins before `since` is cut to it where the regulation is new (`is_first`); where an earlier
    version stands before, the window is that version's to its end.
    """

    rule_id: int
    rule: Rule
    path: str
    almanac: Almanac
    since: datetime.date
    until: datetime.date | None = None
    is_first: bool = True
    is_last: bool = True

    def windows(self, reach: Span, almanac: Almanac | None = None) -> list[Window]:
        return [window for window in windows(self.rule.when, reach, almanac or self.almanac) if self._owns(window)]

    def _owns(self, window: Window) -> bool:
        begins = window.start >= self.since or (self.is_first and window.end >= self.since)
        return begins and (self.until is None or window.start <= self.until)

    def days(self, window: Window) -> Span | None:
        """The days of the window on which this version is in force for it."""
        end = self.until if self.is_last else None
        return clip(self.since if self.is_first else None, end, window.span)


@dataclass(frozen=True)
class Draft:
    """A row as it ought to be. `key` finds it; `values` are its fields by name."""

    key: tuple[int, int, int, datetime.date]
    subject: Subject
    values: dict[str, Any]
    claim: Claim


@dataclass(frozen=True)
class Case:
    """One window of one rule for one subject, before targets are told apart."""

    bind: Bind
    subject: Subject
    window: Window
    place: Bound
    # Bound, and of these the days that leave and secondment left.
    bound: Spans
    liable: Spans


def drafts(binds: Iterable[Bind], facts: Facts, reach: Span, *, on: datetime.date) -> Iterator[Draft]:
    """Every row that the rules ask for in windows with a day in `reach`."""
    register = _Registers(facts)
    for bind in binds:
        shared = [] if _has_own_windows(bind.rule) else bind.windows(reach)
        for subject in facts.subjects:
            if subject.kind != bind.rule.subject:
                continue
            for target, opened in _opened(bind, subject, facts, reach) if not shared else [(ALL, shared)]:
                for case in _cases(bind, subject, opened):
                    yield from _rows(case, register, on, target)


def _has_own_windows(rule: Rule) -> bool:
    return any(cadence.event for cadence in rule.when)


def _opened(bind: Bind, subject: Subject, facts: Facts, reach: Span) -> Iterator[tuple[int, list[Window]]]:
    """Windows around what happened to this subject, for all targets alike; around what happened to a target, for that
    target alone."""
    if bind.rule.follows_targets:
        for key, target in targets_of(bind.rule, subject).items():
            yield key, _own_windows(bind, subject, reach, {**target.events, **facts.events.get(key, {})})
    elif _has_own_windows(bind.rule):
        yield ALL, _own_windows(bind, subject, reach, {})


def _own_windows(bind: Bind, subject: Subject, reach: Span, of_target: Events) -> list[Window]:
    """Around the end of a secondment, a new post, a log of some kind."""
    events: dict[str, set[datetime.date]] = {
        "secondment_end": {spell.end for spell in subject.secondments if spell.end},
        POST_START: {post.start for post in subject.posts},
    }
    for log in subject.logs:
        events.setdefault(log.kind, set()).add(log.first_day)
    own = {name: tuple(sorted(days)) for name, days in events.items()}
    return bind.windows(reach, replace(bind.almanac, events=own, target_events=of_target))


def _cases(bind: Bind, subject: Subject, opened: list[Window]) -> Iterator[Case]:
    if not opened:
        return
    outer = Span(min(w.start for w in opened), max(w.end for w in opened))
    who = bound(bind.rule, subject, bind.path, outer)
    if who is None:
        return
    left = owing(bind.rule, subject, who.spans)
    for window in opened:
        days = bind.days(window)
        spans = intersect(who.spans, [days]) if days else ()
        if spans:
            yield Case(bind, subject, window, who, spans, intersect(left, [days] if days else []))


# --- one window, in total or for each target ---------------------------------------------------------


def _rows(case: Case, register: "_Registers", on: datetime.date, target: int) -> Iterator[Draft]:
    """`target`: of a duty towards each only the row of this one, unless it is ALL."""
    rule, whom = case.bind.rule, case.bind.rule.whom
    ties = _ties(case)
    if whom.scope == "anyone" or rule.measure.of in ("held", "help_plans", "secondment_months"):
        yield _draft(case, case.liable, ties, 0, register, on)
        return
    fitting = [tie for tie in ties if suits(rule, tie)]
    if not whom.each:
        held = intersect(case.liable, [tie.span for tie in fitting])
        if intersect(case.bound, [tie.span for tie in fitting]):
            yield _draft(case, held, ties, 0, register, on)
        return
    for key in sorted({tie.key for tie in fitting if target in (ALL, tie.key)}):
        spans = [tie.span for tie in fitting if tie.key == key]
        if intersect(case.bound, spans):
            yield _draft(case, intersect(case.liable, spans), ties, key, register, on)


def _ties(case: Case) -> tuple[Tie, ...]:
    if case.bind.rule.measure.of != "secondment_months":
        return ties_of(case.bind.rule, case.subject)
    return tuple(
        Tie(number, "", span)
        for number, (start, end) in enumerate(case.subject.seconded(*case.bind.rule.measure.secondment_kinds))
        if (span := clip(start, end, case.window.span))
    )


def _draft(
    case: Case, liable: Spans, ties: tuple[Tie, ...], target: int, register: "_Registers", on: datetime.date
) -> Draft:
    claim = claim_of(case, liable, ties, target, register)
    outcome = evaluate(claim, logs_for(case.subject, claim), on=on)
    key = (case.bind.rule_id, case.subject.key, target, case.window.start)
    return Draft(key, case.subject, _values(case, claim, outcome), claim)


def claim_of(case: Case, liable: Spans, ties: tuple[Tie, ...], target: int, register: "_Registers") -> Claim:
    rule = case.bind.rule
    members = _to_cover(case, ties, target, register) if rule.measure.of == "coverage" else {}
    size = len({member for group in members.values() for member in group})
    also = required(rule.also, case.window, liable, rule.liability) if rule.also else None
    return Claim(
        rule=rule,
        window=replace(case.window, due=_due(case, liable)),
        liable=liable,
        required=required(rule.measure, case.window, liable, rule.liability, size),
        required_also=also,
        target=target or None,
        ties=ties,
        register=members,
        calendar=case.bind.almanac.calendar,
    )


def _to_cover(case: Case, ties: tuple[Tie, ...], target: int, register: "_Registers") -> dict[int, frozenset[int]]:
    """Whom each target key reaches of those who are to be covered, as they stood on the day that the measure names."""
    rule = case.bind.rule
    if not rule.covers_held:
        return register.of(case, target)
    day = as_of(rule.measure, case.window)
    held = (tie.key for tie in ties if suits(rule, tie) and tie.span.start <= day <= tie.span.end)
    return {key: frozenset({key}) for key in held if target in (0, key)}


def _due(case: Case, liable: Spans) -> datetime.date:
    """Where a rule gives so many days to begin with, they run from the first day liable."""
    grace = [cadence.due_after_days for cadence in case.bind.rule.when if cadence.due_after_days is not None]
    if not grace or not liable:
        return case.window.due
    return min(max(case.window.due, liable[0].start + ONE_DAY * grace[0]), case.window.end)


def logs_for(subject: Subject, claim: Claim) -> tuple[Log, ...]:
    """Logs that may matter to the claim: those with a day in its window, and in the month after where runs cross."""
    logs = subject.logs_below if claim.rule.include_below else subject.logs
    later = 31 if any(measure.crossing for measure in claim.rule.measures) else 0
    start, end = claim.window.start, claim.window.end + ONE_DAY * later
    return tuple(log for log in logs if log.first_day <= end and log.last_day >= start)


def _values(case: Case, claim: Claim, outcome: Outcome) -> dict[str, Any]:
    exempt = _exempt(case, claim)
    return {
        "home_id": case.place.place.unit_id,
        "unit_path": case.place.place.path,
        "pairing_id": _pairing(holdings_of(case.bind.rule, case.subject), claim),
        "target_cadre_id": claim.target // 4 if claim.target and claim.target % 4 == 0 else None,
        "window_end": claim.window.end,
        "window_name": claim.window.name,
        "due": claim.window.due,
        "liable": [[span.start.isoformat(), span.end.isoformat()] for span in claim.liable],
        "days_liable": total_days(claim.liable),
        "required": claim.required,
        "achieved": outcome.achieved,
        "required_also": claim.required_also,
        "achieved_also": outcome.achieved_also,
        "met_on": None if exempt else outcome.met_on,
        "last_safe_day": None if exempt else outcome.last_safe_day,
        "exempt": exempt,
    }


def _exempt(case: Case, claim: Claim) -> str:
    measure = case.bind.rule.measure
    if not claim.liable:
        return "seconded" if _away(case) else "leave"
    if claim.required or claim.required_also or measure.of in ("held", "help_plans"):
        return ""
    if measure.of == "coverage" and not claim.register:
        return "register"
    return "short" if full_amount(measure, case.window) else "counted"


def _away(case: Case) -> bool:
    spells = merge(s for start, end in case.subject.seconded() if (s := clip(start, end, case.window.span)))
    return bool(intersect(case.bound, spells)) and case.bind.rule.liability.secondment


def _pairing(holdings: tuple[Holding, ...], claim: Claim) -> int | None:
    """The latest pairing with the target that touches the window."""
    if not claim.target:
        return None
    touching = [h for h in holdings if h.tie.key == claim.target and h.tie.span.cut(claim.window.span)]
    return max(touching, key=lambda h: (h.tie.span.start, h.pairing_id or 0)).pairing_id if touching else None


# --- registers for coverage --------------------------------------------------------------------------


class _Registers:
    """The register under a part of the tree as it stood on a day: which members a target key reaches."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self._of = lru_cache(maxsize=256)(self._read)

    def of(self, case: Case, target: int) -> dict[int, frozenset[int]]:
        rule, measure = case.bind.rule, case.bind.rule.measure
        paths = paths_to_cover(rule, case.subject, case.place, target)
        kinds = frozenset(rule.whom.categories if rule.narrows_register else ())
        return self._of(paths, as_of(measure, case.window), measure, kinds)

    def _read(
        self, paths: frozenset[str], day: datetime.date, measure: Measure, kinds: frozenset[str]
    ) -> dict[int, frozenset[int]]:
        rows = self.facts.residents if measure.register == "residents" else self.facts.households
        asked = [row for row in rows if not kinds or row.kinds & kinds]
        standing = [row for row in asked if row.stands(day) and any(row.path.startswith(path) for path in paths)]
        reach: dict[int, set[int]] = {row.key: {row.key} for row in standing}
        if measure.register == "residents" and measure.through_household:
            for row in standing:
                if row.household_key:
                    reach.setdefault(row.household_key, set()).add(row.key)
        return {key: frozenset(members) for key, members in reach.items()}


def paths_to_cover(rule: Rule, subject: Subject, who: Bound, target: int = 0) -> frozenset[str]:
    """Whose register is to be covered: that of the assigned points, otherwise that of the subject's own unit; none
    where those held are covered themselves."""
    if rule.covers_held:
        return frozenset()
    if rule.whom.scope not in ("assigned", "held_by_members"):
        return frozenset({who.place.path})
    fitting = (h for h in holdings_of(rule, subject) if suits(rule, h.tie) and target in (0, h.tie.key))
    return frozenset(h.path for h in fitting if h.path and h.tie.key % KINDS_OF_TARGET == POINT)


def as_of(measure: Measure, window: Window) -> datetime.date:
    if measure.as_of == "window_start":
        return window.start
    if measure.as_of == "window_end":
        return window.end
    month, day = map(int, measure.as_of.split("-"))
    first = datetime.date(window.start.year, month, min(day, 28) if month == 2 else day)
    return first if first >= window.start else first.replace(year=first.year + 1)
