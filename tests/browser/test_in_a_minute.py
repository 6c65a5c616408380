"""From the log-in page to "saved" within a minute: a visit, a talk, somebody at the door; nothing is lost on the way.

What the page itself hears is counted: taps (pointer pressed), and keys that are not letters of a text. What is typed or
spoken into boxes of text (user name and password, the free text) is counted apart.
"""

import datetime
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from petitions.models import Case
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.questions import asks_little
from tests.factories_rotas import make_rota, make_slot
from visits.models import Matter, VisitLog

MOST_SECONDS = 60
MOST_TAPS = 15
COUNTER = """
  const count = (name) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name) || 0) + 1);
  const isText = (box) => box.matches("textarea, input:not([type]), input[type=text], input[type=password]");
  addEventListener("pointerdown", (event) => { if (event.isTrusted) count("taps"); }, true);
  addEventListener("keydown", (event) => {
    if (event.isTrusted) count(isText(event.target) && event.key.length === 1 ? "typed" : "taps");
  }, true);
"""
KEPT = "Object.values(localStorage).join()"
HAS_DRAFT = "() => Object.keys(localStorage).some(key => key.startsWith('liaison-draft:'))"


class Watch:
    """A page in which somebody logs in, and what it takes them from there."""

    def __init__(self, page: Page, user: Any):
        self.page = page
        page.add_init_script(COUNTER)
        page.goto("/login/")
        self.begin = time.monotonic()
        page.keyboard.type(user.username)  # the box has the focus already
        page.get_by_label("密码", exact=True).click()
        page.keyboard.type(make.PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="登记走访").first.click()

    def speak(self, label: str, text: str) -> None:
        """Voice input: the text arrives without a key."""
        self.page.get_by_label(re.compile(f"^{label}")).click()
        self.page.keyboard.insert_text(text)

    def save(self, name: str, heading: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert time.monotonic() - self.begin < MOST_SECONDS

    @property
    def taps(self) -> int:
        return int(self.page.evaluate("sessionStorage.getItem('taps')"))


@pytest.fixture
def start(open_window):
    return lambda user: Watch(open_window(viewport=PHONE).new_page(), user)


@pytest.fixture
def cadre(scene):
    """A cadre with two households, of which one was visited lately."""
    user = scene.users["cadre"]
    first, second = (make.make_household(name, unit=scene.village) for name in ("马德福", "白月娥"))
    for household in (first, second):
        make.make_pairing(user.cadre, household, unit=scene.town, category="registered_poor_household")
    day = scene.today - datetime.timedelta(days=20)
    make.make_log(user.cadre, unit=scene.town, by=user, day=day, targets=(second,))
    return user


def test_a_visit_to_two_households_with_two_matters(start, cadre, scene):
    watch = start(cadre)
    page = watch.page
    assert asks_little(page)
    expect(page.get_by_role("checkbox").nth(1)).to_have_accessible_name(
        re.compile("白月娥")
    )  # the point was seen today
    page.get_by_role("button", name="昨天").click()
    page.get_by_role("checkbox", name="马德福").click()
    page.get_by_role("checkbox", name="白月娥").click()
    watch.speak("基本情况", "一家在修屋顶，一家的孩子考上了高中。")
    page.get_by_label("听到诉求或问题").click()
    page.keyboard.insert_text("村口路灯不亮。")  # the tick leads into the box
    page.get_by_role("button", name="再加一件").click()
    page.keyboard.insert_text("饮水管漏水。")
    watch.save("保存", "走访已登记")
    assert watch.taps <= MOST_TAPS, watch.taps
    log = VisitLog.objects.latest("pk")
    assert (log.first_day, log.targets.count()) == (scene.today - datetime.timedelta(days=1), 2)
    assert set(log.matters.values_list("text", flat=True)) == {"村口路灯不亮。", "饮水管漏水。"}


def test_a_visit_like_the_last_one(start, cadre):
    watch = start(cadre)
    watch.page.get_by_role("link", name="入户走访：白月娥").click()
    watch.save("保存", "走访已登记")
    assert watch.taps <= 6, watch.taps
    assert VisitLog.objects.latest("pk").targets.get().household.head_name == "白月娥"


def test_a_talk(start, scene):
    watch = start(scene.users["leader"])
    page = watch.page
    page.get_by_role("link", name="谈心谈话").click()
    assert asks_little(page)
    page.get_by_role("checkbox", name="陈晓明").click()
    watch.speak("谈话内容", "孩子要上学，想调回县城。")
    watch.save("保存", "走访已登记")
    assert watch.taps <= MOST_TAPS, watch.taps
    log = VisitLog.objects.latest("pk")
    assert (log.kind.code, log.talk) == ("heart_to_heart", "孩子要上学，想调回县城。")
    assert [p.cadre.name for p in log.participants.all()] == ["李建国", "陈晓明"]


def test_somebody_at_the_door(start, scene):
    make_slot(make_rota(scene.town, name="接访"), scene.today, scene.users["leader"].cadre)
    watch = start(scene.users["secretary"])
    page = watch.page
    page.get_by_role("link", name="接待来访").click()
    assert asks_little(page)
    watch.speak("反映的内容", "低保申请三个月没有答复。")
    watch.speak("姓名", "林小梅")
    page.get_by_role("button", name="申诉求决").click()
    watch.save("登记来访", "信访事项回执")
    assert watch.taps <= MOST_TAPS, watch.taps
    case = Case.objects.latest("pk")
    assert (case.kind, case.visitor.reception.unit) == ("claim", scene.town)


# --- nothing is lost ----------------------------------------------------------------------------
def typed(page: Page, address: str, label: str, text: str) -> None:
    page.goto(address)
    page.get_by_label(re.compile(f"^{label}")).fill(text)
    page.wait_for_function(HAS_DRAFT)


@pytest.mark.parametrize(
    ("address", "label"), [("/visits/talk/", "谈话内容"), ("/receptions/now/", "反映的内容")], ids=["talk", "visitor"]
)
def test_what_was_said_in_confidence_survives_a_dead_network_and_a_closed_tab_unreadably(browse_as, address, label):
    page = browse_as("leader")
    typed(page, address, label, "想调回县城")
    assert "想调回县城" not in page.evaluate(KEPT)
    page.context.set_offline(True)
    page.locator("form[data-draft] button[type=submit]").last.click()
    expect(page.get_by_text("网络已断开")).to_be_in_viewport()
    page.context.set_offline(False)
    expect(page.get_by_text("网络已恢复")).to_be_visible()
    again = page.context.new_page()
    page.close()
    again.goto(address)
    again.get_by_role("button", name="恢复").click()
    expect(again.get_by_label(re.compile(f"^{label}"))).to_have_value("想调回县城")


def test_a_server_that_is_not_reached_leaves_the_form_as_it_is(browse_as):
    page = browse_as("secretary")
    typed(page, "/visits/new/", "基本情况", "了解秋收情况")
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("网络已断开")).to_be_in_viewport()
    expect(page.get_by_label("基本情况")).to_have_value("了解秋收情况")


def test_a_visit_whose_answer_was_lost_on_the_way_is_not_saved_twice(browse_as, cadre):
    page = browse_as("cadre")
    typed(page, "/visits/new/", "基本情况", "了解秋收情况")
    page.get_by_role("checkbox", name="马德福").click()

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch(max_redirects=0)
        return route.abort()

    page.route("**/visits/new/", lose)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.get_by_role("button", name="保存", exact=True).click()
    page.unroute("**/visits/new/")
    page.context.clear_cookies(name="messages")  # "saved" was lost with the answer
    page.goto("/visits/new/")
    page.get_by_role("button", name="恢复").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("没有重复登记")).to_be_visible()
    assert VisitLog.objects.filter(content="了解秋收情况").count() == 1


def test_a_draft_of_several_matters_comes_back(browse_as):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    page.get_by_label("听到诉求或问题").click()
    page.keyboard.insert_text("路灯不亮")
    page.get_by_role("button", name="再加一件").click()
    page.keyboard.insert_text("修路")
    page.wait_for_timeout(400)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=matter_1_text]")).to_have_value("修路")


# --- pasting ------------------------------------------------------------------------------------
PASTE = """(box, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return box.dispatchEvent(event);
}"""


def test_several_lines_pasted_are_several_matters_and_stay_one_text_where_they_are_text(browse_as, cadre):
    page = browse_as("cadre")
    page.goto("/visits/new/")
    page.get_by_role("checkbox", name="马德福").click()
    assert page.get_by_label("基本情况").evaluate(PASTE, "一\n二"), "left to the browser, which puts in the text"
    page.get_by_label("听到诉求或问题").click()
    page.locator("[name=matter_text]").evaluate(PASTE, "路灯不亮\n\n饮水管漏水\n修路\n")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("走访已登记")
    assert set(Matter.objects.values_list("text", flat=True)) >= {"路灯不亮", "饮水管漏水", "修路"}


def test_lines_of_a_workbook_fill_the_table_of_the_record_book(browse_as, cadre):
    page = browse_as("secretary")
    page.goto("/visits/batch/")
    lines = [f"2026/1/{day}\t电话联系\t陈晓明\t马德福\t问候{day}" for day in range(1, 9)]
    page.get_by_label("第1行走访日期").evaluate(PASTE, "\n".join(lines))
    expect(page.get_by_label("第8行走访日期")).to_have_value("2026-01-08")
    page.get_by_role("button", name="全部保存").click()
    expect(page.get_by_text("已登记8条记录")).to_be_visible()
    assert VisitLog.objects.filter(kind__code="phone", content__startswith="问候").count() == 8


def test_several_names_pasted_are_all_taken_and_a_namesake_is_asked_about(browse_as, cadre):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    page.get_by_role("combobox", name="走访对象").evaluate(PASTE, "马德福、白月娥\n何春生，查无此人")
    expect(page.get_by_text("没有找到，或者有重名：何春生、查无此人。")).to_be_visible()
    expect(page.locator("#div_id_others .chosen li")).to_have_count(2)


def test_enter_belongs_to_the_input_method_while_it_composes(browse_as, scene):
    page = browse_as("secretary")
    page.goto("/visits/new/")
    box = page.get_by_role("combobox", name="走访对象")
    box.fill("林小")
    expect(page.get_by_role("option", name="林小梅")).to_be_visible()
    box.evaluate(
        """box => box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }))"""
    )
    expect(page.locator("#div_id_others .chosen li")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#div_id_others .chosen li")).to_have_count(1)
