"""Keys of the read API: who issues, sees and revokes them."""

import datetime

import pytest

from core.models import AuditEntry
from reports.actions import issue_token
from reports.models import ApiToken
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/reports/tokens/"
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def tree():
    county = make.make_unit("青山县", kind="county")
    town = make.make_unit("柳溪镇", parent=county, kind="township")
    return {"county": county, "town": town, "other": make.make_unit("河口镇", parent=county, kind="township")}


@pytest.fixture
def admin(tree):
    return make.make_user(role="organisation_admin", unit=tree["town"])


def ask(unit, **fields):
    given = {"name": "市级平台", "unit": unit.pk, "purpose": "数据归集", "scopes": ["logs"], "expires_on": "2027-06-30"}
    return given | fields


def make_token(unit, by, noon):
    fields = {"name": "市级平台", "purpose": "数据归集", "scopes": ["logs"], "expires_on": TODAY}
    return issue_token(unit=unit, by=by, at=noon, on=TODAY, **fields)[0]


def test_a_stranger_is_sent_to_the_log_in(client):
    assert client.get(URL).url.startswith("/login/")


def test_the_key_is_shown_once_and_kept_nowhere(log_in, tree, admin):
    client = log_in(admin)
    answer = client.post(f"{URL}new/", ask(tree["town"]))
    token, key = ApiToken.objects.get(), answer.context["key"]
    assert key in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert key not in str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))
    assert key not in client.get(token.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scopes": []}, "请填写"),
        ({"expires_on": "2028-01-01"}, "最长一年"),
        ({"expires_on": "2026-11-19"}, "最长一年"),
        ({"purpose": " "}, "请填写"),
    ],
)
def test_a_key_that_is_not_in_order_is_not_issued(log_in, tree, admin, fields, said):
    answer = log_in(admin).post(f"{URL}new/", ask(tree["town"], **fields))
    assert said in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_an_administrator_issues_keys_to_their_own_part_of_the_tree_only(log_in, tree, admin):
    log_in(admin).post(f"{URL}new/", ask(tree["other"]))
    assert not ApiToken.objects.exists()


def test_another_units_administrator_does_not_see_it(log_in, tree, admin, noon):
    token = make_token(tree["town"], admin, noon)
    stranger = log_in(make.make_user(role="organisation_admin", unit=tree["other"]))
    assert stranger.get(token.get_absolute_url()).status_code == 404
    assert stranger.post(f"{token.get_absolute_url()}revoke/").status_code == 404


def test_an_auditor_reads_and_does_not_revoke(log_in, tree, admin, noon):
    token = make_token(tree["town"], admin, noon)
    auditor = log_in(make.make_user(role="auditor", unit=tree["county"]))
    assert "市级平台" in auditor.get(URL).content.decode()
    assert auditor.post(f"{token.get_absolute_url()}revoke/").status_code == 403
    assert auditor.get(f"{URL}new/").status_code == 403


def test_a_secretary_has_no_business_here(log_in, tree):
    assert log_in(make.make_user(role="secretary", unit=tree["town"])).get(URL).status_code == 403


def test_revoking_is_at_once_and_written_down(log_in, tree, admin, noon):
    token = make_token(tree["town"], admin, noon)
    log_in(admin).post(f"{token.get_absolute_url()}revoke/")
    token.refresh_from_db()
    assert token.revoked_at == noon
    assert AuditEntry.objects.filter(action="reports.revoke_token").count() == 1


def test_the_list_takes_the_same_queries_with_one_key_and_with_three(
    log_in, tree, admin, noon, django_assert_num_queries, django_assert_max_num_queries
):
    client = log_in(admin)
    make_token(tree["town"], admin, noon)
    client.get(URL)
    with django_assert_max_num_queries(25) as first:
        client.get(URL)
    for _number in range(2):
        make_token(tree["town"], admin, noon)
    with django_assert_num_queries(len(first)):
        client.get(URL)
