"""Workbooks (.xlsx, ISO/IEC 29500) written straight into the archive, row by row, with all of their formatting.

The libraries that stream were measured with the formatting of ledgers on (docs/adr/0013): one Python call or more for
each cell is what they cost. Here a row is one string. Only what the product's tables use is there; what it writes is
read back with openpyxl in the tests.
"""

import datetime
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

from core.exports import xlsx_parts as parts

LONGEST_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
MOST_LETTERS = 32_767
# Of a thousand rows at a time one string is made: enough for the compressor, little in memory.
AT_A_TIME = 1_000
# Zlib's cheapest: twice as fast as its usual, and the file a quarter larger.
COMPRESSION = 1
# What no XML may hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime.date(1899, 12, 30).toordinal()
_VALUES: dict[type, Callable[[Any], str]] = {}


def clean(text: str) -> str:
    """Without the characters that no workbook may hold, and within what a cell holds."""
    return _ILLEGAL.sub("", text)[:MOST_LETTERS]


def sheet_name(name: str, part: int = 1) -> str:
    """A name that Excel takes: without the signs that it forbids, not too long, the number of the part at its end."""
    end = f" ({part})" if part > 1 else ""
    return name.translate(FORBIDDEN).strip("' ")[: LONGEST_NAME - len(end)].rstrip("' ") + end


def letter(number: int) -> str:
    """The letter of a column: 1 is A, 27 is AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


@dataclass(frozen=True)
class Formula:
    """A cell that reckons; only the product writes one."""

    text: str


@dataclass(frozen=True)
class Page:
    """How a sheet is laid out. `head_row` stays in sight and is repeated on each printed page (0: none)."""

    widths: Sequence[float]
    head_row: int = 0
    is_portrait: bool = False


class Sheet:
    """A sheet that is being written, from its first row to its last. Close it before the next one is opened."""

    def __init__(self, stream: IO[bytes], name: str, page: Page, styles: Sequence[str]):
        self.name, self.page, self.rows = name, page, 0
        self.filter, self.merged = "", list[str]()
        self._stream, self._lines = stream, list[str]()
        self._links: list[tuple[str, str]] = []
        # What stands before the number of the row and after it, for a column of its style.
        columns = [(letter(n), parts.STYLE_KEYS[style]) for n, style in enumerate(styles, 1)]
        self._opening = [(f'<c r="{column}', f'" s="{key}"') for column, key in columns]
        stream.write(parts.sheet_head(page).encode())

    def data(self, values: Iterable[Any], height: float) -> None:
        """A row of the table, each cell in the style of its column; None is an empty cell."""
        self.rows = number = self.rows + 1
        line = [f'<row r="{number}" ht="{height:g}" customHeight="1">']
        for (before, after), value in zip(self._opening, values, strict=True):
            line.append(f"{before}{number}{after}{_content(value)}")
        line.append("</row>")
        self._lines.append("".join(line))
        if len(self._lines) == AT_A_TIME:
            self._flush()

    def cells(self, cells: Iterable[tuple[int, Any, str]], height: float) -> None:
        """A row of its own kind: (column, value, style) of the cells that are there."""
        self.rows = number = self.rows + 1
        found = "".join(
            f'<c r="{letter(column)}{number}" s="{parts.STYLE_KEYS[style]}"{_content(value)}'
            for column, value, style in cells
        )
        self._lines.append(f'<row r="{number}" ht="{height:g}" customHeight="1">{found}</row>')

    def merge(self, first: int, last: int, row: int) -> None:
        """The cells of a row from one column to another become one."""
        if last > first:
            self.merged.append(f"{letter(first)}{row}:{letter(last)}{row}")

    def link(self, column: int, sheet: str) -> None:
        """The cell of the last row leads to another sheet."""
        self._links.append((f"{letter(column)}{self.rows}", sheet))

    def close(self) -> None:
        self._flush()
        self._stream.write(parts.sheet_foot(self.page, self.filter, self.merged, self._links).encode())
        self._stream.close()

    def drop(self) -> None:
        """What was not written yet is not wanted."""
        self._lines.clear()
        self._stream.close()

    def _flush(self) -> None:
        self._stream.write("".join(self._lines).encode())
        self._lines.clear()


def _content(value: Any) -> str:
    """What stands in a cell behind its style. Any text stays text, also when it begins with "="."""
    write = _VALUES.get(type(value))
    if write is None:
        return _text(str(value))
    return write(value)


def _text(text: str) -> str:
    if not text:
        return "/>"
    if not text.isprintable() or len(text) > MOST_LETTERS:
        text = clean(text)
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _number(value: float | Decimal) -> str:
    return f"><v>{value}</v></c>"


def _day(value: datetime.date) -> str:
    return f"><v>{value.toordinal() - _EPOCH}</v></c>"


def _formula(formula: Formula) -> str:
    return f"><f>{escape(formula.text)}</f></c>"


_VALUES.update(
    {
        str: _text,
        int: _number,
        float: _number,
        Decimal: _number,
        datetime.date: _day,
        datetime.datetime: _day,
        type(None): lambda _value: "/>",
        Formula: _formula,
    }
)


class Book:
    """A workbook in a temporary file, which holds nothing of a sheet but its name once that is written."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - whoever asked closes it
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        self._sheets: list[Sheet] = []
        self._order: list[int] = []

    @property
    def sheetnames(self) -> list[str]:
        return [self._sheets[index].name for index in self._order]

    def open_sheet(self, name: str, page: Page, styles: Sequence[str] = (), *, is_first: bool = False) -> Sheet:
        """`styles`: one for each column of `Sheet.data`. `is_first`: it stands before those written already."""
        stream = self._archive.open(f"xl/worksheets/sheet{len(self._sheets) + 1}.xml", "w", force_zip64=True)
        sheet = Sheet(stream, name, page, styles)
        self._order.insert(0 if is_first else len(self._order), len(self._sheets))
        self._sheets.append(sheet)
        return sheet

    def finish(self) -> IO[bytes]:
        """The file at its start. Nothing can be written any more."""
        for path, text in parts.package([self._sheets[index] for index in self._order], self._order):
            self._archive.writestr(path, text)
        self._archive.close()
        self._file.seek(0)
        return self._file

    def save(self, target: IO[bytes]) -> None:
        with self.finish() as file:
            shutil.copyfileobj(file, target)

    def discard(self) -> None:
        """Leave nothing behind, wherever writing broke off."""
        with suppress(OSError, ValueError):
            for sheet in self._sheets:
                sheet.drop()
            self._archive.close()
        self._archive.fp = None  # a full disk: nothing is to be tried again when it is cleared away
        self._file.close()
