"""What items earn: the highest level once, by the amount of the day, whatever the order (R17.7)."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from assessments.actions import rewards_adopting, rewards_items, rewards_paying
from assessments.models import Adoption, AdoptionLevel, InformationItem, PayList, Reward
from core.errors import DomainError
from tests.factories import START, make_cadre, make_user
from tests.factories_assessments_rewards import NOON, make_closed_sheet, make_item, make_mine

pytestmark = pytest.mark.django_db
MARCH, APRIL, JULY = datetime.date(2026, 3, 10), datetime.date(2026, 4, 10), datetime.date(2026, 7, 10)


@pytest.fixture
def mine():
    return make_mine()


def adopt(mine, item, code="section", on=MARCH, by=None):
    return rewards_adopting.adopt(item, code=code, on=on, by=by or mine.secretary, at=NOON)


def reverse(mine, adoption, on=JULY):
    return rewards_adopting.reverse_adoption(adoption, reason="重复报送", on=on, by=mine.secretary, at=NOON)


def prepare(mine, quarter=1, unit=None):
    return rewards_paying.prepare_list(unit or mine.mine, year=2026, quarter=quarter, by=mine.personnel, at=NOON)


def paid(mine, quarter=1):
    """The list of a quarter, approved and closed."""
    row = rewards_paying.approve_list(prepare(mine, quarter), by=mine.leader, at=NOON)
    return rewards_paying.close_list(row, on=NOON.date(), by=mine.personnel, at=NOON)


def earned(item):
    return Reward.objects.filter(item=item).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def amounts(row):
    return [(line.name, line.amount) for line in row.lines.all()]


def test_a_list_is_approved_neither_by_whose_deputy_made_it_up_nor_by_that_deputy(mine):
    adopt(mine, make_item(mine, on=MARCH))
    mine.personnel.acting_for = mine.leader
    row = prepare(mine)
    with pytest.raises(DomainError, match="编制人以外"):
        rewards_paying.approve_list(row, by=mine.leader, at=NOON)
    mine.personnel.acting_for = None
    rewards_paying.refresh_list(row, by=mine.personnel, at=NOON)
    deputy = make_user(cadre=make_cadre(unit=mine.mine))
    deputy.acting_for = mine.leader
    with pytest.raises(DomainError, match="编制人以外"):
        rewards_paying.approve_list(row, by=deputy, at=NOON)


def test_who_is_paid_by_a_list_does_not_approve_it(mine):
    adopt(mine, make_item(mine, on=MARCH))
    mine.user.grants.create(role="leader", unit=mine.mine, start=START)
    row = prepare(mine)
    with pytest.raises(DomainError, match="您本人"):
        rewards_paying.approve_list(row, by=mine.user, at=NOON)
    assert rewards_paying.approve_list(row, by=mine.leader, at=NOON).state == "approved"


def test_the_section_pays_5_and_the_mine_30(mine):
    one, two = make_item(mine, on=MARCH), make_item(mine, on=MARCH)
    adopt(mine, one)
    adopt(mine, two, "mine")
    assert (earned(one), earned(two)) == (Decimal(5), Decimal(30))


def test_what_the_section_paid_in_the_first_quarter_is_made_up_to_30_in_the_second(mine):
    item = make_item(mine, on=MARCH)
    adopt(mine, item)
    first = paid(mine)
    adopt(mine, item, "mine", on=APRIL)
    second = paid(mine, 2)
    assert amounts(first) == [("郭联络", Decimal(5))]
    assert amounts(second) == [("郭联络", Decimal(25))]
    assert first.lines.get().items == {"section": 1}
    assert second.lines.get().items == {"mine": 1}


def test_adopted_by_the_mine_first_the_section_adds_nothing(mine):
    item = make_item(mine, on=MARCH)
    adopt(mine, item, "mine")
    adopt(mine, item)
    assert [reward.amount for reward in item.rewards.all()] == [Decimal(30)]


def test_both_in_one_quarter_is_one_item_at_the_higher_level(mine):
    item = make_item(mine, on=MARCH)
    adopt(mine, item)
    adopt(mine, item, "mine")
    line = prepare(mine).lines.get()
    assert (line.items, line.amount) == ({"mine": 1}, Decimal(30))


def test_the_amount_of_the_day_counts(mine):
    AdoptionLevel.objects.create(
        code="section",
        name="区队采用",
        unit=mine.mine,
        unit_kind="section",
        amount=8,
        order=10,
        effective_from=APRIL,
        made_at=NOON,
    )
    before, after = make_item(mine, on=MARCH), make_item(mine, on=MARCH)
    adopt(mine, before, on=APRIL - datetime.timedelta(days=1))
    adopt(mine, after, on=APRIL)
    assert (earned(before), earned(after)) == (Decimal(5), Decimal(8))


def test_an_item_is_adopted_once_at_a_level(mine):
    item = make_item(mine, on=MARCH)
    adopt(mine, item)
    with pytest.raises(DomainError, match="同一层级只采用一次"):
        adopt(mine, item)
    assert item.rewards.count() == 1


def test_taken_back_before_it_is_paid_nothing_is_paid(mine):
    kept, undone = make_item(mine, on=MARCH), make_item(mine, on=MARCH)
    adopt(mine, kept)
    reverse(mine, adopt(mine, undone, "mine"))
    assert [reward.on for reward in undone.rewards.all()] == [MARCH, MARCH]
    line = prepare(mine).lines.get()
    assert (line.items, line.amount) == ({"section": 1}, Decimal(5))


def test_taken_back_while_its_list_is_approved_the_list_is_made_up_anew(mine):
    kept, undone = make_item(mine, on=MARCH), make_item(mine, on=MARCH)
    adopt(mine, kept)
    adoption = adopt(mine, undone, "mine")
    row = rewards_paying.approve_list(prepare(mine), by=mine.leader, at=NOON)
    assert row.total == Decimal(35)
    reverse(mine, adoption)
    row.refresh_from_db()
    assert (row.state, row.approved_by, row.total) == ("prepared", None, Decimal(5))
    with pytest.raises(DomainError, match="目前“待审核”"):
        rewards_paying.close_list(row, on=NOON.date(), by=mine.personnel, at=NOON)


def test_taken_back_after_it_was_paid_it_is_taken_off_the_next_list(mine):
    item, other = make_item(mine, on=MARCH), make_item(mine, on=JULY)
    adoption = adopt(mine, item, "mine")
    first = paid(mine)
    reverse(mine, adoption, on=JULY)
    adopt(mine, other, on=JULY)
    assert amounts(paid(mine, 3)) == [("郭联络", Decimal(-25))]
    first.refresh_from_db()
    assert (first.total, amounts(first)) == (Decimal(30), [("郭联络", Decimal(30))])


def test_back_to_the_section_the_difference_is_taken_back(mine):
    item = make_item(mine, on=MARCH)
    adopt(mine, item)
    reverse(mine, adopt(mine, item, "mine", on=APRIL))
    assert [reward.amount for reward in item.rewards.all()] == [Decimal(5), Decimal(25), Decimal(-25)]
    assert item.rewards.last().level.code == "section"


def test_entered_after_its_list_was_closed_it_goes_onto_the_next(mine):
    adopt(mine, make_item(mine, on=MARCH))
    paid(mine)
    adopt(mine, make_item(mine, on=MARCH))
    assert amounts(prepare(mine, 2)) == [("郭联络", Decimal(5))]


def test_the_reward_of_a_score_is_paid_once_the_sheet_is_closed_and_once_only(mine):
    make_closed_sheet(mine.officer, mine.shift, reward="100")
    make_closed_sheet(mine.other_officer, mine.other_shift, reward="50", state="announced")
    adopt(mine, make_item(mine, on=MARCH))
    line = paid(mine).lines.get()
    assert (line.items_amount, line.sheets_amount, line.amount) == (Decimal(5), Decimal(100), Decimal(105))
    with pytest.raises(DomainError, match="没有需要发放的奖金"):
        prepare(mine, 2)
    assert not PayList.objects.filter(quarter=2).exists()


def test_a_list_given_up_leaves_everything_to_be_paid(mine):
    make_closed_sheet(mine.officer, mine.shift, reward="100")
    adopt(mine, make_item(mine, on=MARCH))
    rewards_paying.discard_list(prepare(mine), by=mine.personnel, at=NOON)
    assert amounts(prepare(mine)) == [("郭联络", Decimal(105))]


def test_two_lists_never_pay_the_same(mine):
    adopt(mine, make_item(mine, on=MARCH))
    adopt(mine, make_item(mine, on=MARCH, officer=mine.other_officer), "mine")
    section = prepare(mine, unit=mine.section)
    whole = prepare(mine)
    assert amounts(section) == [("郭联络", Decimal(5))]
    assert amounts(whole) == [("秦联络", Decimal(30))]


def test_who_changed_shifts_stands_on_the_list_once(mine):
    adopt(mine, make_item(mine, on=MARCH))
    reward = Reward.objects.get()
    Reward.objects.create(
        officer=mine.officer,
        unit=mine.other_shift,
        unit_path=mine.other_shift.path,
        item=reward.item,
        level=reward.level,
        on=MARCH,
        amount=25,
        made_at=NOON,
    )
    line = prepare(mine).lines.get()
    assert (line.unit_name, line.amount) == ("夜班", Decimal(30))


def test_a_list_is_made_once_after_the_quarter_and_never_changes_once_closed(mine):
    adopt(mine, make_item(mine, on=MARCH))
    with pytest.raises(DomainError, match="尚未结束"):
        prepare(mine, 4)
    row = paid(mine)
    with pytest.raises(DomainError, match="已经编制"):
        prepare(mine)
    for act in (rewards_paying.refresh_list, rewards_paying.discard_list):
        with pytest.raises(DomainError, match="已经发放，不能更改"):
            act(row, by=mine.personnel, at=NOON)


def test_a_refreshed_list_has_what_came_since(mine):
    adopt(mine, make_item(mine, on=MARCH))
    row = prepare(mine)
    adopt(mine, make_item(mine, on=MARCH), "mine")
    row = rewards_paying.refresh_list(row, by=mine.personnel, at=NOON)
    assert (row.total, row.lines.get().items) == (Decimal(35), {"section": 1, "mine": 1})
    assert row.columns == [["section", "区队（科室）采用"], ["mine", "矿采用"]]


def test_the_leader_approves_what_they_saw_and_never_their_own_list(mine):
    adopt(mine, make_item(mine, on=MARCH))
    row = prepare(mine)
    with pytest.raises(PermissionDenied):
        rewards_paying.approve_list(row, by=mine.personnel, at=NOON)
    with pytest.raises(DomainError, match="已被他人修改"):
        rewards_paying.approve_list(row, by=mine.leader, at=NOON, version=row.version - 1)
    mine.leader.grants.create(role="personnel", unit=mine.mine, start=START)
    row = rewards_paying.refresh_list(row, by=User.objects.get(pk=mine.leader.pk), at=NOON)
    with pytest.raises(DomainError, match="编制人以外"):
        rewards_paying.approve_list(row, by=mine.leader, at=NOON)


def test_rewards_are_never_edited(mine):
    adopt(mine, make_item(mine, on=MARCH))
    reward = Reward.objects.get()
    for act in (reward.save, Reward.objects.all().delete, lambda: Reward.objects.update(amount=1)):
        with pytest.raises(TypeError):
            act()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("adopt"), st.sampled_from(["section", "mine"]), st.integers(0, 200)),
        st.tuples(st.just("reverse"), st.sampled_from(["section", "mine"]), st.integers(0, 0)),
        st.tuples(st.just("pay"), st.sampled_from([1, 2, 3]), st.integers(0, 0)),
    ),
    max_size=9,
)


class WhateverTheOrder(TestCase):
    @hypothesis_settings(max_examples=25, deadline=None)
    @given(STEPS)
    def test_an_item_earns_its_highest_adoption_in_force(self, steps):
        mine = make_mine()
        item = make_item(mine, on=datetime.date(2026, 1, 5))
        for what, which, day in steps:
            try:
                step(mine, item, what, which, datetime.date(2026, 1, 5) + datetime.timedelta(days=day))
            except DomainError:
                continue
        standing = Adoption.objects.in_force().filter(item=item)
        assert earned(item) == max((adoption.amount for adoption in standing), default=Decimal(0))
        for row in PayList.objects.all():
            rewards = row.rewards.aggregate(total=Sum("amount"))["total"] or Decimal(0)
            assert row.total == rewards == sum((line.amount for line in row.lines.all()), Decimal(0))


def step(mine, item, what, which, on):
    if what == "adopt":
        adopt(mine, item, which, on=on)
    elif what == "pay":
        paid(mine, which)
    elif adoption := Adoption.objects.in_force().filter(item=item, code=which).first():
        reverse(mine, adoption, on=NOON.date())


def test_an_adopted_item_is_neither_edited_nor_withdrawn(mine):
    item = make_item(mine, on=MARCH)
    adoption = adopt(mine, item)
    with pytest.raises(DomainError, match="不能再修改"):
        rewards_items.edit_item(item, title="新", text="新", by=mine.user, at=NOON)
    with pytest.raises(DomainError, match="先由采用单位撤销采用"):
        rewards_items.withdraw_item(item, reason="误报", by=mine.user, at=NOON)
    reverse(mine, adoption)
    rewards_items.withdraw_item(item, reason="误报", by=mine.user, at=NOON)
    assert not InformationItem.objects.standing().exists()
