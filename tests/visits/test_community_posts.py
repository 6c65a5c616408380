"""Posts of communities and who claims them (R5.5): a claim is a pairing, and counts as one."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions import hand_over_pairings
from contacts.models import Pairing
from core.errors import DomainError
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_commitments import AT, TODAY, make_branch
from tests.factories_duties import County
from tests.factories_volunteers import make_post
from tests.petitions.test_at_once import at_once
from visits.actions import community_posts as actions
from visits.models import CommunityPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def community(branch):
    return make_unit("河东社区", parent=branch.county, kind="community")


@pytest.fixture
def keeper(community):
    return make_user("keeper", role="secretary", unit=community)


def by(user):
    return {"by": user, "at": AT}


def claim(post, user, **changes):
    return actions.claim_post(post, **{"cadre": user.cadre, "start": TODAY} | changes, **by(user))


def test_who_keeps_a_community_offers_posts_there(community, keeper, branch):
    fields = {"name": "宣传岗", "duties": "宣传政策", "number": 2, "on": TODAY}
    post = actions.offer_post(unit=community, **fields, **by(keeper))
    assert (post.point.category.code, post.point.unit, post.number) == ("community_post", community, 2)
    with pytest.raises(PermissionDenied):
        actions.offer_post(unit=community, **fields, **by(branch.member))
    with pytest.raises(DomainError) as refused:
        actions.offer_post(unit=branch.unit, **fields, **by(branch.secretary))
    assert refused.value.field == "unit"


def test_a_member_claims_a_post_where_they_live_and_holds_it_on_behalf_of_their_unit(community, branch):
    pairing = claim(make_post(community), branch.member)
    assert (pairing.cadre, pairing.unit, pairing.category.code, pairing.start) == (
        branch.member.cadre,
        branch.unit,
        "community_post",
        TODAY,
    )


def test_nobody_claims_for_somebody_else(community, branch):
    with pytest.raises(PermissionDenied):
        claim(make_post(community), branch.stranger, cadre=branch.member.cadre)


def test_who_keeps_the_community_writes_down_who_came(community, keeper, branch):
    assert claim(make_post(community), keeper, cadre=branch.member.cadre).cadre == branch.member.cadre


def test_posts_are_for_members_of_the_party(community, branch):
    other = make_user("other", cadre=make_cadre("群众", unit=branch.unit))
    with pytest.raises(DomainError) as refused:
        claim(make_post(community), other)
    assert refused.value.field == "cadre"


def test_one_lives_in_one_community(community, branch):
    claim(make_post(community), branch.member)
    claim(make_post(community, name="巡逻岗"), branch.member)
    elsewhere = make_post(make_unit("河西社区", parent=branch.county, kind="community"))
    with pytest.raises(DomainError) as refused:
        claim(elsewhere, branch.member)
    assert "河东社区" in refused.value.message


def test_a_full_post_is_claimed_by_nobody_until_somebody_leaves(community, branch):
    post = make_post(community, number=1)
    held = claim(post, branch.member)
    with pytest.raises(DomainError):
        claim(post, branch.head)
    actions.end_claim(held, on=TODAY, **by(branch.member))
    assert claim(post, branch.head, start=TODAY + datetime.timedelta(days=1)).cadre == branch.head.cadre


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_claimed_once(community, branch):
    post = make_post(community, number=1)
    users = (branch.head, branch.member)
    results = at_once(*(lambda u=u: claim(post, u) for u in users))
    assert sorted(type(one).__name__ for one in results) == ["Pairing", "str"]
    assert Pairing.objects.count() == 1


def test_a_stranger_ends_nothing(community, branch):
    held = claim(make_post(community), branch.member)
    with pytest.raises(PermissionDenied):
        actions.end_claim(held, on=TODAY, **by(branch.stranger))


def test_what_is_handed_over_with_a_leavers_pairings_stays_counted(community, branch):
    post = make_post(community, number=1)
    claim(post, branch.member, start=TODAY - datetime.timedelta(days=9))
    hand_over_pairings(branch.member.cadre, to=branch.head.cadre, on=TODAY, **by(branch.secretary))
    assert [row.cadre for row in actions.claims(post, on=TODAY)] == [branch.head.cadre]


def test_a_post_is_not_made_smaller_than_those_who_hold_it(community, keeper, branch):
    post = make_post(community)
    claim(post, branch.member)
    claim(post, branch.head)
    with pytest.raises(DomainError) as refused:
        actions.edit_post(post, duties="宣传", number=1, **by(keeper))
    assert refused.value.field == "number"


def test_closing_a_post_ends_what_members_hold(community, keeper, branch):
    post = make_post(community)
    held = claim(post, branch.member, start=TODAY - datetime.timedelta(days=9))
    actions.close_post(post, on=TODAY, reason="合并", **by(keeper))
    held.refresh_from_db()
    assert held.end == TODAY - datetime.timedelta(days=1)
    assert not CommunityPost.objects.open_on(TODAY).exists()


def test_the_duty_to_claim_a_post_is_met_by_the_claim():
    county = County("r05")
    member = county.cadre("community", is_party_member=True)
    post = make_post(county.unit("community"))
    county.recompute("11-20")
    claim(post, make_user("m", cadre=member))
    assert member.obligations.filter(rule__code="5.5", achieved=1).exists()
