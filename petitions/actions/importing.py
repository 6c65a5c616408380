"""Cases from a workbook: all or nothing, and a second time nothing new."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Unit
from core import audit
from petitions.access import WRITERS
from petitions.actions import receiving
from petitions.actions.receiving import Incoming, Person
from petitions.models import Case, CaseField, Channel

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class ImportRow:
    """One row that was read; `number` is its number in the sheet."""

    number: int
    received_on: datetime.date
    text: str
    title: str = ""
    people: tuple[Person, ...] = ()
    people_count: int = 1
    kind: str = ""
    field: CaseField | None = None
    place: str = ""

    @property
    def key(self) -> tuple[datetime.date, str, tuple[str, ...]]:
        """What makes it the same as another: day, text and who."""
        return self.received_on, self.text.strip(), tuple(person.name.strip() for person in self.people)


@dataclass(frozen=True)
class Mistake:
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Imported:
    """How many rows became cases, and how many were there already."""

    new: int
    there: int


def repeated(rows: Sequence[ImportRow]) -> list[Mistake]:
    """Rows that say the same as one above them."""
    first: dict[tuple[object, ...], int] = {}
    found = []
    for row in rows:
        if row.key in first:
            found.append(Mistake(row.number, _("内容"), _("与第%(row)d行重复。") % {"row": first[row.key]}))
        first.setdefault(row.key, row.number)
    return found


@transaction.atomic
def import_cases(
    rows: Sequence[ImportRow], *, unit: Unit, by: "User", at: datetime.datetime, on: datetime.date
) -> Imported:
    """Write down every row that is not there yet; those with a kind are registered.

    Side effects: those of `receive` and `register`, one audit entry. Raises PermissionDenied for who does not write
    for the unit, DomainError as the steps do; then nothing is written.
    """
    require(by, unit.path, *WRITERS)
    there = _there(rows, unit)
    new = [row for row in rows if row.key not in there]
    for row in new:
        _write(row, unit=unit, by=by, at=at, on=on)
    data = {"new": len(new), "there": len(rows) - len(new)}
    audit.record("petitions.import_cases", unit, by=by, at=at, unit_path=unit.path, data=data)
    return Imported(**data)


def _there(rows: Sequence[ImportRow], unit: Unit) -> set[tuple[object, ...]]:
    """Keys of the cases that an earlier import brought to the unit on the same days."""
    cases = Case.objects.filter(unit=unit, channel=Channel.IMPORTED, received_on__in={row.received_on for row in rows})
    return {
        (case.received_on, case.text, tuple(person.name for person in case.petitioners.all()))
        for case in cases.prefetch_related("petitioners")
    }


def _write(row: ImportRow, *, unit: Unit, by: "User", at: datetime.datetime, on: datetime.date) -> None:
    incoming = Incoming(
        Channel.IMPORTED,
        row.text,
        title=row.title,
        people=row.people,
        people_count=row.people_count,
        kind=row.kind,
        field=row.field,
        place=row.place,
    )
    case = receiving.receive(incoming, unit=unit, on=row.received_on, by=by, at=at).case
    if row.kind:
        receiving.register(case, by=by, on=on, at=at, kind=row.kind, field=row.field)
