"""Whoever writes a point, household or resident writes what they are found by: names, and nothing else of theirs."""

import pytest

from contacts import actions
from contacts.selectors.targets import find_targets
from core.models import SearchEntry
from core.reindexing import reindex
from core.search import holding
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_resident

PRIVATE = {"phone": "13812345678", "address": "柳荫胡同", "hardship": "慢性肾病", "kind": "hardship"}


def found(kind, word):
    return set(holding(kind, [word]).values_list("object_id", flat=True))


@pytest.fixture
def stamp(world):
    reindex()
    return {"by": world.village_secretary, "at": NOW}


def test_a_household_and_who_lives_in_it_are_found_by_their_names(world, stamp):
    entry = {"head_name": "赵大勇", "unit": world.village, "registered_on": DAY, **PRIVATE}
    household = actions.create_household(data=entry, **stamp)
    resident = actions.add_resident(data={"name": "赵小燕", "household": household, "registered_on": DAY}, **stamp)
    assert found("households", "zdy") == {household.pk}
    assert found("residents", "zxy") == {resident.pk}
    actions.edit_household(household, data={**entry, "head_name": "赵大永"}, **stamp)
    actions.edit_resident(resident, data={"name": "赵小雁"}, **stamp)
    assert found("households", "大勇") == found("residents", "小燕") == set()
    assert sum(count.written for count in reindex()) == 0
    for text in ("柳荫", "肾病", "38", "ha"):
        assert not SearchEntry.objects.filter(
            kind__in=["households", "residents"], grams__contains=f" {text} "
        ).exists()


def test_a_point_is_found_by_its_name_and_who_heads_it(world, stamp):
    entry = {
        "name": "东风厂",
        "unit": world.village,
        "opened_on": DAY,
        "category": world.category("private_enterprise"),
    }
    private = {"phone": "13812345678", "address": "柳荫胡同"}
    point = actions.create_point(data={**entry, "head_name": "钱进", **private}, **stamp)
    assert found("points", "dfc") == found("points", "钱进") == {point.pk}
    actions.edit_point(point, data={**entry, "head_name": "孙旺"}, **stamp)
    assert found("points", "钱进") == found("points", "柳荫") == set()
    assert sum(count.written for count in reindex()) == 0


def test_lists_and_boxes_to_choose_from_take_initials(world):
    reindex()
    assert [choice.label for choice in find_targets(world.keeper, "lds", on=DAY)] == ["李大山"]
    assert [choice.label for choice in find_targets(world.keeper, "大山", on=DAY)] == ["李大山"]
    assert find_targets(world.stranger, "lds", on=DAY) == []


def test_the_register_takes_initials(world, log_in):
    reindex()
    client = log_in(world.keeper)
    for text, count in (("lds", 1), ("LD", 1), ("ls", 0), ("大山", 1)):
        assert client.get("/households/", {"q": text}).context["count"] == count, text


def test_of_which_household_somebody_is_learns_only_who_may_read_it(log_in, world):
    make_resident("钱小花", unit=world.village, household=world.household)
    reindex()
    for user, where in ((world.member, "石门村"), (world.auditor, f"石门村，{world.household.head_name}户")):
        [group] = log_in(user).get("/find/?q=钱小花").context["groups"]
        assert [shown.hit.where for shown in group.hits] == [where]
