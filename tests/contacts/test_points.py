"""Contact points are set up, edited and withdrawn by those who keep the place."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions
from contacts.models import ContactPoint, Pairing
from core.errors import DomainError
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_pairing, make_point


def data(world, **changes):
    fields = {"name": "红旗果园", "category": world.category("private_enterprise"), "unit": world.village}
    more = {"head_name": "周园长", "phone": "13911112222", "address": "村口", "opened_on": DAY, "note": ""}
    return fields | more | changes


def test_a_keeper_sets_up_a_point_and_the_audit_trail_names_it(world):
    point = actions.create_point(data=data(world), by=world.village_secretary, at=NOW)
    entry = AuditEntry.objects.get(action="contacts.create_point")
    assert (entry.label, entry.unit_path, entry.object_id) == ("红旗果园", world.village.path, str(point.pk))


@pytest.mark.parametrize("user", ["stranger", "auditor", "member", "office_secretary"])
def test_nobody_else_does(world, user):
    with pytest.raises(PermissionDenied):
        actions.create_point(data=data(world), by=getattr(world, user), at=NOW)


def test_a_category_of_households_is_refused(world):
    with pytest.raises(DomainError, match="不是联系点的类别") as refused:
        actions.create_point(data=data(world, category=world.category("hardship_household")), by=world.keeper, at=NOW)
    assert refused.value.field == "category"


def test_a_retired_category_and_a_closed_unit_are_refused(world):
    retired = world.category("key_project")
    actions.retire_category(retired, on=DAY, by=world.keeper, at=NOW)
    retired.refresh_from_db()
    with pytest.raises(DomainError, match="已停用"):
        actions.create_point(data=data(world, category=retired), by=world.keeper, at=NOW)
    world.village.closed_on = DAY
    with pytest.raises(DomainError, match="“石门村”已经撤销"):
        actions.create_point(data=data(world), by=world.keeper, at=NOW)


def test_a_name_is_given_once_in_a_unit(world):
    with pytest.raises(DomainError, match="已有名为“石门村服务站”的联系点") as refused:
        actions.create_point(data=data(world, name="石门村服务站"), by=world.keeper, at=NOW)
    assert refused.value.field == "name"


def test_an_edit_is_written_without_the_telephone_in_the_audit_trail(world):
    new = data(world, name="石门服务站", opened_on=world.point.opened_on)
    actions.edit_point(world.point, data=new, by=world.keeper, at=NOW, version=0)
    world.point.refresh_from_db()
    entry = AuditEntry.objects.get(action="contacts.edit_point")
    assert (world.point.name, world.point.phone, world.point.version) == ("石门服务站", "13911112222", 1)
    assert entry.data["name"] == ["石门村服务站", "石门服务站"]
    assert entry.data["phone"] is True


def test_a_stale_form_changes_nothing(world):
    actions.edit_point(world.point, data=data(world, opened_on=DAY), by=world.keeper, at=NOW, version=0)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.edit_point(world.point, data=data(world, name="另一个"), by=world.keeper, at=NOW, version=0)
    assert not ContactPoint.objects.filter(name="另一个").exists()


def test_a_point_moves_only_between_units_that_one_keeps(world):
    with pytest.raises(PermissionDenied):
        actions.edit_point(
            world.point, data=data(world, unit=world.office), by=world.village_secretary, at=NOW, version=0
        )


def test_opening_after_the_first_pairing_is_refused(world):
    make_pairing(world.wang, world.point, unit=world.office)
    with pytest.raises(DomainError, match="不能晚于最早的结对日期"):
        actions.edit_point(world.point, data=data(world, opened_on=DAY), by=world.keeper, at=NOW, version=0)


def test_a_point_with_open_pairings_is_withdrawn_only_together_with_them(world):
    running = make_pairing(world.wang, world.point, unit=world.office)
    later = make_pairing(world.zhao, world.point, unit=world.office, start=DAY + datetime.timedelta(days=30))
    with pytest.raises(DomainError, match="仍有2个结对没有结束"):
        actions.withdraw_point(world.point, on=DAY, reason="撤并", by=world.keeper, at=NOW)
    actions.withdraw_point(world.point, on=DAY, reason="撤并", by=world.keeper, at=NOW, end_pairings=True)
    running.refresh_from_db()
    world.point.refresh_from_db()
    assert running.end == DAY - datetime.timedelta(days=1)
    assert not Pairing.objects.filter(pk=later.pk).exists()
    assert (world.point.withdrawn_on, world.point.withdrawn_reason) == (DAY, "撤并")


def test_a_withdrawn_point_is_neither_edited_nor_withdrawn_again(world):
    point = make_point("旧点", unit=world.village, withdrawn_on=DAY)
    with pytest.raises(DomainError, match="已撤销"):
        actions.edit_point(point, data=data(world), by=world.keeper, at=NOW, version=0)
    with pytest.raises(DomainError, match="已撤销"):
        actions.withdraw_point(point, on=DAY, reason="再撤", by=world.keeper, at=NOW)


def test_withdrawal_before_opening_is_refused(world):
    with pytest.raises(DomainError, match="不能早于设立日期"):
        actions.withdraw_point(world.point, on=datetime.date(2025, 1, 1), reason="撤", by=world.keeper, at=NOW)


def test_categories_are_kept_by_administrators(world):
    new = actions.create_category(code="market", name="集贸市场", target="point", by=world.keeper, at=NOW)
    assert new.order > world.category("field_point").order
    with pytest.raises(PermissionDenied):
        actions.create_category(code="x", name="乙", target="point", by=world.office_secretary, at=NOW)
    with pytest.raises(DomainError, match="代码“market”已被使用"):
        actions.create_category(code="market", name="市场", target="point", by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="已有名为“集贸市场”的类别"):
        actions.edit_category(world.category("key_project"), name="集贸市场", order=1, by=world.keeper, at=NOW)


def test_a_category_is_retired_and_brought_back(world):
    category = world.category("key_project")
    actions.retire_category(category, on=DAY, by=world.keeper, at=NOW)
    with pytest.raises(DomainError, match="已经停用"):
        actions.retire_category(category, on=DAY, by=world.keeper, at=NOW)
    actions.restore_category(category, by=world.keeper, at=NOW)
    category.refresh_from_db()
    assert category.retired_on is None
    with pytest.raises(DomainError, match="没有停用"):
        actions.restore_category(category, by=world.keeper, at=NOW)
