"""One household entered twice becomes one; nothing that pointed to the duplicate is lost or doubled."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions
from contacts.models import HelpPlan, Pairing
from contacts.selectors.duplicates import likely_duplicates
from core.errors import DomainError
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_household, make_log, make_pairing, make_resident, make_unit
from visits.models import Matter, VisitTarget


@pytest.fixture
def twin(world):
    return make_household("李大山", unit=world.village, group_name="三组", size=4, phone="13988887777")


def merge(world, twin, **how):
    actions.merge_households(world.household, twin, by=world.keeper, at=NOW, **how)
    for household in (world.household, twin):
        household.refresh_from_db()


def test_gaps_are_filled_and_the_duplicate_names_what_it_became(world, twin):
    merge(world, twin)
    kept = world.household
    assert (kept.group_name, kept.size, kept.phone) == ("三组", 4, "13900000002")
    assert (twin.merged_into, twin.removed_on) == (kept, DAY)
    assert AuditEntry.objects.get(action="contacts.merge_households").data["dropped"] == twin.pk


def test_everything_that_pointed_to_the_duplicate_points_to_the_kept_one(world, twin):
    plan = HelpPlan.objects.create(household=twin, unit=world.office, cause="因灾", start=DAY, end=DAY)
    pairing = make_pairing(world.wang, twin, unit=world.office, category="hardship_household")
    resident = make_resident(unit=world.village, household=twin)
    log = make_log(world.wang, unit=world.office, by=world.keeper, day=DAY, targets=(twin,))
    older = make_household(unit=world.village, merged_into=twin)
    merge(world, twin)
    for row in (plan, pairing, resident):
        row.refresh_from_db()
        assert row.household == world.household
    older.refresh_from_db()
    assert older.merged_into == world.household
    target = log.targets.get()
    assert (target.household, target.target_key) == (world.household, world.household.pk * 4 + 2)


def test_a_visit_to_both_becomes_a_visit_to_one_and_keeps_what_was_heard(world, twin):
    log = make_log(world.wang, unit=world.office, by=world.keeper, day=DAY, targets=(world.household, twin))
    heard = Matter.objects.create(
        log=log, target=log.targets.get(household=twin), text="路灯不亮", unit=world.office, unit_path=world.office.path
    )
    merge(world, twin)
    heard.refresh_from_db()
    assert VisitTarget.objects.get() == heard.target
    assert heard.target.household == world.household


def test_pairings_of_one_holder_that_overlap_become_one(world, twin):
    make_pairing(world.wang, world.household, unit=world.office, category="hardship_household", end=DAY)
    make_pairing(world.wang, twin, unit=world.office, category="hardship_household", start=DAY)
    make_pairing(world.zhao, twin, unit=world.office, category="hardship_household")
    merge(world, twin)
    assert sorted((str(row.cadre), row.start, row.end) for row in Pairing.objects.all()) == [
        ("王建国", datetime.date(2026, 1, 1), None),
        ("赵敏", datetime.date(2026, 1, 1), None),
    ]


def test_the_same_resident_twice_is_one(world, twin):
    first = make_resident("李小山", unit=world.village, household=world.household)
    second = make_resident("李小山", unit=world.village, household=twin, phone="13911110000")
    make_pairing(world.wang, second, unit=world.office, category="contact_person")
    merge(world, twin)
    for row in (first, second):
        row.refresh_from_db()
    assert first.phone == "13911110000"
    assert first.pairings.count() == 1
    assert second.removed_on is not None


def test_another_village_needs_a_confirmation(world):
    away = make_household("李大山", unit=make_unit("河口村", parent=world.county, kind="village"))
    with pytest.raises(DomainError, match="分属“石门村”和“河口村”"):
        merge(world, away)
    merge(world, away, other_village=True)
    assert away.merged_into == world.household


def test_nonsense_is_refused(world, twin):
    with pytest.raises(DomainError, match="两户不同的登记"):
        actions.merge_households(twin, twin, by=world.keeper, at=NOW)
    merge(world, twin)
    with pytest.raises(DomainError, match="此前已并入另一户"):
        merge(world, twin)
    gone = make_household(unit=world.village, removed_on=DAY)
    with pytest.raises(DomainError, match="已移出登记册"):
        actions.merge_households(gone, world.household, by=world.keeper, at=NOW)


def test_only_who_keeps_both_merges(world, twin):
    for user in (world.auditor, world.member, world.stranger):
        with pytest.raises(PermissionDenied):
            actions.merge_households(world.household, twin, by=user, at=NOW)


def test_likely_duplicates_share_village_and_head_or_two_residents(world, twin):
    other, same_people = make_household("王五", unit=world.village), make_household("赵六", unit=world.village)
    for name in ("王小明", "王小红"):
        make_resident(name, unit=world.village, household=other)
        make_resident(name, unit=world.village, household=same_people)
    make_household("李大山", unit=world.office)
    found = [(item.first, item.second, item.reason) for item in likely_duplicates(world.keeper)]
    assert found == [(world.household, twin, "head"), (other, same_people, "residents")]


def test_looking_for_duplicates_costs_the_same_for_one_and_three(world, twin, django_assert_num_queries):
    assert world.keeper.access
    for pairs in (1, 3):
        while len(likely_duplicates(world.keeper)) < pairs:
            make_household("李大山", unit=world.village)
        with django_assert_num_queries(4):
            likely_duplicates(world.keeper)
