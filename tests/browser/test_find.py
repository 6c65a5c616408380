"""Finding: from any page with one key, from hit to hit with the arrows; without script, on a phone, at 320 pixels."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core.reindexing import reindex
from tests.browser.conftest import DESK
from tests.browser.soundness import accessibility_faults, is_wider_than_the_window


@pytest.fixture(autouse=True)
def entries(chromium: Any, scene: Any) -> None:
    reindex()


def test_one_key_words_and_the_arrows_lead_to_a_hit(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=DESK)
    page.goto("/inbox/")
    page.keyboard.press("/")
    expect(page.locator(".topbar-find input")).to_be_focused()
    page.keyboard.insert_text("路灯")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/?q=*")
    assert accessibility_faults(page) == []
    box, hits = page.locator("#find-q"), page.locator("[data-hits] a")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/*/")


def test_the_key_is_left_alone_in_a_field_and_where_it_is_not_wanted(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=DESK)
    page.goto("/find/")
    box = page.locator("#find-q")
    expect(box).to_be_focused()
    page.keyboard.press("/")
    expect(box).to_have_value("/")
    page.get_by_label("在任何页面按“/”键跳到查找框").uncheck()
    page.goto("/inbox/")
    page.keyboard.press("/")
    expect(page.locator(".topbar-find input")).not_to_be_focused()


def test_on_a_phone_and_without_script_an_icon_leads_to_the_page(browse_as: Any) -> None:
    page = browse_as("secretary", java_script_enabled=False)
    page.goto("/inbox/")
    page.get_by_role("link", name="查找").click()
    page.get_by_role("searchbox").fill("路灯")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("mark").first).to_have_text("路灯")
    expect(page.get_by_text("在任何页面按“/”键跳到查找框")).to_be_hidden()


def test_the_page_is_sound_and_fits_a_narrow_window_in_the_dark_and_in_english(browse_as: Any) -> None:
    page = browse_as("secretary", viewport={"width": 320, "height": 640}, color_scheme="dark", language="en")
    for address in (
        "/inbox/",
        "/find/",
        "/find/?q=路灯",
        "/find/?q=没有的话",
        "/find/?q=路灯&kind=matters",
        "/find/?q=灯",
    ):
        page.goto(address)
        assert accessibility_faults(page) == [], address
        assert not is_wider_than_the_window(page), address
