"""Every page that a link leads to, for every role, in both languages: answered, sound, accessible, not too wide."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE
from tests.browser.crawl import Visited, answers_get, crawl, view_names
from tests.browser.scene import ROLES, Scene
from tests.browser.soundness import Complaints, accessibility_faults, is_wider_than_the_window

# Addresses that no link leads to, and why.
NOT_LINKED = {
    "healthz": "for load balancers",
    "set_language": "a form",
    "accounts:login": "for those who are not logged in",
    "accounts:logout": "a form",
    "accounts:found": "while there is no organisation",
    "visits:saved": "after a form was sent",
    "visits:find_cadres": "asked by a script",
    "visits:find_pairings": "asked by a script",
    "visits:find_targets": "asked by a script",
}


def faults(page: Page, visited: Visited, complaints: Complaints, *, lang: str) -> list[str]:
    """What is wrong with one page in the browser."""
    page.goto(visited.url, wait_until="load")
    found = [*complaints.take(), *accessibility_faults(page)]
    if is_wider_than_the_window(page):
        found.append("scrolls sideways")
    if page.locator("html").get_attribute("lang") != lang:
        found.append("html lang is wrong")
    return [f"{visited.url} {fault}" for fault in found]


def dead(pages: list[Visited]) -> list[tuple[str, int]]:
    return [(page.url, page.status) for page in pages if page.status not in (200, 302)]


def test_every_link_leads_to_a_page_and_every_page_has_a_link(scene: Scene) -> None:
    found = {role: crawl(scene.users[role]) for role in ROLES}
    assert {role: links for role, pages in found.items() if (links := dead(pages))} == {}
    reached = {page.view for pages in found.values() for page in pages}
    assert {view for view in view_names() - reached - set(NOT_LINKED) if answers_get(view)} == set()


@pytest.mark.parametrize("role", ["cadre", "auditor", "system_admin"])
def test_every_link_leads_to_a_page_in_english(scene: Scene, role: str) -> None:
    assert dead(crawl(scene.users[role], language="en")) == []


@pytest.mark.parametrize(
    ("language", "lang", "roles", "options"),
    [
        ("zh-hans", "zh-Hans", ROLES, {"viewport": PHONE}),
        ("en", "en", ("secretary", "system_admin"), {"viewport": DESK, "color_scheme": "dark"}),
    ],
    ids=["phone", "desk"],
)
def test_every_page_is_sound(browse_as: Any, scene: Scene, language: str, lang: str, roles: Any, options: Any) -> None:
    seen: set[tuple[str, int]] = set()
    found = []
    for role in roles:
        page = browse_as(role, language=language, **options)
        complaints = Complaints(page)
        for visited in crawl(scene.users[role], language=language):
            built = (visited.view, visited.shape)
            if visited.is_page and (built not in seen or visited.url == "/"):
                seen.add(built)
                found += [f"{role} {fault}" for fault in faults(page, visited, complaints, lang=lang)]
        page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_way_in_is_sound(open_window: Any, color_scheme: str) -> None:
    page = open_window(color_scheme=color_scheme).new_page()
    page.goto("/login/")
    assert accessibility_faults(page) == []
    assert not is_wider_than_the_window(page)


def test_a_missing_page_says_what_to_do(browse_as: Any) -> None:
    page = browse_as("cadre")
    page.goto("/no-such-page/")
    assert page.get_by_role("heading", level=1).inner_text() == "没有找到这个页面"
    assert accessibility_faults(page) == []
