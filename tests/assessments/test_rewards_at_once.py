"""Two at the same moment: an item earns its highest level once, and nobody is paid twice."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from assessments.actions import rewards_adopting, rewards_paying
from assessments.models import Adoption, PayList, Reward
from tests.factories_assessments_rewards import NOON, make_closed_sheet, make_item, make_mine
from tests.petitions.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = datetime.date(2026, 3, 10)


@pytest.fixture
def mine():
    return make_mine()


def adopting(mine, item, code):
    return lambda: rewards_adopting.adopt(item, code=code, on=MARCH, by=mine.secretary, at=NOON)


def total():
    return Reward.objects.aggregate(total=Sum("amount"))["total"]


def test_section_and_mine_adopt_at_once_and_thirty_is_earned(mine):
    item = make_item(mine, on=MARCH)
    results = at_once(adopting(mine, item, "section"), adopting(mine, item, "mine"))
    assert [type(one) for one in results] == [Adoption, Adoption]
    assert total() == Decimal(30)


def test_two_adopt_at_one_level_and_one_is_told(mine):
    item = make_item(mine, on=MARCH)
    results = at_once(*[adopting(mine, item, "mine")] * 2)
    assert sorted(type(one).__name__ for one in results) == ["Adoption", "str"]
    assert total() == Decimal(30)


def test_two_lists_prepared_at_once_pay_everything_once(mine):
    for _number in range(3):
        adopting(mine, make_item(mine, on=MARCH), "section")()
    at_once(
        *(
            lambda unit=unit: rewards_paying.prepare_list(unit, year=2026, quarter=1, by=mine.personnel, at=NOON)
            for unit in (mine.mine, mine.section)
        )
    )
    assert sum(row.total for row in PayList.objects.all()) == Decimal(15)


def test_taken_back_while_the_list_is_closed_it_is_on_this_list_or_on_the_next(mine):
    adopting(mine, make_item(mine, on=MARCH), "mine")()
    adoption = adopting(mine, make_item(mine, on=MARCH), "section")()
    row = rewards_paying.prepare_list(mine.mine, year=2026, quarter=1, by=mine.personnel, at=NOON)
    row = rewards_paying.approve_list(row, by=mine.leader, at=NOON)
    at_once(
        lambda: rewards_paying.close_list(row, on=NOON.date(), by=mine.personnel, at=NOON),
        lambda: rewards_adopting.reverse_adoption(adoption, reason="重复", on=NOON.date(), by=mine.secretary, at=NOON),
    )
    row.refresh_from_db()
    on_list = Reward.objects.filter(pay_list=row).aggregate(total=Sum("amount"))["total"]
    assert (row.state, row.total) in [("closed", Decimal(35)), ("prepared", Decimal(30))]
    assert on_list == row.total
    assert total() == Decimal(30)


def test_adopted_while_a_list_is_made_up_it_is_on_this_list_or_on_the_next(mine):
    adopting(mine, make_item(mine, on=MARCH), "section")()
    item = make_item(mine, on=MARCH)
    at_once(
        adopting(mine, item, "mine"),
        lambda: rewards_paying.prepare_list(mine.mine, year=2026, quarter=1, by=mine.personnel, at=NOON),
    )
    row = PayList.objects.get()
    unpaid = Reward.objects.unpaid().aggregate(total=Sum("amount"))["total"] or Decimal(0)
    assert row.total + unpaid == Decimal(35)
    assert row.total == Reward.objects.filter(pay_list=row).aggregate(total=Sum("amount"))["total"]


def test_the_reward_of_a_score_is_entered_on_one_of_two_lists(mine):
    make_closed_sheet(mine.officer, mine.shift, reward="20")
    results = at_once(
        *(
            lambda unit=unit: rewards_paying.prepare_list(unit, year=2026, quarter=1, by=mine.personnel, at=NOON)
            for unit in (mine.mine, mine.section)
        )
    )
    assert len(results) == 2
    assert [row.total for row in PayList.objects.all()] == [Decimal(20)]
