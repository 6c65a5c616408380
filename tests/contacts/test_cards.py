"""Pages of contact cards: the list, one card, making, changing and withdrawing it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import CardStyle, ContactCard
from core import clock
from tests.contacts.conftest import DAY, page, send
from tests.factories import make_cadre, make_household, make_user
from tests.factories_cards import make_card, make_issue, make_style

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def card(world):
    make_style(world.county)
    world.wang.phone = PHONE
    world.wang.save()
    return make_card(world.office, world.wang)


@pytest.fixture
def own(world):
    return make_user("wang", cadre=world.wang)


def test_cards_are_shown_after_log_in(client, card):
    for name, keys in (("cards", ()), ("card", (card.pk,)), ("card_edit", (card.pk,))):
        assert client.get(reverse(f"contacts:{name}", args=keys)).status_code == 302


def test_readers_of_the_unit_and_the_person_on_it_see_a_card(log_in, world, card, own):
    for user in (world.keeper, world.auditor, world.office_secretary, own):
        client = log_in(user)
        assert "王建国" in page(client, "cards")
        assert PHONE in page(client, "card", card.pk)
    for user in (world.member, world.stranger):
        client = log_in(user)
        assert "王建国" not in page(client, "cards")
        assert client.get(card.get_absolute_url()).status_code == 404


def test_buttons_are_shown_to_those_who_may(log_in, world, card, own):
    edit, hand = (reverse(f"contacts:{name}", args=[card.pk]) for name in ("card_edit", "card_hand_over"))
    shown = {user.username: page(log_in(user), "card", card.pk) for user in (world.keeper, own, world.auditor)}
    assert [edit in text for text in shown.values()] == [True, False, False]
    assert [hand in text for text in shown.values()] == [True, True, False]
    for user, status in ((own, 403), (world.auditor, 403), (world.member, 404)):
        assert log_in(user).get(edit).status_code == status


def test_the_list_is_narrowed_by_unit_name_and_who_holds_them(log_in, world, card):
    window = make_card(world.village, name="便民窗口", phone="1")
    make_issue(card, world.household, stale_since=DAY)
    client = log_in(world.keeper)
    assert "便民窗口" not in page(client, "cards", unit=world.office.pk)
    assert "便民窗口" not in page(client, "cards", q="王")
    assert "便民窗口" not in page(client, "cards", state="stale")
    assert "王建国</a>" not in page(client, "cards", state="none")
    ContactCard.objects.filter(pk=window.pk).update(withdrawn_on=DAY)
    assert "便民窗口" not in page(client, "cards")
    assert "便民窗口" in page(client, "cards", state="withdrawn")
    assert "便民窗口" in page(client, "cards", state="all")


def test_the_list_costs_the_same_for_one_card_and_three(log_in, world, card, django_assert_num_queries):
    client, url = log_in(world.keeper), reverse("contacts:cards")
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    for _number in range(2):
        more = make_card(world.village, make_cadre(unit=world.village, phone="1"))
        make_issue(more, make_household(unit=world.village))
    with django_assert_num_queries(len(queries)):
        client.get(url)


def test_a_card_is_made_from_what_is_known(log_in, world, card):
    world.zhao.phone = "13700000000"
    world.zhao.save()
    client = log_in(world.office_secretary)
    answer = send(client, "card_create", unit=world.office.pk, cadre=world.zhao.pk)
    made = ContactCard.objects.get(cadre=world.zhao)
    assert answer.url == made.get_absolute_url()
    shown = page(client, "card", made.pk)
    assert "联系群众连心卡" in shown
    assert "没有开通网上诉求" in shown


def test_a_refusal_says_why_and_keeps_what_was_typed(log_in, world, card):
    answer = send(log_in(world.keeper), "card_create", unit=world.office.pk, cadre=world.wang.pk, title="党组书记")
    assert "已有连心卡" in answer.content.decode()
    assert "党组书记" in answer.content.decode()
    assert log_in(world.auditor).get(reverse("contacts:card_create")).status_code == 403


def test_an_edit_gives_a_new_version(log_in, world, card):
    fields = {"version": card.version, "title": "党组书记", "phone": "", "area": ""}
    send(log_in(world.keeper), "card_edit", card.pk, **fields)
    card.refresh_from_db()
    assert (card.current.number, card.current.title) == (2, "党组书记")


def test_a_card_is_withdrawn_after_a_question(log_in, world, card):
    client = log_in(world.keeper)
    assert "停用后不能恢复" in page(client, "card_withdraw", card.pk)
    send(client, "card_withdraw", card.pk, version=card.version)
    card.refresh_from_db()
    assert card.withdrawn_on == DAY
    assert "停用" in page(client, "card", card.pk)
    assert log_in(world.auditor).get(reverse("contacts:card_withdraw", args=[card.pk])).status_code == 403


def test_cards_for_a_whole_unit_and_who_is_left_out(log_in, world):
    make_style(world.county)
    world.wang.phone = PHONE
    world.wang.save()
    answer = log_in(world.keeper).post(reverse("contacts:cards_make"), {"unit": world.office.pk}, follow=True)
    text = answer.content.decode()
    assert "已制作1张连心卡" in text
    assert "没有电话，没有制卡：赵敏" in text
    assert log_in(world.member).get(reverse("contacts:cards_make")).status_code == 403


def test_without_a_style_no_cards_are_made(log_in, world):
    answer = send(log_in(world.keeper), "cards_make", unit=world.office.pk)
    assert "还没有连心卡版式" in answer.content.decode()
    assert not CardStyle.objects.exists()
