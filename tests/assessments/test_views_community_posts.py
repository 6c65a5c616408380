"""Pages of posts that communities offer (R5.5)."""

import pytest
from django.urls import reverse

from contacts.models import Pairing
from tests.factories import make_unit, make_user
from tests.factories_commitments import AT, TODAY, make_branch
from tests.factories_volunteers import make_post
from visits.actions.community_posts import claim_post
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


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def claimed(post, user):
    return claim_post(post, cadre=user.cadre, start=TODAY, by=user, at=AT)


def test_a_stranger_is_asked_to_log_in(client, community):
    post = make_post(community)
    for url in (page("community_posts"), post.get_absolute_url(), page("community_post_claim", post.pk)):
        assert "login" in client.get(url).url


def test_posts_are_offered_to_everybody_and_changed_by_who_keeps_the_community(log_in, community, keeper, branch):
    post = make_post(community)
    for user in (branch.member, branch.stranger, branch.auditor):
        client = log_in(user)
        assert client.get(post.get_absolute_url()).status_code == 200
        for name in ("community_post_edit", "community_post_close"):
            assert client.get(page(name, post.pk)).status_code == 403
        assert client.get(page("community_post_offer")).status_code == 403
    client = log_in(keeper)
    client.post(page("community_post_edit", post.pk), {"duties": "巡逻", "number": 3})
    assert CommunityPost.objects.get().number == 3


def test_offered_claimed_ended_closed(log_in, community, keeper, branch):
    sent = {"unit": community.pk, "name": "宣传岗", "duties": "宣传政策", "number": 1}
    log_in(keeper).post(page("community_post_offer"), sent)
    post = CommunityPost.objects.get()
    client = log_in(branch.member)
    client.post(page("community_post_claim", post.pk), {"start": "2026-11-20"})
    pairing = Pairing.objects.get()
    assert pairing.cadre == branch.member.cadre
    assert client.get(page("community_posts")).context["own"] == [pairing]
    client.post(page("community_claim_end", pairing.pk), {"on": "2026-11-20"})
    log_in(keeper).post(page("community_post_close", post.pk), {"on": "2026-12-01", "reason": "合并"})
    post.refresh_from_db()
    assert (Pairing.objects.get().end, post.point.withdrawn_reason) == (TODAY, "合并")


def test_who_holds_a_post_is_nobody_elses_business(log_in, community, keeper, branch):
    post = make_post(community)
    pairing = claimed(post, branch.member)
    for user in (keeper, branch.member, branch.secretary, branch.auditor):
        assert log_in(user).get(post.get_absolute_url()).context["claims"], user
    client = log_in(branch.stranger)
    assert not client.get(post.get_absolute_url()).context["claims"]
    assert client.get(page("community_claim_end", pairing.pk)).status_code == 404
    assert log_in(branch.auditor).get(page("community_claim_end", pairing.pk)).status_code == 403


def test_a_full_post_is_not_offered_and_says_so_when_it_is_asked_for_all_the_same(log_in, community, branch):
    post = make_post(community, number=1)
    claimed(post, branch.head)
    client = log_in(branch.member)
    assert not client.get(post.get_absolute_url()).context["may_claim"]
    refused = client.post(page("community_post_claim", post.pk), {"start": "2026-11-20"})
    assert "已经满员" in str(refused.context["form"].non_field_errors())
    assert not client.get(f"{page('community_posts')}?has_room=on").context["object_list"]


def test_an_auditor_claims_nothing(log_in, community, branch):
    assert log_in(branch.auditor).get(page("community_post_claim", make_post(community).pk)).status_code == 403


def test_a_list_of_three_costs_what_one_does(log_in, community, branch, django_assert_max_num_queries):
    client = log_in(branch.member)
    for number in range(3):
        make_post(community, name=f"岗{number}")
        with django_assert_max_num_queries(12):
            client.get(page("community_posts"))
