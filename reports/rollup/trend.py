"""A figure over time."""

import datetime
from dataclasses import replace
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from accounts.models import User
from core import periods
from core.periods import Period
from reports.asking import Question
from reports.figures import BY_CODE
from reports.rollup.asked import Asked, ask
from reports.rollup.counting import Values, grouped
from reports.rollup.rows import Row, added_up, row
from reports.rollup.source import Source
from reports.rollup.sources import SOURCE_OF

Trend = list[tuple[Period, dict[str, Any]]]


def series(question: Question, codes: list[str], *, reader: User, on: datetime.date, step: str = "month") -> Trend:
    """The figures of the unit and all below it for each `step` (a key of core.periods.KIND_NAMES) of the period; the
    first and the last one are cut off where it begins and ends.

    One query for each source; for what is held over a stretch (cadres, points, households) one for each step.
    """
    asked = ask(question, reader, on)
    steps = [part for part in (question.period.overlap(p) for p in _tiles(question, step)) if part]
    counted: list[Values] = [{} for _step in steps]
    for source, wanted in _sources(codes):
        for number, values in enumerate(_over(source, asked, steps, wanted)):
            counted[number].update(values)
    rows = [row(replace(question, period=part), values) for part, values in zip(steps, counted, strict=True)]
    return [(part, _shown(found, codes)) for part, found in zip(_named(steps, question, step), rows, strict=True)]


def _tiles(question: Question, step: str) -> list[Period]:
    return periods.tile(step, question.period.start, question.period.end)


def _named(steps: list[Period], question: Question, step: str) -> list[Period]:
    """A whole month is called so, a part of one is not."""
    whole = {(part.start, part.end): part for part in _tiles(question, step)}
    return [whole.get((part.start, part.end), part) for part in steps]


def _shown(found: Row, codes: list[str]) -> dict[str, Any]:
    return {code: found.value(code) for code in codes}


def _sources(codes: list[str]) -> list[tuple[Source, set[str]]]:
    """Each source once, with what is wanted of it: of a rate its two sides."""
    needed = {counted for code in codes for counted in BY_CODE[code].rate_of or (code,)}
    found: dict[int, tuple[Source, set[str]]] = {}
    for code in needed:
        source = SOURCE_OF[code]
        found.setdefault(id(source), (source, set()))[1].add(code)
    return list(found.values())


def _over(source: Source, asked: Asked, steps: list[Period], codes: set[str]) -> list[Values]:
    if not source.day:
        return [added_up(source, _in(asked, part), []) for part in steps]
    day = f"{source.day}__range"
    whens = [When(**{day: (part.start, part.end)}, then=Value(number)) for number, part in enumerate(steps)]
    counted = grouped(source, asked, Case(*whens, output_field=IntegerField()), codes)
    return [counted.get(number, {}) for number in range(len(steps))]


def _in(asked: Asked, part: Period) -> Asked:
    return replace(asked, question=replace(asked.question, period=part))
