"""A ledger sheet the way offices print it, written row by row so that memory does not grow with the rows.

Merged title, 填报单位 and date line, header that is frozen and repeated on each printed page, sum row with real
formulas, 制表人/审核人 line, A4 landscape. Text is always text: nothing that a person typed becomes a formula.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

A4 = 9
HEADER_ROW = 3
MAX_DATA_ROWS = 1_048_576 - HEADER_ROW - 2


@dataclass(frozen=True)
class Column:
    """`width` in characters of Latin text (a Chinese one takes two). `total`: "sum", "rate" or nothing."""

    heading: str | Promise
    width: float = 12
    style: str = "text"
    total: str = ""
    # For a rate: letters of the column that it is weighted by, e.g. "F".
    weight: str = ""


@dataclass(frozen=True)
class SheetHead:
    """What stands above and below the table."""

    title: str
    unit_name: str
    filled_on: datetime.date
    made_by: str


def new_book() -> Any:
    """An openpyxl workbook that streams its sheets, with the styles of ledgers entered."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for style in _named_styles():
        book.add_named_style(style)
    return book


def _named_styles() -> list[Any]:
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    thin = Side(style="thin", color="FF7F7F7F")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrap = Alignment(wrap_text=True, vertical="center")
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    body = Font(name="宋体", size=10)
    bold = Font(name="宋体", size=10, bold=True)
    grey = PatternFill("solid", fgColor="FFEDEFF2")
    plain = {"font": body, "border": box, "alignment": wrap}
    return [
        NamedStyle("title", font=Font(name="黑体", size=16), alignment=centre),
        NamedStyle("line", font=body, alignment=Alignment(vertical="center")),
        NamedStyle("header", font=bold, border=box, alignment=centre, fill=grey),
        NamedStyle("text", number_format="@", **plain),
        NamedStyle("note", font=body, alignment=Alignment(wrap_text=True, vertical="top")),
        NamedStyle("date", number_format="yyyy-mm-dd", font=body, border=box, alignment=centre),
        NamedStyle("number", number_format="#,##0", font=body, border=box, alignment=Alignment(vertical="center")),
        NamedStyle("money", number_format="#,##0.00", font=body, border=box, alignment=Alignment(vertical="center")),
        NamedStyle("rate", number_format="0.0%", font=body, border=box, alignment=Alignment(vertical="center")),
        NamedStyle("sum_text", font=bold, border=box, alignment=centre),
        NamedStyle("sum_number", number_format="#,##0", font=bold, border=box),
        NamedStyle("sum_money", number_format="#,##0.00", font=bold, border=box),
        NamedStyle("sum_rate", number_format="0.0%", font=bold, border=box),
    ]


def write_sheet(book: Any, name: str, head: SheetHead, columns: list[Column], rows: Iterable[Iterable[Any]]) -> int:
    """Write one ledger; goes on in "name (2)" when a sheet is full. Returns the number of rows written."""
    source = iter(rows)
    total, part = 0, 1
    while True:
        sheet = book.create_sheet(name if part == 1 else f"{name} ({part})")
        written, more = _write_part(sheet, head, columns, source)
        total, part = total + written, part + 1
        if more is None:
            return total
        source = _put_back(more, source)


def _put_back(first: Iterable[Any], rest: Any) -> Any:
    yield first
    yield from rest


def _write_part(sheet: Any, head: SheetHead, columns: list[Column], rows: Any) -> tuple[int, Any]:
    """Fill one sheet; returns how many rows it took, and the first row that found no room (or None)."""
    _lay_out(sheet, columns)
    _write_head(sheet, head, columns)
    written, left_over = 0, None
    for row in rows:
        if written == MAX_DATA_ROWS:
            left_over = row
            break
        written += 1
        sheet.append([_cell(sheet, value, column.style) for value, column in zip(row, columns, strict=True)])
    _write_foot(sheet, head, columns, written)
    return written, left_over


def _lay_out(sheet: Any, columns: list[Column]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.center.text = "— &P / &N —"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[1].height = 32
    sheet.row_dimensions[2].height = 20
    sheet.row_dimensions[HEADER_ROW].height = 32


def _write_head(sheet: Any, head: SheetHead, columns: list[Column]) -> None:
    width = len(columns)
    last = _letter(width)
    sheet.merged_cells.ranges.add(_range(f"A1:{last}1"))
    sheet.append([_cell(sheet, head.title, "title")])
    split = max(1, width // 2)
    sheet.merged_cells.ranges.add(_range(f"A2:{_letter(split)}2"))
    if split + 1 < width:
        sheet.merged_cells.ranges.add(_range(f"{_letter(split + 1)}2:{last}2"))
    line: list[Any] = [None] * width
    line[0] = _cell(sheet, _("填报单位：%(unit)s") % {"unit": head.unit_name}, "line")
    if split < width:
        line[split] = _cell(sheet, _("填报日期：%(day)s") % {"day": head.filled_on.isoformat()}, "line")
    sheet.append(line)
    sheet.append([_cell(sheet, str(column.heading), "header") for column in columns])


def _write_foot(sheet: Any, head: SheetHead, columns: list[Column], written: int) -> None:
    last_row = HEADER_ROW + written
    if written:
        sheet.auto_filter.ref = f"A{HEADER_ROW}:{_letter(len(columns))}{last_row}"
    if any(column.total for column in columns):
        sheet.append([_sum_cell(sheet, number, column, last_row) for number, column in enumerate(columns, 1)])
    signature = _("制表人：%(name)s") % {"name": head.made_by}
    line: list[Any] = [None] * len(columns)
    line[0] = _cell(sheet, signature, "line")
    line[len(columns) // 2] = _cell(sheet, _("审核人："), "line")
    sheet.append(line)


def _sum_cell(sheet: Any, number: int, column: Column, last_row: int) -> Any:
    from openpyxl.cell import WriteOnlyCell

    letter, first_row = _letter(number), HEADER_ROW + 1
    if number == 1:
        return _cell(sheet, _("合计"), "sum_text")
    if not column.total or last_row < first_row:
        return _cell(sheet, "", "sum_text")
    span = f"{letter}{first_row}:{letter}{last_row}"
    formula = f"=SUM({span})"
    if column.total == "rate":
        # A row without a rate holds "—"; SUMPRODUCT takes text as nothing, and its weight is nothing too.
        weights = f"{column.weight}{first_row}:{column.weight}{last_row}"
        formula = f'=IF(SUM({weights})=0,"—",SUMPRODUCT({span},{weights})/SUM({weights}))'
    cell = WriteOnlyCell(sheet, formula)
    cell.style = f"sum_{column.style}"
    return cell


def _cell(sheet: Any, value: Any, style: str) -> Any:
    """A cell whose type follows the value; any text stays text, also when it begins with "="."""
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        value = "—" if style in {"number", "rate", "money"} else ""
    if isinstance(value, int | float | Decimal | datetime.date):
        cell = WriteOnlyCell(sheet, value)
    else:
        cell = WriteOnlyCell(sheet, clean(str(value)))
        cell.data_type = "s"
    cell.style = style
    return cell


def clean(text: str) -> str:
    """Without the control characters that no workbook may hold, and within what a cell holds."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767]


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _range(text: str) -> Any:
    from openpyxl.worksheet.cell_range import CellRange

    return CellRange(text)
