"""A rollup as tables: a group of figures each, the unit and those below it as lines, every figure with its records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.figures import FIGURES, GROUPS, Figure
from reports.rollup import Rollup, Row
from reports.wording import shown


@dataclass(frozen=True)
class Cell:
    """`url` leads to the records; none where there are none."""

    figure: Figure
    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """`url` leads to the same page of the unit, `tone` is "total", "own", "compared" or ""."""

    name: str
    cells: list[Cell]
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    code: str
    name: Any
    figures: list[Figure]
    lines: list[Line] = field(default_factory=list)


def tables_of(
    found: Rollup, earlier: Rollup | None = None, *, named: str = "", query: Callable[[Any], str]
) -> list[Table]:
    """All groups. `earlier`: the same of the period that is compared with, and what that is called; `query` gives the
    address of a question."""
    page, records = reverse("reports:rollup"), reverse("reports:records")
    tables = [Table(code, name, [f for f in FIGURES if f.group == code]) for code, name in GROUPS.items()]
    for table in tables:
        table.lines.append(_line(table, found.total, _("合计"), records, tone="total"))
        if earlier:
            table.lines.append(_line(table, earlier.total, named, records, tone="compared"))
            table.lines.append(_changes(table, found.total, earlier.total))
        for row in found.rows if len(found.rows) > 1 else []:
            name, url = (_("本级"), "") if row.is_own else (row.unit.label, f"{page}?{query(row.question)}")
            table.lines.append(_line(table, row, name, records, url=url, tone="own" if row.is_own else ""))
    return tables


def records_url(row: Row, figure: Figure, base: str) -> str:
    """The page with the records behind a figure of the row; "" where it counts none."""
    counted = figure.rate_of[0] if figure.rate_of else figure.code
    own = "&own=1" if row.is_own else ""
    return f"{base}?{row.question.query()}&figure={figure.code}{own}" if row.value(counted) else ""


def _line(table: Table, row: Row, name: str, base: str, **more: Any) -> Line:
    cells = [Cell(f, shown(row.value(f.code), f.style), records_url(row, f, base)) for f in table.figures]
    return Line(name, cells, **more)


def _changes(table: Table, now: Row, before: Row) -> Line:
    """The columns are narrow: that a rate changes by points is said once, in front."""
    cells = [Cell(f, difference(now.value(f.code), before.value(f.code), f.style)) for f in table.figures]
    has_rates = any(figure.rate_of for figure in table.figures)
    return Line(_("增减（率按百分点）") if has_rates else _("增减"), cells, tone="compared")


def difference(now: Any, before: Any, style: str) -> str:
    """+3, or of rates in percentage points −1.5; "—" where one of the two is not there."""
    if now is None or before is None:
        return "—"
    more = (now - before) * (100 if style == "rate" else 1)
    sign = "+" if more > 0 else "−" if more < 0 else ""
    return sign + (f"{abs(more):.1f}" if style == "rate" else shown(abs(more), style))


def change(now: Any, before: Any, style: str) -> str:
    """The same with its unit: −1.5个百分点."""
    said = difference(now, before, style)
    return _("%(points)s个百分点") % {"points": said} if style == "rate" and said != "—" else said
