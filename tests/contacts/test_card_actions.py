"""Styles are written, cards are made, changed and withdrawn by who keeps the unit."""

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions
from contacts.models import CardStyle, ContactCard
from core.errors import DomainError
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_cadre, make_household
from tests.factories_cards import STYLE, make_card, make_issue, make_style


def data(world, **changes):
    return {"unit": world.office, "cadre": world.wang, "phone": "13812345678"} | changes


def create(world, by="keeper", **changes):
    return actions.create_card(data=data(world, **changes), by=getattr(world, by), at=NOW, on=DAY)


@pytest.fixture
def style(world):
    return make_style(world.county)


@pytest.mark.parametrize("user", ["stranger", "auditor", "member", "office_secretary"])
def test_a_style_is_written_by_who_keeps_the_unit(world, user):
    with pytest.raises(PermissionDenied):
        actions.save_style(world.county, data=STYLE, by=getattr(world, user), at=NOW, on=DAY)
    actions.save_style(world.office, data=STYLE, by=world.office_secretary, at=NOW, on=DAY)
    assert CardStyle.objects.get().unit == world.office


def test_a_style_asks_for_a_supervision_number_and_a_form_of_today(world, style):
    with pytest.raises(DomainError, match="监督电话"):
        actions.save_style(world.office, data=STYLE | {"supervision_phone": " "}, by=None, at=NOW, on=DAY)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.save_style(world.county, data=STYLE, by=None, at=NOW, on=DAY, version=7)


def test_a_card_needs_a_style_and_a_telephone_number(world):
    with pytest.raises(DomainError, match="还没有连心卡版式"):
        create(world)
    make_style(world.county)
    with pytest.raises(DomainError, match="没有可印的联系电话") as refused:
        create(world, phone="")
    assert refused.value.field == "phone"
    assert not ContactCard.objects.exists()


def test_a_card_is_made_and_the_audit_trail_knows_no_number(world, style):
    card = create(world, by="office_secretary")
    entry = AuditEntry.objects.get(action="contacts.create_card")
    assert (card.current.number, card.current.phone, entry.label) == (1, "13812345678", "王建国")
    assert "138" not in str(entry.data)


def test_one_card_for_each_person_and_window(world, style):
    create(world)
    with pytest.raises(DomainError, match="已有连心卡"):
        create(world)
    create(world, cadre=None, name="便民窗口")
    with pytest.raises(DomainError, match="已有这个名称"):
        create(world, cadre=None, name="便民窗口")
    with pytest.raises(DomainError, match="请填写卡上的姓名"):
        create(world, cadre=None)
    with pytest.raises(DomainError, match="不要另填姓名"):
        create(world, cadre=world.zhao, name="赵")


def test_nobody_gets_a_card_where_they_do_not_serve(world, style):
    with pytest.raises(DomainError, match="不是“石门村”的干部"):
        create(world, unit=world.village)
    with pytest.raises(DomainError, match="任职在下级单位"):
        create(world, unit=world.county)


def test_what_a_card_has_no_room_for_is_refused_and_not_cut_off(world, style):
    with pytest.raises(DomainError, match="正面印不下"):
        create(world, title="职" * 40, area="点" * 40, unit=_long_named(world))
    assert not ContactCard.objects.exists()


def test_what_stands_in_one_line_is_no_longer_than_the_line(world, style):
    with pytest.raises(DomainError, match="一行印不下") as refused:
        create(world, phone="0575-82760001、0575-82760002、13812345678")
    assert refused.value.field == "phone"
    with pytest.raises(DomainError, match="不超过14个字"):
        actions.save_style(world.office, data=STYLE | {"heading": "标" * 15}, by=None, at=NOW, on=DAY)


def _long_named(world):
    world.office.name = "单" * 100
    world.office.save()
    return world.office


def test_an_edit_makes_a_new_version_and_marks_the_old_ones(world, style):
    card = create(world)
    issue = make_issue(card, world.household, on=DAY)
    card = actions.edit_card(card, data={"title": "党组书记"}, by=world.keeper, at=NOW, on=DAY, version=card.version)
    issue.refresh_from_db()
    assert (card.current.number, card.current.title, issue.stale_since) == (2, "党组书记", DAY)
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.edit_card(card, data={"title": "书记"}, by=world.keeper, at=NOW, on=DAY, version=0)


def test_a_withdrawn_card_is_changed_no_more_and_whoever_holds_it_holds_a_stale_one(world, style):
    card = create(world)
    issue = make_issue(card, world.household, on=DAY)
    actions.withdraw_card(card, by=world.keeper, at=NOW, on=DAY)
    issue.refresh_from_db()
    assert issue.stale_since == DAY
    with pytest.raises(DomainError, match="已经停用"):
        actions.edit_card(card, data={"title": "书记"}, by=world.keeper, at=NOW, on=DAY)
    create(world)


def test_cards_for_everybody_in_a_unit_who_has_none_and_a_telephone_number(world, style):
    world.zhao.phone = "13700000000"
    world.zhao.save()
    make_card(world.village, make_cadre("孙村", unit=world.village, phone="1"))
    made, left_out = actions.make_cards(world.county, include_below=True, by=world.keeper, at=NOW, on=DAY)
    assert made == 1
    assert {cadre.name for cadre in left_out} == {"王建国", "钱有福"}
    assert ContactCard.objects.get(cadre=world.zhao).current.number == 1
    assert actions.make_cards(world.county, include_below=True, by=world.keeper, at=NOW, on=DAY)[0] == 0


def test_making_many_cards_costs_no_more_for_each(world, style, django_assert_max_num_queries):
    for number in range(8):
        make_cadre(unit=world.office, phone=f"1380000000{number}")
    make_household(unit=world.village)
    with django_assert_max_num_queries(36):
        made, _left = actions.make_cards(world.office, include_below=False, by=None, at=NOW, on=DAY)
    assert made == 8
