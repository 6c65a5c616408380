"""封面: what the workbook is, who made it, when and what for, and a table of contents that leads to the sheets."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.exports.sheets import LINE_HEIGHT, lines_of
from core.exports.xlsx import Book, Page, Sheet
from reports.exports.annual.report import AnnualReport

WIDTHS = (8, 20, 62, 12)


@dataclass(frozen=True)
class Entry:
    """A sheet, and how many rows it has."""

    name: str
    what: str
    count: int


def write_cover(book: Book, report: AnnualReport, entries: list[Entry]) -> None:
    """As the first sheet, whenever it is written."""
    sheet = book.open_sheet(_("封面"), Page(WIDTHS, is_portrait=True), is_first=True)
    _across(sheet, "", "line", 40)
    _across(sheet, str(report.unit), "title", 34)
    _across(sheet, _("%(year)s年度联系群众工作报表") % {"year": report.year}, "cover", 60)
    _across(sheet, "", "line", 20)
    for name, value in _made(report):
        sheet.cells([(2, name, "large"), (3, value, "large")], LINE_HEIGHT * lines_of(value, WIDTHS[2]) + 8)
    _across(sheet, "", "line", 20)
    _across(sheet, _("目录"), "title", 30)
    headings = (_("序号"), _("工作表"), _("内容"), _("行数"))
    sheet.cells([(column, heading, "header") for column, heading in enumerate(headings, 1)], 24)
    for number, entry in enumerate(entries, 1):
        cells = [(1, number, "index"), (2, entry.name, "link"), (3, entry.what, "text"), (4, entry.count, "number")]
        sheet.cells(cells, LINE_HEIGHT * lines_of(entry.what, WIDTHS[2]) + 8)
        sheet.link(2, entry.name)
    sheet.close()


def _across(sheet: Sheet, text: str, style: str, height: float) -> None:
    sheet.cells([(1, text, style)], height)
    sheet.merge(1, len(WIDTHS), row=sheet.rows)


def _made(report: AnnualReport) -> list[tuple[str, str]]:
    """Name and value of everything that an export has to say of itself."""
    phones = _("含联系电话，请妥善保管，不得转发。") if report.with_phones else _("不含联系电话。")
    return [
        (_("填报单位"), str(report.unit)),
        (_("统计期间"), _("%(start)s至%(end)s") % _days(report)),
        (_("制表人"), str(report.reader)),
        (_("制表日期"), date_format(report.on, "DATE_FORMAT")),
        (_("用途"), report.purpose or _("未填写")),
        (_("个人信息"), phones),
        (_("说明"), _("各表由走访、信访等记录自动汇总，不另行填报。检举控告和已封存的事项、谈话内容不在表内。")),
    ]


def _days(report: AnnualReport) -> dict[str, str]:
    return {
        "start": date_format(report.period.start, "DATE_FORMAT"),
        "end": date_format(report.last_day, "DATE_FORMAT"),
    }
