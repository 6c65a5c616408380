"""What a page may cost: its weight at the first view, nothing that moves once it is there, and work without script."""

from collections.abc import Iterable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.conftest import DESK, PHONE
from tests.browser.reading import MOVES
from tests.browser.weight import FETCHED, HAS_LETTERS, HAS_NO_LETTERS, too_heavy
from visits.models import VisitLog

# web.dev calls 0.1 good; a page that the server draws has no reason to move at all.
SHIFT = 0.01
# What each role opens most, none of it with a chart.
PAGES = {
    "cadre": ["/duties/", "/visits/new/", "/contacts/mine/"],
    "secretary": ["/visits/", "/matters/", "/arrangement/", "/visits/new/", "/visits/batch/"],
    "petition_clerk": ["/petitions/", "/petitions/new/", "/receptions/new/"],
    "organisation_admin": ["/units/", "/cadres/new/", "/rulebooks/"],
    "auditor": ["/audit/", "/inbox/"],
}
SETTLED = "document.fonts.ready.then(() => new Promise(done => setTimeout(() => done(window.moved), 100)))"


def _faults(page: Page, url: str) -> list[str]:
    answer = page.goto(url)
    assert answer is not None
    moved = page.evaluate(SETTLED)
    found = [f"{url} {fault}" for fault in too_heavy(page, answer.body())]
    if answer.status != 200:
        found.append(f"{url} answers {answer.status}")
    if moved > SHIFT:
        found.append(f"{url} moves by {moved:.3f}")
    return found


@pytest.mark.parametrize(("size", "roles"), [(PHONE, PAGES), (DESK, ["secretary"])], ids=["phone", "desk"])
def test_pages_are_light_and_stand_still(browse_as: Any, size: dict[str, int], roles: Iterable[str]) -> None:
    found = []
    for role in roles:
        page = browse_as(role, viewport=size)
        page.add_init_script(HAS_LETTERS + ";" + MOVES)
        for url in PAGES[role]:
            found += [f"{role} {fault}" for fault in _faults(page, url)]
        page.context.close()
    assert found == []


@pytest.mark.parametrize(("device", "is_sent"), [(HAS_LETTERS, False), (HAS_NO_LETTERS, True)], ids=["has", "has not"])
def test_a_font_is_sent_to_whom_it_serves(open_window: Any, device: str, is_sent: bool) -> None:
    page = open_window().new_page()
    page.add_init_script(device)
    page.goto("/login/")
    page.evaluate("document.fonts.ready")
    assert any("noto-sans-sc" in url for url in page.evaluate(FETCHED)) is is_sent


def test_from_the_way_in_to_a_saved_visit_and_back_without_script(open_window: Any, scene: Any) -> None:
    """Log in, find the menu, narrow a list, be refused and told why, save, take it back, leave."""
    page = open_window(java_script_enabled=False).new_page()
    page.goto("/visits/new/")
    page.get_by_label("用户名").fill("secretary")
    page.get_by_label("密码", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="走访对象").click()
    page.get_by_label("基本情况").fill("查看饮水管网。")
    page.get_by_label("查找走访对象").fill("林小")
    page.get_by_role("button", name="查找").click()
    page.locator("select[name=others]").select_option(label="林小梅 个人 · 柳林村")
    expect(page.get_by_label("基本情况")).to_have_value("查看饮水管网。")
    page.get_by_label("听到诉求或问题").check()
    page.get_by_label("反映的问题或诉求").fill("水压不足。")
    page.get_by_label("当场怎样解决的").fill("已调高水泵压力。")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("走访已登记")
    log = VisitLog.objects.latest("pk")
    assert log.targets.get().resident.name == "林小梅"
    assert log.matters.get().solved_on_the_spot
    page.get_by_label("打开菜单").click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="走访记录").click()
    page.locator("summary", has_text="筛选").click()
    page.locator("[name=since]").fill(scene.today.isoformat())
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("林小梅")
    page.get_by_label("我的账号").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
