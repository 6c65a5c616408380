"""The home page on a phone: what is to be done on the first screen, the background of it later and without a jolt."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.reading import MOVES

STANDING = "/home/standing/"


def rows_on_the_first_screen(page: Page) -> int:
    """Rows of what is to be done that lie wholly in sight."""
    boxes = [row.bounding_box() for row in page.locator(".home .todo > li").all()]
    return sum(1 for box in boxes if box and box["y"] + box["height"] <= PHONE["height"])


def test_the_first_screen_of_a_phone_says_what_is_to_be_done(browse_as: Any) -> None:
    for role in ("secretary", "petition_clerk", "organisation_admin", "auditor"):
        page = browse_as(role)
        page.goto("/")
        assert rows_on_the_first_screen(page) >= 2, role
        assert page.locator(".home .panel").first.bounding_box()["y"] < PHONE["height"] / 2, role  # type: ignore[index]


def test_how_the_unit_stands_comes_when_one_scrolls_to_it_and_moves_nothing(browse_as: Any) -> None:
    page = browse_as("leader")
    page.goto("/")
    page.evaluate(MOVES)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#standing table").first).to_be_visible()
    assert page.evaluate("window.moved") < 0.01


def test_without_script_it_is_a_page_of_its_own(browse_as: Any) -> None:
    page = browse_as("leader", java_script_enabled=False)
    page.goto("/")
    page.locator(f'#standing a[href="{STANDING}"]').click()
    page.wait_for_url(f"**{STANDING}")
    expect(page.locator("#standing table").first).to_be_visible()
