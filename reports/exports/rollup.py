"""A rollup as a workbook: a sheet for each group of figures, and what each figure means."""

import datetime
from dataclasses import dataclass, replace
from typing import IO, Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.exports.sheets import Column, SheetHead, book_file, write_sheet
from core.periods import Period
from reports.asking import Organised, Question
from reports.comparing import compared
from reports.figures import FIGURES, GROUPS, Figure
from reports.rollup import Rollup, Row, rollup


@dataclass(frozen=True)
class RollupBook:
    question: Question
    against: str
    made_by: str
    on: datetime.date

    @property
    def period(self) -> Period:
        return self.question.period


def write_rollup(book: RollupBook, *, reader: User) -> IO[bytes]:
    """The workbook in a temporary file. Raises DomainError when the disk is full."""
    found = rollup(book.question, reader=reader, on=book.on)
    period = compared(book.period, book.against, on=book.on)
    earlier = rollup(replace(book.question, period=period), reader=reader, on=book.on) if period else None
    return book_file(lambda file: _write(file, book, found, earlier))


def _write(file: Any, book: RollupBook, found: Rollup, earlier: Rollup | None) -> None:
    for code, name in GROUPS.items():
        figures = [figure for figure in FIGURES if figure.group == code]
        columns = [Column(_("单位"), 24), *(Column(figure.name, 11, figure.style) for figure in figures)]
        write_sheet(file, str(name), _head(book, name), columns, _rows(found, earlier, figures))
    columns = [Column(_("分组"), 18), Column(_("指标"), 18), Column(_("口径"), 90)]
    rows = [(str(GROUPS[figure.group]), str(figure.name), str(figure.definition)) for figure in FIGURES]
    write_sheet(file, _("指标口径"), _head(book, _("指标口径")), columns, rows)


def _head(book: RollupBook, name: Any) -> SheetHead:
    asked = {"unit": book.question.unit, "period": book.period, "group": name}
    title = _("%(unit)s%(period)s汇总表（%(group)s）") % asked
    organised = str(Organised(book.question.organised).label)
    return SheetHead(title, str(book.question.unit), book.on, book.made_by, remarks=(organised,))


def _rows(found: Rollup, earlier: Rollup | None, figures: list[Figure]) -> list[list[Any]]:
    """All together first: a household that two units visited counts once there, so that it is no sum of the rest."""
    rows = [_row(_("合计"), found.total, figures)]
    if earlier:
        rows.append(_row(_("合计（%(period)s）") % {"period": earlier.total.question.period}, earlier.total, figures))
    parts = found.rows if len(found.rows) > 1 else []
    return rows + [_row(_("本级") if row.is_own else row.unit.label, row, figures) for row in parts]


def _row(name: str, row: Row, figures: list[Figure]) -> list[Any]:
    return [name, *(row.value(figure.code) for figure in figures)]
