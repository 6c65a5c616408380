"""The annual workbook of a unit: 年度汇总, 走访台账, 指标说明."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.exports.sheets import Column, SheetHead, book_file, write_sheet
from core.periods import Period
from reports.figures import ANNUAL as FIGURES
from reports.selectors import SummaryRow, annual_summary, logs_of
from visits.selectors import LedgerRow, ledger_rows

LEDGER_COLUMNS = [
    Column(gettext_lazy("序号"), 5, "number"),
    Column(gettext_lazy("走访日期"), 11, "date"),
    Column(gettext_lazy("走访干部"), 9),
    Column(gettext_lazy("职务"), 14),
    Column(gettext_lazy("联系点/村组"), 13),
    Column(gettext_lazy("走访对象"), 9),
    Column(gettext_lazy("电话"), 13),
    Column(gettext_lazy("走访形式"), 9),
    Column(gettext_lazy("基本情况"), 26),
    Column(gettext_lazy("反映问题/诉求"), 22),
    Column(gettext_lazy("现场答复"), 16),
    Column(gettext_lazy("承诺事项"), 14),
    Column(gettext_lazy("责任单位/人"), 11),
    Column(gettext_lazy("办理时限"), 11, "date"),
    Column(gettext_lazy("办理结果"), 16),
    Column(gettext_lazy("办结日期"), 11, "date"),
    Column(gettext_lazy("群众评价"), 9),
    Column(gettext_lazy("备注"), 11),
]


@dataclass(frozen=True)
class AnnualReport:
    """What is asked for, by whom and on which day. `with_phones`: whether the asker may read telephone numbers, and
    `phones_under` of people in which parts of the tree (None: in all)."""

    unit: Unit
    period: Period
    made_by: str
    on: datetime.date
    with_phones: bool
    phones_under: tuple[str, ...] | None = None


def write_annual(report: AnnualReport) -> IO[bytes]:
    """The workbook in a temporary file. Raises DomainError when the disk is full."""
    return book_file(lambda book: _write(book, report))


def _write(book: Any, report: AnnualReport) -> None:
    _summary_sheet(book, report)
    _ledger_sheet(book, report)
    _definitions_sheet(book, report)


def _head(report: AnnualReport, name: str) -> SheetHead:
    title = _("%(year)s年度%(name)s") % {"year": report.period.start.year, "name": name}
    return SheetHead(title, str(report.unit), report.on, report.made_by)


def summary_columns() -> list[Column]:
    """序号, 单位, then one column for each figure; a rate is weighted by its whole in the sum row."""
    letters = {figure.code: _excel_letter(number) for number, figure in enumerate(FIGURES, 3)}
    columns = [Column(_("序号"), 5, "number"), Column(_("单位"), 24)]
    for figure in FIGURES:
        weight = letters.get(figure.rate_of[1], "") if figure.rate_of else ""
        total = "sum" if not figure.rate_of else "rate" if weight else ""
        columns.append(Column(figure.name, 13 if figure.is_money else 9, figure.style, total, weight))
    return columns


def _excel_letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def summary_cells(rows: Iterable[SummaryRow]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        name = _("%(unit)s（本级）") % {"unit": row.unit} if row.is_own else str(row.unit)
        yield [number, name, *row.cells]


def _summary_sheet(book: Any, report: AnnualReport) -> None:
    rows = annual_summary(report.unit, report.period, on=report.on)
    write_sheet(book, _("年度汇总"), _head(report, _("联系群众工作汇总表")), summary_columns(), summary_cells(rows))


def ledger_cells(rows: Iterable[LedgerRow], *, with_phones: bool) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        yield [
            number,
            row.day,
            row.cadres,
            row.titles,
            row.place,
            row.people,
            row.phones if with_phones else "",
            row.kind,
            row.content,
            row.matters,
            row.replies,
            row.promises,
            row.responsible,
            row.due,
            row.result,
            row.solved_on,
            row.rating,
            row.remarks,
        ]


def _ledger_sheet(book: Any, report: AnnualReport) -> None:
    logs = logs_of(report.unit, report.period).order_by("first_day", "pk")
    rows = ledger_rows(logs, phones_under=report.phones_under)
    cells = ledger_cells(rows, with_phones=report.with_phones)
    write_sheet(book, _("走访台账"), _head(report, _("走访台账")), LEDGER_COLUMNS, cells)


def _definitions_sheet(book: Any, report: AnnualReport) -> None:
    columns = [Column(_("指标"), 16), Column(_("口径"), 100)]
    rows = [[figure.name, figure.definition] for figure in FIGURES]
    write_sheet(book, _("指标说明"), _head(report, _("指标说明")), columns, rows)
