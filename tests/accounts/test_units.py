"""The tree: founding, changes with history, and paths that stay true."""

import datetime
import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions
from accounts.models import (
    Festival,
    Group,
    OwnPeriod,
    Post,
    Role,
    RoleGrant,
    Unit,
    UnitEvent,
    UnitEventKind,
    path_under,
)
from contacts.models import ContactPoint
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import START, make_cadre, make_log, make_point, make_unit, make_user

DAY = datetime.date(2026, 11, 20)
EVE = datetime.date(2026, 11, 19)


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.system, "at": noon}


def paths_are_true() -> bool:
    units = Unit.objects.select_related("parent")
    return all(
        unit.path == path_under(unit.parent, unit.pk) and unit.depth == (unit.parent.depth + 1 if unit.parent else 0)
        for unit in units
    )


@pytest.mark.django_db
def test_founding_makes_a_root_with_festivals_seasons_and_its_administrator(noon: datetime.datetime) -> None:
    admin = make_user("first", is_superuser=True)
    root = actions.found_organisation("青山县", "county", by=admin, at=noon)
    assert root.path == path_under(None, root.pk)
    major = Festival.objects.filter(unit=root, is_major=True).values_list("code", flat=True)
    assert set(major) == {
        "new_year",
        "spring_festival",
        "labour_day",
        "dragon_boat",
        "mid_autumn",
        "national_day",
    }
    assert OwnPeriod.objects.get(code="autumn_harvest").end == datetime.date(2026, 10, 31)
    assert RoleGrant.objects.filter(user=admin, unit=root, role=Role.SYSTEM_ADMIN).exists()


@pytest.mark.django_db
def test_an_organisation_is_not_founded_twice(noon: datetime.datetime) -> None:
    actions.found_organisation("青山县", "county", by=None, at=noon)
    with pytest.raises(DomainError, match="已经建立"):
        actions.found_organisation("青山县", "county", by=None, at=noon)


def test_a_new_unit_lies_below_its_parent_and_begins_its_history(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    unit = actions.create_unit(town.office, name="优抚科", kind="section", **stamp)
    assert unit.path.startswith(town.office.path) and unit.depth == 2
    assert unit.events.get().kind == UnitEventKind.OPENED
    assert AuditEntry.objects.about(unit).get().action == "accounts.create_unit"


def test_two_open_units_of_one_name_do_not_share_a_parent(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.create_unit(town.office, name="救助科", kind="section", **stamp)
    assert refusal.value.field == "name"


def test_a_unit_is_not_opened_in_the_future(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="不能晚于今天"):
        actions.create_unit(town.office, name="新科", kind="section", opened_on=datetime.date(2026, 11, 21), **stamp)


def test_an_administrator_of_one_part_changes_nothing_in_another(
    town: SimpleNamespace, noon: datetime.datetime
) -> None:
    with pytest.raises(PermissionDenied):
        actions.create_unit(town.other, name="新科", kind="section", by=town.admin, at=noon)
    with pytest.raises(PermissionDenied):
        actions.move_unit(town.section, town.other, on=DAY, by=town.admin, at=noon)


def test_a_new_name_leaves_the_old_one_in_the_history(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.rename_unit(town.office, name="民政和社会工作局", on=EVE, **stamp)
    event = town.office.events.get()
    assert (event.name_before, event.on) == ("民政局", EVE)


def test_the_short_name_goes_with_the_old_name(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.edit_unit(town.office, short_name="民政", kind="department", order=1, **stamp)
    unit = actions.rename_unit(town.office, name="民政和社会工作局", on=EVE, **stamp)
    assert unit.label == "民政和社会工作局"
    unit = actions.rename_unit(unit, name="社会工作和民政局", short_name="社工民政局", on=EVE, **stamp)
    assert unit.label == "社工民政局"


def test_a_stale_form_changes_nothing(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.edit_unit(town.office, short_name="民政", kind="department", order=1, version=0, **stamp)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.rename_unit(town.office, name="新名", on=DAY, version=0, **stamp)


def test_a_move_takes_the_whole_subtree_along(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    deep = make_unit("低保组", parent=town.section)
    actions.move_unit(town.section, town.other, on=DAY, **stamp)
    deep.refresh_from_db()
    assert deep.path.startswith(town.other.path) and paths_are_true()


def test_a_unit_does_not_move_below_itself(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="下级单位之下"):
        actions.move_unit(town.office, town.section, on=DAY, **stamp)
    assert paths_are_true()


@pytest.mark.parametrize("seed", range(5))
def test_paths_stay_true_however_units_are_moved_and_merged(
    town: SimpleNamespace, stamp: dict[str, Any], seed: int
) -> None:
    chance = random.Random(seed)
    units = [town.county, town.office, town.other, town.section]
    for number in range(12):
        units.append(make_unit(f"单元{seed}-{number}", parent=chance.choice(units)))
    done = 0
    for _turn in range(25):
        one, other = (Unit.objects.get(pk=chance.choice(units).pk) for _n in range(2))
        try:
            chance.choice([actions.move_unit, actions.merge_units])(one, other, on=DAY, **stamp)
            done += 1
        except DomainError:
            continue
    assert done > 3 and paths_are_true()


def test_a_unit_with_people_or_sub_units_is_not_closed(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="在任职务"):
        actions.close_unit(town.office, on=DAY, **stamp)
    Post.objects.filter(unit=town.office).update(end=EVE)
    with pytest.raises(DomainError, match="下级单位"):
        actions.close_unit(town.office, on=DAY, **stamp)


def test_an_empty_unit_is_closed_with_its_successor(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.close_unit(town.section, on=DAY, successor=town.other, **stamp)
    assert (town.section.successor, town.section.closed_on) == (None, None)  # the caller's copy is left alone
    town.section.refresh_from_db()
    assert (town.section.successor, town.section.closed_on) == (town.other, DAY)
    assert not Unit.objects.open_on(DAY).filter(pk=town.section.pk).exists()


def test_a_unit_does_not_close_before_it_opened(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    Unit.objects.filter(pk=town.section.pk).update(opened_on=DAY)
    with pytest.raises(DomainError, match="不能早于设立日期"):
        actions.close_unit(town.section, on=EVE, **stamp)


class TestMerging:
    def test_posts_go_on_in_the_other_unit_and_the_past_stays_true(
        self, town: SimpleNamespace, stamp: dict[str, Any]
    ) -> None:
        actions.merge_units(town.office, town.other, on=DAY, **stamp)
        before, after = town.clerk.posts.order_by("start")
        assert (before.unit, before.end) == (town.office, EVE)
        assert (after.unit, after.start, after.end) == (town.other, DAY, None)

    def test_what_floors_above_keep_is_pointed_at_the_other_unit(
        self, town: SimpleNamespace, stamp: dict[str, Any]
    ) -> None:
        point = make_point("幸福村", unit=town.office)
        log = make_log(town.clerk, unit=town.office, by=town.member, day=EVE)
        actions.merge_units(town.office, town.other, on=DAY, **stamp)
        point.refresh_from_db()
        log.refresh_from_db()
        assert point.unit == log.unit == town.other
        assert log.unit_path == town.office.path  # as organised then

    def test_sub_units_move_along_and_the_unit_is_closed(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        actions.merge_units(town.office, town.other, on=DAY, **stamp)
        town.section.refresh_from_db()
        town.office.refresh_from_db()
        assert town.section.parent == town.other and paths_are_true()
        assert (town.office.closed_on, town.office.successor) == (DAY, town.other)
        assert UnitEvent.objects.get(unit=town.office).kind == UnitEventKind.MERGED

    def test_a_secretary_of_the_smaller_unit_does_not_become_one_of_the_larger(
        self, town: SimpleNamespace, stamp: dict[str, Any]
    ) -> None:
        actions.merge_units(town.office, town.other, on=DAY, **stamp)
        assert not RoleGrant.objects.filter(unit=town.other).exists()
        assert RoleGrant.objects.get(user=town.secretary).end == EVE

    def test_two_groups_of_one_name_must_be_renamed_first(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        for unit in (town.office, town.other):
            Group.objects.create(name="志愿服务队", kind="volunteer_team", unit=unit)
        with pytest.raises(DomainError, match="志愿服务队"):
            actions.merge_units(town.office, town.other, on=DAY, **stamp)
        assert Unit.objects.get(pk=town.office.pk).closed_on is None
        assert Post.objects.filter(unit=town.office, end=None).count() == 2

    def test_points_of_different_names_all_go(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        for name in ("东村", "西村", "南村"):
            make_point(name, unit=town.office)
        actions.merge_units(town.office, town.other, on=DAY, **stamp)
        assert ContactPoint.objects.filter(unit=town.other).count() == 3

    def test_an_administrator_of_only_one_of_the_two_may_not(
        self, town: SimpleNamespace, noon: datetime.datetime
    ) -> None:
        with pytest.raises(PermissionDenied):
            actions.merge_units(town.office, town.other, on=DAY, by=town.admin, at=noon)


def test_a_split_takes_the_chosen_people_and_units_along(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    post = town.clerk.posts.get()
    new = actions.split_unit(
        town.office, name="退役军人局", kind="department", posts=[post], children=[town.section], on=DAY, **stamp
    )
    town.section.refresh_from_db()
    assert new.parent == town.county and town.section.parent == new and paths_are_true()
    assert [p.unit for p in town.clerk.posts.order_by("start")] == [town.office, new]
    assert town.head.posts.get().unit == town.office


def test_a_post_of_another_unit_is_not_taken_along_by_a_split(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    foreign = make_cadre("外人", unit=town.other, start=START).posts.get()
    actions.split_unit(town.office, name="新局", kind="department", posts=[foreign], on=DAY, **stamp)
    foreign.refresh_from_db()
    assert foreign.unit == town.other and foreign.end is None


class TestPages:
    def send(self, client: Any, unit: Unit, what: str, **data: Any) -> None:
        unit.refresh_from_db()
        answer = client.post(f"/units/{unit.pk}/{what}/", {"on": "2026-11-20", "version": unit.version, **data})
        assert answer.status_code == 302, answer.context["form"].errors

    def test_the_tree_is_kept_through_its_pages(self, town: SimpleNamespace, log_in: Any) -> None:
        client = log_in(town.system)
        self.send(client, town.section, "rename", name="社会救助科", note="机构改革")
        self.send(client, town.section, "edit", short_name="救助", kind="section", order="3")
        self.send(client, town.section, "move", parent=town.other.pk)
        self.send(client, town.office, "split", name="老龄办", kind="department", posts=[town.clerk.posts.get().pk])
        self.send(client, town.section, "merge", into=town.office.pk)
        self.send(client, Unit.objects.get(name="老龄办"), "merge", into=town.other.pk)
        closed = Unit.objects.get(pk=town.section.pk)
        page = client.get(closed.get_absolute_url()).content.decode()
        assert "由民政局承接" in page and "原名救助科" in page and paths_are_true()

    def test_a_unit_with_people_is_not_closed_and_the_page_says_how_to_mend_it(
        self, town: SimpleNamespace, log_in: Any
    ) -> None:
        answer = log_in(town.admin).post(f"/units/{town.office.pk}/close/", {"on": "2026-11-20", "version": "0"})
        assert "改用“并入其他单位”" in answer.content.decode()

    def test_no_form_offers_the_unit_itself_or_what_is_below_it(self, town: SimpleNamespace, log_in: Any) -> None:
        form = log_in(town.system).get(f"/units/{town.office.pk}/move/").context["form"]
        assert set(form.fields["parent"].queryset) == {town.county, town.other}

    def test_a_cadre_sees_the_own_unit_in_the_tree_and_no_other(self, town: SimpleNamespace, log_in: Any) -> None:
        page = log_in(town.member).get("/units/").content.decode()
        assert "民政局" in page and "水利局" not in page

    def test_a_split_refuses_what_cannot_be_ticked(self, town: SimpleNamespace, log_in: Any) -> None:
        data = {"on": "2026-11-20", "version": "0", "name": "老龄办", "kind": "department"}
        for ticked in ({"children": ["9" * 20]}, {"posts": ["²"]}):
            answer = log_in(town.system).post(f"/units/{town.office.pk}/split/", data | ticked)
            assert list(answer.context["form"].errors) == list(ticked)
