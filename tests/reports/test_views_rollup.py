"""The rollup on its page: who reads it, that every figure leads to as many records, and that it costs the same."""

import io
import re
from dataclasses import replace

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from core import clock
from core.models import AuditEntry
from reports.asking import Organised, Question
from reports.figures import BY_CODE, FIGURES, GROUPS
from reports.rollup import scale
from reports.wording import shown
from tests import factories as make
from tests.factories_rollup import NOON, TODAY, YEAR

pytestmark = pytest.mark.django_db
PAGE, RECORDS, EXPORT = "/reports/rollup/", "/reports/rollup/records/", "/reports/rollup/export/"
RECOUNT = "/reports/rollup/recount/"


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def year(scene):
    return Question(scene.county, YEAR)


def tree_of(response):
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def figure_links(tree):
    """(address, what stands there) of every figure of the tables."""
    return [(link.get("href"), link.text.strip()) for link in tree.xpath("//td[@class='number']/a")]


@pytest.mark.parametrize("url", [PAGE, RECORDS, EXPORT])
def test_a_stranger_is_sent_to_the_log_in(client, url):
    assert client.get(url).url.startswith("/login/")


@pytest.mark.parametrize("url", [PAGE, RECORDS, EXPORT])
def test_who_reads_nothing_is_refused(log_in, scene, url):
    assert log_in(make.make_user(cadre=make.make_cadre(unit=scene.county))).get(url).status_code == 403


@pytest.mark.parametrize("url", [PAGE, RECORDS + "?figure=logs", EXPORT])
def test_another_unit_is_not_there(log_in, scene, url):
    link = "&" if "?" in url else "?"
    for unit in (scene.county.pk, 10**9, "x"):
        assert log_in(scene.town_clerk).get(f"{url}{link}unit={unit}").status_code == 404


@pytest.mark.parametrize("reader", ["admin", "auditor", "town_clerk"])
def test_a_reader_begins_with_the_own_unit_and_this_quarter(log_in, scene, reader):
    page = log_in(getattr(scene, reader)).get(PAGE)
    question = page.context["question"]
    assert question.unit == (scene.towns[1] if reader == "town_clerk" else scene.county)
    assert str(question.period) == "2026年第4季度"


@pytest.mark.parametrize(("reader", "organised"), [("admin", Organised.NOW), ("town_clerk", Organised.THEN)])
def test_every_figure_on_the_page_leads_to_as_many_records(log_in, scene, year, reader, organised):
    browser = log_in(getattr(scene, reader))
    unit = scene.towns[1] if reader == "town_clerk" else scene.county
    links = figure_links(tree_of(browser.get(f"{PAGE}?{year.query(unit=unit, organised=organised)}")))
    assert len(links) > 80
    # The rows of the units below are the totals of their own pages.
    for url, text in [(url, text) for url, text in links if f"unit={unit.pk}&" in url and "own=1" not in url]:
        page = browser.get(url)
        listed, figure = page.context["records"], BY_CODE[re.search(r"figure=(\w+)", url)[1]]
        assert page.status_code == 200
        if not figure.rate_of:
            assert shown(listed.total, figure.style) == text, url
        rows = html.fromstring(page.content.decode()).xpath("//tbody/tr")
        assert len(rows) == min(page.context["paginator"].count, 25), url


def test_a_rate_lists_what_its_numerator_counts(log_in, scene, year):
    page = log_in(scene.admin).get(f"{RECORDS}?{year.query()}&figure=done_rate")
    done = log_in(scene.admin).get(f"{RECORDS}?{year.query()}&figure=done")
    assert page.context["records"].total == done.context["records"].total > 0
    assert "下列为分子的记录" in page.content.decode()


def test_a_record_opens_from_its_row(log_in, scene, year):
    browser = log_in(scene.auditor)
    for code in ("cadres", "households", "visit_people", "reached", "cases", "practical_help", "goods"):
        (url, *_more) = tree_of(browser.get(f"{RECORDS}?{year.query()}&figure={code}")).xpath("//tbody//th/a/@href")
        assert browser.get(url).status_code == 200, url


def test_records_of_money_are_summed_at_the_foot(log_in, scene, year):
    page = log_in(scene.admin).get(f"{RECORDS}?{year.query()}&figure=goods")
    assert f"合计{shown(page.context['records'].total, 'money')}元" in page.content.decode()


def test_a_figure_that_is_none_has_no_page(log_in, scene, year):
    assert log_in(scene.admin).get(f"{RECORDS}?{year.query()}&figure=x").status_code == 404


def test_each_heading_says_how_it_is_defined(log_in, scene):
    tree = tree_of(log_in(scene.admin).get(PAGE))
    told = [term.text_content() for term in tree.xpath("//details[@class='definitions']//dt")]
    assert told == [str(figure.name) for figure in FIGURES]
    assert [str(table) for table in tree.xpath("//table[contains(@class,'table-figures')]/caption/text()")] == [
        str(name) for name in GROUPS.values()
    ]


def test_a_unit_below_opens_and_leads_up_again(log_in, scene, year):
    browser = log_in(scene.admin)
    tree = tree_of(browser.get(f"{PAGE}?{year.query(organised='then')}"))
    (down,) = [
        link for link in tree.xpath("(//table[contains(@class,'table-figures')])[1]//th/a") if link.text == "镇1"
    ]
    below = browser.get(PAGE + down.get("href").removeprefix(PAGE))
    assert below.context["question"].unit == scene.towns[1]
    (up,) = tree_of(below).xpath("//nav[@class='crumbs']/a/@href")
    assert browser.get(up).context["question"].unit == scene.county


def test_then_the_way_up_is_the_way_down(log_in, scene, year):
    question = replace(year, unit=scene.villages[0], organised="then", under=scene.towns[0].path)
    browser = log_in(scene.admin)
    tree = tree_of(browser.get(f"{PAGE}?{question.query()}"))
    assert tree.xpath("//nav[@class='crumbs']/a/text()") == ["青山县", "镇0"]
    question = replace(question, under="", organised="now")
    tree = tree_of(browser.get(f"{PAGE}?{question.query()}"))
    assert tree.xpath("//nav[@class='crumbs']/a/text()") == ["青山县", "镇1"]


def test_a_reader_of_a_part_goes_up_no_further(log_in, scene):
    assert tree_of(log_in(scene.town_clerk).get(PAGE)).xpath("//nav[@class='crumbs']") == []


def test_days_that_end_before_they_begin_are_refused_at_their_field(log_in, scene):
    page = log_in(scene.admin).get(f"{PAGE}?start=2026-05-01&end=2026-04-01")
    assert page.context["form"].errors["end"] == ["截止日期不能早于开始日期。"]
    assert str(page.context["question"].period) == "2026-05-01至2026-11-20"


def test_more_than_ten_years_are_refused(log_in, scene):
    page = log_in(scene.admin).get(f"{PAGE}?start=1911-01-01&end=2080-01-01")
    assert page.context["form"].errors["end"] == ["时段不能超过十年。"]
    assert str(page.context["question"].period) == "2026年第4季度"


@pytest.mark.parametrize(("start", "steps"), [("2025-03-10", 21), ("2017-01-01", 10)])
def test_a_stretch_over_several_years_is_charted_by_its_months_or_years(log_in, scene, start, steps):
    page = log_in(scene.admin).get(f"{PAGE}?start={start}&end=2026-11-20&figure=logs")
    assert len(page.context["charts"][0].labels) == steps


@pytest.mark.parametrize(
    "query", ["start=x&figure=y", "rule=z&kind=%00", "under=abc", f"under={10**30}", "organised=later&against=me"]
)
def test_what_cannot_be_read_in_the_address_is_left_out(log_in, scene, query):
    assert log_in(scene.admin).get(f"{PAGE}?{query}").status_code == 200


def test_a_period_is_compared_with_the_one_before_to_the_same_day(log_in, scene):
    tree = tree_of(log_in(scene.admin).get(f"{PAGE}?start=2026-10-01&end=2026-12-31&against=year"))
    names = [name.strip() for name in tree.xpath("(//table[contains(@class,'table-figures')])[1]/tbody/tr/th//text()")]
    assert [name for name in names if name][:4] == ["合计", "上年同期", "增减（率按百分点）", "本级"]
    assert "与2025-10-01至2025-11-20比较" in tree.text_content()


def test_the_units_are_charted_in_the_order_of_the_tree(log_in, scene, year):
    page = log_in(scene.admin).get(f"{PAGE}?{year.query()}&figure=logs&against=year")
    months, units = page.context["charts"]
    assert units.labels == ["本级", "镇0", "镇1"]
    assert units.names == ["2026年", "上年同期"]
    assert [value for _name, values in months.series[:1] for value in values][-1] is None
    assert sum(months.series[0][1][:11]) == page.context["rollup"].total.value("logs")


def test_the_pages_have_no_inline_script_or_style(log_in, scene, year):
    browser = log_in(scene.admin)
    for url in (f"{PAGE}?{year.query()}", f"{RECORDS}?{year.query()}&figure=logs"):
        tree = tree_of(browser.get(url))
        assert tree.xpath("//@style | //style | //script[not(@src) and not(@type='application/json')]") == []


def test_the_page_costs_the_same_with_one_unit_below_and_with_three(log_in, django_assert_max_num_queries):
    county = make.make_unit("白河县", kind="county")
    admin = make.make_user(role="organisation_admin", unit=county)
    browser = log_in(admin)

    def cost(units):
        for _number in range(units):
            town = make.make_unit(parent=county)
            make.make_log(make.make_cadre(unit=town), unit=town, by=admin, day=TODAY)
        with django_assert_max_num_queries(110) as asked:
            assert browser.get(f"{PAGE}?unit={county.pk}&against=year").status_code == 200
        return len(asked)

    browser.get("/")
    assert cost(1) == cost(2)


def test_a_list_of_records_costs_the_same_with_one_and_with_three(log_in, django_assert_max_num_queries):
    county = make.make_unit("白河县", kind="county")
    admin = make.make_user(role="organisation_admin", unit=county)
    browser = log_in(admin)

    def cost(logs):
        for _number in range(logs):
            make.make_log(make.make_cadre(unit=county), unit=county, by=admin, day=TODAY)
        with django_assert_max_num_queries(20) as asked:
            assert browser.get(f"{RECORDS}?unit={county.pk}&figure=logs").status_code == 200
        return len(asked)

    browser.get("/")
    assert cost(1) == cost(2)


def test_the_workbook_holds_what_the_page_shows(log_in, scene, year):
    response = log_in(scene.admin).post(f"{EXPORT}?{year.query()}&against=year", {"purpose": "报送县委办"})
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == [*map(str, GROUPS.values()), "指标口径"]
    rows = list(book["走访"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows[:5]] == ["合计", "合计（2025-01-01至2025-11-20）", "本级", "镇0", "镇1"]
    page = log_in(scene.admin).get(f"{PAGE}?{year.query()}")
    assert rows[0][1] == page.context["rollup"].total.value("logs")
    entry = AuditEntry.objects.get(action="reports.export_rollup")
    assert entry.data["purpose"] == "报送县委办"


def test_no_workbook_without_a_purpose(log_in, scene, year):
    page = log_in(scene.admin).post(f"{EXPORT}?{year.query()}", {"purpose": " "})
    assert page.context["form"].errors["purpose"]
    assert not AuditEntry.objects.filter(action="reports.export_rollup").exists()


def test_stored_figures_say_as_of_when_and_are_counted_anew_by_a_button(log_in, scene, year, monkeypatch):
    browser = log_in(scene.admin)
    assert "重新汇总" not in browser.get(f"{PAGE}?{year.query()}").content.decode()
    monkeypatch.setattr(scale, "AT_ONCE", 1)
    page = browser.get(f"{PAGE}?{year.query()}")
    assert "单位范围较大" in page.content.decode()
    answer = browser.post(f"{RECOUNT}?{year.query()}", follow=True)
    assert "已重新汇总。" in answer.content.decode()
    assert AuditEntry.objects.filter(action="reports.recount").exists()


def test_the_button_is_no_page():
    client = Client()
    client.force_login(make.make_user(role="system_admin", unit=make.make_unit()))
    assert client.get(RECOUNT).status_code == 405
