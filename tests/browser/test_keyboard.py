"""Without a mouse: every stop is seen, nothing keeps or loses the focus, a refused form leads to what is wrong."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE

# What has the focus: its name, whether a ring is drawn around it, whether any of it can be seen (2.4.7, 2.4.11).
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const host = element.closest(".pick, label") || element, box = element.getBoundingClientRect();
  const isRinged = [element, host].some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const points = [middle, [box.x + 3, box.y + 3], [box.right - 3, box.bottom - 3]];
  const isSeen = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (host.contains(there) || there.contains(element) && there !== document.documentElement);
  });
  return { isRinged, isSeen, html: element.outerHTML.replace(/\\s+/g, " ").slice(0, 120) };
}"""
# Each link of the summary leads to a box that is marked as wrong and described by what is wrong.
LINKED = """() => [...document.querySelectorAll("[data-error-summary] a")].flatMap(link => {
  const box = document.getElementById(link.hash.slice(1));
  if (!box || !box.matches("input, select, textarea")) return [`${link.hash} is no field`];
  const group = box.closest("fieldset.field, [id^=div_id_]");
  const said = [box, ...(group ? [group] : [])].map(one => one.getAttribute("aria-describedby") || "").join(" ");
  const words = said.split(" ").map(id => document.getElementById(id)?.innerText || "").join(" ");
  const error = link.innerText.replace(/^[^：:]*[：:]\\s*/, "");
  const isMarked = box.getAttribute("aria-invalid") === "true" || group?.matches("fieldset");
  return [...(words.includes(error) ? [] : [`${link.hash} is not described by: ${error}`]),
          ...(isMarked ? [] : [`${link.hash} is not marked as wrong`])];
})"""


def _stops(page: Page, key: str, most: int) -> list[dict[str, Any]]:
    """Where pressing the key again and again leads, until it comes round."""
    stops: list[dict[str, Any]] = []
    for _press in range(most):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["html"] == stops[0]["html"]):
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize(("size", "url"), [(PHONE, "/visits/new/"), (DESK, "/visits/")], ids=["phone", "desk"])
def test_every_stop_is_ringed_and_in_sight_there_and_back(browse_as: Any, size: dict[str, int], url: str) -> None:
    page = browse_as("secretary", viewport=size, reduced_motion="reduce")
    page.goto(url)
    stops = _stops(page, "Tab", 90)
    assert len(stops) > 10
    stops += _stops(page, "Shift+Tab", 90)
    assert [stop["html"] for stop in stops if not stop["isRinged"]] == []
    assert [stop["html"] for stop in stops if not stop["isSeen"]] == []


def test_the_menu_of_the_account_gives_the_focus_back(browse_as: Any) -> None:
    page = browse_as("secretary", viewport=DESK)
    page.goto("/inbox/")
    account = page.get_by_label("我的账号")
    account.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "menu-item"
    page.keyboard.press("Escape")
    expect(account).to_be_focused()
    expect(page.locator(".menu-panel:visible")).to_have_count(0)


def test_a_refused_form_leads_by_keys_to_each_field_that_is_wrong(browse_as: Any) -> None:
    page = browse_as("organisation_admin", viewport=DESK)
    for url in ("/cadres/new/", "/assessments/surveys/new/"):
        page.goto(url)
        form = page.locator("main form.form")
        form.evaluate("form => form.querySelectorAll('input[type=radio]').forEach(box => { box.checked = false; })")
        form.locator(".form-buttons .btn-primary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert page.evaluate(LINKED) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.matches('main form input, main form select, main form textarea')")


def test_figures_change_their_tab_by_keys(browse_as: Any) -> None:
    page = browse_as("leader", viewport=DESK)
    page.goto("/reports/rollup/")
    tabs = page.locator("[data-groups] a")
    tabs.nth(1).focus()
    page.keyboard.press("Enter")
    expect(tabs.nth(1)).to_have_attribute("aria-current", "true")
    expect(tabs.nth(1)).to_be_focused()
    expect(page.locator(".rollup-group:visible")).to_have_count(1)


def test_a_term_is_opened_and_closed_by_keys(browse_as: Any) -> None:
    page = browse_as("cadre")
    page.goto("/visits/new/")
    term = page.locator("main form details.term").first
    term.locator("summary").focus()
    for is_open in (True, False):
        page.keyboard.press("Enter")
        assert term.evaluate("details => details.open") is is_open
    expect(term.locator("summary")).to_be_focused()
