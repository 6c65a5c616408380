"""Stretches of days, both ends included. Pure arithmetic; an open end is None until it is clipped."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ONE_DAY = datetime.timedelta(days=1)
# Stands for "no end" where a span needs one; far enough from the last possible day to be reckoned with.
FAR = datetime.date(9990, 12, 31)


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end`, both included."""

    start: datetime.date
    end: datetime.date

    @property
    def length(self) -> int:
        """Days, counting both ends."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end

    def days(self) -> Iterator[datetime.date]:
        return (self.start + ONE_DAY * offset for offset in range(self.length))

    def cut(self, other: "Span") -> "Span | None":
        """What both have in common, or None."""
        if other.start > self.end or self.start > other.end:
            return None
        if other.start <= self.start and self.end <= other.end:
            return self
        return Span(max(self.start, other.start), min(self.end, other.end))


Spans = tuple[Span, ...]


def clip(start: datetime.date | None, end: datetime.date | None, within: Span) -> Span | None:
    """A stretch with possibly open ends, as far as it lies `within`."""
    first, last = max(start or within.start, within.start), min(end or within.end, within.end)
    return Span(first, last) if first <= last else None


def merge(spans: Iterable[Span]) -> Spans:
    """Sorted, without overlaps; stretches that touch become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end + ONE_DAY:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def intersect(left: Iterable[Span], right: Iterable[Span]) -> Spans:
    left, right = tuple(left), tuple(right)
    if len(left) == len(right) == 1:  # as nearly always
        both = left[0].cut(right[0])
        return (both,) if both else ()
    return merge(both for a in left for b in right if (both := a.cut(b)))


def subtract(spans: Iterable[Span], away: Iterable[Span]) -> Spans:
    """What is left of `spans` after taking `away` out of them."""
    left = list(merge(spans))
    for hole in away:
        left = [piece for span in left for piece in _without(span, hole)]
    return tuple(left)


def _without(span: Span, hole: Span) -> Iterator[Span]:
    if span.cut(hole) is None:
        yield span
        return
    if span.start < hole.start:
        yield Span(span.start, hole.start - ONE_DAY)
    if span.end > hole.end:
        yield Span(hole.end + ONE_DAY, span.end)


def total_days(spans: Iterable[Span]) -> int:
    return sum(span.length for span in merge(spans))


def days_of(spans: Iterable[Span]) -> frozenset[datetime.date]:
    return frozenset(day for span in spans for day in span.days())
