"""From an empty installation to the first visit, as its administrator and the first who is invited go through it."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from accounts.actions.users import create_first_admin
from accounts.models import Unit
from core import clock
from core.sweep import sweep
from tests import factories as make
from tests.browser.conftest import DESK, PHONE
from tests.browser.soundness import accessibility_faults, is_wider_than_the_window
from tests.factories_imports import example_of
from visits.models import VisitLog

NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
CODES = {"lijianguo": "abcd-efgh-jkmn", "wangxiaomei": "pqrs-tuvw-xyz2"}
OWN = "River-Stone-2026"


@pytest.fixture
def friday_noon(monkeypatch, settings, live_server):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: NOON.date())
    settings.BASE_URL = live_server.url


@pytest.fixture
def founder(transactional_db, friday_noon):
    return create_first_admin("admin", at=NOON)


def log_in(page: Page, username: str, password: str) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def change_password(page: Page, old: str) -> None:
    page.locator("[name=old_password]").fill(old)
    page.locator("[name=new_password1]").fill(OWN)
    page.locator("[name=new_password2]").fill(OWN)
    page.get_by_role("button", name="保存新密码").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def next_step(page: Page, title: str) -> None:
    """By the way back from wherever one is; the step that comes next is the one that is expected."""
    back = page.get_by_role("link", name="继续准备工作")
    (back if back.count() else page.get_by_role("link", name="查看全部步骤")).click()
    step = page.locator(".step-next")
    expect(step.locator(".step-title")).to_contain_text(title)
    assert not is_wider_than_the_window(page)
    step.locator("a.btn-primary").click()


def bring_in(page: Page, kind: str) -> None:
    page.get_by_label("填好的表格").set_input_files(
        {"name": f"{kind}.xlsx", "mimeType": "application/octet-stream", "buffer": example_of(kind)}
    )
    press(page, "检查并预览")
    press(page, "导入")
    expect(page.get_by_text(re.compile("已导入：新增"))).to_be_visible()


def test_an_empty_installation_is_led_to_its_first_visit(founder, open_window, smtp_sink, monkeypatch):
    codes = iter(CODES.values())
    monkeypatch.setattr("accounts.actions.invitations.one_time_password", lambda: next(codes))
    page = open_window(viewport=PHONE, accept_downloads=True).new_page()
    log_in(page, "admin", founder[1])
    change_password(page, founder[1])
    next_step(page, "建立组织")
    page.get_by_label("单位名称").fill("清河县")
    press(page, "建立")
    for kind, title in (("units", "导入单位"), ("cadres", "导入干部")):
        next_step(page, title)
        bring_in(page, kind)
    next_step(page, "载入工作日历")
    page.get_by_label("随系统提供的年份").select_option("2026")
    press(page, "查看变动")
    press(page, "确认载入")
    next_step(page, "选用制度")
    page.get_by_label("领导干部基层联系点制度").check()
    press(page, "预览")
    press(page, "按此施行")
    next_step(page, "登记联系点和联系户")
    bring_in(page, "points")
    page.goto("/reports/imports/households/")
    bring_in(page, "households")
    next_step(page, "结对")
    bring_in(page, "pairings")
    next_step(page, "邀请用户")
    press(page, "邀请勾选的人")
    with page.expect_download():
        press(page, "打印密码条")
    page.goto("/me/")
    page.get_by_label("电子邮箱").fill("admin@example.com")
    press(page, "保存")
    next_step(page, "发送测试邮件")
    press(page, "给自己发测试邮件")
    assert sweep(NOON).sent == 1
    page.reload()
    visit_as_invited(open_window(viewport=PHONE).new_page())
    page.goto("/first-steps/")
    assert accessibility_faults(page) == []
    expect(page.get_by_text("准备工作已经全部办理")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="继续准备工作")).to_have_count(0)


def visit_as_invited(page: Page) -> None:
    """With what stands on the slip, and with the household that was paired."""
    log_in(page, "wangxiaomei", CODES["wangxiaomei"])
    change_password(page, CODES["wangxiaomei"])
    page.get_by_role("link", name="登记走访").first.click()
    page.get_by_role("checkbox", name=re.compile("陈大山")).click()
    press(page, "保存")
    expect(page.get_by_role("heading", level=1)).to_have_text("走访已登记")
    assert VisitLog.objects.get().targets.get().household.head_name == "陈大山"


def test_a_link_from_a_letter_is_enough(transactional_db, friday_noon, open_window, smtp_sink):
    town = make.make_unit("柳溪镇", kind="township")
    make.make_cadre("李建国", unit=town, email="li@example.com")
    make.make_user("admin", role="organisation_admin", unit=town)
    page = open_window(viewport=DESK).new_page()
    log_in(page, "admin", make.PASSWORD)
    page.get_by_role("link", name="用户", exact=True).click()
    page.get_by_role("link", name="邀请用户").click()
    assert accessibility_faults(page) == []
    page.get_by_label("邀请方式").select_option("mail")
    press(page, "邀请勾选的人")
    assert sweep(NOON).sent == 1
    text = smtp_sink.to("li@example.com")[0].get_body().get_content()
    guest = open_window(viewport=PHONE).new_page()
    guest.goto(re.search(r"http\S+", text)[0])
    assert accessibility_faults(guest) == []
    guest.locator("[name=new_password1]").fill(OWN)
    guest.locator("[name=new_password2]").fill(OWN)
    press(guest, "设好并登录")
    expect(guest.get_by_text("lijianguo")).to_be_visible()


def test_starting_over_leaves_an_empty_installation(founder, open_window):
    _user, password = founder
    page = open_window(viewport=PHONE).new_page()
    log_in(page, "admin", password)
    change_password(page, password)
    next_step(page, "建立组织")
    page.get_by_label("单位名称").fill("青河县")
    press(page, "建立")
    page.get_by_role("link", name="查看全部步骤").click()
    page.get_by_role("link", name="重新开始").click()
    page.get_by_label("最上级单位的全称").fill("青河县")
    press(page, "全部撤销，重新开始")
    expect(page.locator(".step-next .step-title")).to_contain_text("建立组织")
    assert not Unit.objects.exists()
