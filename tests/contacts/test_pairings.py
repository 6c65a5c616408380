"""Who holds whom: made, ended, replaced, handed over; and everything that is refused."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions, hooks
from contacts.models import Arrangement, Household, Pairing
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_cadre, make_household, make_pairing, make_point, make_unit, make_user

YESTERDAY = DAY - datetime.timedelta(days=1)


@pytest.fixture
def terms(world):
    return actions.Terms(
        unit=world.office,
        target=world.household,
        category=world.category("hardship_household"),
        start=DAY,
        cadre=world.wang,
    )


@pytest.fixture
def heard(monkeypatch):
    """What the floors above were told."""
    changes = []
    monkeypatch.setattr(hooks, "_listeners", [changes.append])
    return changes


def test_a_pairing_is_made_audited_and_told(world, terms, heard):
    user = make_user(cadre=world.wang)
    pairing = actions.pair(terms, by=world.keeper, at=NOW)
    assert AuditEntry.objects.get(action="contacts.pair").object_id == str(pairing.pk)
    assert heard == [hooks.PairingChange(DAY, frozenset({world.wang.pk}), frozenset())]
    assert "李大山" not in "".join(InboxItem.objects.filter(user=user).values_list("title", "body").get())


def test_a_unit_holds_in_its_own_name_and_names_who_answers(world, terms, heard):
    named = replace(terms, cadre=None, contact_person=world.zhao, category=world.category("entitled_household"))
    pairing = actions.pair(named, by=world.keeper, at=NOW)
    assert (pairing.cadre, pairing.contact_person) == (None, world.zhao)
    assert heard[0].unit_ids == {world.office.pk}


@pytest.mark.parametrize("user", ["village_secretary", "auditor", "member", "stranger"])
def test_only_keepers_of_the_unit_pair(world, terms, user):
    with pytest.raises(PermissionDenied):
        actions.pair(terms, by=getattr(world, user), at=NOW)


def refused(world, terms, field):
    with pytest.raises(DomainError) as error:
        actions.pair(terms, by=world.keeper, at=NOW)
    assert error.value.field == field
    assert not Pairing.objects.exists()
    return error.value.message


def test_a_cadre_outside_the_unit_is_refused(world, terms):
    outsider = make_cadre("钱外人", unit=world.village)
    assert "不是“农业农村局”的干部" in refused(world, replace(terms, cadre=outsider), "cadre")
    named = replace(terms, cadre=None, contact_person=outsider)
    refused(world, named, "contact_person")


def test_reversed_dates_and_a_start_before_the_entry_are_refused(world, terms):
    assert "不能早于开始日期" in refused(world, replace(terms, end=YESTERDAY), "end")
    assert "设立或登记日期" in refused(world, replace(terms, start=datetime.date(2025, 12, 31)), "start")


def test_a_withdrawn_point_is_refused_even_when_it_goes_in_the_middle(world, terms):
    point = make_point(unit=world.village, withdrawn_on=DAY + datetime.timedelta(days=30))
    year_end = replace(
        terms, target=point, category=world.category("key_project"), end=DAY + datetime.timedelta(days=90)
    )
    assert "已撤销" in refused(world, year_end, "target")


def test_a_removed_household_is_refused(world, terms):
    gone = make_household(unit=world.village, removed_on=DAY)
    assert "不在登记册内" in refused(world, replace(terms, target=gone), "target")


def test_a_category_of_another_kind_or_a_retired_one_is_refused(world, terms):
    assert "不适用" in refused(world, replace(terms, category=world.category("key_project")), "category")
    category = world.category("hardship_household")
    category.retired_on = DAY
    assert "已停用" in refused(world, replace(terms, category=category), "category")


def test_what_one_cannot_see_is_refused_like_what_does_not_exist(world, terms):
    with pytest.raises(DomainError, match="不在您的联系范围内"):
        actions.pair(terms, by=world.office_secretary, at=NOW)


def test_the_same_holder_and_target_are_paired_once_at_a_time(world, terms):
    first = actions.pair(replace(terms, end=DAY), by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="不能重复结对"):
        actions.pair(terms, by=world.keeper, at=NOW)
    later = replace(terms, start=DAY + datetime.timedelta(days=1))
    assert actions.pair(later, by=world.keeper, at=NOW) != first


def test_a_draft_does_not_stand_in_the_way(world, terms):
    draft = Arrangement.objects.create(unit=world.county, year=2026, title="安排")
    make_pairing(
        world.wang, world.household, unit=world.office, category="hardship_household", arrangement=draft, end=None
    )
    assert actions.pair(terms, by=world.keeper, at=NOW).pk


def test_an_arrangement_takes_only_its_own_year_and_its_own_units(world, terms):
    draft = Arrangement.objects.create(unit=world.office, year=2026, title="安排")
    assert "2026年度" in refused(world, replace(terms, arrangement=draft), "end")
    next_year = replace(terms, arrangement=draft, end=datetime.date(2027, 1, 1))
    refused(world, next_year, "end")
    other = replace(terms, arrangement=draft, unit=world.village, end=datetime.date(2026, 12, 31))
    assert "不在“农业农村局”范围内" in refused(world, other, "unit")


def test_a_published_arrangement_is_added_to_only_with_a_reason_and_afterwards(world, terms):
    published = Arrangement.objects.create(
        unit=world.county, year=2026, title="安排", state="published", published_on=DAY
    )
    more = replace(terms, arrangement=published, end=datetime.date(2026, 12, 31))
    refused(world, more, "reason")
    with pytest.raises(DomainError, match="不能早于公布日期"):
        actions.pair(replace(more, start=YESTERDAY), by=world.keeper, at=NOW, reason="新增")
    assert actions.pair(more, by=world.keeper, at=NOW, reason="新增项目").added_later


def held(world, **fields):
    return make_pairing(world.wang, world.household, unit=world.office, category="hardship_household", **fields)


def test_a_pairing_ends_on_its_last_day(world, heard):
    pairing = actions.end_pairing(held(world), on=DAY, reason="脱贫", by=world.office_secretary, at=NOW, version=0)
    assert pairing.end == DAY
    assert heard[0].first_day == DAY + datetime.timedelta(days=1)


def test_an_end_before_the_start_after_the_end_or_from_a_stale_form_is_refused(world):
    pairing = held(world, end=DAY)
    for day in (datetime.date(2025, 12, 31), DAY):
        with pytest.raises(DomainError):
            actions.end_pairing(pairing, on=day, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.end_pairing(pairing, on=YESTERDAY, by=world.keeper, at=NOW, version=7)


def test_a_pairing_of_a_draft_is_not_ended_but_removed(world):
    draft = Arrangement.objects.create(unit=world.county, year=2026, title="安排")
    pairing = held(world, arrangement=draft)
    with pytest.raises(DomainError, match="从草稿中删除"):
        actions.end_pairing(pairing, on=DAY, by=world.keeper, at=NOW)
    actions.remove_pairing(pairing, by=world.keeper, at=NOW)
    assert not Pairing.objects.exists()


def test_another_cadre_takes_over_and_the_old_pairing_ends_the_day_before(world):
    old = held(world)
    new = actions.replace_holder(old, to=world.zhao, on=DAY, reason="调岗", by=world.keeper, at=NOW, version=0)
    old.refresh_from_db()
    assert (old.end, new.start, new.cadre, new.handed_over_from) == (YESTERDAY, DAY, world.zhao, old)


def test_taking_over_on_the_first_day_or_by_the_holder_is_refused(world):
    pairing = held(world)
    with pytest.raises(DomainError, match="须晚于结对开始日期"):
        actions.replace_holder(pairing, to=world.zhao, on=pairing.start, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="本来就由王建国承担"):
        actions.replace_holder(pairing, to=world.wang, on=DAY, by=world.keeper, at=NOW)


def test_a_leavers_pairings_pass_on_as_they_are(world):
    running, later = held(world), held(world, start=DAY + datetime.timedelta(days=40))
    running.end = DAY + datetime.timedelta(days=20)
    running.save()
    result = actions.hand_over_pairings(world.wang, to=world.zhao, on=DAY, by=world.keeper, at=NOW)
    assert [(row.cadre, row.start, row.end) for row in result.passed_on] == [
        (world.zhao, DAY, running.end),
        (world.zhao, later.start, None),
    ]
    running.refresh_from_db()
    assert running.end == YESTERDAY
    assert not Pairing.objects.filter(pk=later.pk).exists()


def test_what_the_successor_holds_already_just_ends(world):
    held(world)
    make_pairing(world.zhao, world.household, unit=world.office, category="hardship_household")
    result = actions.hand_over_pairings(world.wang, to=world.zhao, on=DAY, by=world.keeper, at=NOW)
    assert (len(result.passed_on), len(result.ended)) == (0, 1)
    assert Pairing.objects.in_force(DAY).get().cadre == world.zhao


def test_who_held_what_years_ago_is_not_rewritten(world):
    pairing = held(world)
    with pytest.raises(DomainError) as caught:
        actions.hand_over_pairings(world.wang, to=None, on=datetime.date(1949, 10, 1), by=world.keeper, at=NOW)
    assert caught.value.field == "on"
    assert Pairing.objects.filter(pk=pairing.pk).exists()


def test_without_a_successor_they_end(world):
    held(world)
    actions.hand_over_pairings(world.wang, to=None, on=DAY, by=world.keeper, at=NOW)
    assert not Pairing.objects.in_force(DAY).exists()


def test_who_answers_for_a_units_pairing_is_replaced_and_the_unit_keeps_it(world):
    pairing = make_pairing(None, world.household, unit=world.office, category="entitled_household")
    pairing.contact_person = world.wang
    pairing.save()
    actions.hand_over_pairings(world.wang, to=world.zhao, on=DAY, by=world.keeper, at=NOW)
    now = Pairing.objects.in_force(DAY).get()
    assert (now.cadre, now.unit, now.contact_person) == (None, world.office, world.zhao)


def test_a_successor_from_elsewhere_in_an_arrangement_is_refused(world):
    published = Arrangement.objects.create(
        unit=world.office, year=2026, title="安排", state="published", published_on=DAY
    )
    held(world, arrangement=published, end=datetime.date(2026, 12, 31))
    outsider = make_cadre(unit=make_unit(parent=world.county))
    with pytest.raises(DomainError, match="不是“农业农村局”的干部"):
        actions.hand_over_pairings(world.wang, to=outsider, on=DAY, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="不能是本人"):
        actions.hand_over_pairings(world.wang, to=world.wang, on=DAY, by=world.keeper, at=NOW)


def test_a_successor_in_another_unit_holds_it_there(world):
    held(world)
    sister = make_unit("水利局", parent=world.county)
    successor = make_cadre(unit=sister)
    [new] = actions.hand_over_pairings(world.wang, to=successor, on=DAY, by=world.keeper, at=NOW).passed_on
    assert new.unit == sister


def test_a_draft_gives_no_sight_of_a_household(world):
    draft = Arrangement.objects.create(unit=world.county, year=2026, title="安排")
    pairing = held(world, arrangement=draft)
    holder = make_user(cadre=world.wang)
    assert not Household.objects.visible_to(holder).exists()
    Pairing.objects.filter(pk=pairing.pk).update(arrangement=None)
    assert Household.objects.visible_to(holder).get() == world.household
