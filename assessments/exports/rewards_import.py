"""The ledger of adopted items by which earlier quarters are brought in: an empty one, and reading a filled one."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.exports.sheets import empty_book, typed
from core.wording import joined

# Key and heading, in the order of the columns. The headings are what a file is recognised by.
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("on", gettext_lazy("日期")),
    ("title", gettext_lazy("题目")),
    ("officer", gettext_lazy("报送人")),
    ("unit", gettext_lazy("单位")),
    ("level", gettext_lazy("采用层级")),
    ("adopted_on", gettext_lazy("采用日期")),
    ("amount", gettext_lazy("奖金")),
)
MOST_ROWS = 500
WIDTHS = {"title": 40, "unit": 18, "level": 20, "on": 14, "adopted_on": 14}
DAYS = frozenset({"on", "adopted_on"})
Line = tuple[int, dict[str, str]]


def empty_ledger() -> bytes:
    """The workbook with its headings; days are days."""
    formats = {key: "yyyy-mm-dd" if key in DAYS else "General" if key == "amount" else "@" for key, _heading in COLUMNS}
    return empty_book(_("信息采用"), ((str(heading), WIDTHS.get(key, 12), formats[key]) for key, heading in COLUMNS))


def read_ledger(content: bytes) -> tuple[list[Line], Line]:
    """The rows as (number in the sheet, text by column), and the row of the sum, which is the last one.

    Raises DomainError for a file that cannot be opened, has other headings, no rows, no sum, or too many rows.
    """
    found = _lines(content)
    keys = [key for key, _heading in COLUMNS]
    if not found or found[0] != [str(heading) for _key, heading in COLUMNS]:
        names = joined(heading for _key, heading in COLUMNS)
        raise DomainError(_("第1行须是模板的表头：%(names)s。") % {"names": names}, field="file")
    rows = [(number, dict(zip(keys, line, strict=True))) for number, line in enumerate(found[1:], 2) if any(line)]
    if not rows or rows[-1][1]["on"] != _("合计"):
        raise DomainError(_("最后一行须是合计：第一列填写“合计”，奖金一列填写合计金额。"), field="file")
    if not 1 < len(rows) <= MOST_ROWS + 1:
        raise DomainError(_("一次可以导入1至%(most)d条，请分次导入。") % {"most": MOST_ROWS}, field="file")
    return rows[:-1], rows[-1]


def _lines(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        lines = sheet.iter_rows(min_col=1, max_col=len(COLUMNS), max_row=MOST_ROWS * 2 + 2, values_only=True)
        return [[typed(value) for value in (*line, *[None] * (len(COLUMNS) - len(line)))] for line in lines]
    except Exception as error:
        raise DomainError(_("文件已损坏，无法打开。请用模板重新填写。"), field="file") from error
