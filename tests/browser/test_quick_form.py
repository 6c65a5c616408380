"""The quick form in a real browser: few fields, no mouse, no network. Without script: test_budgets.py."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.questions import asks_little
from visits.models import VisitLog


@pytest.fixture
def point(scene):
    """A contact point that the secretary holds."""
    point = scene.village.contact_points.get()
    make.make_pairing(scene.users["secretary"].cadre, point, unit=scene.town)
    return point


@pytest.fixture
def household(scene):
    """A household that only the plain cadre is paired with."""
    household = make.make_household("马德福", unit=scene.village)
    make.make_pairing(scene.users["cadre"].cadre, household, unit=scene.town, category="registered_poor_household")
    return household


def save(page: Page) -> VisitLog:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("走访已登记")
    return VisitLog.objects.latest("pk")


def yesterday(page: Page) -> None:
    """The scene has a visit of today already; these tests log one of another day."""
    page.get_by_role("button", name="昨天").click()


def test_a_secretary_logs_a_visit_with_a_matter_on_a_phone(browse_as, scene, point):
    page = browse_as("secretary", viewport=PHONE)
    page.goto("/visits/new/")
    assert asks_little(page)
    yesterday(page)
    page.get_by_role("checkbox", name=point.name).check()
    page.get_by_label("基本情况").fill("查看饮水管网。")
    expect(page.get_by_label("反映的问题或诉求")).to_be_hidden()
    page.get_by_label("听到诉求或问题").check()
    page.get_by_label("反映的问题或诉求").fill("水压不足。")
    log = save(page)
    assert (log.first_day, log.content) == (scene.today - datetime.timedelta(days=1), "查看饮水管网。")
    assert [p.cadre for p in log.participants.all()] == [scene.users["secretary"].cadre]
    assert [(m.text, m.state) for m in log.matters.all()] == [("水压不足。", "open")]


def test_the_keyboard_is_enough(browse_as, household):
    page = browse_as("cadre")
    page.goto("/visits/new/")
    tick = page.get_by_role("checkbox", name="马德福")
    for _key in range(40):
        if tick.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    while not page.get_by_label("基本情况").evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("核对补贴发放。")
    button = page.get_by_role("button", name="保存", exact=True)
    for _key in range(20):
        if button.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("走访已登记")
    assert VisitLog.objects.latest("pk").targets.get().household == household


def test_a_draft_survives_a_reload_after_the_network_went(browse_as, point):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    page.get_by_role("checkbox", name=point.name).check()
    page.get_by_label("基本情况").fill("查看饮水管网。")
    page.context.set_offline(True)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("网络已断开")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_label("基本情况")).to_have_value("查看饮水管网。")
    expect(page.get_by_role("checkbox", name=point.name)).to_be_checked()
    yesterday(page)
    save(page)
    page.goto("/visits/new/")
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)


def test_a_secretary_who_chooses_a_cadre_is_offered_that_cadres_pairings(browse_as, scene, household):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    expect(page.get_by_role("checkbox", name="马德福")).to_have_count(0)
    page.get_by_role("button", name="移除").or_(page.locator(".chosen button")).first.click()
    box = page.get_by_role("combobox", name="走访干部")
    box.fill("陈晓明")
    page.get_by_role("option", name="陈晓明").click()
    page.get_by_role("checkbox", name="马德福").check()
    log = save(page)
    assert [p.cadre for p in log.participants.all()] == [scene.users["cadre"].cadre]


def test_somebody_else_is_found_by_typing(browse_as):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    page.get_by_role("combobox", name="走访对象").fill("林小")
    page.get_by_role("option", name="林小梅").click()
    assert save(page).targets.get().resident.name == "林小梅"


def test_undo_is_one_press(browse_as, point):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    yesterday(page)
    page.get_by_role("checkbox", name=point.name).check()
    log = save(page)
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_text("已撤回刚才登记的记录。")).to_be_visible()
    log.refresh_from_db()
    assert log.state == "withdrawn"
