"""What every source is made of.

A source names the records that stand behind a figure, of all sheets of an assessment or of one: the same query gives
both the sum (set-wise, `totals`) and the list of evidence, so the two cannot differ.
"""

import datetime
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Case, Exists, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import QuarterlyAssessment, ScoreSheet, Subject
from assessments.sources.parameters import Choice, Number, Parameter

if TYPE_CHECKING:
    from accounts.models import User

FULL, ZERO = "full", "zero"


class Shape(Enum):
    """How points follow from the records."""

    # So many at least: achieved is their number.
    LEAST = "least"
    # All of those that were due: achieved of required.
    SHARE = "share"
    # Each takes points away.
    DEDUCTION = "deduction"


LEAST = Number("least", _("至少"), is_needed=True)
# What a share is of nothing.
NOTHING_DUE = Choice(
    "none",
    _("没有应完成事项时"),
    default=FULL,
    choices=lambda: [(FULL, _("按满分计")), (ZERO, _("按零分计"))],
)


@dataclass(frozen=True)
class Scope:
    """Whose records of which days are asked for: of every sheet of a quarter, or of one."""

    start: datetime.date
    end: datetime.date
    year: int
    quarter: int
    of_cadres: bool
    # Keys of cadres or units: a query for all sheets, a list for one.
    subjects: Any
    sheets: QuerySet[ScoreSheet]

    def own(self, field: str) -> Q:
        """The condition that `field` is one of those assessed."""
        return Q(**{f"{field}__in": self.subjects})

    def days(self, field: str) -> Q:
        """The condition that a date lies in the quarter."""
        return Q(**{f"{field}__range": (self.start, self.end)})

    def moments(self, field: str) -> Q:
        """The same for a moment: from the first midnight to the one after the last day."""
        after = self.end + datetime.timedelta(days=1)
        return Q(**{f"{field}__gte": _midnight(self.start), f"{field}__lt": _midnight(after)})

    def key(self, field: str) -> Combinable:
        """What joins a record with its sheet (`ScoreSheet.subject_key`)."""
        return F(field) * 4 if self.of_cadres else F(field) * 4 + 1


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def scope_of(assessment: QuarterlyAssessment, sheet: ScoreSheet | None = None) -> Scope:
    """Of all its sheets, or of one."""
    of_cadres = assessment.scorecard.subject != Subject.BRANCH
    sheets = ScoreSheet.objects.filter(assessment=assessment).order_by()
    subject = "cadre" if of_cadres else "unit"
    return Scope(
        start=assessment.start,
        end=assessment.end,
        year=assessment.year,
        quarter=assessment.quarter,
        of_cadres=of_cadres,
        subjects=sheets.values(subject) if sheet is None else [getattr(sheet, f"{subject}_id")],
        sheets=sheets if sheet is None else sheets.filter(pk=sheet.pk),
    )


@dataclass(frozen=True)
class Record:
    """One record behind a figure. `counted`: it adds to the figure (or takes points away, where records do that).

    `label` says nothing that only those who see the record may read, unless the reader sees it; `url` is "" otherwise.
    """

    what: str
    object_id: int
    on: datetime.date
    label: str
    url: str
    counted: bool
    # Why it does not count, or what is to be said of it although it does.
    note: str = ""
    amount: Any = 1


def ticked(condition: Q | Exists) -> Case:
    """1 where the condition holds, else 0."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


ONE, NONE = Value(1), Value(0)


class Source(ABC):
    """`name` is what scorecards call it. `what` names its records in frozen evidence, for good."""

    name: ClassVar[str]
    title: ClassVar[Any]
    what: ClassVar[str]
    shape: ClassVar[Shape]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    subjects: ClassVar[frozenset[str]] = frozenset(Subject.values)

    @abstractmethod
    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        """Rows with `key_of` (whose it is), `day`, `counts` (a number) and `owed` (what was due; of shares only)."""

    def totals(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        """(subject, done, owed) for everybody assessed who has a record, in one query."""
        rows = self.records(scope, given).order_by().values("key_of")
        return rows.annotate(total_done=Sum("counts"), total_owed=Sum("owed")).values_list(
            "key_of", "total_done", "total_owed"
        )

    def evidence(self, scope: Scope, given: dict[str, Any], reader: "User | None") -> list[Record]:
        """The records behind the figure of the scope's only sheet, oldest first, in two queries.

        `reader` None: as it is kept when the sheet is closed, without what only some may read.
        """
        rows = list(self.records(scope, given).select_related(*self.related(scope)).order_by("day", "pk"))
        open_to = self._open_to(rows, reader)
        return [self._record(row, self.object_of(row).pk in open_to) for row in rows]

    def related(self, scope: Scope) -> tuple[str, ...]:
        """What is fetched with the rows for the list of evidence."""
        return ()

    def object_of(self, row: Any) -> Any:
        """The record that the row is about: what has a page, and a `visible_to`."""
        return row

    def label(self, row: Any) -> str:
        """What everybody who sees the sheet may read of it."""
        raise NotImplementedError

    def full_label(self, row: Any) -> str:
        """What those may read who see the record itself."""
        return self.label(row)

    def note(self, row: Any) -> str:
        return ""

    def asked(self, source: dict[str, Any]) -> dict[str, Any]:
        """The criterion's parameters with the defaults of those that it does not name."""
        return {parameter.name: source.get(parameter.name, parameter.default) for parameter in self.parameters}

    def _open_to(self, rows: list[Any], reader: "User | None") -> set[int]:
        if reader is None or not rows:
            return set()
        model = type(self.object_of(rows[0]))
        keys = [self.object_of(row).pk for row in rows]
        return set(model.objects.visible_to(reader).filter(pk__in=keys).order_by().values_list("pk", flat=True))

    def _record(self, row: Any, is_open: bool) -> Record:
        found = self.object_of(row)
        return Record(
            what=self.what,
            object_id=found.pk,
            on=row.day,
            label=(self.full_label(row) if is_open else self.label(row))[:200],
            url=_page(found) if is_open else "",
            counted=bool(row.counts),
            note=self.note(row),
            amount=row.counts,
        )


def _page(found: Any) -> str:
    """Where the record is read; "" for one without a page."""
    try:
        return str(found.get_absolute_url())
    except (AttributeError, NoReverseMatch):
        return ""
