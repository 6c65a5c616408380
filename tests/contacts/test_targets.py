"""Whom a visit can reach: own pairings first, then what a search finds, and what is refused."""

import datetime

import pytest

from contacts.models import Arrangement, ContactCategory
from contacts.selectors import find_targets, own_targets, resolve_targets, target_value
from contacts.selectors.pairable import pairable
from core.errors import DomainError
from tests.factories import make_cadre, make_household, make_pairing, make_point, make_resident, make_unit, make_user

DAY = datetime.date(2026, 6, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    county = make_unit("长宁县", kind="county")
    office = make_unit("农业局", parent=county)
    village = make_unit("石门村", parent=county, kind="village")
    cadre = make_cadre("王建国", unit=office)
    return {"county": county, "office": office, "village": village, "cadre": cadre, "user": make_user(cadre=cadre)}


def test_own_targets_come_by_category_with_category_and_village_as_hint(place):
    household = make_household("李大山", unit=place["village"])
    point = make_point("石门村党群服务中心", unit=place["village"])
    make_pairing(place["cadre"], household, unit=place["office"], category="registered_poor_household")
    make_pairing(place["cadre"], point, unit=place["office"], category="town_or_street")
    choices = own_targets(place["user"], on=DAY)
    assert [choice.label for choice in choices] == ["石门村党群服务中心", "李大山"]
    assert choices[1].hint == "建档立卡户 · 石门村"


def test_a_target_held_in_two_categories_is_offered_once(place):
    point = make_point(unit=place["village"])
    for category in ("town_or_street", "key_project"):
        make_pairing(place["cadre"], point, unit=place["office"], category=category)
    assert [choice.value for choice in own_targets(place["user"], on=DAY)] == [target_value(point)]


def test_ended_pairings_and_those_of_a_draft_are_not_offered(place):
    point, other = make_point(unit=place["village"]), make_point(unit=place["village"])
    draft = Arrangement.objects.create(unit=place["office"], year=2026, title="安排")
    make_pairing(place["cadre"], point, unit=place["office"], end=DAY - datetime.timedelta(days=1))
    make_pairing(place["cadre"], other, unit=place["office"], arrangement=draft)
    assert own_targets(place["user"], on=DAY) == []


def test_the_person_who_answers_for_a_units_pairing_is_offered_it(place):
    household = make_household(unit=place["village"])
    pairing = make_pairing(None, household, unit=place["office"], category="entitled_household")
    pairing.contact_person = place["cadre"]
    pairing.save()
    assert [choice.value for choice in own_targets(place["user"], on=DAY)] == [target_value(household)]


def test_own_targets_cost_the_same_for_one_and_three(place, django_assert_num_queries):
    for count in (1, 3):
        while place["cadre"].pairings.count() < count:
            make_pairing(place["cadre"], make_point(unit=place["village"]), unit=place["office"])
        assert place["user"].access
        with django_assert_num_queries(1):
            assert len(own_targets(place["user"], on=DAY)) == count


def test_a_search_finds_visible_names_and_villages_only(place):
    reader = make_user(role="secretary", unit=place["village"])
    make_household("李大山", unit=place["village"])
    make_resident("李小山", unit=place["village"])
    make_household("李远方", unit=place["office"])
    assert [choice.label for choice in find_targets(reader, "李", on=DAY)] == ["李大山", "李小山"]
    assert len(find_targets(reader, "石门", on=DAY)) == 2
    assert find_targets(reader, "张", on=DAY) == []


def test_a_search_stops_at_its_limit(place):
    reader = make_user(role="secretary", unit=place["village"])
    for number in range(3):
        make_household(f"户主{number}", unit=place["village"])
    assert len(find_targets(reader, "", on=DAY, limit=2)) == 2


def test_values_are_resolved_in_their_order_and_once(place):
    reader = make_user(role="secretary", unit=place["county"])
    point, resident = make_point(unit=place["village"]), make_resident(unit=place["village"])
    values = [target_value(resident), target_value(point), target_value(resident)]
    assert resolve_targets(reader, values, on=DAY) == [resident, point]


@pytest.mark.parametrize("value", ["point-0", "household-", "town-1", "point-²", "point--1", "resident-" + "9" * 30])
def test_what_does_not_exist_is_refused(place, value):
    with pytest.raises(DomainError, match="不在您的联系范围内"):
        resolve_targets(place["user"], [value], on=DAY)


def test_what_is_invisible_is_refused_like_what_does_not_exist(place):
    household = make_household(unit=place["village"])
    with pytest.raises(DomainError, match="不在您的联系范围内"):
        resolve_targets(place["user"], [target_value(household)], on=DAY)


def test_a_withdrawn_point_is_refused_from_that_day_on(place):
    reader = make_user(role="secretary", unit=place["county"])
    point = make_point("旧联系点", unit=place["village"], withdrawn_on=DAY)
    with pytest.raises(DomainError, match="“旧联系点”已撤销"):
        resolve_targets(reader, [target_value(point)], on=DAY)
    assert resolve_targets(reader, [target_value(point)], on=DAY - datetime.timedelta(days=1)) == [point]


def test_a_removed_or_merged_household_is_refused(place):
    reader = make_user(role="secretary", unit=place["county"])
    kept = make_household(unit=place["village"])
    gone = make_household("李大山", unit=place["village"], removed_on=DAY)
    merged = make_household("张三", unit=place["village"], merged_into=kept)
    with pytest.raises(DomainError, match="不在登记册内"):
        resolve_targets(reader, [target_value(gone)], on=DAY)
    with pytest.raises(DomainError, match="已并入另一户"):
        resolve_targets(reader, [target_value(merged)], on=DAY)


def test_for_a_new_pairing_those_that_fit_come_first_and_among_them_those_whom_nobody_has(place):
    keeper = make_user(role="organisation_admin", unit=place["county"])
    category = ContactCategory.objects.get(code="hardship_household")
    make_household("甲", unit=place["village"], kind="ordinary")
    held = make_household("乙", unit=place["village"], kind="hardship")
    make_household("丙", unit=place["village"], kind="hardship")
    make_pairing(place["cadre"], held, unit=place["office"], category="hardship_household")
    found = pairable(keeper, category, "", on=DAY, limit=10)
    assert [choice.label for choice in found] == ["丙", "乙", "甲"]
    assert [choice.hint for choice in found][:2] == ["石门村 · 无人联系", "石门村 · 王建国联系"]


def test_points_of_the_category_come_first(place):
    keeper = make_user(role="organisation_admin", unit=place["county"])
    make_point("甲", unit=place["village"])
    make_point("乙", unit=place["village"], category="key_project")
    found = pairable(keeper, ContactCategory.objects.get(code="key_project"), "", on=DAY, limit=10)
    assert [choice.label for choice in found] == ["乙", "甲"]
