"""What is held on a day: assignments, help plans, months of secondment. Pure."""

import datetime

from duties.evaluation.values import Claim, Outcome, SlotState
from duties.recurrence import clipped
from duties.spans import ONE_DAY, Span, merge


def held(claim: Claim, on: datetime.date) -> Outcome:
    """Assignments (plans, months of secondment) as they stand on `on`, or at the end of the window once it is over.

    Who no longer owes them (left, on leave, seconded) is judged by the last day on which they did.
    """
    day = _last_owing(claim, min(max(on, claim.window.start), claim.window.end))
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


def _last_owing(claim: Claim, day: datetime.date) -> datetime.date:
    return max((min(span.end, day) for span in claim.liable if span.start <= day), default=day)


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
