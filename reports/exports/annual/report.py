"""What an annual workbook is asked for, and what each of its sheets consists of."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from core.exports.sheets import Column, SheetHead
from core.periods import Period
from reports.asking import Question
from reports.rollup import Rollup, rollup

if TYPE_CHECKING:
    from reports.jobs import Progress

# Somebody who waits is told how far it is at least so often.
STEP = 500


@dataclass(frozen=True)
class AnnualReport:
    """What is asked for, by whom and on which day; the ledgers keep to what `reader` sees. `with_phones`: whether
    telephone numbers are in it, and `phones_under` of people in which parts of the tree (None: in all)."""

    unit: Unit
    period: Period
    reader: User
    on: datetime.date
    with_phones: bool
    phones_under: tuple[str, ...] | None = None
    purpose: str = ""

    @cached_property
    def figures(self) -> Rollup:
        """Of the unit and those below it, counted once for the whole workbook."""
        return rollup(Question(self.unit, self.period), reader=self.reader, on=self.on)

    @property
    def year(self) -> int:
        return self.period.start.year

    @property
    def shown_phones(self) -> tuple[str, ...] | None:
        """As `phones_under`, empty where no telephone numbers are asked for."""
        return self.phones_under if self.with_phones else ()

    @property
    def last_day(self) -> datetime.date:
        """Of the period, or the day of asking where that is sooner."""
        return min(self.period.end, self.on)

    def head(self, title: Any, *remarks: str) -> SheetHead:
        words = _("%(year)s年度%(name)s") % {"year": self.year, "name": title}
        return SheetHead(words, str(self.unit), self.on, str(self.reader), remarks=remarks)


Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Ledger:
    """A sheet of the workbook. `what`: a line about it on the cover; `title`: on the sheet, if it is not the name."""

    name: str | Promise
    what: str | Promise
    columns: Callable[[AnnualReport], list[Column]]
    rows: Callable[[AnnualReport], Rows]
    title: str | Promise = ""
    remarks: Callable[[AnnualReport], list[Any]] = lambda _report: []

    def head(self, report: AnnualReport) -> SheetHead:
        return report.head(self.title or self.name, *map(str, self.remarks(report)))


def numbered(rows: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    """With 序号 in front."""
    return ([number, *row] for number, row in enumerate(rows, 1))


def counted(rows: Rows, progress: "Progress | None") -> Rows:
    """The same rows, while somebody is told how far it is."""
    if progress is None:
        return rows
    return _told(rows, progress)


def _told(rows: Rows, progress: "Progress") -> Iterator[Sequence[Any]]:
    number = 0
    for number, row in enumerate(rows, 1):
        if number % STEP == 0:
            progress.step(STEP)
        yield row
    progress.step(number % STEP)
