"""The pay list of a quarter of 10,000 officers as a workbook, against the bare openpyxl writer with the same cells,
styles, sums and page; and the memory that Python holds while it is written, which does not grow
with the lines."""

import functools
import os
import tempfile
import tracemalloc
from decimal import Decimal
from typing import Any

from django.core.management import call_command

from accounts.models import Cadre, Unit, UnitKind, path_under
from assessments.exports.rewards import pay_list_book, pay_list_columns
from assessments.models import PayLine, PayList
from benchmarks import Ratio, benchmark, compare
from benchmarks.postgresql import SERVER, ensure, needs_postgresql, use
from core import clock
from core.exports.sheets import HEADER_ROW

OFFICERS = int(os.environ.get("LIAISON_BENCH_OFFICERS", 10_000))
COLUMNS = ("number", "name", "unit_name", "items", "items_amount", "sheets_amount", "amount")
STYLES = ("number", "text", "text", "number", "number", "money", "money", "money", "text")
ROUNDS = 7
PEAK_MB = 5
A4 = 9


def fill(officers: int) -> None:
    call_command("migrate", verbosity=0)
    mine = Unit.objects.create(name="东山矿", kind=UnitKind.MINE)
    mine.path = path_under(None, mine.pk)
    mine.save()
    cadres = Cadre.objects.bulk_create([Cadre(name=f"联络员{n:05d}") for n in range(officers)], batch_size=1000)
    row = PayList.objects.create(
        unit=mine,
        unit_path=mine.path,
        year=2026,
        quarter=3,
        columns=[["section", "区队（科室）采用"], ["mine", "矿采用"]],
        line_count=officers,
        total=Decimal(40) * officers,
        prepared_at=clock.now(),
    )
    PayLine.objects.bulk_create([_line(row, n, cadre) for n, cadre in enumerate(cadres, 1)], batch_size=1000)


def _line(row: PayList, number: int, cadre: Cadre) -> PayLine:
    return PayLine(
        pay_list=row,
        number=number,
        officer=cadre,
        name=cadre.name,
        unit_name=f"采煤{number % 40}区{number % 3}班",
        items={"section": 2, "mine": 1},
        items_amount=40,
        sheets_amount=0,
        amount=40,
    )


@functools.cache
def _made() -> None:
    ensure(f"paid{OFFICERS}", lambda: fill(OFFICERS))


def databases() -> None:
    _made()
    use(f"paid{OFFICERS}")


def by_product() -> None:
    row = PayList.objects.select_related("unit").get()
    pay_list_book(row, made_by="王敏", on=clock.today()).close()


def by_hand() -> None:
    """What one would write who knows openpyxl well: one cell for each column serves all rows."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet.cell_range import CellRange

    row = PayList.objects.get()
    book = _streaming_book()
    sheet = book.create_sheet("奖金发放表")
    _lay_out(sheet, row)
    for text, style, end in (("奖金发放表", "title", "I1"), ("填报单位：东山矿", "line", "I2")):
        sheet.merged_cells.ranges.add(CellRange(f"A{end[1]}:{end}"))
        sheet.append([_styled(sheet, text, style)])
    sheet.append([_styled(sheet, str(column.heading), "header") for column in pay_list_columns(row)])
    cells = [WriteOnlyCell(sheet) for _style in STYLES]
    for cell, style in zip(cells, STYLES, strict=True):
        cell.style = style
    lines = PayLine.objects.filter(pay_list=row).order_by("number").values_list(*COLUMNS).iterator(chunk_size=1000)
    at = HEADER_ROW
    for number, name, unit_name, items, by_items, by_sheets, amount in lines:
        at += 1
        values = (number, name, unit_name, items["section"], items["mine"], by_items, by_sheets, amount, "")
        for cell, value in zip(cells, values, strict=True):
            cell.value = value
        sheet.row_dimensions[at].height = 17.5
        sheet.append(cells)
        del sheet.row_dimensions[at]
    _sums(sheet, at)
    with tempfile.TemporaryFile(suffix=".xlsx") as file:
        book.save(file)


def _streaming_book() -> Any:
    """An openpyxl workbook in write-only mode with the styles of ledgers entered."""
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
        NamedStyle("date", number_format="yyyy-mm-dd", font=body, border=box, alignment=centre),
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


def _styled(sheet: Any, value: Any, style: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.style = style
    return cell


def _lay_out(sheet: Any, row: PayList) -> None:
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "portrait", A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    for letter, column in zip("ABCDEFGHI", pay_list_columns(row), strict=True):
        sheet.column_dimensions[letter].width = column.width


def _sums(sheet: Any, last: int) -> None:
    sums = [f"=SUM({letter}{HEADER_ROW + 1}:{letter}{last})" for letter in "DEFGH"]
    sheet.append([_styled(sheet, value, "sum_text") for value in ("合计", "", "", *sums, "")])
    sheet.append([_styled(sheet, "合计金额（大写）", "line")])
    sheet.append([_styled(sheet, "制表人：王敏", "line")])


def _peak() -> float:
    """The most that Python held while the workbook was written, in MB."""
    by_product()
    tracemalloc.start()
    by_product()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


@needs_postgresql
def writing() -> Ratio:
    databases()
    return compare(by_hand, by_product, rounds=ROUNDS)


@needs_postgresql
def memory() -> Ratio:
    databases()
    return Ratio(base=PEAK_MB / 1000, subject=_peak() / 1000, rounds=1, unit="MB")


if SERVER:
    benchmark(f"The pay list of {OFFICERS:,} officers as a workbook, against the bare writer", limit=1.3)(writing)
    benchmark(f"Peak memory of writing it, against {PEAK_MB} MB", limit=1.0)(memory)
