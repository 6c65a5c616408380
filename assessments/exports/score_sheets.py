"""季度考核表 as workbooks: one sheet as on paper, and all of a quarter, which can be filled in and brought back."""

import datetime
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.importing_scores import MOST_SHEETS, ScoreRow
from assessments.models import Adoption, InformationItem, QuarterlyAssessment, Score, ScoreSheet
from assessments.selectors.sheet_page import deduction_of, paper_lines, source_of
from assessments.sheet_access import sees_scores
from core.errors import DomainError
from core.exports.sheets import Column, SheetHead, book_file, typed, write_sheet
from core.wording import joined
from petitions.actions.importing import Mistake

if TYPE_CHECKING:
    from accounts.models import User

AT_A_TIME = 500
FORM = [
    Column(gettext_lazy("序号"), 6, "number"),
    Column(gettext_lazy("项目"), 28),
    Column(gettext_lazy("标准"), 40),
    Column(gettext_lazy("分值"), 8, "points", "sum"),
    Column(gettext_lazy("数据来源"), 24),
    Column(gettext_lazy("自评"), 8, "points", "sum"),
    Column(gettext_lazy("核分"), 8, "points", "sum"),
    Column(gettext_lazy("扣分原因"), 30),
]
# Before the columns of the form: whose row it is. The key is what a filled-in workbook is recognised by.
WHOSE = [
    Column(gettext_lazy("表号"), 8, "number"),
    Column(gettext_lazy("考核对象"), 12),
    Column(gettext_lazy("单位"), 16),
]
QUARTER = [*WHOSE, *(Column(column.heading, column.width, column.style) for column in FORM)]
FIRST_ROW = 4
# More than that no key of the database and no sum of scores has.
MOST_DIGITS = 18


def sheet_book(sheet: ScoreSheet, reader: "User", *, on: datetime.date) -> IO[bytes]:
    """The official form; scores only for who sees them."""
    shows = sees_scores(reader, sheet)
    rows = (_line(row.line, row.source, shows) for row in paper_lines(sheet))
    whose = _("%(name)s（%(unit)s）") % {"name": sheet.cadre or sheet.unit, "unit": sheet.home}
    head = SheetHead(_title(sheet.assessment), whose, on, reader.name)

    def write(book: Any) -> None:
        write_sheet(book, _("季度考核表"), head, FORM, rows)
        _write_items(book, sheet.assessment, [sheet], reader, on)

    return book_file(write)


def quarter_book(quarter: QuarterlyAssessment, reader: "User", *, on: datetime.date) -> IO[bytes]:
    """Every sheet of the quarter that the reader sees, row under row; memory does not grow with their number."""
    seen = ScoreSheet.objects.visible_to(reader).filter(assessment=quarter)
    head = SheetHead(_title(quarter), str(quarter.unit), on, reader.name)

    def write(book: Any) -> None:
        write_sheet(book, _("季度考核表"), head, QUARTER, _rows_of(seen, reader))
        _write_items(book, quarter, seen, reader, on)

    return book_file(write)


def _title(quarter: QuarterlyAssessment) -> str:
    words = {"title": quarter.scorecard, "year": quarter.year, "quarter": quarter.quarter}
    return _("%(title)s（%(year)s年第%(quarter)s季度）") % words


def _rows_of(sheets: Any, reader: "User") -> Iterator[list[Any]]:
    """The lines of each sheet, and its sum under them."""
    lines = Score.objects.filter(sheet__in=sheets.order_by().values("pk"))
    followed = lines.select_related("criterion", "sheet__cadre", "sheet__unit", "sheet__home")
    ordered = followed.order_by("sheet__unit_path", "sheet", "criterion__number").iterator(AT_A_TIME)
    for sheet, found in groupby(ordered, key=lambda line: line.sheet):
        shows, points = sees_scores(reader, sheet), Decimal(0)
        whose = [sheet.pk, str(sheet.cadre or sheet.unit), str(sheet.home)]
        for line in found:
            points += line.points
            yield [*whose, *_line(line, source_of(line), shows)]
        total = sheet.total if shows and sheet.total is not None else ""
        own = "" if sheet.self_total is None else sheet.self_total
        yield [*whose, _("合计"), "", "", points, "", own, total, ""]


def _line(line: Score, source: str, shows: bool) -> list[Any]:
    """A row of the form. What is not scored yet stays empty, so that it can be filled in by hand."""
    score = line.score if shows and line.score is not None else ""
    own = "" if line.self_score is None else line.self_score
    why = deduction_of(line) if shows else ""
    return [line.criterion.number, line.criterion.text, line.criterion.standard, line.points, source, own, score, why]


ITEMS = [
    Column(gettext_lazy("日期"), 12, "date"),
    Column(gettext_lazy("题目"), 36),
    Column(gettext_lazy("报送人"), 12),
    Column(gettext_lazy("采用层级"), 16),
    Column(gettext_lazy("奖金"), 10, "money", "sum"),
]


def _write_items(book: Any, quarter: QuarterlyAssessment, sheets: Any, reader: "User", on: datetime.date) -> None:
    """信息采用, the second sheet: what the officers reported and was adopted in the quarter, at its highest level."""
    if quarter.scorecard.subject != "officer":
        return
    cadres = [sheet.cadre_id for sheet in sheets] if isinstance(sheets, list) else sheets.order_by().values("cadre")
    items = InformationItem.objects.visible_to(reader).filter(officer__in=cadres).order_by().values("pk")
    adoptions = Adoption.objects.filter(item__in=items, on__range=(quarter.start, quarter.end), reversed_on=None)
    rows = adoptions.select_related("item__officer", "level").order_by("item", "-amount", "pk")
    head = SheetHead(_("信息采用"), str(quarter.unit), on, reader.name)
    write_sheet(book, _("信息采用"), head, ITEMS, _highest(rows.iterator(AT_A_TIME)))


def _highest(adoptions: Iterable[Any]) -> Iterator[list[Any]]:
    """One item adopted at several levels earns the highest only."""
    before = None
    for adoption in adoptions:
        if adoption.item_id != before:
            item = adoption.item
            yield [adoption.on, item.title, str(item.officer), adoption.level.name, adoption.amount]
        before = adoption.item_id


# --- reading it back


def read_scores(content: bytes) -> tuple[list[ScoreRow], list[Mistake]]:
    """Rows of the filled-in workbook of a quarter, and everything in them that is no number.

    A row "合计" that somebody put under the rows of a sheet states its total. Raises DomainError for a file that cannot
    be opened or is another one.
    """
    rows: list[ScoreRow] = []
    mistakes: list[Mistake] = []
    for number, cells in _lines(content):
        if not cells[0] and _is_total(cells) and rows:
            cells[0] = str(rows[-1].sheet)
        try:
            rows.append(_row(number, cells))
        except _Wrong as wrong:
            mistakes.append(Mistake(number, wrong.column, wrong.message))
    return rows, mistakes


class _Wrong(Exception):
    def __init__(self, column: str, message: str):
        super().__init__(message)
        self.column, self.message = column, message


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    most = MOST_SHEETS * 60
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        found = [
            [typed(cell) for cell in row]
            for row in sheet.iter_rows(max_col=len(QUARTER), max_row=most, values_only=True)
        ]
    except Exception as error:
        raise DomainError(_("文件已损坏，无法打开。请用导出的考核表重新填写。"), field="file") from error
    headings = [str(column.heading) for column in QUARTER]
    if len(found) < FIRST_ROW - 1 or found[FIRST_ROW - 2] != headings:
        text = _("第%(row)d行须是导出表格的表头：%(names)s。") % {"row": FIRST_ROW - 1, "names": joined(headings)}
        raise DomainError(text, field="file")
    rows = [(number, row) for number, row in enumerate(found[FIRST_ROW - 1 :], FIRST_ROW) if any(row)]
    # The last line of an export is its signature.
    return [(number, row) for number, row in rows if any(row[6:])]


def _row(number: int, cells: list[str]) -> ScoreRow:
    key = _number(cells[0], _("表号"))
    if _is_total(cells):
        return ScoreRow(number, key, 0, _score(cells[9]), is_total=True)
    return ScoreRow(number, key, _number(cells[3], _("序号")), _score(cells[9]), cells[10])


def _is_total(cells: list[str]) -> bool:
    return _("合计") in cells[3:5]


def _number(text: str, column: str) -> int:
    if not (text.isdecimal() and len(text) <= MOST_DIGITS):
        raise _Wrong(column, _("“%(text)s”不是编号。") % {"text": text})
    return int(text)


def _score(text: str) -> Decimal | None:
    if not text or text == "—":
        return None
    try:
        score = Decimal(text)
    except InvalidOperation:
        raise _Wrong(_("核分"), _("“%(text)s”不是数字。") % {"text": text}) from None
    if not score.is_finite() or score.adjusted() > MOST_DIGITS:
        raise _Wrong(_("核分"), _("“%(text)s”不是数字。") % {"text": text})
    return score
