"""The measures: how much of what is owed the logs that may count add up to. Pure."""

import datetime
from collections.abc import Callable

from duties.evaluation.sifting import suits
from duties.evaluation.values import HOUSEHOLD, KINDS_OF_TARGET, POINT, Claim, Entry, Log, Reason, Tally
from duties.grammar import Measure
from duties.spans import FAR, ONE_DAY, Span, days_of, intersect, merge


def tally_of(entries: list[Entry], claim: Claim, measure: Measure) -> Tally:
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
    _distinct(tally, entries, lambda entry: entry.log.people, Reason.NOT_ASSIGNED)


def _distinct_households(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    _distinct(tally, entries, lambda entry: _of_kind(entry.log, HOUSEHOLD), Reason.NOT_ASSIGNED)


def _distinct_points(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    _distinct(tally, entries, lambda entry: _of_kind(entry.log, POINT), Reason.NOT_ASSIGNED)


def _coverage(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    if claim.rule.covers_held:
        _coverage_of_held(tally, entries, claim)
        return
    by_name = claim.rule.measure.register == "residents"

    def reached(entry: Entry) -> frozenset[int]:
        keys = entry.log.people if by_name else entry.log.keys
        return frozenset(member for key in keys for member in claim.register.get(key, ()))

    _distinct(tally, entries, reached, Reason.NOT_IN_REGISTER)


def _coverage_of_held(tally: Tally, entries: list[Entry], claim: Claim) -> None:
    """Of those held on the day that the measure names, who was reached while they were."""

    def reached(entry: Entry) -> frozenset[int]:
        held = (tie for tie in claim.ties if tie.key in claim.register and tie.key in entry.log.keys)
        return frozenset(tie.key for tie in held if suits(claim.rule, tie) and intersect(entry.spans, [tie.span]))

    _distinct(tally, entries, reached, Reason.NOT_IN_REGISTER)


def _distinct(tally: Tally, entries: list[Entry], keys_of: Callable[[Entry], frozenset[int]], nobody: Reason) -> None:
    seen: set[int] = set()
    for entry in sorted(entries, key=lambda entry: (entry.spans[0].start, entry.log.id)):
        keys = keys_of(entry)
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
    "distinct_points": _distinct_points,
    "coverage": _coverage,
}
