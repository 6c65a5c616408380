"""Pages where cards are handed over, and of who holds which."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import CardIssue
from core import clock
from tests.contacts.conftest import DAY, page, send
from tests.factories import make_household, make_pairing, make_resident, make_user
from tests.factories_cards import make_issue
from visits.models import VisitLog

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def fields(world, card, *targets, **changes):
    ticked = [f"household-{target.pk}" for target in targets]
    form = {"handed_on": str(DAY), "handed_by": world.wang.pk, "wording": card.current_id, "targets": ticked}
    return form | changes


def hand(client, world, card, *targets, **changes):
    query = f"?unit={world.village.pk}"
    return send(client, "card_hand_over", card.pk, query=query, **fields(world, card, *targets, **changes))


def test_many_households_are_ticked_and_handed_over_once(log_in, world, card):
    homes = [world.household, make_household(unit=world.village)]
    client, key = log_in(world.keeper), str(uuid.uuid4())
    for _click in range(2):
        answer = hand(client, world, card, *homes, once_key=key)
    assert answer.url == reverse("contacts:card_holders", args=[card.pk])
    assert CardIssue.objects.count() == 2
    assert VisitLog.objects.filter(kind__code="card_handover").count() == 1


def test_those_with_a_card_of_today_are_left_out_unless_asked_for(log_in, world, card):
    make_issue(card, world.household)
    make_issue(card, make_household("旧卡户", unit=world.village), stale_since=DAY)
    make_household("无卡户", unit=world.village)
    client = log_in(world.keeper)

    def shown(**query):
        text = page(client, "card_hand_over", card.pk, unit=world.village.pk, **query)
        return [name for name in ("李大山", "旧卡户", "无卡户") if f">{name}</label>" in text]

    assert shown() == ["旧卡户", "无卡户"]
    assert shown(held="none") == ["无卡户"]
    assert shown(held="stale") == ["旧卡户"]
    assert shown(held="all") == ["李大山", "旧卡户", "无卡户"]
    assert shown(held="all", q="大山") == ["李大山"]


def test_residents_and_points_are_handed_cards_too(log_in, world, card):
    make_resident("林小梅", unit=world.village)
    client = log_in(world.keeper)
    assert "林小梅" in page(client, "card_hand_over", card.pk, unit=world.village.pk, kind="resident")
    assert "石门村服务站" in page(client, "card_hand_over", card.pk, unit=world.village.pk, kind="point")


def test_a_cadre_hands_over_their_own_card_to_whom_they_help(log_in, world, card):
    make_pairing(world.wang, world.household, unit=world.office, category="hardship_household")
    own = log_in(make_user("wang", cadre=world.wang))
    assert hand(own, world, card, world.household).status_code in (200, 302)
    for user, status in ((world.auditor, 403), (world.member, 404)):
        assert log_in(user).get(reverse("contacts:card_hand_over", args=[card.pk])).status_code == status


def test_nobody_ticked_is_told_and_nothing_is_written(log_in, world, card):
    answer = hand(log_in(world.keeper), world, card)
    assert "请至少选择一户" in answer.content.decode()
    assert not CardIssue.objects.exists()


def test_the_holders_of_a_card_and_the_stale_ones_among_them(log_in, world, card):
    make_issue(card, world.household)
    make_issue(card, make_household("旧卡户", unit=world.village), stale_since=DAY)
    client = log_in(world.keeper)
    assert "李大山" in page(client, "card_holders", card.pk)
    assert "李大山" not in page(client, "card_holders", card.pk, held="stale")
    assert "旧卡户" not in page(client, "card_holders", card.pk, held="ended")
    assert "应于2026-07-15前换发" in page(client, "card_holders", card.pk, held="all")
    assert log_in(world.member).get(reverse("contacts:card_holders", args=[card.pk])).status_code == 404


def test_who_holds_a_stale_card_in_a_part_of_the_tree(log_in, world, card):
    make_issue(card, world.household, stale_since=DAY)
    client = log_in(world.keeper)
    assert "李大山" in page(client, "cards_stale")
    assert "李大山" not in page(client, "cards_stale", unit=world.village.pk)
    assert "没有待换发的连心卡" in page(log_in(world.member), "cards_stale")


@pytest.mark.parametrize("name", ["cards_stale", "card_holders", "card_hand_over"])
def test_lists_cost_the_same_for_one_row_and_three(log_in, world, card, name, django_assert_num_queries):
    keys = [] if name == "cards_stale" else [card.pk]
    client, url = log_in(world.keeper), reverse(f"contacts:{name}", args=keys) + f"?unit={world.county.pk}&held=all"
    make_issue(card, world.household, stale_since=DAY)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    for _number in range(2):
        make_issue(card, make_household(unit=world.village), stale_since=DAY)
    with django_assert_num_queries(len(queries)):
        client.get(url)


def test_a_card_is_taken_back(log_in, world, card):
    issue = make_issue(card, world.household)
    client = log_in(world.keeper)
    assert "李大山持有的王建国的连心卡" in page(client, "card_issue_end", issue.pk)
    send(client, "card_issue_end", issue.pk, version=0, end_kind="lost", ended_on=str(DAY))
    issue.refresh_from_db()
    assert (issue.end_kind, issue.ended_on) == ("lost", DAY)
    assert log_in(world.auditor).get(reverse("contacts:card_issue_end", args=[issue.pk])).status_code == 403


def test_the_page_of_a_household_names_the_card_that_it_holds(log_in, world, card):
    make_issue(card, world.household, stale_since=DAY)
    assert "旧卡，待换发" in page(log_in(world.keeper), "household", world.household.pk)
    assert "旧卡" not in page(log_in(world.member), "household", world.household.pk)
