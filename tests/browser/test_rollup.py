"""The rollup in a browser: charts drawn within the content security policy, for screen, paper and without script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.soundness import Complaints, accessibility_faults, is_wider_than_the_window

PAGE = "/reports/rollup/"


def drawn(page: Page) -> Any:
    return page.locator("figure.chart-drawn")


@pytest.mark.parametrize(("viewport", "color_scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_charts_are_drawn_where_they_come_into_sight(browse_as: Any, viewport: Any, color_scheme: str) -> None:
    page = browse_as("secretary", viewport=viewport, color_scheme=color_scheme)
    complaints = Complaints(page)
    page.goto(f"{PAGE}?against=year&figure=logs")
    figure = page.locator("figure.chart").first
    figure.scroll_into_view_if_needed()
    expect(drawn(page).first.locator(".chart-live svg, .chart-live canvas")).to_be_visible()
    expect(figure.locator(".chart-still")).to_be_hidden()
    figure.locator(".chart-live").hover()
    page.get_by_text("查看数据表").first.click()
    assert complaints.take() == []
    assert accessibility_faults(page) == []
    assert not is_wider_than_the_window(page)
    page.emulate_media(media="print")
    expect(figure.locator(".chart-still")).to_be_visible()
    expect(figure.locator(".chart-live")).to_be_hidden()


def test_without_script_the_drawing_of_the_server_stands(browse_as: Any) -> None:
    page = browse_as("secretary", java_script_enabled=False)
    page.goto(f"{PAGE}?figure=logs")
    expect(page.locator("figure.chart").first.locator(".chart-still")).to_be_visible()
    expect(page.locator(".chart-live").first).to_be_hidden()


def test_from_a_figure_to_its_records_and_back(browse_as: Any) -> None:
    page = browse_as("secretary")
    page.goto(PAGE)
    page.locator(".quick-choices").get_by_role("link", name="走访", exact=True).click()
    figure = page.locator("#group-visits ~ .table-panel td a").first
    shown = figure.inner_text()
    figure.click()
    expect(page.locator("tfoot")).to_contain_text(f"合计{shown}")
    assert accessibility_faults(page) == []
    assert not is_wider_than_the_window(page)
    page.locator(".crumbs a").click()
    expect(page.locator("h1")).to_contain_text("汇总")
    expect(page.locator("#group-visits")).to_be_visible()


def test_one_group_of_figures_at_a_time_and_all_of_them_on_paper(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=PHONE)
    page.goto(PAGE)
    shown, groups = page.locator(".rollup-group:visible"), page.locator(".rollup-group")
    expect(shown).to_have_count(1)
    page.locator("[data-groups] a").last.click()
    expect(shown.locator("h2")).to_have_text("承诺与帮扶")
    page.get_by_role("link", name="本年").click()
    page.wait_for_url(lambda url: "start=" in url and url.endswith("#group-help"))
    expect(shown.locator("h2")).to_have_text("承诺与帮扶")
    page.emulate_media(media="print")
    expect(shown).to_have_count(groups.count())
