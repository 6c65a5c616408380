"""Typing to find in a long list: by keyboard and by mouse, and the plain list without script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.soundness import accessibility_faults

PAGE = """
<!DOCTYPE html><html lang="zh-Hans"><head><title>t</title></head><body><main><h1>t</h1>
<label for="id_point">联系点</label>
<select id="id_point" name="point" data-choose class="form-select"><option value="">—</option>
<option value="1">东山村</option><option value="2">西河村</option><option value="3">西山社区</option></select>
<label for="id_people">同行干部</label>
<select id="id_people" name="people" multiple data-choose>
<option value="7">王志强</option><option value="8">李建国</option></select>
</main></body></html>
"""


@pytest.fixture
def page(browse_as: Any) -> Page:
    """The log-in page's scripts and words around a form of our own."""
    page: Page = browse_as("cadre")
    page.goto("/inbox/")
    page.evaluate(
        """html => {
            const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
            document.querySelector("main").replaceChildren(...main.children);
            document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: document.querySelector("main") } }));
        }""",
        PAGE,
    )
    return page


def test_typing_narrows_and_enter_takes(page: Page) -> None:
    box = page.get_by_role("combobox", name="联系点")
    box.click()
    box.press_sequentially("西")
    expect(page.get_by_role("option")).to_have_text(["西河村", "西山社区"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("西山社区")
    assert page.locator("select[name=point]").input_value() == "3"


def test_escape_leaves_the_choice_as_it_was(page: Page) -> None:
    box = page.get_by_role("combobox", name="联系点")
    box.click()
    page.get_by_role("option", name="东山村").click()
    box.press_sequentially("西")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    box.blur()
    expect(box).to_have_value("东山村")


def test_several_are_taken_and_dropped_again(page: Page) -> None:
    box = page.get_by_role("combobox", name="同行干部")
    for name in ("王志强", "李建国"):
        box.click()
        page.get_by_role("option", name=name).click()
    page.get_by_role("button", name="去掉王志强").click()
    chosen = page.eval_on_selector("select[name=people]", "s => Array.from(s.selectedOptions, o => o.value)")
    assert chosen == ["8"]


def test_what_does_not_exist_is_said(page: Page) -> None:
    box = page.get_by_role("combobox", name="联系点")
    box.click()
    box.press_sequentially("南京")
    expect(page.get_by_role("option")).to_have_text(["没有符合的选项"])


def test_the_open_list_is_accessible(page: Page) -> None:
    page.get_by_role("combobox", name="联系点").click()
    assert accessibility_faults(page) == []
