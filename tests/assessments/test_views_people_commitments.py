"""What everybody reads of commitments, and how they are rated without log-in (R19.3)."""

import pytest
from django.urls import reverse

from assessments.views.people_commitments import RATINGS
from core.models import AuditEntry, OnceKey
from petitions.models import PetitionSettings, RequestCount
from tests.factories_commitments import TODAY, make_branch, make_commitment
from visits.models import CommitmentEntry, CommitmentRating

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-{:012d}"


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)


def page_of(branch):
    return reverse("assessments:public_commitments", args=[branch.unit.pk])


def rate(client, commitment, *, key=1, **fields):
    url = reverse("assessments:public_commitment_rate", args=[commitment.unit_id, commitment.pk])
    return client.post(url, {"once_key": KEY.format(key), "value": "satisfied", **fields})


def test_everybody_reads_what_is_known_and_nothing_else(client, branch):
    done = make_commitment(branch, cadre=branch.member.cadre, content="教老人用手机", state="done", done_on=TODAY)
    CommitmentEntry.objects.create(commitment=done, on=TODAY, text="已教五位", by=branch.member, at="2026-11-20T00:00Z")
    for state in ("draft", "withdrawn"):
        make_commitment(branch, state=state, content=f"不公开{state}", withdrawn_reason="无")
    text = client.get(page_of(branch)).content.decode()
    assert "教老人用手机" in text
    assert "已教五位" in text
    assert "不公开" not in text
    assert set(client.cookies) <= {"csrftoken"}


def test_a_unit_that_made_nothing_known_has_no_page(client, branch):
    make_commitment(branch, state="draft")
    assert client.get(page_of(branch)).status_code == 404
    assert client.get(reverse("assessments:public_commitments", args=[0])).status_code == 404


def test_the_page_costs_the_same_for_one_and_for_three(client, branch, django_assert_max_num_queries):
    for _number in range(3):
        make_commitment(branch)
        with django_assert_max_num_queries(6):
            client.get(page_of(branch))


def test_it_leads_to_the_form_for_what_needs_an_answer(client, branch):
    make_commitment(branch)
    PetitionSettings.objects.create(unit=branch.county, slug="qinghe")
    assert "/p/qinghe/" in client.get(page_of(branch)).content.decode()


def test_a_form_sent_twice_counts_once(client, branch):
    commitment = make_commitment(branch)
    for _number in range(2):
        assert rate(client, commitment, remark="谢谢").url == page_of(branch)
    rating = CommitmentRating.objects.get()
    assert (rating.value, rating.remark, rating.on) == ("satisfied", "谢谢", TODAY)


def test_nothing_is_kept_of_who_rated_even_when_logged_in(log_in, branch):
    commitment = make_commitment(branch)
    rate(log_in(branch.member), commitment)
    assert not AuditEntry.objects.filter(action="visits.rate_commitment").exclude(actor=None).exists()
    assert not OnceKey.objects.exists()


def test_one_address_does_not_outvote_the_others(client, branch):
    commitment = make_commitment(branch)
    for key in range(RATINGS.most):
        rate(client, commitment, key=key)
    page = rate(client, commitment, key=RATINGS.most, remark="再来一次")
    assert page.status_code == 429
    assert "再来一次" in page.content.decode()
    assert CommitmentRating.objects.count() == RATINGS.most
    assert not RequestCount.objects.filter(key__contains="127").exists()


def test_without_a_choice_nothing_is_written(client, branch):
    commitment = make_commitment(branch)
    assert rate(client, commitment, value="").context["form"].errors
    assert not CommitmentRating.objects.exists()


def test_counts_stand_on_the_page_from_five_on_and_remarks_never(client, branch):
    commitment = make_commitment(branch)
    for key in range(4):
        rate(client, commitment, key=key, remark="灯太暗")
    assert "群众评价" not in client.get(page_of(branch)).content.decode()
    rate(client, commitment, key=9)
    text = client.get(page_of(branch)).content.decode()
    assert "满意 5" in text
    assert "灯太暗" not in text


def test_what_is_not_known_cannot_be_rated(client, branch):
    assert rate(client, make_commitment(branch, state="draft")).status_code == 404
