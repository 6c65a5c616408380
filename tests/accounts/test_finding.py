"""Whoever writes a cadre or a unit writes what they are found by; nothing is found by an old name."""

import pytest

from accounts import actions
from core.reindexing import reindex
from core.search import holding

pytestmark = pytest.mark.django_db


def found(kind, word):
    return set(holding(kind, [word]).values_list("object_id", flat=True))


@pytest.fixture
def stamp(town, noon):
    reindex()
    return {"by": town.system, "at": noon}


def test_a_unit_is_found_by_the_names_that_it_has_now(town, stamp, day):
    unit = actions.create_unit(town.county, name="红星镇", kind="township", short_name="红镇", **stamp)
    assert found("units", "hxz") == found("units", "红镇") == {unit.pk}
    unit = actions.edit_unit(unit, short_name="红星", kind="township", order=1, **stamp)
    assert found("units", "红镇") == set()
    actions.rename_unit(unit, name="红旗街道", on=day, **stamp)
    assert found("units", "红星") == set()
    assert found("units", "红旗") == {unit.pk}
    assert sum(count.written for count in reindex()) == 0


def test_a_new_organisation_is_found(noon):
    root = actions.found_organisation("青山县", "county", by=None, at=noon)
    assert found("units", "青山") == {root.pk}


def test_a_cadre_is_found_by_the_name_that_they_have_now(town, stamp, day):
    cadre = actions.create_cadre("张建国", unit=town.office, title="科员", start=day, **stamp)
    assert found("cadres", "zjg") == {cadre.pk}
    actions.edit_cadre(cadre, name="张卫东", phone="13811112222", **stamp)
    assert found("cadres", "建国") == found("cadres", "1381111") == set()
    assert found("cadres", "zwd") == {cadre.pk}
    assert sum(count.written for count in reindex()) == 0
