"""What stands on a card follows post, telephone, unit and style; whoever holds an older version holds a stale card."""

import datetime

import pytest
from django.utils.translation import override

from accounts import hooks
from accounts.actions.cadres import edit_cadre
from accounts.models import Post
from contacts import actions, card_listeners
from contacts.actions.card_wordings import refresh_all
from contacts.models import CardIssue, CardStyle
from core import clock
from core.models import Chore, InboxItem
from petitions.models import PetitionSettings
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_household, make_pairing, make_point, make_resident, make_unit, make_user
from tests.factories_cards import STYLE, make_card, make_issue, make_style


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def fresh(card):
    card.refresh_from_db()
    return card.current


def test_a_card_is_read_off_cadre_post_pairings_and_the_style_above(world, card):
    make_pairing(world.wang, world.point, unit=world.office)
    make_pairing(world.wang, world.household, unit=world.office, category="hardship_household")
    actions.refresh_cards([card.pk], on=DAY, at=NOW)
    said = fresh(card)
    assert (said.name, said.unit_name, said.title, said.phone) == ("王建国", "农业农村局", "局长", "13812345678")
    assert said.area == "石门村、石门村服务站"
    assert (said.service_scope, said.supervision_phone) == (STYLE["service_scope"], STYLE["supervision_phone"])


def test_no_household_is_named_on_a_card_and_a_long_list_of_places_is_cut_with_a_word(world, card):
    for number in range(12):
        make_pairing(world.wang, make_point(f"第{number:02d}号联系点", unit=world.village), unit=world.office)
    actions.refresh_cards([card.pk], on=DAY, at=NOW)
    area = fresh(card).area
    assert area.startswith("第00号联系点、第01号联系点")
    assert area.endswith("等")
    assert "李大山" not in area
    assert len(area) <= 40


def test_a_village_is_named_with_its_town_and_has_its_own_style(world):
    town = make_unit("河口镇", parent=world.county, kind="township")
    village = make_unit("柳林村", parent=town, kind="village")
    make_style(world.county)
    make_style(village, duties="村里的职责")
    said = make_card(village, name="村便民服务站", phone="1").current
    assert (said.unit_name, said.duties, said.name) == ("河口镇柳林村", "村里的职责", "村便民服务站")


def test_a_changed_telephone_number_makes_cards_stale_at_once(world, card):
    issue = make_issue(card, world.household)
    user = make_user("wang", cadre=world.wang)
    edit_cadre(world.wang, by=None, at=NOW, phone="13900001111")
    issue.refresh_from_db()
    assert (fresh(card).number, fresh(card).phone, issue.stale_since) == (2, "13900001111", DAY)
    notice = InboxItem.objects.get(user=user)
    assert world.household.head_name not in notice.title + notice.body


def test_a_number_that_is_changed_back_makes_the_old_cards_good_again(world, card):
    issue = make_issue(card, world.household)
    edit_cadre(world.wang, by=None, at=NOW, phone="1")
    edit_cadre(world.wang, by=None, at=NOW, phone="13812345678")
    issue.refresh_from_db()
    assert (fresh(card).number, issue.stale_since, card.wordings.count()) == (1, None, 2)


def test_since_when_a_card_is_stale_does_not_move_with_a_second_change(world, card, monkeypatch):
    issue = make_issue(card, world.household)
    edit_cadre(world.wang, by=None, at=NOW, phone="1")
    monkeypatch.setattr(clock, "today", lambda: DAY + datetime.timedelta(9))
    edit_cadre(world.wang, by=None, at=NOW, phone="2")
    issue.refresh_from_db()
    assert issue.stale_since == DAY


def test_a_new_style_makes_the_cards_below_stale(world, card):
    issue = make_issue(card, world.household)
    style = CardStyle.objects.get()
    actions.save_style(
        world.county,
        data=STYLE | {"supervision_phone": "12345"},
        by=world.keeper,
        at=NOW,
        on=DAY,
        version=style.version,
    )
    issue.refresh_from_db()
    assert (fresh(card).supervision_phone, issue.stale_since) == ("12345", DAY)


def test_another_colour_alone_does_not(world, card):
    issue = make_issue(card, world.household)
    actions.save_style(world.county, data=STYLE | {"colour": "blue"}, by=world.keeper, at=NOW, on=DAY, version=0)
    issue.refresh_from_db()
    assert (fresh(card).number, issue.stale_since) == (1, None)


def test_a_renamed_unit_changes_its_cards(world, card):
    world.office.name = "农业局"
    world.office.save()
    hooks.tree_changed(world.office.path)
    assert fresh(card).unit_name == "农业局"


def test_a_new_pairing_changes_the_places_on_the_card(world, card):
    actions.pair(
        actions.Terms(world.office, world.point, world.point.category, DAY, cadre=world.wang), by=world.keeper, at=NOW
    )
    assert fresh(card).area == "石门村服务站"


def test_the_form_for_the_people_comes_onto_the_card_and_its_new_address_too(world, card):
    from petitions.actions.settings import save_settings

    clerk = make_user("clerk", role="petition_clerk", unit=world.county)
    fields = {"slug": "changning", "has_form": True}
    row = save_settings(world.county, by=clerk, at=NOW, version=0, **fields)
    assert fresh(card).form_path == "/p/changning/qr/"
    save_settings(world.county, by=clerk, at=NOW, version=row.version, **(fields | {"has_form": False}))
    assert fresh(card).form_path == ""
    assert PetitionSettings.objects.count() == 1


def test_the_card_of_somebody_who_left_the_unit_is_withdrawn_and_all_of_its_holders_are_listed(world, card):
    issue = make_issue(card, world.household)
    Post.objects.filter(cadre=world.wang).update(end=DAY - datetime.timedelta(1))
    assert refresh_all(NOW, DAY) == 1
    card.refresh_from_db()
    issue.refresh_from_db()
    assert (card.withdrawn_on, issue.stale_since) == (DAY, DAY)
    assert refresh_all(NOW, DAY) == 0


def test_a_card_says_the_same_whoever_looks(world, card):
    with override("en"):
        assert actions.refresh_cards([card.pk], on=DAY, at=NOW) == 0


def test_many_cards_are_left_to_the_worker(world, card, monkeypatch):
    monkeypatch.setattr(card_listeners, "AT_ONCE", 0)
    edit_cadre(world.wang, by=None, at=NOW, phone="1")
    assert fresh(card).number == 1
    card_listeners.refresh_later(Chore.objects.get(kind=card_listeners.CHORE).data)
    assert fresh(card).number == 2


def test_bringing_cards_up_to_date_costs_the_same_for_one_and_three(world, card, django_assert_max_num_queries):
    for resident in ("甲", "乙"):
        make_issue(make_card(world.village, name=resident, phone="1"), make_resident(unit=world.village))
    make_household(unit=world.village)
    CardStyle.objects.update(duties="改了")
    with django_assert_max_num_queries(20):
        assert refresh_all(NOW, DAY) == 3
    assert CardIssue.objects.stale().count() == 2
