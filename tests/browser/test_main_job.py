"""The main job, whole: a visit logged, the duty met, a colleague reminded, the annual report downloaded and checked."""

import datetime
import re
from email.message import Message

import pytest
from django.conf import settings
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from core import clock
from core.sweep import sweep
from duties import actions as duties
from tests import factories as make
from tests.factories_duties import County
from visits.models import VisitLog

NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def friday_noon(monkeypatch, settings, live_server):
    """Friday 20 November 2026, 12:00 in Shanghai, for server and sweeps; links lead to the server of the test."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settings.BASE_URL = live_server.url


@pytest.fixture
def town(transactional_db, friday_noon):
    """A town whose secretary and deputy each hold a village, under the shipped regulation on contact points."""
    county = County("r01")
    town = county.unit("township", "柳溪镇")
    for number, name in enumerate(("陈静", "刘大勇")):
        village = make.make_unit(f"石桥{number}村", parent=town, kind="village")
        cadre = make.make_cadre(name, unit=town, position="head" if number == 0 else "leadership_member", title="书记")
        make.make_pairing(cadre, make.make_point(f"石桥{number}村", unit=village), unit=town)
        make.make_user(
            f"user-{number}",
            cadre=cadre,
            role="secretary" if number == 0 else "cadre",
            unit=town,
            email=f"u{number}@example.com",
        )
    make.make_user("admin", role="organisation_admin", unit=county.root)
    duties.recompute(on=TODAY)
    return town


def log_in(page: Page, username: str) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


def link_in(mail: Message) -> str:
    """The first link to the form that records what is owed, in the plain-text part."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    text = parts[0].get_payload(decode=True).decode()
    (link, *_more) = re.findall(rf"{re.escape(settings.BASE_URL)}/duties/\d+/record/", text)
    return link


def test_a_visit_is_logged_the_duty_met_a_colleague_reminded_and_the_report_downloaded(
    open_window, town, smtp_sink, tmp_path
):
    window = open_window(accept_downloads=True)
    secretary = window.new_page()
    log_in(secretary, "user-0")

    # The duty stands open: a field study at the village, once a year (R1.10).
    secretary.goto("/duties/")
    row = secretary.get_by_role("listitem").filter(has_text="领导干部驻点调研")
    expect(row).to_contain_text("石桥0村")

    # Three fields: the kind and the point are filled in by the duty, the day is today; the text is optional.
    row.get_by_role("link", name="登记走访").click()
    expect(secretary.get_by_label("走访日期")).to_have_value("2026-11-20")
    expect(secretary.get_by_role("checkbox", name="石桥0村")).to_be_checked()
    secretary.get_by_label("基本情况").fill("在村里住了一晚，了解冬修水利和供暖情况。")
    secretary.get_by_role("button", name="保存").click()
    expect(secretary.get_by_role("heading", level=1)).to_have_text("走访已登记")
    expect(secretary.get_by_role("listitem").filter(has_text="领导干部驻点调研")).to_contain_text("1 / 1")
    log = VisitLog.objects.get()

    # The duty has turned to met, without anything else being entered.
    secretary.goto("/duties/")
    met = secretary.locator("details", has_text="近期已完成的责任")
    met.locator("summary").click()
    expect(met.get_by_role("row").filter(has_text="领导干部驻点调研")).to_be_visible()

    # The deputy is behind and gets one mail, whose link opens the form with the village filled in.
    duties.remind(at=NOON, on=TODAY)
    sweep(NOON)
    letters = {mail["To"]: mail for mail in smtp_sink.messages}
    assert set(letters) >= {"u1@example.com"}
    deputy = open_window().new_page()
    log_in(deputy, "user-1")
    deputy.goto(link_in(letters["u1@example.com"]))
    expect(deputy.get_by_role("heading", level=1)).to_have_text("登记走访")

    # The administrator downloads the annual workbook; its cells are the record's.
    admin = open_window(accept_downloads=True).new_page()
    log_in(admin, "admin")
    admin.goto("/reports/annual/")
    admin.get_by_role("textbox", name="用途").fill("报送县委办")
    with admin.expect_download() as download:
        admin.get_by_role("button", name="生成工作簿").click()
    file = tmp_path / "annual.xlsx"
    download.value.save_as(file)
    ledger = load_workbook(file)["走访台账"]
    cells = [cell.value for cell in ledger[4]]
    assert cells[1].date() == log.first_day
    assert cells[2:6] == ["陈静", "书记", "石桥0村", None]
    assert cells[7:9] == [str(log.kind), log.content]
