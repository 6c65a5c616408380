"""The visit pages in states that no link leads to: refused, asked again, saved, every panel open."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.conftest import DESK, PHONE
from tests.browser.soundness import Complaints, accessibility_faults, is_wider_than_the_window


def sound(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert not is_wider_than_the_window(page)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(browse_as, request):
    page = browse_as("secretary", viewport=request.param)
    complaints = Complaints(page)
    yield page
    assert complaints.take() == []


def test_the_form_with_everything_open(page):
    page.goto("/visits/new/")
    page.evaluate("document.querySelectorAll('main details').forEach(panel => { panel.open = true; })")
    page.get_by_label("听到诉求或问题").check()
    page.get_by_role("combobox", name="走访干部").click()
    expect(page.get_by_role("option", name="陈晓明")).to_be_visible()
    page.evaluate("window.scrollBy(0, -150)")  # what is picked comes out from under the bar on top
    sound(page)


def test_the_form_refused(page):
    page.goto("/visits/new/")
    page.get_by_label("听到诉求或问题").check()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="走访对象：请至少选择一个").click()
    sound(page)


def test_the_form_refused_leads_to_its_fields(page):
    page.goto("/visits/new/")
    page.get_by_role("button", name="移除").or_(page.locator(".chosen button")).first.click()
    page.get_by_role("button", name="保存", exact=True).click()
    links = page.locator("[data-error-summary] a")
    for number in range(links.count()):
        target = links.nth(number).get_attribute("href")
        assert page.locator(target).count() == 1, target


def test_a_visit_that_seems_to_be_there_and_the_page_after_saving(page, scene):
    point = scene.village.contact_points.get()
    make.make_pairing(scene.users["secretary"].cadre, point, unit=scene.town)
    page.goto("/visits/new/")
    page.get_by_role("checkbox", name="柳林村党群服务中心").check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已有的记录：")).to_be_visible()
    sound(page)
    page.get_by_label("仍要保存").check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("走访已登记")
    sound(page)


def test_the_paper_table_refused(page):
    page.goto("/visits/batch/")
    page.get_by_label("第1行走访日期").fill("2026-01-05")
    page.get_by_label("第1行走访干部").fill("查无此人")
    page.get_by_role("button", name="全部保存").click()
    expect(page.get_by_role("link", name="第1行走访干部：没有找到干部")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("address", ["/visits/talk/", "/receptions/now/"], ids=["talk", "visitor"])
def test_a_talk_and_a_visitor_with_everything_open_and_refused(page, address):
    page.goto(address)
    page.evaluate("document.querySelectorAll('main details').forEach(panel => { panel.open = true; })")
    sound(page)
    page.locator(".form-quick button[type=submit]").last.click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    sound(page)
