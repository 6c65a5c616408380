"""A list in use: rows ticked and read at once, columns chosen, a view saved and opened, a workbook taken."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.soundness import accessibility_faults, is_wider_than_the_window


def faults_of(page: Page) -> list[str]:
    return accessibility_faults(page) + ["scrolls sideways"] * is_wider_than_the_window(page)


def test_notices_are_ticked_looked_at_and_read_on_a_phone(browse_as: Any) -> None:
    page = browse_as("secretary")
    page.goto("/inbox/")
    read = page.locator("[data-bulk]").get_by_role("button", name="标为已读")
    expect(read).not_to_be_visible()
    page.locator("[data-tick]").first.check()
    read.click()
    expect(page.get_by_role("heading", name="将办理1条")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="确认办理1条").click()
    expect(page.get_by_text("已办理1条")).to_be_visible()
    assert faults_of(page) == []


def test_many_are_chosen_without_script_as_well(browse_as: Any) -> None:
    page = browse_as("secretary", java_script_enabled=False)
    page.goto("/inbox/")
    page.locator("[data-tick]").first.check()
    page.locator("[data-bulk]").get_by_role("button", name="标为已读").click()
    page.get_by_role("button", name="确认办理1条").click()
    expect(page.get_by_text("已办理1条")).to_be_visible()


def test_a_view_is_saved_and_columns_are_chosen_with_the_keyboard(browse_as: Any) -> None:
    page = browse_as("system_admin", viewport=DESK)
    page.goto("/cadres/?position=leadership_member")
    page.get_by_text("保存为常用查询").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("班子成员")
    assert faults_of(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="班子成员")).to_have_attribute("aria-current", "page")
    page.get_by_text("选择列").click()
    assert faults_of(page) == []
    page.get_by_label("任职日期").check()
    page.get_by_role("button", name="应用").click()
    expect(page.get_by_role("columnheader", name="任职日期")).to_be_visible()
    page.get_by_role("link", name="班子成员").click()
    expect(page.get_by_role("columnheader", name="任职日期")).to_be_visible()


def test_what_is_shown_is_taken_out_as_a_workbook(browse_as: Any) -> None:
    page = browse_as("auditor")
    page.goto("/audit/")
    page.get_by_role("link", name="导出本列表").click()
    assert faults_of(page) == []
    page.get_by_label("用途").fill("年中检查")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    assert download.value.suggested_filename == "操作记录.xlsx"
