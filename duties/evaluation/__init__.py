"""What of an obligation is done, and why: which logs counted, which did not, what is missing. Pure.

The order in which logs arrive never matters: they are sorted by day and key before anything is counted.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from duties.evaluation.holding import full_months, held, months_later
from duties.evaluation.last_day import last_safe_day
from duties.evaluation.measures import tally_of
from duties.evaluation.sifting import sift, suits
from duties.evaluation.values import (
    CADRE,
    HELD_MEASURES,
    HOUSEHOLD,
    KINDS_OF_TARGET,
    POINT,
    RESIDENT,
    Claim,
    Log,
    Outcome,
    Reason,
    SlotState,
    Tally,
    Tie,
)
from duties.grammar import Measure

__all__ = [
    "CADRE",
    "HELD_MEASURES",
    "HOUSEHOLD",
    "KINDS_OF_TARGET",
    "POINT",
    "RESIDENT",
    "Claim",
    "Log",
    "Outcome",
    "Reason",
    "SlotState",
    "Tie",
    "evaluate",
    "full_months",
    "months_later",
    "suits",
]


Reasons = dict[int, Reason]


def evaluate(claim: Claim, logs: Iterable[Log], *, on: datetime.date) -> Outcome:
    """Judge a claim by the logs of its subject. `on` only matters for what is held: it is looked at as of that day."""
    if claim.rule.measure.of in HELD_MEASURES:
        return held(claim, on)
    entries, refused = sift(claim, logs)
    tallies = [tally_of(entries, claim, claim.rule.measure)]
    if claim.rule.also:
        if claim.rule.second is not claim.rule:
            entries, otherwise = sift(replace(claim, rule=claim.rule.second), logs)
            refused = _refused_by_both(refused, otherwise)
        tallies.append(tally_of(entries, claim, claim.rule.also))
    return _judge(claim, tallies, refused)


def _refused_by_both(first: Reasons, second: Reasons) -> Reasons:
    """Of a log that is of another kind than the first measure counts, the second knows better why it did not count."""
    both = first.keys() & second.keys()
    return {key: second[key] if first[key] == Reason.WRONG_KIND else first[key] for key in both}


def _judge(claim: Claim, tallies: list[Tally], refused: Reasons) -> Outcome:
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
        last_safe_day=last_safe_day(claim, tallies, missing),
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
