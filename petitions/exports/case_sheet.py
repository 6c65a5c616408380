"""The workbook by which cases are brought in: an empty one to fill in, and reading what was filled in."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.exports.sheets import empty_book, typed
from core.wording import joined

# Key and heading, in the order of the columns. The headings are what a file is recognised by.
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("received_on", gettext_lazy("接件时间")),
    ("text", gettext_lazy("内容")),
    ("title", gettext_lazy("事由")),
    ("name", gettext_lazy("信访人")),
    ("phone", gettext_lazy("联系方式")),
    ("address", gettext_lazy("地址")),
    ("people_count", gettext_lazy("人数")),
    ("kind", gettext_lazy("信访类型")),
    ("field", gettext_lazy("事项类别")),
    ("place", gettext_lazy("问题发生地")),
)
MOST_ROWS = 500
WIDTHS = {"text": 50, "title": 24, "address": 24, "phone": 16, "received_on": 14}


def empty_sheet() -> bytes:
    """The workbook with its headings; telephone numbers are text, days are days."""
    formats = {key: "yyyy-mm-dd" if key == "received_on" else "@" for key, _heading in COLUMNS}
    return empty_book(_("信访事项"), ((str(heading), WIDTHS.get(key, 12), formats[key]) for key, heading in COLUMNS))


def read_sheet(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Rows as (number in the sheet, text by column). Empty rows are left out.

    Raises DomainError for a file that cannot be opened, has other headings, no rows, or too many.
    """
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        lines = sheet.iter_rows(max_col=len(COLUMNS), max_row=MOST_ROWS * 2 + 1, values_only=True)
        found = [[typed(value) for value in line] for line in lines]
    except Exception as error:
        raise DomainError(_("文件已损坏，无法打开。请用模板重新填写。"), field="file") from error
    _check_headings(found[0] if found else [])
    keys = [key for key, _heading in COLUMNS]
    rows = [(number, dict(zip(keys, line, strict=False))) for number, line in enumerate(found[1:], 2) if any(line)]
    if not rows:
        raise DomainError(_("文件中没有内容，请从第2行起填写。"), field="file")
    if len(rows) > MOST_ROWS:
        raise DomainError(_("一次最多导入%(most)d件，请分次导入。") % {"most": MOST_ROWS}, field="file")
    return rows


def _check_headings(line: list[str]) -> None:
    expected = [str(heading) for _key, heading in COLUMNS]
    if line != expected:
        raise DomainError(_("第1行须是模板的表头：%(names)s。") % {"names": joined(expected)}, field="file")
