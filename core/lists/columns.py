"""The columns of a list: declared once, for the page and for the workbook."""

import datetime
import decimal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format

from core.exports.sheets import Column as SheetColumn

CLASSES = {"date": "nowrap", "moment": "nowrap", "number": "number", "money": "number"}
WIDTHS = {"date": 12, "moment": 17, "number": 9, "money": 12}


@dataclass(frozen=True)
class Column:
    """`value` gives what the workbook holds, from a row of the list; the page shows the same unless `is_cell`: then the
    list's template of cells draws it. `style`: "text", "date", "moment", "number" or "money". `is_extra`: shown only to
    who chooses it. `allowed`: not there at all for others. `css`: classes of the cells, besides those of the style.
    """

    name: str
    label: Any
    value: Callable[[Any], Any]
    style: str = "text"
    is_cell: bool = False
    is_extra: bool = False
    width: int = 16
    css: str = ""
    allowed: Callable[[Any], bool] | None = None

    @property
    def classes(self) -> str:
        return f"{CLASSES.get(self.style, '')} {self.css}".strip()

    def shown(self, row: Any) -> str:
        """The value as a page says it; nothing where there is none."""
        value = self.value(row)
        if isinstance(value, datetime.datetime):
            return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        if isinstance(value, datetime.date):
            return date_format(value, "SHORT_DATE_FORMAT")
        if self.style == "money" and value is not None:
            return floatformat(value, 2)
        return "" if value is None else str(value)

    def written(self, row: Any) -> Any:
        """The value as a cell of a workbook holds it: a figure or a day as such, anything else as text."""
        value = self.value(row)
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if value is None or isinstance(value, datetime.date | int | float | decimal.Decimal):
            return value
        return str(value)

    @property
    def on_sheet(self) -> SheetColumn:
        style = self.style if self.style in ("date", "number", "money") else "text"
        return SheetColumn(self.label, WIDTHS.get(self.style, self.width), style)


def offered_to(columns: Iterable[Column], user: Any) -> list[Column]:
    """Those that the user may see."""
    return [column for column in columns if column.allowed is None or column.allowed(user)]


def chosen(columns: Sequence[Column], names: Iterable[str] | None) -> list[Column]:
    """The columns to show: those named, in the order of the list, or the usual ones. The first, which says what a row
    is, is always there."""
    wanted = None if names is None else set(names)
    return [
        column
        for number, column in enumerate(columns)
        if number == 0 or (not column.is_extra if wanted is None else column.name in wanted)
    ]
