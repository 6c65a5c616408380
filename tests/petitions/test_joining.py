"""Cases that are joined go where their main case goes, unless they are about who would then have them (article 30)."""

import pytest

from core.errors import DomainError
from core.models import InboxItem
from petitions.actions import handing, handling, naming
from petitions.actions.receiving import Accused
from petitions.models import Case
from tests.factories_petitions import make_offices
from tests.petitions.path import after, assigned, by, clock, in_hand, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


def accusing(offices, to, **whom):
    """An accusation that is handled together with the case `to`."""
    case = registered(offices, kind="accusation", accused=(Accused(**whom),))
    return handling.join(case, to=to, **by(offices.clerk))


@pytest.mark.parametrize("about", ["the unit", "its leader"])
def test_an_accusation_does_not_follow_its_main_case_to_the_accused(offices, about):
    leader = offices.town_leader.cadre
    leader.posts.update(position="head")
    main = registered(offices)
    joined = accusing(offices, main, **({"unit": offices.town} if about == "the unit" else {"cadre": leader}))
    handing.forward(main, to=offices.town, **by(offices.clerk))
    joined.refresh_from_db()
    assert (joined.state, joined.joined_to, joined.handling_unit) == ("registered", None, offices.county)
    assert not Case.objects.visible_to(offices.town_clerk).filter(pk=joined.pk).exists()
    assert clock(joined, "route").due == after(15)
    assert any("另行办理" in item.title for item in InboxItem.objects.filter(user=offices.clerk))


def test_nobody_handles_the_main_case_of_what_is_said_about_them(offices):
    main = in_hand(offices)
    joined = accusing(offices, main, cadre=offices.village_cadre.cadre)
    assert joined.state == "joined"
    with pytest.raises(DomainError, match="回避"):
        naming.name_handlers(main, cadres=[offices.village_cadre.cadre], **by(offices.town_clerk))


def test_a_joined_case_goes_with_its_main_case_when_that_unit_steps_back(offices):
    main = assigned(offices)
    joined = handling.join(registered(offices), to=main, **by(offices.clerk))
    naming.recuse(main, unit=offices.town, reason="有利害关系", **by(offices.clerk))
    joined.refresh_from_db()
    assert (joined.state, joined.handling_unit) == ("joined", offices.county)


def test_what_was_joined_to_a_joined_case_is_not_left_behind(offices):
    first = registered(offices)
    middle = registered(offices)
    handling.join(first, to=middle, **by(offices.clerk))
    main = in_hand(offices)
    middle.refresh_from_db()
    handling.join(middle, to=main, **by(offices.clerk))
    first.refresh_from_db()
    assert (first.joined_to, first.handling_unit, first.state) == (main, offices.town, "joined")


def test_what_was_joined_ends_with_a_main_case_that_is_solved_on_the_spot(offices):
    main = registered(offices, kind="help")
    joined = handling.join(registered(offices, kind="help"), to=main, **by(offices.clerk))
    handling.solve_on_spot(main, result="当场开具证明。", **by(offices.clerk))
    joined.refresh_from_db()
    assert (joined.state, joined.result) == ("closed", "当场开具证明。")
