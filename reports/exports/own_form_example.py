"""A form to begin with: some named cells, a table of the units below, and the list of all names with what they mean."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.own_forms.catalogue import all_names

# Cell, and the Latin name of what is filled in there.
CELLS = {
    "B2": "unit_name",
    "D2": "period_name",
    "F2": "filled_on",
    "B4": "period_visit_people",
    "D4": "period_visit_households",
    "F4": "year_visit_people",
    "A8": "below_number",
    "B8": "below_unit",
    "C8": "below_visit_people",
    "D8": "below_visit_households",
    "E8": "below_matters",
    "F8": "below_solved_rate",
    "B49": "made_by",
}
LAST_ROW = 47
WIDTHS = {"A": 12, "B": 26, "C": 14, "D": 14, "E": 18, "F": 14}


def example_form() -> bytes:
    """The workbook's bytes; it passes the check of reports.exports.own_form."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("示例")
    _write_labels(sheet)
    _lay_out(sheet)
    _name_cells(book, sheet)
    _write_list(book.create_sheet(_("名称清单")))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_labels(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.merge_cells("A1:F1")
    sheet["A1"] = _("联系群众工作情况表")
    sheet["A1"].font, sheet["A1"].alignment = (
        Font(name="黑体", size=16),
        Alignment(horizontal="center", vertical="center"),
    )
    labels = {"A2": _("填报单位"), "C2": _("期间"), "E2": _("填报日期"), "A4": _("走访人次"), "C4": _("走访户数")}
    labels |= {"E4": _("年度累计走访人次"), f"A{LAST_ROW + 2}": _("制表人"), f"A{LAST_ROW + 1}": _("合计")}
    for cell, text in labels.items():
        sheet[cell] = text
    headings = (_("序号"), _("单位"), _("走访人次"), _("走访户数"), _("收集问题"), _("办结率"))
    for column, heading in zip("ABCDEF", headings, strict=True):
        sheet[f"{column}7"], sheet[f"{column}7"].font = heading, Font(bold=True)
        sheet.column_dimensions[column].width = WIDTHS[column]
    for column in "CDE":
        sheet[f"{column}{LAST_ROW + 1}"] = f"=SUM({column}8:{column}{LAST_ROW})"


def _lay_out(sheet: Any) -> None:
    """One page wide, a frame around each cell of the table, no wider than its words."""
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin", color="FF7F7F7F")
    for row in sheet.iter_rows(min_row=7, max_row=LAST_ROW + 1, max_col=len(WIDTHS)):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(horizontal="left" if cell.column == 2 else "center", vertical="center")
    sheet.row_dimensions[1].height = 32
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _name_cells(book: Any, sheet: Any) -> None:
    from openpyxl.utils import absolute_coordinate, quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    chinese = {name.latin: name.chinese for name in all_names()}
    for cell, latin in CELLS.items():
        refers = f"{quote_sheetname(sheet.title)}!{absolute_coordinate(cell)}"
        book.defined_names[chinese[latin]] = DefinedName(chinese[latin], attr_text=refers)


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for name in all_names():
        yield name.chinese, name.latin, str(name.span), str(name.definition)


def _write_list(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    for row in ((_("名称"), _("英文名称"), _("范围"), _("口径")), *_rows()):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCD", (26, 30, 40, 90), strict=True):
        sheet.column_dimensions[column].width = width
    for (cell,) in sheet.iter_rows(min_row=2, min_col=4, max_col=4):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
