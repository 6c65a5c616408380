"""Pages of delegates (R8), and the public list of how they may be reached."""

import pytest
from django.urls import reverse

from tests.factories import make_log
from tests.factories_commitments import AT, TODAY, make_branch
from tests.factories_volunteers import make_team
from visits.models import DelegateContact, VisitLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def group(branch):
    return make_team(branch.unit, branch.head.cadre, branch.member.cadre, name="第一小组", kind="delegates_group")


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def test_a_stranger_is_asked_to_log_in(client, group):
    for url in (page("delegates"), page("delegates_group", group.pk), page("delegate_contact")):
        assert "login" in client.get(url).url


def test_groups_are_seen_where_they_belong(log_in, branch, group):
    for user in (branch.member, branch.auditor):
        assert [line.group for line in log_in(user).get(page("delegates")).context["lines"]] == [group]
        assert log_in(user).get(page("delegates_group", group.pk)).status_code == 200
    client = log_in(branch.stranger)
    assert not client.get(page("delegates")).context["lines"]
    for name in ("delegates_group", "delegates_activity"):
        assert client.get(page(name, group.pk)).status_code == 404


def test_activities_are_counted_once_each(log_in, branch, group):
    people = (branch.head.cadre, branch.member.cadre)
    for day in ("2026-02-01", "2026-10-08"):
        make_log(*people, unit=branch.unit, by=branch.head, day=TODAY.fromisoformat(day), kind="delegate_activity")
    (line,) = log_in(branch.member).get(page("delegates")).context["lines"]
    assert (line.quarter, line.year, line.members, line.convenor) == (1, 2, 2, str(branch.head.cadre))


def test_three_groups_cost_what_one_does(log_in, branch, group, django_assert_max_num_queries):
    client = log_in(branch.secretary)
    for number in range(3):
        with django_assert_max_num_queries(14):
            client.get(page("delegates"))
        make_team(branch.unit, branch.member.cadre, name=f"第{number}组", kind="delegates_group")


def test_a_delegate_records_an_activity_and_an_auditor_does_not(log_in, branch, group):
    url = page("delegates_activity", group.pk)
    assert log_in(branch.auditor).get(url).status_code == 403
    sent = {"on": "2026-11-20", "content": "视察村级道路", "present": [branch.member.cadre.pk]}
    log_in(branch.member).post(url, sent)
    assert VisitLog.objects.get().content == "视察村级道路"
    assert "视察村级道路" in log_in(branch.member).get(page("delegates_group", group.pk)).content.decode()


def test_a_delegate_publishes_and_takes_back(log_in, client, branch, group):
    log_in(branch.member).post(page("delegate_contact"), {"text": "每周三上午在村委会"})
    contact = DelegateContact.objects.get()
    assert log_in(branch.head).post(page("delegate_take_back", contact.pk)).status_code == 403
    log_in(branch.member).post(page("delegate_take_back", contact.pk))
    assert not DelegateContact.objects.exists()
    assert log_in(branch.stranger).get(page("delegate_contact")).status_code == 403


def test_everybody_reads_what_delegates_agreed_to_and_nobody_else_is_named(client, branch, group):
    url = page("public_delegates", branch.county.pk)
    assert client.get(url).status_code == 404
    DelegateContact.objects.create(cadre=branch.member.cadre, text="每周三上午在村委会", agreed_on=TODAY)
    text = client.get(url).content.decode()
    assert "每周三上午在村委会" in text
    assert str(branch.member.cadre) in text
    assert str(branch.head.cadre) not in text


def test_who_is_no_delegate_any_more_is_not_named(client, branch, group):
    DelegateContact.objects.create(cadre=branch.member.cadre, text="村委会", agreed_on=TODAY)
    group.memberships.filter(cadre=branch.member.cadre).update(end="2026-11-19")
    assert client.get(page("public_delegates", branch.unit.pk)).status_code == 404
