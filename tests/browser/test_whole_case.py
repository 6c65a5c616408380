"""One whole case as those meet it who have a part in it: a villager with a telephone, three clerks and the head of a
unit, each in a window of their own, on the days on which it happens."""

import datetime
import io
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from core import clock
from petitions.models import Case, PetitionSettings
from tests import factories as make
from tests.browser.conftest import DESK

STAFF = {"county": "赵秀英", "town": "陈晓明", "head": "李建国"}
DECISION = {
    "request": "请求修复柳林村村口道路。",
    "facts": "经现场查看，该路段长120米，汛期受损，由镇政府管护。",
    "opinion": "support",
    "text": "镇政府于6月底前修复。",
    "legal_basis": "《农村公路养护管理办法》第六条。",
    "remedy": "不服本意见的，自收到之日起30日内可以向江平县人民政府申请复查。",
}
DECIDED = ["已作出处理意见，待送达", "答复已送达"]
STAGES = ["收到您反映的事项", "已登记", "已交责任单位办理", "已受理", "开始办理", "已延长办理期限", *DECIDED]
STAGES += ["您作了评价", "重新办理", *DECIDED, "已办结"]
ANEW = DECISION | {"facts": "经再次查看，排水沟确未疏通。", "text": "镇政府于6月20日前疏通排水沟。"}


@pytest.fixture
def turn_to(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[[int, int], None]:
    """`turn_to(month, day)`: it is 10:00 on that day of 2026, for the server as well. Nobody is logged out for it."""
    settings.IDLE_LOG_OUT_MINUTES = 60 * 24 * 365

    def turn(month: int, day: int) -> None:
        moment = datetime.datetime(2026, month, day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", moment.date)

    turn(3, 2)
    return turn


@pytest.fixture
def staff(transactional_db: None, turn_to: Any, open_window: Any, log_in_window: Any) -> dict[str, Page]:
    """Windows of the county's clerk, the town's clerk and the head of the town; the county has a form."""
    county = make.make_unit("江平县", kind="county")
    town = make.make_unit("河口镇", parent=county, kind="township")
    PetitionSettings.objects.create(unit=county, slug="jiangping", phone="0575-82760011")
    pages = {}
    for who, name in STAFF.items():
        unit, role = county if who == "county" else town, "leader" if who == "head" else "petition_clerk"
        user = make.make_user(who, cadre=make.make_cadre(name, unit=unit), role=role, unit=unit)
        window = open_window(viewport=DESK, accept_downloads=True)
        log_in_window(window, user)
        pages[who] = window.new_page()
    return pages


def fill(page: Page, **fields: str) -> None:
    """Each by the name of its field: what can be typed is typed, what can be chosen is chosen."""
    for name, value in fields.items():
        field = page.locator(f"main form [name={name}]")
        kind = field.first.evaluate("field => 'choose' in field.dataset ? 'found' : field.type")
        if kind == "radio":
            field.and_(page.locator(f"[value={value}]")).check()
        elif kind == "found":
            page.locator(f"#id_{name}").press_sequentially(value)
            page.get_by_role("option", name=value).click()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def send(page: Page) -> None:
    page.locator("main form.form .btn-primary").click()


def take(page: Page, label: str, **fields: str) -> None:
    """A member of staff takes the step with that name, from the page of the case."""
    page.goto(Case.objects.get().get_absolute_url())
    page.locator(".steps").get_by_role("link", name=label, exact=True).click()
    fill(page, **fields)
    send(page)
    expect(page.get_by_text(f"已{label}。")).to_be_visible()


def follow(villager: Page, code: str) -> None:
    """The villager looks at how it stands; who works on it is never told."""
    villager.goto("/p/follow/")
    fill(villager, code=code)
    send(villager)
    expect(villager.get_by_role("heading", level=1)).to_have_text("办理进度")
    assert not [name for name in STAFF.values() if name in villager.content()]


def stages(villager: Page) -> list[str]:
    return villager.locator(".public-stages strong").all_inner_texts()


def letter(page: Page, title: str) -> str:
    """The words of the letter with that title as it is downloaded, without its line breaks."""
    page.goto(Case.objects.get().get_absolute_url())
    page.get_by_role("link", name=title).click()
    with page.expect_download() as download:
        send(page)
    pages = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
    return "".join("".join(sheet.extract_text() for sheet in pages).split())


def is_offered(page: Page, label: str) -> bool:
    page.goto(Case.objects.get().get_absolute_url())
    return page.locator(".steps").get_by_role("link", name=label, exact=True).count() > 0


def test_a_case_from_the_villagers_telephone_to_its_second_closing(open_window: Any, staff: Any, turn_to: Any) -> None:
    villager, county, town, head = open_window().new_page(), staff["county"], staff["town"], staff["head"]

    # 2 March: behind the QR code of the county, without an account.
    villager.goto("/p/jiangping/qr/")
    fill(villager, text="柳林村村口的路坏了三个月，请修。", who="named", name="林小梅", phone="13900000001")
    send(villager)
    code = villager.locator(".public-code strong").inner_text()

    # Registered and assigned; on the fifth working day the town objects, the county rules.
    turn_to(3, 3)
    take(county, "登记", kind="claim")
    take(county, "交办", to="河口镇", request="请查明情况并答复信访人。")
    turn_to(3, 10)
    take(town, "提出异议", reason="该路属县道，应由县交通运输局办理。")
    turn_to(3, 11)
    take(county, "驳回异议", ruling="经核实该路为村道，由你镇办理。")
    follow(villager, code)
    assert stages(villager) == STAGES[:3]

    # Accepted: 60 days. The head of the town grants 30 more, which the clerk who asked cannot.
    turn_to(3, 12)
    take(town, "受理")
    take(town, "开始办理")
    follow(villager, code)
    expect(villager.get_by_text("2026年5月11日")).to_be_visible()
    turn_to(5, 6)
    take(town, "申请延期", days="30", reason="正在等待工程设计。")
    assert not is_offered(town, "批准延期")
    take(head, "批准延期")
    follow(villager, code)
    expect(villager.get_by_text("2026年6月10日")).to_be_visible()
    expect(villager.get_by_text("正在等待工程设计。").first).to_be_visible()

    # The decision letter holds what article 32 asks for, and, once it was served, the last day for a review.
    turn_to(6, 1)
    take(town, "出具处理意见", **DECISION)
    turn_to(6, 2)
    take(town, "送达", way="in_person", note="本人签收。")
    words = letter(town, "处理意见书")
    written = [text for name, text in DECISION.items() if name != "opinion"]
    for part in ("河口镇", "林小梅：", "予以支持", *written, "2026年6月2日送达", "最后一日为2026年7月2日"):
        assert part in words

    # Not satisfied: the villager says what is wrong, and has it taken up again.
    turn_to(6, 5)
    follow(villager, code)
    expect(villager.get_by_text("镇政府于6月底前修复。")).to_be_visible()
    villager.get_by_role("link", name="评价答复").click()
    fill(villager, value="not", text="排水沟还堵着。")
    send(villager)
    villager.get_by_role("link", name="要求重新办理").click()
    fill(villager, reason="排水沟没有疏通，路面会再坏。")
    send(villager)
    expect(villager.get_by_text("已要求重新办理，请留意办理进度。")).to_be_visible()

    # The town sees both, decides anew, serves and closes.
    turn_to(6, 15)
    take(town, "出具处理意见", **ANEW)
    expect(town.get_by_text("排水沟还堵着。")).to_be_visible()
    take(town, "送达", way="in_person")
    turn_to(6, 22)
    take(town, "办结", result="路面已修复，排水沟已疏通。")
    follow(villager, code)
    for text in (ANEW["text"], "路面已修复，排水沟已疏通。"):
        expect(villager.get_by_text(text)).to_be_visible()
    assert stages(villager) == STAGES
    assert Case.objects.get().state == "closed"
