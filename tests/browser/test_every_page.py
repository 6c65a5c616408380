"""Every page that a link leads to, for every role, in both languages: answered, sound, accessible, not too wide."""

from collections import defaultdict
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE
from tests.browser.crawl import Visited, answers_get, crawl, view_names
from tests.browser.scene import ROLES, Scene
from tests.browser.soundness import Complaints, accessibility_faults, is_wider_than_the_window
from tests.browser.weight import HAS_LETTERS, too_heavy
from tests.house import EVERYBODYS, INTERFACE, PEOPLES, PUBLISHED

# Those who see most kinds of pages: more than one address of each is looked at.
KEEPERS = ("secretary", "organisation_admin")
# Addresses that no link leads to, and why.
NOT_LINKED = {
    "healthz": "for load balancers",
    "set_language": "a form",
    "accounts:login": "for those who are not logged in",
    "accounts:logout": "a form",
    "accounts:accept": "from a letter or a slip",
    "accounts:found": "while there is no organisation",
    "core:help_picture": "shown within the handbook",
    "contacts:pairing_change": "on the page of a pairing of a published arrangement only",
    "duties:feed": "read by a calendar programme",
    "petitions:find_handlers": "asked by a script",
    "petitions:receipt": "after a form was sent",
    "reports:start_over": "for whoever has all rights, until the first visit",
    "visits:rota_notice": "for those who have no account",
    "visits:forum_sheet": "on the page of a gathering only",
    "visits:overall_view": "on the page of an overall view only",
    "visits:saved": "after a form was sent",
    "visits:find_cadres": "asked by a script",
    "visits:find_pairings": "asked by a script",
    "visits:find_targets": "asked by a script",
}
# For those who have no account: test_peoples_pages.py walks them.
NOT_LINKED |= {f"petitions:{name}": "without log-in" for name in PEOPLES}
NOT_LINKED |= {f"assessments:{name}": "without log-in" for name in EVERYBODYS}
NOT_LINKED |= {f"reports:{name}": "without log-in" for name in PUBLISHED}
NOT_LINKED |= {f"api:{name}": "read by programs" for name in INTERFACE}


def faults(page: Page, visited: Visited, complaints: Complaints, *, lang: str) -> list[str]:
    """What is wrong with one page in the browser."""
    page.goto(visited.url, wait_until="load")
    found = [*complaints.take(), *accessibility_faults(page), *too_heavy(page, visited.content)]
    if is_wider_than_the_window(page):
        found.append("scrolls sideways")
    if page.locator("html").get_attribute("lang") != lang:
        found.append("html lang is wrong")
    return [f"{visited.url} {fault}" for fault in found]


class Walk:
    """Follows every link as one user after another, and looks at each page that has something on it which was not on
    the same page before. All users share a window, and with it the browser's memory of scripts and fonts."""

    def __init__(self, open_window: Any, log_in: Any, scene: Scene, *, language: str, lang: str, **options: Any):
        self.window = open_window(language=language, **options)
        self.log_in, self.scene, self.language, self.lang = log_in, scene, language, lang
        self.window.add_init_script(HAS_LETTERS)
        self.page = self.window.new_page()
        self.complaints = Complaints(self.page)
        self.seen: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.reached: set[str] = set()
        self.found: list[str] = []

    def as_role(self, role: str, *, per_view: int = 1) -> None:
        self.log_in(self.window, self.scene.users[role])
        for visited in crawl(self.scene.users[role], language=self.language, per_view=per_view):
            self.reached.add(visited.view)
            self.found += [f"{role} {fault}" for fault in self._faults(visited)]

    def _faults(self, visited: Visited) -> list[str]:
        if visited.status not in (200, 302):
            return [f"{visited.url} answers {visited.status}"]
        if not visited.is_page or visited.parts <= self.seen[visited.view]:
            return []
        self.seen[visited.view] |= visited.parts
        return faults(self.page, visited, self.complaints, lang=self.lang)


def test_every_page_is_reached_by_a_link_and_sound_on_a_phone(
    open_window: Any, log_in_window: Any, whole_scene: Scene
) -> None:
    walk = Walk(open_window, log_in_window, whole_scene, language="zh-hans", lang="zh-Hans", viewport=PHONE)
    for role in ROLES:
        walk.as_role(role, per_view=2 if role in KEEPERS else 1)
    assert not walk.found, "\n".join(walk.found)
    assert {view for view in view_names() - walk.reached - set(NOT_LINKED) if answers_get(view)} == set()


def test_every_page_is_sound_in_english_dark_and_on_a_desk(
    open_window: Any, log_in_window: Any, whole_scene: Scene
) -> None:
    walk = Walk(open_window, log_in_window, whole_scene, language="en", lang="en", viewport=DESK, color_scheme="dark")
    for role in ROLES:
        walk.as_role(role)
    assert not walk.found, "\n".join(walk.found)


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
