"""One day of duty: substitutes, exchanges, another place, none at all; who may do it and who is told."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Leave, Post
from core import clock
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre, make_user
from tests.factories_rotas import make_rota, make_slot
from tests.visits.conftest import NOW, TODAY
from visits.models import SlotSwap

DAY = datetime.timedelta(days=1)
FORMS = ["slot_substitute", "slot_swap", "slot_place", "slot_cancel"]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def duty(town):
    """王建国 tomorrow, 李秀英 the day after; 孙七 of the same town has none."""
    town.sun = make_cadre("孙七", unit=town.unit, position="leadership_member")
    town.sun_user = make_user("sun", cadre=town.sun)
    Post.objects.filter(cadre__in=[town.wang, town.li]).update(position="leadership_member")
    rota = make_rota(town.unit)
    town.rota, town.mine = rota, make_slot(rota, TODAY + DAY, town.wang)
    town.other = make_slot(rota, TODAY + 2 * DAY, town.li)
    return town


def url(name, row):
    return reverse(f"visits:{name}", args=[row.pk])


def substitute(town, **changes):
    return {"cadre": town.sun.pk, "reason": "外出开会", "version": "0"} | changes


@pytest.mark.parametrize("name", ["slot", *FORMS])
def test_a_stranger_is_asked_to_log_in(client, duty, name):
    assert client.get(url(name, duty.mine)).url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", ["slot", *FORMS])
def test_for_another_unit_there_is_no_such_day(log_in, duty, name):
    assert log_in(duty.zhao_user).get(url(name, duty.mine)).status_code == 404


@pytest.mark.parametrize("name", ["slot", *FORMS])
def test_keepers_open_every_page(log_in, duty, name):
    assert log_in(duty.keeper).get(url(name, duty.mine)).status_code == 200


@pytest.mark.parametrize(("name", "status"), list(zip(["slot", *FORMS], [200, 200, 200, 403, 403], strict=True)))
def test_whose_day_it_is_finds_a_substitute_or_exchanges(log_in, duty, name, status):
    assert log_in(duty.wang_user).get(url(name, duty.mine)).status_code == status


@pytest.mark.parametrize("who", ["li_user", "auditor"])
@pytest.mark.parametrize("name", FORMS)
def test_nobody_else_changes_it(log_in, duty, who, name):
    client = log_in(getattr(duty, who))
    assert client.get(url("slot", duty.mine)).status_code == 200
    assert client.post(url(name, duty.mine), substitute(duty)).status_code == 403


def test_a_substitute_stands_in_and_everybody_concerned_is_told(log_in, duty):
    log_in(duty.wang_user).post(url("slot_substitute", duty.mine), substitute(duty))
    duty.mine.refresh_from_db()
    assert (duty.mine.on_duty, duty.mine.substitute_reason, duty.mine.is_by_hand) == (duty.sun, "外出开会", True)
    assert {item.user for item in InboxItem.objects.all()} == {duty.sun_user, duty.keeper}
    assert AuditEntry.objects.get(action="visits.substitute_slot").data["substitute"] == "孙七"


@pytest.mark.parametrize(
    ("change", "said"),
    [({"reason": ""}, "请填写替班原因"), ({"version": "7"}, "已被他人修改")],
)
def test_a_substitute_without_reason_or_by_a_stale_form_is_refused(log_in, duty, change, said):
    answer = log_in(duty.keeper).post(url("slot_substitute", duty.mine), substitute(duty, **change))
    assert said in answer.text
    duty.mine.refresh_from_db()
    assert duty.mine.substitute is None


def test_who_is_away_or_of_another_unit_cannot_stand_in(log_in, duty):
    client = log_in(duty.keeper)
    client.post(url("slot_substitute", duty.mine), substitute(duty, cadre=duty.zhao.pk))
    Leave.objects.create(cadre=duty.sun, kind="annual", start=TODAY, end=TODAY + 3 * DAY)
    assert "请假或者下派" in client.post(url("slot_substitute", duty.mine), substitute(duty)).text
    duty.mine.refresh_from_db()
    assert duty.mine.substitute is None


def test_a_substitution_is_taken_back(log_in, duty):
    client = log_in(duty.wang_user)
    client.post(url("slot_substitute", duty.mine), substitute(duty))
    client.post(url("slot_end_substitution", duty.mine))
    duty.mine.refresh_from_db()
    assert duty.mine.on_duty == duty.wang
    assert log_in(duty.li_user).post(url("slot_end_substitution", duty.mine)).status_code == 403


def test_a_keeper_exchanges_two_days_at_once(log_in, duty):
    log_in(duty.keeper).post(url("slot_swap", duty.mine), {"other": duty.other.pk, "version": "0"})
    duty.mine.refresh_from_db()
    duty.other.refresh_from_db()
    assert (duty.mine.cadre, duty.other.cadre) == (duty.li, duty.wang)
    assert {item.user for item in InboxItem.objects.all()} == {duty.wang_user, duty.li_user}


def ask(log_in, duty):
    log_in(duty.wang_user).post(
        url("slot_swap", duty.mine), {"other": duty.other.pk, "reason": "家中有事", "version": "0"}
    )
    return SlotSwap.objects.get()


def test_one_asks_and_the_other_agrees(log_in, duty):
    swap = ask(log_in, duty)
    assert InboxItem.objects.get().user == duty.li_user
    assert "同意" in log_in(duty.li_user).get(url("rota", duty.rota)).text
    log_in(duty.li_user).post(url("swap_agree", swap))
    duty.mine.refresh_from_db()
    assert duty.mine.cadre == duty.li


@pytest.mark.parametrize("who", ["wang_user", "keeper", "auditor"])
def test_nobody_agrees_for_the_other(log_in, duty, who):
    swap = ask(log_in, duty)
    assert log_in(getattr(duty, who)).post(url("swap_agree", swap)).status_code == 403
    assert log_in(duty.zhao_user).post(url("swap_agree", swap)).status_code == 404


def test_the_other_declines_and_the_asker_hears_of_it(log_in, duty):
    swap = ask(log_in, duty)
    log_in(duty.li_user).post(url("swap_decline", swap))
    duty.mine.refresh_from_db()
    assert duty.mine.cadre == duty.wang
    assert InboxItem.objects.filter(user=duty.wang_user, title__contains="不同意").exists()
    assert "已有结果" in log_in(duty.li_user).post(url("swap_agree", swap), follow=True).text


def test_the_asker_takes_it_back(log_in, duty):
    swap = ask(log_in, duty)
    assert log_in(duty.li_user).post(url("swap_withdraw", swap)).status_code == 403
    log_in(duty.wang_user).post(url("swap_withdraw", swap))
    swap.refresh_from_db()
    assert swap.state == "withdrawn"


def test_what_was_asked_lapses_when_the_day_is_anothers_by_then(log_in, duty):
    swap = ask(log_in, duty)
    log_in(duty.keeper).post(url("slot_substitute", duty.mine), substitute(duty))
    assert "不再适用" in log_in(duty.li_user).post(url("swap_agree", swap), follow=True).text
    swap.refresh_from_db()
    assert swap.state == "asked"


def test_nobody_is_moved_to_a_day_of_leave(log_in, duty):
    Leave.objects.create(cadre=duty.li, kind="annual", start=TODAY + DAY, end=TODAY + DAY)
    answer = log_in(duty.keeper).post(url("slot_swap", duty.mine), {"other": duty.other.pk, "version": "0"})
    assert "请假或者下派" in answer.text


def test_a_day_is_cancelled_with_a_reason_and_restored(log_in, duty):
    client = log_in(duty.keeper)
    client.post(url("slot_cancel", duty.mine), {"reason": "台风停工", "version": "0"})
    assert "已取消" in client.get(url("slot", duty.mine)).text
    assert InboxItem.objects.filter(user=duty.wang_user, title__contains="已取消").exists()
    client.post(url("slot_restore", duty.mine))
    duty.mine.refresh_from_db()
    assert not duty.mine.is_cancelled
    assert log_in(duty.wang_user).post(url("slot_restore", duty.mine)).status_code == 403


def test_another_place_for_this_once(log_in, duty):
    client = log_in(duty.keeper)
    client.post(url("slot_place", duty.mine), {"place": "柳树村村部", "version": "0"})
    assert "柳树村村部" in client.get(url("rota", duty.rota)).text
