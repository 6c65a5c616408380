"""Days of duty where people look: my duties, home, the calendar and its feed, the digest of the day."""

import datetime

import pytest
from django.urls import reverse

from core import clock
from core.models import InboxItem, OutboxMessage
from duties import actions
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_duties import NOON
from tests.factories_rotas import make_rota, make_slot
from visits import actions as visits
from visits.models import SlotSwap

FRIDAY = datetime.date(2026, 11, 20)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def duty(db, monkeypatch):
    """王 is on duty on Monday, 李 on Tuesday."""
    monkeypatch.setattr(clock, "today", lambda: FRIDAY)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    town = make_unit("青石镇", kind="township")
    people = [make_cadre(name, unit=town, position="head") for name in ("王建国", "李秀英")]
    users = [make_user(cadre=cadre) for cadre in people]
    rota = make_rota(town)
    slots = [make_slot(rota, FRIDAY + n * DAY, cadre) for n, cadre in zip((3, 4), people, strict=True)]
    return rota, slots, users


@pytest.mark.parametrize(
    ("page", "mine", "others"),
    [("duties:mine", "2026-11-23", "2026-11-24"), ("home", "11月23日", "11月24日")],
)
def test_my_days_are_on_my_pages_and_nobody_elses(log_in, duty, page, mine, others):
    _rota, _slots, (wang, _li) = duty
    text = log_in(wang).get(reverse(page)).text
    assert mine in text and "镇信访接待室" in text
    assert others not in text


def test_the_calendar_and_its_feed_show_them(log_in, duty):
    _rota, (slot, _other), (wang, _li) = duty
    client = log_in(wang)
    assert "值班：领导接访日值班表" in client.get(reverse("duties:calendar")).text
    feed = actions.issue_feed(by=wang, at=NOON)
    text = client.get(reverse("duties:feed", args=[feed.token])).text
    assert "DTSTART;VALUE=DATE:20261123" in text and f"UID:duty-{slot.pk}@" in text
    assert "20261124" not in text.replace("DTEND;VALUE=DATE:20261124", "")


def test_a_request_to_exchange_is_answered_on_my_page(log_in, duty):
    _rota, (mine, other), (wang, li) = duty
    visits.ask_swap(mine, other, by=wang, at=NOON)
    assert "王建国" in log_in(li).get(reverse("duties:mine")).text
    assert "待同意的调班" in log_in(li).get(reverse("duties:mine")).text


def test_the_digest_tells_of_a_near_day_once_before_the_weekend(duty):
    _rota, _slots, (wang, li) = duty
    actions.remind(at=NOON, on=FRIDAY)
    letter = OutboxMessage.objects.get(recipient=wang)
    assert "2026年11月23日" in letter.text and "镇信访接待室" in letter.html
    assert InboxItem.objects.filter(user=li).count() == 1
    actions.remind(at=NOON + 3 * DAY, on=FRIDAY + 3 * DAY)
    assert OutboxMessage.objects.count() == 2


def test_who_is_on_duty_anew_is_told_anew(duty):
    _rota, (slot, _other), (_wang, li) = duty
    actions.remind(at=NOON, on=FRIDAY)
    visits.substitute_slot(slot, li.cadre, reason="出差", by=None, at=NOON)
    actions.remind(at=NOON + 3 * DAY, on=FRIDAY + 3 * DAY)
    assert "2026年11月23日" in OutboxMessage.objects.filter(recipient=li).latest("pk").text


def test_a_request_to_exchange_is_in_the_digest(duty):
    _rota, (mine, other), (wang, li) = duty
    visits.ask_swap(mine, other, by=wang, at=NOON)
    actions.remind(at=NOON, on=FRIDAY)
    assert "王建国请求用" in OutboxMessage.objects.get(recipient=li).text
    assert SlotSwap.objects.get().told_on == FRIDAY


def test_the_night_lays_out_and_tells(duty, monkeypatch):
    from duties import tasks

    rota, _slots, _users = duty
    tasks.recompute()
    assert rota.slots.filter(day__gt=FRIDAY).count() == visits.HORIZON
