"""A ledger sheet the way offices print it, written row by row so that memory does not grow with the rows.

Merged title, 填报单位 and date line, header that is frozen and repeated on each printed page, sum row with real
formulas, 制表人/审核人 line, A4 landscape. Text is always text: nothing that a person typed becomes a formula.
"""

import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.exports.xlsx import Book, Formula, Page, Sheet, clean, letter, sheet_name

__all__ = ["Book", "Column", "SheetHead", "book_file", "clean", "empty_book", "new_book", "typed", "write_sheet"]

LINE_HEIGHT = 13.5  # points, for text of size 10
MOST_LINES = 30  # a row may be 409 points high at most
FIGURE_STYLES = {"number", "points", "rate", "money"}
DASH = "—"
HEADER_ROW = 3
# Under the rows there is room for the sum, some remarks and the signatures.
MAX_DATA_ROWS = 1_048_576 - HEADER_ROW - 10


@dataclass(frozen=True)
class Column:
    """`width` in characters of Latin text (a Chinese one takes two). `style`: "text", "date", "number", "index" (in the
    middle), "points", "money" or "rate". `total`: "sum", "rate" or nothing."""

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


def new_book() -> Book:
    """A workbook that streams its sheets into a temporary file."""
    return Book()


def empty_book(name: str, columns: Iterable[tuple[str, float, str]]) -> bytes:
    """A workbook to be filled in: one sheet with bold headings; heading, width and number format of each column."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = name
    for number, (heading, width, number_format) in enumerate(columns, 1):
        sheet.cell(1, number, heading).font = Font(bold=True)
        column = sheet.column_dimensions[letter(number)]
        column.width, column.number_format = width, number_format
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_file(write: Callable[[Book], object]) -> IO[bytes]:
    """The workbook that `write` fills in, as an open temporary file at its start; it vanishes when it is closed.

    Raises DomainError when the disk is full; nothing is left behind then, nor after any other error.
    """
    book = new_book()
    try:
        write(book)
        return book.finish()
    except BaseException as error:
        book.discard()
        if isinstance(error, OSError):
            raise DomainError(_("服务器磁盘空间不足，表格没有生成。请联系系统管理员清理后重试。")) from error
        raise


def write_sheet(
    book: Book, name: str, head: SheetHead, columns: Sequence[Column], rows: Iterable[Iterable[Any]]
) -> int:
    """Write one ledger; goes on in "name (2)" when a sheet is full. Returns the number of rows written."""
    source = iter(rows)
    total, part = 0, 1
    while True:
        written, more = _write_part(book, sheet_name(name, part), head, columns, source)
        total, part = total + written, part + 1
        if more is None:
            return total
        source = chain([more], source)


def _write_part(
    book: Book, name: str, head: SheetHead, columns: Sequence[Column], rows: Iterator[Iterable[Any]]
) -> tuple[int, Any]:
    """Fill one sheet; returns how many rows it took, and the first row that found no room (or None)."""
    page = Page([column.width for column in columns], HEADER_ROW, head.is_portrait)
    sheet = book.open_sheet(name, page, [column.style for column in columns])
    _write_head(sheet, head, columns)
    shape = _Shape(columns)
    for row in islice(rows, MAX_DATA_ROWS):
        values = shape.values(row)
        sheet.data(values, shape.height(values))
    written = sheet.rows - HEADER_ROW
    more = next(rows, None) if written == MAX_DATA_ROWS else None
    _write_foot(sheet, head, columns, written)
    sheet.close()
    return written, more


class _Shape:
    """What a row of these columns needs, looked up once: which may hold a dash, and how much fits on a line."""

    def __init__(self, columns: Sequence[Column]):
        self.dashes = [number for number, column in enumerate(columns) if column.style in FIGURE_STYLES]
        self.rooms = [int(column.width - 1) // 2 for column in columns]
        self.widths = [column.width for column in columns]

    def values(self, row: Iterable[Any]) -> list[Any]:
        """A figure that does not exist is a dash."""
        values = list(row)
        for number in self.dashes:
            if values[number] is None:
                values[number] = DASH
        return values

    def height(self, values: Sequence[Any]) -> float:
        """Points that the longest text needs: a streamed sheet is not fitted by the program that opens it."""
        lines = 1
        for value, room, width in zip(values, self.rooms, self.widths, strict=True):
            # Most texts are short enough even if all of it is Chinese: nothing to reckon then.
            if type(value) is str and (len(value) > room or "\n" in value):
                lines = max(lines, lines_of(value, width))
        return LINE_HEIGHT * min(lines, MOST_LINES) + 4


def lines_of(value: Any, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two Latin ones and never cut."""
    if not isinstance(value, str):
        return 1
    room = max(2, int(width - 1) // 2 * 2)
    return sum(max(1, -(-len(line.encode("gb18030", "replace")) // room)) for line in value.split("\n"))


def _write_head(sheet: Sheet, head: SheetHead, columns: Sequence[Column]) -> None:
    width = len(columns)
    split = max(1, width // 2)
    sheet.cells([(1, head.title, "title")], height=32)
    sheet.merge(1, width, row=1)
    line = [(1, _("填报单位：%(unit)s") % {"unit": head.unit_name}, "line")]
    if split < width:
        line.append((split + 1, _("填报日期：%(day)s") % {"day": head.filled_on.isoformat()}, "line"))
    sheet.cells(line, height=20)
    sheet.merge(1, split, row=2)
    sheet.merge(split + 1, width, row=2)
    sheet.cells([(n, str(column.heading), "header") for n, column in enumerate(columns, 1)], height=32)


def _write_foot(sheet: Sheet, head: SheetHead, columns: Sequence[Column], written: int) -> None:
    last_row = HEADER_ROW + written
    if written:
        sheet.filter = f"A{HEADER_ROW}:{letter(len(columns))}{last_row}"
    if any(column.total for column in columns):
        sums = [_sum_cell(number, column, last_row) for number, column in enumerate(columns, 1)]
        sheet.cells(sums, height=LINE_HEIGHT + 7)
    width = sum(column.width for column in columns)
    for remark in head.remarks:
        sheet.cells([(1, remark, "note")], height=LINE_HEIGHT * lines_of(remark, width) + 4)
        sheet.merge(1, len(columns), row=sheet.rows)
    sheet.cells(_signature_line(head, len(columns)), height=24)


def _signature_line(head: SheetHead, width: int) -> list[tuple[int, Any, str]]:
    """Who made it, and who else signs, at even distances."""
    names = (_("制表人：%(name)s") % {"name": head.made_by}, *(head.signatures or (_("审核人："),)))
    return [(number * width // len(names) + 1, name, "line") for number, name in enumerate(names)]


def _sum_cell(number: int, column: Column, last_row: int) -> tuple[int, Any, str]:
    if number == 1:
        return number, _("合计"), "sum_text"
    if not column.total or last_row == HEADER_ROW:
        return number, None, "sum_text"
    first_row = HEADER_ROW + 1
    span = f"{letter(number)}{first_row}:{letter(number)}{last_row}"
    formula = f"SUM({span})"
    if column.total == "rate":
        # A row without a rate holds "—"; SUMPRODUCT takes text as nothing, and its weight is nothing too.
        weights = f"{column.weight}{first_row}:{column.weight}{last_row}"
        formula = f'IF(SUM({weights})=0,"—",SUMPRODUCT({span},{weights})/SUM({weights}))'
    return number, Formula(formula), f"sum_{column.style}"


def typed(value: Any) -> str:
    """What a cell holds, as it would be typed: a day without its time, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value)).strip()
