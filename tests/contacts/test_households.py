"""The register: who may enter and change, what is refused, and what stays secret."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions
from contacts.models import Household, Resident
from contacts.selectors import may_read_private
from core.errors import DomainError
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_household, make_pairing, make_resident, make_user

TOMORROW = DAY + datetime.timedelta(days=1)


def entry(world, **changes):
    return {"head_name": "张三", "unit": world.village, "kind": "ordinary", "registered_on": DAY} | changes


def hold(world):
    make_pairing(world.wang, world.household, unit=world.office, category="hardship_household")
    return make_user(cadre=world.wang)


def test_a_keeper_enters_a_household(world):
    household = actions.create_household(data=entry(world, size=4, labourers=2), by=world.village_secretary, at=NOW)
    assert AuditEntry.objects.get(action="contacts.create_household").object_id == str(household.pk)


@pytest.mark.parametrize("user", ["auditor", "member", "stranger"])
def test_nobody_else_does(world, user):
    with pytest.raises(PermissionDenied):
        actions.create_household(data=entry(world), by=getattr(world, user), at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"registered_on": TOMORROW}, "registered_on"), ({"size": 2, "labourers": 3}, "labourers")],
)
def test_impossible_entries_are_refused(world, changes, field):
    with pytest.raises(DomainError) as refused:
        actions.create_household(data=entry(world, **changes), by=world.keeper, at=NOW)
    assert refused.value.field == field


def test_who_holds_a_household_edits_it_but_moves_it_nowhere(world):
    holder = hold(world)
    actions.edit_household(world.household, data={"phone": "13700000000"}, by=holder, at=NOW, version=0)
    world.household.refresh_from_db()
    assert world.household.phone == "13700000000"
    with pytest.raises(PermissionDenied):
        actions.edit_household(world.household, data={"unit": world.office}, by=holder, at=NOW, version=1)


def test_a_colleague_of_the_village_edits_nothing(world):
    with pytest.raises(PermissionDenied):
        actions.edit_household(world.household, data={"size": 3}, by=world.member, at=NOW, version=0)


def test_a_household_that_moves_takes_its_residents_along(world):
    resident = make_resident(unit=world.village, household=world.household)
    actions.edit_household(world.household, data={"unit": world.office}, by=world.keeper, at=NOW, version=0)
    resident.refresh_from_db()
    assert resident.unit == world.office


def test_hardship_never_enters_the_audit_trail(world):
    actions.edit_household(world.household, data={"hardship": "因残"}, by=world.keeper, at=NOW, version=0)
    assert AuditEntry.objects.get(action="contacts.edit_household").data == {"hardship": True}


def test_removal_takes_the_residents_along_and_ends_pairings_when_told_to(world):
    pairing = make_pairing(world.wang, world.household, unit=world.office, category="hardship_household")
    resident = make_resident(unit=world.village, household=world.household)
    with pytest.raises(DomainError, match="仍有1个结对没有结束"):
        actions.remove_household(world.household, on=DAY, by=world.keeper, at=NOW)
    actions.remove_household(world.household, on=DAY, by=world.keeper, at=NOW, end_pairings=True)
    for row in (pairing, resident, world.household):
        row.refresh_from_db()
    assert (pairing.end, resident.removed_on, world.household.removed_on) == (DAY - datetime.timedelta(1), DAY, DAY)


@pytest.mark.parametrize("day", [TOMORROW, datetime.date(2025, 12, 31)])
def test_removal_in_the_future_or_before_the_entry_is_refused(world, day):
    with pytest.raises(DomainError):
        actions.remove_household(world.household, on=day, by=world.keeper, at=NOW)
    assert Household.objects.get(pk=world.household.pk).removed_on is None


def test_what_was_removed_stays_as_it_was(world):
    actions.remove_household(world.household, on=DAY, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="移出登记册"):
        actions.edit_household(world.household, data={"size": 1}, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="移出登记册"):
        actions.add_resident(
            data={"name": "李四", "household": Household.objects.get(), "registered_on": DAY}, by=world.keeper, at=NOW
        )


def test_a_holder_adds_residents_to_the_household_and_nowhere_else(world):
    holder = hold(world)
    resident = actions.add_resident(
        data={"name": "李小山", "household": world.household, "registered_on": DAY}, by=holder, at=NOW
    )
    assert resident.unit == world.village
    with pytest.raises(PermissionDenied):
        actions.add_resident(data={"name": "别人", "unit": world.village, "registered_on": DAY}, by=holder, at=NOW)


def test_residents_are_edited_and_taken_off(world):
    resident = make_resident("李小山", unit=world.village, household=world.household)
    actions.edit_resident(resident, data={"name": "李晓山"}, by=world.keeper, at=NOW, version=0)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.edit_resident(resident, data={"name": "李三"}, by=world.keeper, at=NOW, version=0)
    actions.remove_resident(resident, on=DAY, by=world.keeper, at=NOW)
    assert Resident.objects.get(pk=resident.pk).removed_on == DAY


def test_who_holds_a_household_is_not_found_out_by_asking_for_those_that_are_held(log_in, world):
    hold(world)
    for user, count in ((world.auditor, 1), (world.member, 0)):
        assert log_in(user).get("/households/?held=held").context["count"] == count
    assert log_in(world.member).get("/households/").context["count"] == 1


def test_private_data_is_for_holders_and_readers_of_the_place(world):
    readers = {"keeper", "village_secretary", "auditor"}
    for name in ("keeper", "village_secretary", "auditor", "member", "office_secretary", "stranger"):
        assert may_read_private(getattr(world, name), world.household) is (name in readers), name
    assert may_read_private(hold(world), world.household)


def test_who_holds_a_household_reads_everybody_in_it(world):
    resident = make_resident(unit=world.village, household=world.household)
    other = make_resident(unit=world.village, household=make_household(unit=world.village))
    holder = hold(world)
    assert may_read_private(holder, resident)
    assert not may_read_private(holder, other)
