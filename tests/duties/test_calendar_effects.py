"""A year without its calendar is provisional and says so; loading it shows what moves, then moves it."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Festival
from core import calendar_hooks
from core.actions import load_calendar
from core.calendar_days import AnnouncedDay
from core.models import AuditEntry
from core.selectors import calendars_around
from duties.models import Obligation
from tests.factories import make_user
from tests.factories_duties import County, day, load_announced_days, put_in_force

pytestmark = pytest.mark.django_db
TODAY = "11-20"
NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
# 1 January 2027 is a Friday; suppose Monday is off, too, and Sunday the 10th is worked.
NEW_DAYS = [
    AnnouncedDay(datetime.date(2027, 1, 1), True, "元旦"),
    AnnouncedDay(datetime.date(2027, 1, 4), True, "元旦"),
    AnnouncedDay(datetime.date(2027, 1, 10), False, "元旦"),
]
CSV = "".join(f"{d.day},{'off' if d.is_off else 'working'},{d.name}\n" for d in NEW_DAYS)
RULES = """\
rulebook: days
title: 值班慰问制度
rules:
  - {code: "1", title: 工作日接访, clause: 第一条, who: {positions: [leadership_member]}, does: [reception],
     measure: {of: count, least: 1}, when: {every: workday}}
  - {code: "2", title: 元旦慰问, clause: 第二条, who: {positions: [leadership_member]}, does: [courtesy_visit],
     measure: {of: count, least: 1}, when: {festivals: [new_year], days_before: 20}}
  - {code: "3", title: 每月走访, clause: 第三条, who: {positions: [leadership_member]},
     measure: {of: count, least: 1}, when: {every: month}}
"""


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setattr("core.clock.today", lambda: datetime.date(2026, 12, 28))
    monkeypatch.setattr("core.clock.now", lambda: datetime.datetime(2026, 12, 28, 4, tzinfo=datetime.UTC))
    load_announced_days()
    county = County()
    put_in_force(RULES, county.root)
    county.leader("township")
    county.recompute("2026-12-28")
    return county


def windows(code: str, start: str = "2027-01-01") -> list[str]:
    rows = Obligation.objects.filter(rule__code=code, window_end__gte=day(start), window_start__lte=day("2027-01-11"))
    return [f"{row.window_start:%m-%d}/{row.window_end:%m-%d}" for row in rows.order_by("window_start")]


def load(on: str = "2026-12-28") -> None:
    at = datetime.datetime.combine(day(on), datetime.time(4), datetime.UTC)
    load_calendar(NEW_DAYS, year=2027, source="通知", by=None, at=at)


def test_a_year_without_calendar_is_counted_monday_to_friday(county: County) -> None:
    assert windows("2") == ["12-12/01-01"]
    assert [w[:5] for w in windows("1")] == ["01-01", "01-04", "01-05", "01-06", "01-07", "01-08", "01-11"]


def test_what_would_move_is_known_before(county: County) -> None:
    found = calendar_hooks.effect(*calendars_around(2027, NEW_DAYS), 2027, on=day(TODAY))
    # Working days: 1 and 4 January fall away, 10 January comes; and the festival's window goes on to Monday.
    assert (found.windows, found.rows) == (4, 3)
    assert [(s.what, s.before, s.after) for s in found.shifts] == [
        ("1 工作日接访", "2027年1月1日", ""),
        ("1 工作日接访", "2027年1月4日", ""),
        ("1 工作日接访", "", "2027年1月10日"),
        ("2 元旦慰问", "元旦（2026-12-12至2027-01-01）", "元旦（2026-12-12至2027-01-04）"),
    ]


def test_loading_moves_it_in_the_same_transaction_and_the_trail_keeps_old_and_new(county: County) -> None:
    load()
    assert windows("2") == ["12-12/01-04"]
    assert [w[:5] for w in windows("1")] == ["01-05", "01-06", "01-07", "01-08", "01-10", "01-11"]
    data = AuditEntry.objects.filter(action="core.load_calendar").first().data
    assert (data["source"], data["windows"], data["moved"][2]) == (
        ["", "通知"],
        4,
        ["1 工作日接访", "", "2027年1月10日"],
    )


def test_what_does_not_follow_working_days_stays(county: County) -> None:
    before = set(Obligation.objects.filter(rule__code="3").values_list("pk", "window_start", "window_end"))
    load()
    assert set(Obligation.objects.filter(rule__code="3").values_list("pk", "window_start", "window_end")) == before


def test_the_administrator_is_shown_what_moves_before_confirming(county: County, log_in: Any) -> None:
    client = log_in(make_user(role="system_admin", unit=county.root))
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("2027.csv", CSV.encode(), content_type="text/csv")
    page = client.post(reverse("accounts:calendar_load"), {"file": file}).content.decode()
    assert "将有4个时段随之变动，涉及已生成的责任事项3项" in page and "2027年1月10日" in page
    assert windows("2") == ["12-12/01-01"]
    client.post(reverse("accounts:calendar_confirm"), {"text": CSV, "name": "2027.csv"})
    assert windows("2") == ["12-12/01-04"]


def test_what_may_still_move_is_marked_on_every_page(county: County, log_in: Any) -> None:
    leader = Obligation.objects.first().cadre
    client = log_in(make_user(cadre=leader, role="organisation_admin", unit=county.root))
    row = Obligation.objects.get(rule__code="2", window_end=datetime.date(2027, 1, 1))
    pages = [
        reverse("duties:mine"),
        reverse("duties:detail", args=[row.pk]),
        reverse("duties:calendar") + "?month=2027-01-01",
    ]
    for url in pages:
        assert "暂定：2027年放假安排尚未载入" in client.get(url).content.decode(), url
    load()
    for url in pages:
        assert "暂定" not in client.get(url).content.decode(), url


def test_a_known_year_and_a_rule_without_working_days_are_never_provisional(county: County, log_in: Any) -> None:
    row = Obligation.objects.get(rule__code="3", window_start=datetime.date(2027, 1, 1))
    client = log_in(county.clerk)
    assert "暂定" not in client.get(reverse("duties:detail", args=[row.pk])).content.decode()
    known = Obligation.objects.filter(rule__code="1", window_end__year=2026).first()
    assert "暂定" not in client.get(reverse("duties:detail", args=[known.pk])).content.decode()


def test_the_preview_of_a_regulation_marks_what_may_move(county: County) -> None:
    from duties.preview import preview

    rules = {rule.code: rule.windows for rule in preview(RULES, county.root, day("2027-01-01"), on=day(TODAY)).rules}
    assert all("暂定" in label for label in rules["1"])
    assert not any("暂定" in label for label in rules["3"])
    assert not Festival.objects.exists()
