"""Reading a workbook as offices fill them in: titles above the heading, empty rows, a sum at the end, hidden sheets."""

import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.exports.xlsx import MOST_LETTERS, clean
from core.wording import joined
from reports.imports.base import Column, Raw, Workbook
from reports.imports.shipped import ALSO, COUNTER, EXAMPLE_SHEET, FOOT, LISTS_SHEET, NOTES_SHEET, SIGNED
from reports.imports.values import alike

MOST_ROWS = 20_000
MOST_COLUMNS = 60
# The heading stands within so many rows; after so many empty ones nothing comes any more.
HEADING_WITHIN = 15
MOST_EMPTY = 2_000
# Of a file: a long text that very many cells share makes a small file too large to hold.
MOST_IN_ALL = 20_000_000
_NOUGHTS = re.compile(r"0+")
_PLACES = re.compile(r"0\.(0+)")


@dataclass
class Reading:
    """The rows of all sheets that have the heading, and the columns that were not understood."""

    rows: list[Raw] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass
class Room:
    """How many letters may still be read."""

    left: int = MOST_IN_ALL

    def take(self, line: list[str]) -> None:
        self.left -= sum(map(len, line))
        if self.left < 0:
            raise DomainError(_("文件中的文字过多，请分几个文件导入。"), field="file")


def read_workbook(content: bytes, book: Workbook) -> Reading:
    """Raises DomainError for a file that cannot be opened, without the headings, without rows, or with too many."""
    from openpyxl import load_workbook

    try:
        opened = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [sheet for sheet in opened.worksheets if sheet.sheet_state == "visible" and not _is_ours(sheet.title)]
        room = Room()
        found = [(sheet.title, _lines(sheet, room)) for sheet in sheets]
        return _gathered(found, book)
    except DomainError:
        raise
    except Exception as error:
        raise DomainError(_("文件已损坏，无法打开。请用模板重新填写。"), field="file") from error


def _is_ours(title: str) -> bool:
    return title in {EXAMPLE_SHEET, NOTES_SHEET, LISTS_SHEET}


def _gathered(sheets: Sequence[tuple[str, Iterator[tuple[int, list[str]]]]], book: Workbook) -> Reading:
    reading, missing = Reading(), [column.title for column in book.columns if column.required]
    has_heading = False
    for title, lines in sheets:
        heading, missing_here = _heading(lines, book)
        if heading is None:
            missing = missing_here if len(missing_here) < len(missing) else missing
            continue
        has_heading = True
        reading.unknown += [name for name in heading.unknown if name not in reading.unknown]
        reading.rows += islice(_rows(title, lines, heading), MOST_ROWS + 1)
        if len(reading.rows) > MOST_ROWS:
            raise DomainError(_("一次最多导入%(most)d行，请分几个文件导入。") % {"most": MOST_ROWS}, field="file")
    if not has_heading:
        text = _("没有找到表头。表头在前%(rows)d行之内，须有这些列：%(names)s。")
        raise DomainError(text % {"rows": HEADING_WITHIN, "names": joined(missing)}, field="file")
    if not reading.rows:
        raise DomainError(_("表头下面没有内容，请填写后再上传。"), field="file")
    return reading


@dataclass(frozen=True)
class Heading:
    """Which column of the sheet holds what."""

    keys: dict[int, str]
    unknown: list[str]


def _heading(lines: Iterator[tuple[int, list[str]]], book: Workbook) -> tuple[Heading | None, list[str]]:
    """The first row that has all required headings, or what the best row lacks. Takes the rows up to it."""
    known, required = _known(book.columns), [column for column in book.columns if column.required]
    missing = [column.title for column in required]
    for number, line in lines:
        keys = {place: known[alike(text)] for place, text in enumerate(line) if alike(text) in known}
        lacking = [column.title for column in required if column.key not in keys.values()]
        if len(keys) > 1 and not lacking:
            return _made(line, keys), []
        missing = lacking if len(keys) > 1 and len(lacking) <= len(missing) else missing
        if number >= HEADING_WITHIN:
            break
    return None, missing


def _made(line: list[str], keys: dict[int, str]) -> Heading:
    twice = [line[place] for place, key in keys.items() if list(keys.values()).count(key) > 1]
    if twice:
        raise DomainError(_("表头中有重复的列：%(names)s。") % {"names": joined(twice)}, field="file")
    unknown = [text for place, text in enumerate(line) if text and place not in keys and alike(text) not in COUNTER]
    return Heading(keys, unknown)


def _known(columns: Sequence[Column]) -> dict[str, str]:
    """Every spelling of a heading. What another column is called is not taken for it."""
    own = {alike(column.title): column.key for column in columns}
    others = {alike(name): column.key for column in columns for name in ALSO.get(column.title, ())}
    return others | own


def _rows(title: str, lines: Iterable[tuple[int, list[str]]], heading: Heading) -> Iterator[Raw]:
    for number, line in lines:
        cells = {key: line[place] for place, key in heading.keys.items() if place < len(line) and line[place]}
        if cells and not _is_foot(line):
            yield title, number, cells


def _is_foot(line: list[str]) -> bool:
    """The sum and the signatures below the register."""
    first = alike(next((text for text in line if text), ""))
    return first in FOOT or any(first.startswith(alike(word)) for word in (*SIGNED, *(f"{word}:" for word in FOOT)))


def _lines(sheet: Any, room: Room) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers and the texts of their cells."""
    empty = 0
    # The size that a file states may be wrong; what is there is looked for.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        line = [_text(cell) for cell in row]
        room.take(line)
        empty = 0 if any(line) else empty + 1
        if empty > MOST_EMPTY:
            return
        yield number, line


def _text(cell: Any) -> str:
    """What a cell shows, as it would be typed."""
    value = cell.value
    if value is None or isinstance(value, str):
        return clean((value or "")[:MOST_LETTERS]).strip()
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return str(value).lower()
    return _number(value, str(cell.number_format)) if isinstance(value, int | float) else str(value)


def _number(value: float, shown_as: str) -> str:
    """A number without the point that Excel adds, with the noughts that its format shows."""
    if float(value).is_integer():
        text = str(int(value))
        return text.zfill(len(shown_as)) if _NOUGHTS.fullmatch(shown_as) else text
    places = _PLACES.fullmatch(shown_as)
    return f"{value:.{len(places[1])}f}" if places else repr(value)
