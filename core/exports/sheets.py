"""A ledger sheet the way offices print it, written row by row so that memory does not grow with the rows.

Merged title, 填报单位 and date line, header that is frozen and repeated on each printed page, sum row with real
formulas, 制表人/审核人 line, A4 landscape. Text is always text: nothing that a person typed becomes a formula.
"""

import datetime
import io
import math
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from unicodedata import east_asian_width

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import DomainError

A4 = 9
LINE_HEIGHT = 13.5  # points, for text of size 10
MOST_LINES = 30  # a row may be 409 points high at most
DATE_FORMAT = "yyyy-mm-dd"
FIGURE_STYLES = {"number", "points", "rate", "money"}
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
    # Lines between the sum and the signatures; who signs besides the maker, where that is more than a reviewer.
    remarks: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    is_portrait: bool = False


def new_book() -> Any:
    """An openpyxl workbook that streams its sheets, with the styles of ledgers entered."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for style in _named_styles():
        book.add_named_style(style)
    return book


def empty_book(name: str, columns: Iterable[tuple[str, float, str]]) -> bytes:
    """A workbook to be filled in: one sheet with bold headings; heading, width and number format of each column."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = name
    for number, (heading, width, number_format) in enumerate(columns, 1):
        sheet.cell(1, number, heading).font = Font(bold=True)
        column = sheet.column_dimensions[_letter(number)]
        column.width, column.number_format = width, number_format
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_file(write: Callable[[Any], object]) -> IO[bytes]:
    """The workbook that `write` fills in, as an open temporary file at its start; it vanishes when it is closed.

    Raises DomainError when the disk is full; nothing is left behind then.
    """
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer to the request closes it
    try:
        book = new_book()
        write(book)
        book.save(file)
    except OSError as error:
        file.close()
        raise DomainError(_("服务器磁盘空间不足，表格没有生成。请联系系统管理员清理后重试。")) from error
    file.seek(0)
    return file


def _named_styles() -> list[Any]:
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    thin = Side(style="thin", color="FF7F7F7F")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrap = Alignment(wrap_text=True, vertical="center")
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    right = Alignment(horizontal="right", vertical="center")
    body = Font(name="宋体", size=10)
    bold = Font(name="宋体", size=10, bold=True)
    grey = PatternFill("solid", fgColor="FFEDEFF2")
    return [
        NamedStyle("title", font=Font(name="黑体", size=16), alignment=centre),
        NamedStyle("line", font=body, alignment=Alignment(vertical="center")),
        NamedStyle("header", font=bold, border=box, alignment=centre, fill=grey),
        NamedStyle("text", number_format="@", font=body, border=box, alignment=wrap),
        NamedStyle("note", font=body, alignment=Alignment(wrap_text=True, vertical="top")),
        NamedStyle("date", number_format=DATE_FORMAT, font=body, border=box, alignment=centre),
        NamedStyle("number", number_format="#,##0", font=body, border=box, alignment=right),
        NamedStyle("points", number_format="0.0", font=body, border=box, alignment=right),
        NamedStyle("money", number_format="#,##0.00", font=body, border=box, alignment=right),
        NamedStyle("rate", number_format="0.0%", font=body, border=box, alignment=right),
        NamedStyle("sum_text", font=bold, border=box, alignment=centre),
        NamedStyle("sum_number", number_format="#,##0", font=bold, border=box, alignment=right),
        NamedStyle("sum_points", number_format="0.0", font=bold, border=box, alignment=right),
        NamedStyle("sum_money", number_format="#,##0.00", font=bold, border=box, alignment=right),
        NamedStyle("sum_rate", number_format="0.0%", font=bold, border=box, alignment=right),
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
    _lay_out(sheet, columns, head.is_portrait)
    _write_head(sheet, head, columns)
    written, left_over = 0, None
    # A row is written out as it is appended, so one cell for each column serves all rows: styles are set once.
    cells = [_cell(sheet, "", column.style) for column in columns]
    for row in rows:
        if written == MAX_DATA_ROWS:
            left_over = row
            break
        written += 1
        for cell, value, column in zip(cells, row, columns, strict=True):
            _set(cell, value, column.style)
        _append(sheet, HEADER_ROW + written, cells, columns)
    _write_foot(sheet, head, columns, written)
    return written, left_over


def _append(sheet: Any, number: int, cells: list[Any], columns: list[Column]) -> None:
    """Write a row as high as its longest text needs: a streamed sheet is not fitted by the program that opens it."""
    lines = max(lines_of(cell.value, column.width) for cell, column in zip(cells, columns, strict=True))
    sheet.row_dimensions[number].height = LINE_HEIGHT * min(lines, MOST_LINES) + 4
    sheet.append(cells)
    del sheet.row_dimensions[number]  # written already; kept, it would grow with the rows


def lines_of(value: Any, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two Latin ones."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, math.ceil(_width_of(line) / (width - 1))) for line in value.split("\n"))


def _width_of(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _lay_out(sheet: Any, columns: list[Column], is_portrait: bool) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.page_setup.orientation = "portrait" if is_portrait else "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.footer = 0.3
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
    has_sums = any(column.total for column in columns)
    if has_sums:
        sheet.append([_sum_cell(sheet, number, column, last_row) for number, column in enumerate(columns, 1)])
    for number, remark in enumerate(head.remarks, last_row + 1 + has_sums):
        sheet.merged_cells.ranges.add(_range(f"A{number}:{_letter(len(columns))}{number}"))
        sheet.append([_cell(sheet, remark, "line")])
    sheet.append(_signature_line(sheet, head, len(columns)))


def _signature_line(sheet: Any, head: SheetHead, width: int) -> list[Any]:
    """Who made it, and who else signs, at even distances."""
    names = (_("制表人：%(name)s") % {"name": head.made_by}, *(head.signatures or (_("审核人："),)))
    line: list[Any] = [None] * width
    for number, name in enumerate(names):
        line[number * width // len(names)] = _cell(sheet, name, "line")
    return line


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

    cell = WriteOnlyCell(sheet)
    cell.style = style
    _set(cell, value, style)
    return cell


def _set(cell: Any, value: Any, style: str) -> None:
    if value is None:
        value = "—" if style in FIGURE_STYLES else ""
    if isinstance(value, int | float | Decimal):
        cell.value = value
    elif isinstance(value, datetime.date):
        # Setting a date gives the cell openpyxl's own date format; ours is put back.
        cell.value, cell.number_format = value, DATE_FORMAT
    else:
        cell.value = clean(str(value))
        cell.data_type = "s"


def clean(text: str) -> str:
    """Without the control characters that no workbook may hold, and within what a cell holds."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767]


def typed(value: Any) -> str:
    """What a cell holds, as it would be typed: a day without its time, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value)).strip()


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _range(text: str) -> Any:
    from openpyxl.worksheet.cell_range import CellRange

    return CellRange(text)
