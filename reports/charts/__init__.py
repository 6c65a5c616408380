"""Charts: one value that the browser's script, the drawing for paper and the table beside it are all made from.

Colour never carries the meaning alone: series differ by pattern, dash and mark as well, and every chart has its table.
"""

import zlib
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reports.charts.layout import INKS, Sizes, lay_out
from reports.wording import Value, shown

WIDTH = 520
KINDS = {"bar": _("柱状图"), "rows": _("条形图"), "line": _("折线图")}


@dataclass(frozen=True)
class Chart:
    """`kind`: "bar" upright, "rows" lying (for long names), "line". At most four series, each as long as `labels`.

    `style`: "number", "rate" (fractions of one) or "money". `of` heads the labels in the table. None is a gap.
    """

    title: str
    kind: str
    labels: list[str]
    series: list[tuple[str, list[Value]]]
    unit: str = ""
    style: str = "number"
    of: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or len(self.series) > 4:
            raise ValueError("A chart is a bar, rows or line, with four series at most.")
        if any(len(values) != len(self.labels) for _name, values in self.series):
            raise ValueError("Each series of a chart needs one value for each label.")

    @property
    def key(self) -> str:
        """Tells the parts of one chart on a page from those of another."""
        return f"chart-{zlib.crc32(repr((self.title, self.kind, self.labels, self.series)).encode()):08x}"

    @property
    def kind_name(self) -> str:
        return str(KINDS[self.kind])

    @property
    def names(self) -> list[str]:
        return [str(name) for name, _values in self.series]

    @property
    def texts(self) -> list[list[str]]:
        """The values of each series as they are read."""
        return [[shown(value, self.style) for value in values] for _name, values in self.series]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table beside the chart: a label and what each series has for it."""
        return [(label, list(row)) for label, row in zip(self.labels, zip(*self.texts, strict=True), strict=True)]

    @property
    def has_values(self) -> bool:
        return any(value for _name, values in self.series for value in values)

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads."""
        values = [[None if value is None else float(value) for value in series] for _name, series in self.series]
        named = zip(self.names, values, self.texts, strict=True)
        series = [{"name": name, "values": given, "texts": texts} for name, given, texts in named]
        said = {"title": str(self.title), "kind": self.kind, "style": self.style, "unit": str(self.unit)}
        return said | {"labels": list(self.labels), "series": series}


def svg(chart: Chart, *, width: int = WIDTH) -> SafeString:
    """The chart drawn on the server: for paper, for PDFs and for a browser without script.

    `width` in units of the drawing, in which text is 13 high: a wider one has smaller text on the same paper.
    """
    drawing = lay_out(chart, Sizes(width=width))
    return render_to_string("reports/_chart_svg.html", {"chart": chart, "drawing": drawing, "inks": INKS})
