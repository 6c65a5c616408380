"""The rows of a rollup: the unit's own work, each unit below it, and all together."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from accounts.models import PATH_STEP, Unit
from reports.asking import Organised, Question
from reports.figures import BY_CODE, FIGURES
from reports.rollup.asked import Asked
from reports.rollup.counting import Value, Values, added_up, empty, grouped
from reports.rollup.source import Source
from reports.rollup.sources import SOURCES


@dataclass(frozen=True)
class Row:
    """A unit with everything below it (or, where `is_own`, without) and its figures by code; `question` leads to it."""

    question: Question
    is_own: bool = False
    values: Values = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        return self.question.unit

    def value(self, code: str) -> Any:
        """A number, an amount, or a rate between 0 and 1; None for a rate of nothing."""
        figure = BY_CODE[code]
        return self.rate(figure.rate_of) if figure.rate_of else self.values.get(code)

    def rate(self, of: tuple[str, str]) -> float | None:
        part, whole = (self.values.get(code) or 0 for code in of)
        return float(part) / float(whole) if whole else None

    @property
    def cells(self) -> list[Any]:
        """One value for each of FIGURES, in their order."""
        return [self.value(figure.code) for figure in FIGURES]


@dataclass(frozen=True)
class Counts:
    """Figures of all together, and by the part of the path that names the child ("" for the unit's own work)."""

    total: Values = field(default_factory=dict)
    parts: dict[str, Values] = field(default_factory=dict)

    def add(self, other: "Counts") -> None:
        self.total.update(other.total)
        for part, values in other.parts.items():
            self.parts.setdefault(part, {}).update(values)

    def leave_out(self, codes: Iterable[str]) -> None:
        for code in codes:
            for values in (self.total, *self.parts.values()):
                values.pop(code, None)


def count(asked: Asked, sources: list[Source]) -> Counts:
    """Two queries for each source at most."""
    found = Counts()
    for source in sources:
        parts = grouped(source, asked, asked.child(source.path(asked)))
        found.add(Counts(added_up(source, asked, parts.values()), parts))
    return found


def row(question: Question, values: Values, *, is_own: bool = False) -> Row:
    nothing: dict[str, Value] = {}
    for source in SOURCES:
        nothing |= empty(source)
    return Row(question, is_own, nothing | values)


def child_rows(asked: Asked, counts: Counts) -> list[Row]:
    """The unit's own work, then the units that were open in the period or have something to show. One query."""
    question = asked.question
    keys = [int(part.rstrip("/")) for part in counts.parts if part]
    is_child = Q(parent=question.unit) & Q(pk__in=Unit.objects.open_on(question.period.start).values("pk"))
    units = Unit.objects.filter(is_child | Q(pk__in=keys)).order_by("order", "path")
    own = row(question, counts.parts.get("", {}), is_own=True)
    return [own, *(row(_below(question, unit), counts.parts.get(unit.path[-PATH_STEP:], {})) for unit in units)]


def _below(question: Question, unit: Unit) -> Question:
    """What a row of the question is about: "then" only what the unit did while it stood under that one."""
    then = question.organised == Organised.THEN
    return replace(question, unit=unit, under=question.under + question.unit.path[-PATH_STEP:] if then else "")
