"""Counting over time: one GROUP BY for each source, by the step that a record's day lies in."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Case, IntegerField, Value, When

from core import periods
from core.periods import Period
from reports.asking import Question
from reports.figures import BY_CODE
from reports.rollup.asked import Asked
from reports.rollup.counting import Values, added_up, grouped
from reports.rollup.source import Source
from reports.rollup.sources import SOURCE_OF


def steps_of(question: Question, step: str) -> list[Period]:
    """The months (or whatever `step` is) of the period. The first and the last are cut off where it begins and ends,
    and are then no longer called months."""
    tiles = periods.tile(step, question.period.start, question.period.end)
    parts = [(tile, question.period.overlap(tile)) for tile in tiles]
    return [tile if (tile.start, tile.end) == (part.start, part.end) else part for tile, part in parts if part]


def counted_of(codes: Iterable[str]) -> set[str]:
    """Codes of what is counted for these figures: of a rate its two sides."""
    return {counted for code in codes for counted in BY_CODE[code].rate_of or (code,)}


def over_time(asked: Asked, steps: list[Period], codes: Iterable[str]) -> list[Values]:
    """The counted figures (`counted_of`) for each step, in order."""
    found: list[Values] = [{} for _step in steps]
    for source, wanted in _sources(codes):
        for values, more in zip(found, _over(source, asked, steps, wanted), strict=True):
            values.update(more)
    return found


def _sources(codes: Iterable[str]) -> list[tuple[Source, set[str]]]:
    """Each source once, with what is wanted of it."""
    found: dict[int, tuple[Source, set[str]]] = {}
    for code in sorted(codes):
        source = SOURCE_OF[code]
        found.setdefault(id(source), (source, set()))[1].add(code)
    return list(found.values())


def _over(source: Source, asked: Asked, steps: list[Period], codes: set[str]) -> list[Values]:
    if not source.day:
        return [_during(source, asked, part, codes) for part in steps]
    day = f"{source.day}__range"
    whens = [When(**{day: (part.start, part.end)}, then=Value(number)) for number, part in enumerate(steps)]
    counted = grouped(source, asked, Case(*whens, output_field=IntegerField()), codes)
    return [counted.get(number, {}) for number in range(len(steps))]


def _during(source: Source, asked: Asked, part: Period, codes: set[str]) -> Values:
    """What is held over a stretch is counted anew for each step."""
    return added_up(source, replace(asked, question=replace(asked.question, period=part)), [], codes)
