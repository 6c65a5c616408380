"""The people's pages as a villager meets them: on a phone, without log-in, with or without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.actions.surveys import add_subjects
from assessments.models import AnswerSheet, FreeText
from core import clock
from petitions.actions import clocks
from petitions.models import Case, PetitionSettings
from tests.browser.conftest import DESK, PHONE
from tests.browser.scene import Scene
from tests.browser.soundness import Complaints, accessibility_faults, is_wider_than_the_window
from tests.factories_assessments_surveys import (
    codes_of,
    draw,
    make_question,
    make_residents,
    make_survey,
    open_survey,
)
from tests.factories_petitions import make_case, make_entry

CODE = "7K2M-9QXA-4TBE"


@pytest.fixture
def answered(scene: Scene) -> Case:
    """A case of the county that waits for what its petitioner thinks of the answer; forms of county and town."""
    for unit, slug in ((scene.county, "jiangping"), (scene.town, "hekou")):
        row = {"slug": slug, "phone": "0575-82760011"}
        PetitionSettings.objects.update_or_create(unit=unit, defaults=row)
    case = make_case(scene.county, state="served", handling_unit=scene.town, code=CODE, answered_on=clock.today())
    for action in ("receive", "register", "assign", "accept", "serve"):
        make_entry(case, action, is_public=True)
    clocks.start(case, "ask_review", unit=scene.town, on=clock.today())
    return case


@pytest.fixture
def code(scene: Scene) -> str:
    """Of a survey of the residents of the town: grades of one cadre, choices, a text."""
    by, today = scene.users["organisation_admin"], clock.today()
    make_residents(scene.town, 6)
    survey = make_survey(scene.town, by, kind="appraisal", opens_on=today, closes_on=today, introduction="请如实填写。")
    add_subjects(survey, kind="cadre", subjects=[scene.users["cadre"].cadre], by=by, at=clock.now())
    make_question(survey, by)
    make_question(survey, by, kind="multiple", text="哪些要改进", options=["态度", "效率"], is_required=False)
    make_question(survey, by, kind="text", text="意见和建议", is_required=False)
    survey = open_survey(draw(survey, by), by)
    return next(iter(codes_of(survey.pools.first(), by)))


def check(page: Page, complaints: Complaints) -> None:
    """The page as it stands is sound."""
    assert complaints.take() == [], page.url
    assert accessibility_faults(page) == [], page.url
    assert not is_wider_than_the_window(page), page.url


def send(page: Page) -> None:
    page.locator("main form.form .btn-primary").click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("language", "options"),
    [("zh-hans", {"viewport": PHONE}), ("en", {"viewport": DESK, "color_scheme": "dark"})],
)
def test_every_page_without_log_in_is_sound(
    open_window: Any, answered: Case, language: str, options: dict[str, Any]
) -> None:
    page = open_window(language=language, **options).new_page()
    complaints = Complaints(page)
    page.goto("/p/hekou/")
    check(page, complaints)
    send(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    check(page, complaints)
    page.locator("[name=text]").fill("村口的路灯不亮。")
    page.locator("[name=name]").fill("王小明")
    page.locator("[name=about]").check()
    check(page, complaints)
    send(page)
    assert re.search(r"/p/hekou/done/$", page.url)
    check(page, complaints)
    page.goto("/p/follow/")
    check(page, complaints)
    page.locator("[name=code]").fill("2222-2222-2222")
    send(page)
    check(page, complaints)
    page.locator("[name=code]").fill(CODE)
    send(page)
    check(page, complaints)
    for step in ("rating", "information", "again", "review"):
        page.goto(f"/p/case/{step}/")
        assert page.url.endswith(f"/p/case/{step}/")
        check(page, complaints)


def test_an_address_that_is_none_says_so_kindly(open_window: Any, answered: Case) -> None:
    page = open_window().new_page()
    page.goto("/p/no-such/")
    expect(page.get_by_role("heading", level=1)).to_have_text("这个单位没有开通网上反映")
    assert accessibility_faults(page) == []


def test_everything_works_without_javascript(open_window: Any, answered: Case) -> None:
    page = open_window(java_script_enabled=False).new_page()
    page.goto("/p/hekou/qr/")
    page.locator("[name=text]").fill("村口的路灯不亮。")
    page.get_by_label("匿名", exact=True).check()
    expect(page.locator("[name=name]")).to_be_hidden()
    send(page)
    code = page.locator(".public-code strong").inner_text()
    expect(page.locator("[data-print]")).to_be_hidden()
    page.get_by_role("link", name="/p/follow/").click()
    page.locator("[name=code]").fill(code.lower())
    send(page)
    expect(page.get_by_text("已收到，待登记")).to_be_visible()
    page.get_by_role("link", name="补充材料").click()
    page.locator("[name=text]").fill("已经三个月了。")
    send(page)
    expect(page.get_by_text("已收到您补充的材料。")).to_be_visible()
    page.get_by_role("button", name="退出查询").click()
    page.goto("/p/case/")
    assert page.url.endswith("/p/follow/")
    case = Case.objects.get(channel="qr")
    assert (case.is_anonymous, case.entries.filter(action="add_information").count()) == (True, 1)


def test_what_machines_fill_in_is_seen_and_reached_by_nobody(open_window: Any, answered: Case) -> None:
    page = open_window().new_page()
    page.goto("/p/hekou/")
    expect(page.locator("[name=website]")).not_to_be_in_viewport()
    for _press in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "website"


@pytest.mark.parametrize(
    ("language", "options"),
    [("zh-hans", {"viewport": PHONE}), ("en", {"viewport": DESK, "color_scheme": "dark"})],
)
def test_every_page_of_a_survey_is_sound(open_window: Any, code: str, language: str, options: dict[str, Any]) -> None:
    page = open_window(language=language, **options).new_page()
    complaints = Complaints(page)
    page.goto("/p/a/")
    check(page, complaints)
    page.locator("[name=code]").fill("2222-2222-2222")
    send(page)
    check(page, complaints)
    page.goto(f"/p/a/{code}/")
    check(page, complaints)
    page.locator("textarea").fill("多到村里走走。")
    send(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("textarea")).to_have_value("多到村里走走。")
    check(page, complaints)
    page.locator("fieldset").nth(1).locator("label.pick").first.click()
    send(page)
    assert page.url.endswith("/p/a/done/")
    check(page, complaints)


def test_a_survey_is_answered_without_javascript(open_window: Any, code: str) -> None:
    page = open_window(java_script_enabled=False).new_page()
    page.goto("/p/a/")
    page.locator("[name=code]").fill(code.lower())
    send(page)
    page.get_by_role("group", name="您对工作作风是否满意").get_by_label("很满意").check()
    page.get_by_label("态度").check()
    page.get_by_label("意见和建议").fill("多到村里走走。")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("答卷已收到")
    assert AnswerSheet.objects.filter(pool__survey__title="群众满意度调查", pool__survey__state="open").count() == 1
    assert FreeText.objects.get().text == "多到村里走走。"
    page.goto(f"/p/a/{code}/")
    expect(page.get_by_text("已经使用、已经失效或者填写有误")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "options"),
    [("", {"viewport": PHONE}), ("?lang=en&size=large", {"viewport": PHONE, "color_scheme": "dark"})],
)
def test_what_a_unit_publishes_is_sound(
    open_window: Any, whole_scene: Scene, query: str, options: dict[str, Any]
) -> None:
    page = open_window(**options).new_page()
    complaints = Complaints(page)
    for path in ("/p/u/", "/p/u/hekou/", f"/p/u/hekou/year/{whole_scene.today.year}/"):
        page.goto(path + query)
        check(page, complaints)
    page.goto(f"/p/u/hekou/{query}")
    for link in page.locator(".public-news a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(link)
        check(page, complaints)
    # The language, which this window came with.
    assert len(page.context.cookies()) == 1
