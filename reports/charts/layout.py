"""Where the parts of a chart stand. Pure: a chart's labels and numbers in, coordinates out."""

import math
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

from reports.wording import Value, shown

# Okabe and Ito's colours, deepened until each stands out from white by 3 : 1; charts.css lightens them for the dark.
INKS = ("#0072b2", "#b36200", "#007a5a", "#8a3f78")
DASHES = ("", "6 3", "2 3", "9 3 2 3")
LEAST_TOP = {"rate": 0.1, "number": 4.0, "money": 4.0}


@dataclass(frozen=True)
class Sizes:
    """In units of the drawing."""

    width: float = 520
    height: float = 250
    text: float = 13
    gap: float = 6
    # Of a lying bar.
    bar: float = 16


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Inked:
    """`series` counts from 1, as the classes of the style sheet do."""

    series: int

    @property
    def ink(self) -> str:
        return INKS[self.series - 1]


@dataclass(frozen=True)
class Bar(Inked):
    x: float
    y: float
    width: float
    height: float
    note: str = ""


@dataclass(frozen=True)
class Run(Inked):
    """A line without gaps."""

    points: str
    dash: str


@dataclass(frozen=True)
class Mark(Inked):
    x: float
    y: float
    note: str = ""

    @property
    def left(self) -> float:
        """Of the swatch in a mark's place."""
        return round(self.x - 6, 1)

    @property
    def top(self) -> float:
        return round(self.y - 6, 1)


@dataclass
class Drawing:
    width: float
    height: float
    grid: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    # Marks or swatches that stand before the names of the series.
    keys: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    """The part of the drawing in which the values stand, and the scale in it."""

    left: float
    top: float
    right: float
    bottom: float
    ticks: list[float]

    @property
    def most(self) -> float:
        return self.ticks[-1]

    def across(self, value: float) -> float:
        return round(self.left + (self.right - self.left) * value / self.most, 1)

    def up(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * value / self.most, 1)


def lay_out(chart: Any, sizes: Sizes) -> Drawing:
    """The drawing of a `reports.charts.Chart`."""
    return _lying(chart, sizes) if chart.kind == "rows" else _upright(chart, sizes)


def ticks_for(values: list[Value], style: str) -> list[float]:
    """From 0 up to at least the greatest value, in four to six even steps that a reader can count in."""
    greatest = max((float(value) for value in values if value is not None), default=0)
    greatest = max(greatest, LEAST_TOP[style])
    raw = greatest / 5
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    if style != "rate":
        step = max(1, math.ceil(step))
    return [round(step * number, 6) for number in range(math.ceil(round(greatest / step, 6)) + 1)]


def text_width(text: str, size: float) -> float:
    """About: a Chinese character is as wide as it is high, a Latin one two thirds of that."""
    return sum(size if east_asian_width(letter) in "WF" else size * 0.65 for letter in text)


def cut(text: str, width: float, size: float) -> str:
    """As much of the text as fits, with an ellipsis where some does not."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def _tick(value: float, style: str) -> str:
    return f"{value * 100:g}%" if style == "rate" else shown(int(value))


def _fit(chart: Any, sizes: Sizes, room: float) -> bool:
    """Whether the numbers can stand beside each other, each in so much room."""
    widest = max((text_width(text, sizes.text) for texts in chart.texts for text in texts), default=0)
    return widest + 2 <= room


def _numbers(chart: Any) -> list[Value]:
    return [value for _name, values in chart.series for value in values]


def _legend(chart: Any, drawing: Drawing, sizes: Sizes) -> float:
    """Names the series in lines on top; returns where these end. A single series is named by the title."""
    if len(chart.series) == 1:
        return 0
    x, y = 0.0, sizes.text
    for number, name in enumerate(chart.names, 1):
        needed = sizes.text * 2 + text_width(name, sizes.text) + sizes.gap * 2
        if x and x + needed > sizes.width:
            x, y = 0.0, y + sizes.text * 1.6
        drawing.keys.append(Mark(number, x + sizes.text * 0.7, y - sizes.text * 0.35))
        drawing.texts.append(Text(x + sizes.text * 1.7, y, name))
        x += needed
    return y + sizes.gap


def _unit_line(chart: Any, drawing: Drawing, sizes: Sizes, top: float) -> float:
    if chart.unit:
        drawing.texts.append(Text(0, top + sizes.text, f"（{chart.unit}）"))
    return top + sizes.text * 1.5 if chart.unit else top + sizes.gap


# --- upright bars and lines -------------------------------------------------------------------------


def _upright(chart: Any, sizes: Sizes) -> Drawing:
    drawing = Drawing(sizes.width, sizes.height)
    ticks = ticks_for(_numbers(chart), chart.style)
    top = _unit_line(chart, drawing, sizes, _legend(chart, drawing, sizes)) + sizes.text
    left = max(text_width(_tick(tick, chart.style), sizes.text) for tick in ticks) + sizes.gap
    box = Box(left, top, sizes.width - sizes.gap, sizes.height - sizes.text * 1.7, ticks)
    for tick in ticks:
        drawing.grid.append(Line(box.left, box.up(tick), box.right, box.up(tick)))
        drawing.texts.append(
            Text(box.left - sizes.gap, box.up(tick) + sizes.text * 0.35, _tick(tick, chart.style), "end")
        )
    slot = (box.right - box.left) / max(len(chart.labels), 1)
    _labels_below(chart, drawing, sizes, box, slot)
    (_lines if chart.kind == "line" else _upright_bars)(chart, drawing, sizes, box, slot)
    return drawing


def _labels_below(chart: Any, drawing: Drawing, sizes: Sizes, box: Box, slot: float) -> None:
    """Every label, or every second, third … where they would touch."""
    widest = max((text_width(label, sizes.text) for label in chart.labels), default=0)
    each = max(1, math.ceil((min(widest, 90) + sizes.gap) / slot))
    for number, label in enumerate(chart.labels):
        if number % each == 0:
            shown_label = cut(label, max(slot * each - sizes.gap, sizes.text * 3), sizes.text)
            x = round(box.left + slot * (number + 0.5), 1)
            drawing.texts.append(Text(x, box.bottom + sizes.text * 1.4, shown_label, "middle"))


def _upright_bars(chart: Any, drawing: Drawing, sizes: Sizes, box: Box, slot: float) -> None:
    width = round(min(slot * 0.8 / len(chart.series), 34), 1)
    has_numbers = _fit(chart, sizes, slot if len(chart.series) == 1 else width)
    for number, (name, values) in enumerate(chart.series, 1):
        for place, value in enumerate(values):
            if value is None:
                continue
            middle = box.left + slot * (place + 0.5)
            x = round(middle + width * (number - 1 - len(chart.series) / 2), 1)
            y, said = box.up(float(value)), shown(value, chart.style)
            note = f"{chart.labels[place]} {name} {said}"
            drawing.bars.append(Bar(number, x, y, width, round(box.bottom - y, 1), note))
            if has_numbers:
                drawing.texts.append(Text(round(x + width / 2, 1), y - 3, said, "middle"))


def _lines(chart: Any, drawing: Drawing, sizes: Sizes, box: Box, slot: float) -> None:
    has_numbers = len(chart.series) == 1 and _fit(chart, sizes, slot)
    for number, (name, values) in enumerate(chart.series, 1):
        run: list[str] = []
        for place, value in enumerate([*values, None]):
            if value is None:
                if len(run) > 1:
                    drawing.runs.append(Run(number, " ".join(run), DASHES[number - 1]))
                run = []
                continue
            x, y, said = round(box.left + slot * (place + 0.5), 1), box.up(float(value)), shown(value, chart.style)
            run.append(f"{x},{y}")
            drawing.marks.append(Mark(number, x, y, f"{chart.labels[place]} {name} {said}"))
            if has_numbers:
                drawing.texts.append(Text(x, y - sizes.gap - 1, said, "middle"))


# --- lying bars -------------------------------------------------------------------------------------


def _lying(chart: Any, sizes: Sizes) -> Drawing:
    drawing = Drawing(sizes.width, 0)
    ticks = ticks_for(_numbers(chart), chart.style)
    top = _unit_line(chart, drawing, sizes, _legend(chart, drawing, sizes))
    widest = max((text_width(label, sizes.text) for label in chart.labels), default=0)
    left = min(widest, sizes.width * 0.4) + sizes.gap
    room = max((text_width(text, sizes.text) for texts in chart.texts for text in texts), default=0) + sizes.gap * 2
    slot = sizes.bar * len(chart.series) + sizes.gap * 1.5
    box = Box(left, top, sizes.width - room, top + slot * len(chart.labels), ticks)
    drawing.grid.append(Line(left, top, left, box.bottom))
    for place, label in enumerate(chart.labels):
        y = top + slot * (place + 0.5) + sizes.text * 0.35
        said = cut(label, left - sizes.gap, sizes.text)
        drawing.texts.append(Text(left - sizes.gap, round(y, 1), said, "end"))
    _lying_bars(chart, drawing, sizes, box, slot)
    drawing.height = round(box.bottom + sizes.gap, 1)
    return drawing


def _lying_bars(chart: Any, drawing: Drawing, sizes: Sizes, box: Box, slot: float) -> None:
    for number, (name, values) in enumerate(chart.series, 1):
        for place, value in enumerate(values):
            y = round(box.top + slot * place + sizes.gap * 0.75 + sizes.bar * (number - 1), 1)
            said = shown(value, chart.style)
            end = box.across(float(value or 0))
            if value is not None:
                note = f"{chart.labels[place]} {name} {said}"
                drawing.bars.append(Bar(number, box.left, y, round(end - box.left, 1), sizes.bar - 2, note))
            drawing.texts.append(Text(end + sizes.gap, round(y + sizes.bar * 0.72, 1), said))
