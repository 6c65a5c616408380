"""Help where it is needed: terms beside fields, and from each page to its chapter of the handbook."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.soundness import accessibility_faults, is_wider_than_the_window


def test_a_term_is_explained_in_place_by_keyboard_and_without_script(browse_as: Any) -> None:
    page = browse_as("secretary", java_script_enabled=False)
    page.goto("/visits/new/")
    explained = page.get_by_text("制度按形式认定")
    expect(explained).not_to_be_visible()
    page.get_by_label("走访形式：解释").focus()
    page.keyboard.press("Enter")
    expect(explained).to_be_visible()


def test_opened_terms_fit_a_phone_and_are_accessible(browse_as: Any) -> None:
    page = browse_as("petition_clerk")
    page.goto("/petitions/new/")
    for mark in page.locator("details.term > summary:visible").all():
        mark.click()
    # What lies below the bar on top would be found too small.
    page.evaluate("scrollTo(0, 0)")
    assert accessibility_faults(page) == []
    assert not is_wider_than_the_window(page)


def test_every_page_leads_to_its_chapter_and_the_chapter_to_the_page(browse_as: Any) -> None:
    page: Page = browse_as("secretary", viewport=DESK)
    page.goto("/matters/")
    page.get_by_role("link", name="本页说明").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("群众诉求")
    assert page.locator("article img").first.evaluate("picture => picture.width > 0 && picture.height > 0")
    page.locator("article").get_by_role("link", name="群众诉求").first.click()
    page.wait_for_url("**/matters/")


def test_chapters_fit_a_phone_and_are_found_by_a_word(browse_as: Any) -> None:
    page: Page = browse_as("cadre")
    for address in ("/help/", "/help/cases/", "/help/terms/"):
        page.goto(address)
        assert accessibility_faults(page) == [], address
        assert not is_wider_than_the_window(page), address
    page.goto("/help/")
    page.get_by_label("在手册中查找").fill("纸质补录")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="纸质补录").first.click()
    page.wait_for_url("**/help/paper/**")
