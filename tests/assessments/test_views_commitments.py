"""Pages of commitments (R19): who sees them, who does what, what a refusal says."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import make_household
from tests.factories_commitments import AT, TODAY, make_branch, make_commitment
from visits.models import Commitment, VisitLog

pytestmark = pytest.mark.django_db
FORMS = ("edit", "publish", "progress", "fulfil", "withdraw")


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def test_a_stranger_is_asked_to_log_in(client, branch):
    commitment = make_commitment(branch)
    for url in (page("commitments"), commitment.get_absolute_url(), page("commitments_poster", branch.unit.pk)):
        assert "login" in client.get(url).url


def test_it_is_seen_by_the_branch_and_not_elsewhere(log_in, branch):
    commitment = make_commitment(branch)
    for user in (branch.member, branch.auditor):
        assert log_in(user).get(commitment.get_absolute_url()).status_code == 200
        assert list(log_in(user).get(page("commitments")).context["object_list"]) == [commitment]
    client = log_in(branch.stranger)
    assert client.get(commitment.get_absolute_url()).status_code == 404
    assert client.get(page("commitments_poster", branch.unit.pk)).status_code == 404
    assert not client.get(page("commitments")).context["object_list"]


@pytest.mark.parametrize("what", FORMS)
def test_an_auditor_writes_nothing(log_in, branch, what):
    commitment = make_commitment(branch, state="draft" if what in ("edit", "publish") else "published")
    url = page(f"commitment_{what}", commitment.pk)
    assert log_in(branch.auditor).get(url).status_code == 403
    assert log_in(branch.secretary).get(url).status_code == 200
    assert log_in(branch.stranger).get(url).status_code == 404
    assert log_in(branch.auditor).get(page("commitment_new")).status_code == 403


def test_from_draft_to_done(log_in, branch):
    client = log_in(branch.secretary)
    new = {"unit": branch.unit.pk, "year": 2026, "content": "修好路灯", "due": "2026-12-01"}
    client.post(page("commitment_new"), {**new, "answers": branch.head.cadre.pk})
    commitment = Commitment.objects.get()
    edited = {"content": "修好三盏路灯", "due": "2026-12-02", "answers": branch.head.cadre.pk, "version": 0}
    client.post(page("commitment_edit", commitment.pk), edited)
    client.post(page("commitment_publish", commitment.pk), {"on": "2026-11-20"})
    client.post(page("commitment_progress", commitment.pk), {"text": "灯已买好", "on": "2026-11-20"})
    client.post(page("commitment_fulfil", commitment.pk), {"result": "亮了", "on": "2026-11-20"})
    commitment.refresh_from_db()
    assert (commitment.content, commitment.state, commitment.result) == ("修好三盏路灯", "done", "亮了")
    assert commitment.entries.count() == VisitLog.objects.count() == 1


def test_a_member_drafts_for_themselves_without_being_asked_for_whom(log_in, branch):
    client = log_in(branch.member)
    assert "cadre" not in client.get(page("commitment_new")).context["form"].fields
    new = {"unit": branch.unit.pk, "year": 2026, "content": "教会十位老人用手机", "due": "2026-12-01"}
    client.post(page("commitment_new"), new)
    assert Commitment.objects.get().cadre == branch.member.cadre


def test_a_name_of_a_contact_is_pointed_out_and_let_through_when_looked_at(log_in, branch):
    make_household("张大山", unit=branch.unit)
    client = log_in(branch.member)
    new = {"unit": branch.unit.pk, "year": 2026, "content": "帮张大山修房", "due": "2026-12-01"}
    assert "张大山" in str(client.post(page("commitment_new"), new).context["form"].errors["content"])
    assert not Commitment.objects.exists()
    client.post(page("commitment_new"), {**new, "is_checked": "on"})
    assert Commitment.objects.exists()


def test_a_stale_page_publishes_nothing(log_in, branch):
    commitment = make_commitment(branch, state="draft", version=3)
    sent = {"on": "2026-11-20", "version": 2}
    assert log_in(branch.secretary).post(page("commitment_publish", commitment.pk), sent).status_code == 200
    assert not VisitLog.objects.exists()


def test_taking_it_back_asks_for_a_reason(log_in, branch):
    commitment = make_commitment(branch)
    url = page("commitment_withdraw", commitment.pk)
    assert log_in(branch.secretary).post(url, {"reason": ""}).context["form"].errors
    log_in(branch.secretary).post(url, {"reason": "资金未落实"})
    assert "资金未落实" in log_in(branch.secretary).get(commitment.get_absolute_url()).content.decode()


def test_the_list_is_narrowed(log_in, branch):
    late = make_commitment(branch, due=datetime.date(2026, 11, 1), content="甲")
    make_commitment(branch, cadre=branch.member.cadre, content="乙")
    make_commitment(branch, year=2025, due=datetime.date(2025, 1, 1), content="丙", state="draft")
    client = log_in(branch.member)
    for asked, found in (
        ("state=overdue", ["甲"]),
        ("mine=on", ["乙"]),
        ("year=2025", ["丙"]),
        ("q=甲", ["甲"]),
        ("state=draft", ["丙"]),
    ):
        rows = client.get(f"{page('commitments')}?{asked}").context["object_list"]
        assert [row.content for row in rows] == found, asked
    assert client.get(f"{page('commitments')}?state=overdue").context["object_list"][0] == late


def test_a_list_of_three_costs_what_one_does(log_in, branch, django_assert_max_num_queries):
    client = log_in(branch.secretary)
    for _number in range(3):
        make_commitment(branch)
        with django_assert_max_num_queries(13):
            client.get(page("commitments"))


def test_evidence_is_for_those_who_may_see_the_visit(log_in, branch):
    commitment = make_commitment(branch, state="done", done_on=TODAY, result="好")
    commitment.evidence = commitment.log
    commitment.save()
    assert log_in(branch.secretary).get(commitment.get_absolute_url()).context["sees_evidence"]


def test_the_sheet_for_the_wall_leads_to_the_units_page(log_in, branch):
    make_commitment(branch)
    context = log_in(branch.secretary).get(page("commitments_poster", branch.unit.pk)).context
    assert context["path"] == page("public_commitments", branch.unit.pk)
    assert context["qr"].startswith("data:image/svg+xml")
