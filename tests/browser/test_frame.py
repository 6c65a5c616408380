"""The frame around every page: menu, languages, light and dark, keyboard. Without script: test_budgets.py."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import DESK


def test_the_menu_opens_on_a_phone_by_tap_and_by_key_and_closes_with_escape(browse_as: Any) -> None:
    page = browse_as("secretary")
    page.goto("/inbox/")
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu).not_to_be_visible()
    page.get_by_label("打开菜单").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_be_visible()
    expect(page.get_by_label("打开菜单")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("关闭菜单")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    expect(page.get_by_label("打开菜单")).to_be_focused()


def test_the_first_stop_of_the_keyboard_leads_to_the_text(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=DESK)
    page.goto("/inbox/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_language_is_switched_in_place(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=DESK)
    page.goto("/inbox/")
    languages = page.locator("summary:has(.bi-translate)")
    languages.click()
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/inbox/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    languages.click()
    page.get_by_role("button", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.get_by_role("heading", level=1)).to_have_text("收件箱")


def test_the_choice_of_dark_is_kept(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=DESK)
    page.goto("/inbox/")
    page.get_by_label("切换深色与浅色").first.click()
    page.goto("/inbox/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
