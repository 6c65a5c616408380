"""The workbook to be filled in: headings with notes, lists to choose from, an example, and how to fill it in."""

import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.exports.xlsx import letter
from reports.imports.base import CHINESE, Column, Workbook
from reports.imports.shipped import EXAMPLE_SHEET, EXAMPLES, LISTS_SHEET, NOTES_SHEET

# How days are shown; what is typed in another way is read all the same.
DATE_FORMAT = "yyyy-mm-dd"
# So many rows are prepared: lists to choose from, text that stays text.
PREPARED = 3_000
NARROW, WIDE = 10, 70


def write_template(book: Workbook, name: str) -> bytes:
    """In Chinese, whatever language the page speaks. `name`: of the sheet that is filled in."""
    from openpyxl import Workbook as Book

    with translation.override(CHINESE):
        new = Book()
        sheet: Any = new.active
        sheet.title = name
        _headings(sheet, book.columns)
        example = new.create_sheet(EXAMPLE_SHEET)
        _headings(example, book.columns)
        _examples(example, book)
        _notes(new.create_sheet(NOTES_SHEET), book)
        _lists(new.create_sheet(LISTS_SHEET), [sheet, example], book)
        file = io.BytesIO()
        new.save(file)
        return file.getvalue()


def _headings(sheet: Any, columns: tuple[Column, ...]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="FF9AA5B1")
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, column.title + ("*" if column.required else ""))
        cell.font = Font(name="宋体", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFFCE8C8" if column.required else "FFEDEFF2")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        cell.comment = Comment(_how(column), "", height=90, width=240)
        _prepare(sheet, number, column)
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"
    _landscape(sheet)


def _landscape(sheet: Any) -> None:
    """Printed, it is as wide as one sheet of A4."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = _fitted()


def _fitted() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def _prepare(sheet: Any, number: int, column: Column) -> None:
    """The whole column takes what is typed as it is typed: 001 stays 001, a telephone keeps its nought."""
    shape = sheet.column_dimensions[letter(number)]
    shape.width = max(column.width, len(column.title) * 2 + 3)
    shape.number_format = DATE_FORMAT if column.is_day else "@"


def _how(column: Column) -> str:
    """What is to be written in a column, in a sentence or two."""
    parts = [_("必填。") if column.required else _("选填。")]
    if column.is_day:
        parts.append(_("日期写成2026-03-08的样子。"))
    if column.names:
        parts.append(_("从下拉列表中选择。"))
    return "".join([*parts, str(column.note)])


def _examples(sheet: Any, book: Workbook) -> None:
    for row, example in enumerate(EXAMPLES[book.code], 2):
        for number, column in enumerate(book.columns, 1):
            cell = sheet.cell(row, number, example.get(column.key))
            cell.number_format = DATE_FORMAT if column.is_day else "@"


def _notes(sheet: Any, book: Workbook) -> None:
    from openpyxl.styles import Alignment, Font

    general = [
        _("一、在第一张工作表中从第2行起填写，带*的列必填；列的先后可以调整，不用的列可以删除。"),
        _("二、空白的选填格不改动系统中已有的内容；同一文件重复导入不会重复登记。"),
        _("三、上传后先逐行检查，全部正确才能导入；有一处错误，全部不导入。"),
        _("四、“填写示例”“填写说明”两张工作表不会导入，可以保留。"),
    ]
    for row, text in enumerate(general, 1):
        sheet.cell(row, 1, text)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
    first = len(general) + 2
    table = [(_("列"), _("要求"), _("可填内容")), *((c.title, _how(c), _choices(c)) for c in book.columns)]
    for row, texts in enumerate(table, first):
        for number, text in enumerate(texts, 1):
            cell = sheet.cell(row, number, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == first)
    _landscape(sheet)
    for name, width in (("A", NARROW * 2), ("B", WIDE), ("C", WIDE)):
        sheet.column_dimensions[name].width = width


def _choices(column: Column) -> str:
    return "、".join(column.names()) if column.names else ""


def _lists(sheet: Any, filled_in: list[Any], book: Workbook) -> None:
    """Lists stand on a hidden sheet: written into the cell they may be 255 characters long only."""
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.sheet_state = "hidden"
    for number, column in enumerate(book.columns, 1):
        names = list(column.names()) if column.names else []
        for row, name in enumerate(names, 1):
            sheet.cell(row, number, name)
        if not names:
            continue
        column_letter = letter(number)
        for target in filled_in:
            rule = DataValidation(
                "list", formula1=f"'{LISTS_SHEET}'!${column_letter}$1:${column_letter}${len(names)}", allow_blank=True
            )
            rule.errorTitle, rule.error = column.title, _("请从下拉列表中选择。")
            target.add_data_validation(rule)
            rule.add(f"{column_letter}2:{column_letter}{PREPARED}")
