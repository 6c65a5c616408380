"""Handing over cards: who holds which, the visit log that comes of it, what a reissue settles, what a slip undoes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.cadres import edit_cadre
from contacts import actions, card_panels
from contacts.actions.merging import merge_households
from contacts.models import CardEnd, CardIssue
from contacts.selectors.cards import stale_by_card, stale_by_unit, with_due
from core import clock
from core.errors import DomainError
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_household, make_user
from tests.factories_cards import make_card, make_issue
from visits.models import LogState, VisitLog

DAYS = datetime.timedelta


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def hand(world, card, *targets, by=None, on=DAY, **changes):
    return actions.hand_over_card(
        card,
        **{
            "targets": targets or [world.household],
            "handed_on": on,
            "handed_by": world.wang,
            "by": by or world.office_secretary,
            "at": NOW,
            "today": DAY,
        }
        | changes,
    )


def test_many_are_handed_a_card_at_once_and_one_log_says_so(world, card):
    homes = [world.household, make_household(unit=world.village), make_household(unit=world.village)]
    hand(world, card, *homes)
    log = VisitLog.objects.get(kind__code="card_handover")
    assert CardIssue.objects.held().count() == log.targets.count() == 3
    assert (log.unit, log.first_day, [*log.cadres.all()]) == (world.office, DAY, [world.wang])
    assert CardIssue.objects.get(household=world.household).wording == card.current


def test_the_person_on_the_card_hands_it_over_and_nobody_else_but_who_keeps_the_unit(world, card):
    hand(world, card, by=make_user("wang", cadre=world.wang))
    for user in (world.member, world.auditor, world.stranger):
        with pytest.raises(PermissionDenied):
            hand(world, card, by=user)
    assert CardIssue.objects.count() == 1


def test_what_one_did_is_not_recorded_as_the_work_of_a_colleague(world, card):
    with pytest.raises(DomainError, match="他人发放") as refused:
        hand(world, card, by=make_user("wang", cadre=world.wang), handed_by=world.zhao)
    assert refused.value.field == "handed_by"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"on": DAY + DAYS(1)}, "不能晚于今天"),
        ({"on": datetime.date(2025, 12, 1)}, "不能早于这一版"),
        ({"targets": []}, "至少选择一户"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(world, card, changes, message):
    with pytest.raises(DomainError, match=message):
        hand(world, card, **changes)
    assert not CardIssue.objects.exists()
    assert not VisitLog.objects.exists()


def test_a_refusal_of_the_log_undoes_the_handing_over(world, card):
    world.household.removed_on = DAY
    world.household.save()
    with pytest.raises(DomainError, match="不在登记册"):
        hand(world, card)
    assert not CardIssue.objects.exists()


def test_a_reissue_settles_a_stale_card(world, card):
    hand(world, card, on=DAY - DAYS(5))
    edit_cadre(world.wang, by=None, at=NOW, phone="1")
    assert CardIssue.objects.stale().count() == 1
    hand(world, card)
    assert CardIssue.objects.stale().count() == 0
    old = CardIssue.objects.get(end_kind=CardEnd.REPLACED)
    assert (old.ended_on, CardIssue.objects.held().count()) == (DAY, 1)


def test_an_old_print_that_is_handed_out_today_is_stale_from_the_start(world, card):
    old = card.current
    edit_cadre(world.wang, by=None, at=NOW, phone="1")
    [issue] = hand(world, card, wording=old)
    assert issue.stale_since == DAY


def test_the_card_of_a_successor_takes_the_place_of_a_withdrawn_one(world, card):
    make_issue(card, world.household)
    actions.withdraw_card(card, by=None, at=NOW, on=DAY)
    world.zhao.phone = "1"
    world.zhao.save()
    hand(world, make_card(world.office, world.zhao), handed_by=world.zhao)
    assert not CardIssue.objects.stale().exists()


def test_who_left_the_register_holds_no_card(world, card):
    make_issue(card, world.household, stale_since=DAY)
    world.household.removed_on = DAY
    world.household.save()
    assert not CardIssue.objects.stale().exists()


def test_a_slip_is_taken_back_together_with_its_log(world, card):
    other = make_household(unit=world.village)
    issues = hand(world, card, world.household, other)
    end = {"end_kind": CardEnd.MISTAKE, "ended_on": DAY, "by": world.office_secretary, "at": NOW, "today": DAY}
    actions.end_issue(issues[0], **end)
    log = VisitLog.objects.get()
    assert [row.target for row in log.targets.all()] == [other]
    actions.end_issue(issues[1], **end)
    log.refresh_from_db()
    assert log.state == LogState.WITHDRAWN


def test_a_card_given_back_ends_and_the_log_stays(world, card):
    [issue] = hand(world, card)
    end = {"ended_on": DAY, "by": world.office_secretary, "at": NOW, "today": DAY}
    with pytest.raises(DomainError, match="请选择收回情况"):
        actions.end_issue(issue, end_kind=CardEnd.REPLACED, **end)
    actions.end_issue(issue, end_kind=CardEnd.RETURNED, **end)
    with pytest.raises(DomainError, match="已经登记过收回"):
        actions.end_issue(issue, end_kind=CardEnd.LOST, **end)
    assert VisitLog.objects.get().state == LogState.RECORDED
    with pytest.raises(PermissionDenied):
        actions.end_issue(issue, end_kind=CardEnd.LOST, **end | {"by": world.member})


def test_who_holds_a_stale_card_by_unit_and_by_person_and_until_when_it_is_replaced(
    world, card, django_assert_num_queries
):
    for _number in range(3):
        make_issue(card, make_household(unit=world.village), stale_since=DAY - DAYS(31))
    make_issue(card, world.household)
    issues = CardIssue.objects.visible_to(world.keeper)
    assert [(row["name"], row["count"]) for row in stale_by_unit(issues)] == [("农业农村局", 3)]
    assert [(row.name, row.count, row.oldest) for row in stale_by_card(issues)] == [("王建国", 3, DAY - DAYS(31))]
    rows = list(issues.stale().with_targets())
    with django_assert_num_queries(1):
        assert [issue.due for issue in with_due(rows, on=DAY)] == [DAY - DAYS(1)] * 3
    assert all(issue.is_overdue for issue in rows)


def test_cards_with_stale_ones_stand_in_the_order_of_the_tree_and_not_of_their_number(world, card):
    rooms = make_card(world.village, name="便民服务室", phone="82760001")
    first, second = sorted((card, rooms), key=lambda one: one.unit.path)
    for held, count in ((first, 1), (second, 2)):
        for _number in range(count):
            make_issue(held, make_household(unit=world.village), handed_by=world.wang, stale_since=DAY)
    assert [(row.card, row.count) for row in stale_by_card(CardIssue.objects.all())] == [(first.pk, 1), (second.pk, 2)]


def test_issues_are_seen_with_their_card(world, card):
    make_issue(card, world.household)
    own = make_user("wang", cadre=world.wang)
    seen = {user: CardIssue.objects.visible_to(user).count() for user in (world.keeper, world.auditor, own)}
    assert set(seen.values()) == {1}
    assert not CardIssue.objects.visible_to(world.member).exists()
    assert not CardIssue.objects.visible_to(world.stranger).exists()


def test_the_page_of_a_household_says_which_card_it_holds_to_who_helps_it(world, card):
    make_issue(card, world.household)
    assert card_panels.cards_of_target(world.keeper, world.household, on=DAY).context["issues"]
    assert card_panels.cards_of_target(world.member, world.household, on=DAY) is None
    assert card_panels.cards_of_target(world.keeper, world.point, on=DAY) is None
    assert card_panels.cards_of_cadre(world.keeper, world.wang, on=DAY).context["cards"][0].held_count == 1
    assert card_panels.cards_of_cadre(world.member, world.wang, on=DAY) is None


def test_a_household_that_was_entered_twice_keeps_one_card_and_what_it_gave_back(world, card):
    twin = make_household("李大山", unit=world.village)
    make_issue(card, twin)
    make_issue(card, twin, ended_on=DAY, end_kind=CardEnd.LOST)
    make_issue(card, world.household)
    merge_households(world.household, twin, by=world.keeper, at=NOW)
    assert CardIssue.objects.filter(household=world.household).count() == 2
    assert CardIssue.objects.filter(household=twin).count() == 0
