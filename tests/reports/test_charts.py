"""Charts: what is drawn, what stands beside it, and that colour is never needed."""

import re

import pytest
from lxml import html

from reports.charts import Chart, svg
from reports.charts.layout import INKS, ticks_for
from reports.wording import shown
from tests.house import ROOT

LIGHT, DARK, PAPER = "#ffffff", "#1a212a", "#ffffff"
MONTHS = ["1月", "2月", "3月"]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def inks_in(part):
    return re.findall(r"--chart-\d: (#\w+);", part)


def drawing(chart):
    return html.fromstring(svg(chart))


def test_every_ink_stands_out_from_what_it_is_drawn_on():
    light, dark = (ROOT / "static/css/charts.css").read_text().split("@media screen", 1)
    assert tuple(inks_in(light)) == INKS
    pairs = [(ink, LIGHT) for ink in INKS] + [(ink, PAPER) for ink in INKS] + [(ink, DARK) for ink in inks_in(dark)]
    assert len(pairs) == 12
    assert all(contrast(ink, ground) >= 3 for ink, ground in pairs)


@pytest.mark.parametrize("kind", ["bar", "rows"])
def test_a_bar_for_each_value_with_its_number_and_none_for_a_gap(kind):
    tree = drawing(Chart("走访人次", kind, MONTHS, [("本年", [4, 8, None])]))
    bars = [bar for bar in tree.iter("rect") if bar.find("title") is not None]
    assert [bar.findtext("title") for bar in bars] == ["1月 本年 4", "2月 本年 8"]
    long, short = ("height", "width") if kind == "bar" else ("width", "height")
    assert float(bars[1].get(long)) == pytest.approx(2 * float(bars[0].get(long)), abs=0.2)
    assert bars[0].get(short) == bars[1].get(short)
    assert {"4", "8"} <= {text.text for text in tree.iter("text")}


def test_a_line_is_broken_where_there_is_no_value():
    chart = Chart("按期率", "line", ["1", "2", "3", "4", "5"], [("本年", [0.1, 0.2, None, 0.4, 0.5])], style="rate")
    assert len(list(drawing(chart).iter("polyline"))) == 2


def test_series_differ_without_colour():
    bars = svg(Chart("事项", "bar", MONTHS, [(name, [1, 2, 3]) for name in ("应", "办", "逾", "免")]))
    assert len(set(re.findall(r'<path class="chart-line-\d" stroke="#\w+" (d="[^"]+")', bars))) == 3
    lines = svg(Chart("事项", "line", MONTHS, [(name, [1, 2, 3]) for name in ("应", "办", "逾", "免")]))
    assert len(set(re.findall(r'translate.*? d="([^"]+)"', lines))) == 4
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', lines))) == 3


def test_a_drawing_is_named_and_has_no_inline_style():
    tree = drawing(Chart("走访<人次>", "bar", MONTHS, [("本年", [1, 2, 3])]))
    named = tree.get("aria-labelledby").split()
    assert [tree.get_element_by_id(key).text.partition("：")[0] for key in named] == ["走访<人次>", "柱状图"]
    assert not tree.xpath("//@style | //style")


def test_the_table_and_the_script_read_the_same_values():
    chart = Chart("按期率", "line", MONTHS, [("本年", [0.857, None, 1.0])], style="rate")
    assert chart.rows == [("1月", ["85.7%"]), ("2月", ["—"]), ("3月", ["100.0%"])]
    assert chart.data["series"] == [{"name": "本年", "values": [0.857, None, 1.0], "texts": ["85.7%", "—", "100.0%"]}]


@pytest.mark.parametrize(
    ("values", "style", "ticks"),
    [
        ([], "number", [0, 1, 2, 3, 4]),
        ([None, 20], "number", [0, 5, 10, 15, 20]),
        ([20, 1234], "number", [0, 250, 500, 750, 1000, 1250]),
        ([0.5, 1.0], "rate", [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_the_scale_goes_in_even_steps_up_to_the_greatest_value(values, style, ticks):
    assert ticks_for(values, style) == ticks


def test_figures_are_shown_as_in_print():
    assert [shown(1234), shown(0.8574, "rate"), shown(1234.5, "money"), shown(None)] == [
        "1,234", "85.7%", "1,234.50", "—",
    ]  # fmt: skip


def test_a_chart_needs_a_value_for_each_label_and_four_series_at_most():
    with pytest.raises(ValueError, match="one value"):
        Chart("事项", "bar", MONTHS, [("本年", [1])])
    with pytest.raises(ValueError, match="four series"):
        Chart("事项", "bar", MONTHS, [(str(number), [1, 2, 3]) for number in range(5)])
