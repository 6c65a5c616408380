"""Enlarged, spaced out, in forced colours, without movement, and on paper: nothing is lost."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import cut_texts, small_targets, space_out
from tests.browser.soundness import is_wider_than_the_window

# 320 px is 400 % of 1280; 200 % of a desk's 1440 px is the half of it.
NARROW = {"width": 320, "height": 640}
HALF_A_DESK = {"width": 720, "height": 450}
A4 = {"width": 672, "height": 1000}  # 178 mm between the margins, at 96 dots to the inch
CONTROLS = ".topbar, .sidebar, main button:not(.chosen *), main .btn, main .filters"
SHOWN_CONTROLS = """controls => [...document.querySelectorAll(controls)].filter(element => element.checkVisibility())
  .map(element => element.outerHTML.slice(0, 80))"""
PAGES = {
    "secretary": ["/", "/visits/", "/visits/new/", "/duties/", "/matters/", "/contacts/mine/", "/help/", "/find/"],
    "petition_clerk": ["/petitions/", "/petitions/new/", "/receptions/new/"],
    "organisation_admin": ["/units/", "/cadres/new/", "/rulebooks/", "/reports/imports/", "/me/"],
}


def _faults(page: Page) -> list[str]:
    wide = ["scrolls sideways"] if is_wider_than_the_window(page) else []
    return wide + [f"cut off: {text}" for text in cut_texts(page)]


@pytest.mark.parametrize("size", [NARROW, HALF_A_DESK], ids=["320 px", "200 %"])
def test_what_is_enlarged_or_spaced_out_is_whole(browse_as: Any, size: dict[str, int]) -> None:
    found = []
    for role, urls in PAGES.items():
        page = browse_as(role, viewport=size)
        for url in urls:
            page.goto(url)
            found += [f"{url} {fault}" for fault in [*_faults(page), *small_targets(page)]]
            space_out(page)
            found += [f"{url} spaced out {fault}" for fault in _faults(page)]
        page.context.close()
    assert found == []


def test_larger_letters_of_the_browser_enlarge_the_page(browse_as: Any) -> None:
    """Sizes follow the reader's own, as rem: 200 % of the letters alone."""
    page = browse_as("cadre")
    page.goto("/duties/")
    before = page.locator("h1").evaluate("h1 => parseFloat(getComputedStyle(h1).fontSize)")
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert page.locator("h1").evaluate("h1 => parseFloat(getComputedStyle(h1).fontSize)") == 2 * before
    assert cut_texts(page) == []


def test_in_forced_colours_what_is_chosen_late_or_in_focus_is_still_told_apart(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=HALF_A_DESK, forced_colors="active")
    page.goto("/visits/new/")
    pick = page.locator(".pick, .form-check").first
    pick.locator("input").focus()
    ring = "box => getComputedStyle(box).outlineStyle"
    assert "solid" in {pick.evaluate(ring), pick.locator("input").evaluate(ring)}
    page.goto("/duties/")
    status = page.locator(".status").first
    assert status.evaluate("label => getComputedStyle(label).borderTopStyle") == "solid"
    assert page.locator("progress").first.evaluate("bar => getComputedStyle(bar).borderTopStyle") == "solid"


def test_who_wants_no_movement_gets_none(browse_as: Any) -> None:
    page = browse_as("secretary", reduced_motion="reduce")
    page.goto("/visits/new/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(element => {
          const style = getComputedStyle(element);
          return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01;
        }).map(element => element.className || element.tagName)"""
    )
    assert moving == []


def test_every_main_page_prints_without_its_controls_and_within_the_sheet(browse_as: Any) -> None:
    found = []
    for role, urls in PAGES.items():
        page = browse_as(role, viewport=A4)
        page.emulate_media(media="print")
        for url in urls:
            page.goto(url)
            if is_wider_than_the_window(page):
                found.append(f"{url} is wider than the sheet")
            if page.locator("main h1").first.is_hidden():
                found.append(f"{url} prints no heading")
            found += [f"{url} prints {control}" for control in page.evaluate(SHOWN_CONTROLS, CONTROLS)]
        page.context.close()
    assert found == []


def test_a_list_is_printed_as_a_table_on_a_phone_as_well(browse_as: Any) -> None:
    page = browse_as("secretary")
    page.goto("/visits/")
    page.emulate_media(media="print")
    expect(page.locator("main thead th").first).to_be_visible()
