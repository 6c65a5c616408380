"""What programs of other systems read over /api/, and what they never get."""

import datetime
import json

import pytest

from core.models import AuditEntry
from petitions.models import Party, PartyRole
from reports.actions import issue_token, revoke_token
from reports.actions.tokens import MOST
from reports.models import ApiToken, Scope
from tests import factories as make
from tests.factories_duties import load_book
from tests.factories_petitions import make_case

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 8)
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def tree():
    county = make.make_unit("青山县", kind="county")
    town = make.make_unit("柳溪镇", parent=county, kind="township")
    other = make.make_unit("河口镇", parent=county, kind="township")
    return {"county": county, "town": town, "other": other}


@pytest.fixture
def admin(tree):
    return make.make_user(role="organisation_admin", unit=tree["county"])


@pytest.fixture
def ask(client, tree, admin, noon):
    """`ask("logs", unit=…)`: status and JSON, with a key to all of the town."""
    _token, key = issue(tree["town"], admin, noon)

    def get(what, *, key=key, **query):
        answer = client.get(f"/api/{what}", query, headers={"authorization": f"Bearer {key}"})
        return answer.status_code, answer.json()

    return get


def issue(unit, by, at, scopes=tuple(Scope.values)):
    return issue_token(
        name="市级平台", unit=unit, purpose="数据归集", scopes=list(scopes), expires_on=TODAY, by=by, at=at, on=TODAY
    )


def test_nothing_is_answered_without_a_key(client):
    answer = client.get("/api/logs")
    assert (answer.status_code, answer.json()["detail"][:4]) == (401, "没有密钥")
    assert client.get("/api/logs", headers={"authorization": "Bearer nonsense"}).status_code == 401


def test_a_key_reads_its_own_part_of_the_tree_and_no_other(ask, tree, admin):
    for unit in ("town", "other"):
        make.make_log(make.make_cadre(unit=tree[unit]), unit=tree[unit], by=admin, day=DAY)
    status, page = ask("logs")
    assert status == 200
    assert [row["unit_name"] for row in page["items"]] == ["柳溪镇"]
    assert ask("logs", unit=tree["other"].pk)[0] == 404
    assert [unit["name"] for unit in ask("units")[1]] == ["柳溪镇"]


def test_a_log_says_how_much_was_done_and_not_for_whom_or_what_was_said(ask, tree, admin):
    household = make.make_household("李大山", unit=tree["town"], phone="13800000001")
    make.make_log(
        make.make_cadre("陈静", unit=tree["town"]), unit=tree["town"], by=admin, day=DAY, targets=(household,),
        content="了解春耕情况。",
    )  # fmt: skip
    (row,) = ask("logs")[1]["items"]
    assert (row["first_day"], row["cadre_count"], row["target_count"], row["matters_heard"]) == ("2026-03-08", 1, 1, 0)
    said = json.dumps(row, ensure_ascii=False)
    assert not any(word in said for word in ("李大山", "13800000001", "春耕"))


def test_records_come_in_pages_that_join_without_gaps(ask, tree, admin):
    cadre = make.make_cadre(unit=tree["town"])
    made = [make.make_log(cadre, unit=tree["town"], by=admin, day=DAY).pk for _number in range(5)]
    found, after = [], 0
    while after is not None:
        _status, page = ask("logs", after=after, limit=2)
        found += [row["id"] for row in page["items"]]
        after = page["next"]
    assert found == made


def test_records_are_narrowed_to_days(ask, tree, admin):
    cadre = make.make_cadre(unit=tree["town"])
    for month in (1, 2, 3):
        make.make_log(cadre, unit=tree["town"], by=admin, day=datetime.date(2026, month, 5))
    rows = ask("logs", start="2026-02-01", end="2026-02-28")[1]["items"]
    assert [row["first_day"] for row in rows] == ["2026-02-05"]


def test_cases_come_without_identity_and_accusations_do_not_exist(ask, tree, noon):
    claim = make_case(tree["town"], text="李大山反映宅基地问题", kind="claim")
    make_case(tree["town"], kind="accusation")
    about_us = make_case(tree["town"], kind="claim")
    Party.objects.create(case=about_us, role=PartyRole.ACCUSED, unit=tree["town"], declared_at=noon)
    rows = ask("cases")[1]["items"]
    assert [row["number"] for row in rows] == [claim.number]
    assert "李大山" not in json.dumps(rows, ensure_ascii=False)


def test_what_is_owed_is_read_with_the_rule_it_comes_from(ask, tree):
    from duties.actions.progress import recompute

    load_book("r11", tree["county"])
    branch = make.make_unit("机关党支部", parent=tree["town"], kind="party_branch")
    make.make_cadre("陈静", unit=branch, is_party_member=True)
    recompute(on=TODAY)
    rows = ask("obligations")[1]["items"]
    assert {(row["rulebook"], row["cadre_name"]) for row in rows} >= {("r11", "陈静")}


def test_rollups_give_each_figure_with_its_definition(ask, tree, admin):
    make.make_log(make.make_cadre(unit=tree["town"]), unit=tree["town"], by=admin, day=DAY)
    status, answer = ask("rollups", start="2026-01-01", end="2026-12-31")
    assert status == 200
    assert answer["total"]["values"]["visit_people"] == 1
    assert set(answer["definitions"]) == set(answer["total"]["values"])
    assert ask("rollups", start="2026-12-31", end="2026-01-01")[0] == 422
    assert ask("rollups", start="2026-01-01", end="2026-12-31", kind="a\x00b")[0] == 422


def test_a_key_without_the_scope_is_refused(ask, tree, admin, noon):
    _token, key = issue(tree["town"], admin, noon, scopes=["logs"])
    assert ask("cases", key=key)[0] == 403
    assert ask("logs", key=key)[0] == 200


def test_a_revoked_key_and_one_whose_term_is_over_let_nobody_in(ask, tree, admin, noon):
    token, key = issue(tree["town"], admin, noon)
    revoke_token(token, by=admin, at=noon)
    assert ask("logs", key=key)[0] == 401
    other, key = issue(tree["town"], admin, noon)
    ApiToken.objects.filter(pk=other.pk).update(expires_on=TODAY - datetime.timedelta(days=1))
    assert ask("logs", key=key)[0] == 401


def test_who_asks_too_often_is_told_to_wait_and_may_go_on_a_minute_later(ask, monkeypatch, noon):
    ApiToken.objects.update(minute=noon, asked=MOST - 1)
    assert ask("units")[0] == 200
    assert ask("units")[0] == 429
    monkeypatch.setattr("core.clock.now", lambda: noon + datetime.timedelta(minutes=1))
    assert ask("units")[0] == 200


def test_the_first_use_of_a_key_on_a_day_stands_in_the_audit_trail(ask):
    ask("units")
    ask("units")
    assert AuditEntry.objects.filter(action="reports.use_token").count() == 1


@pytest.mark.parametrize("query", [{"after": "x"}, {"limit": 0}, {"start": "2026-13-01"}, {"after": 10**30}])
def test_a_question_that_makes_no_sense_is_refused_and_not_a_crash(ask, query):
    assert ask("logs", **query)[0] == 422


def test_the_openapi_document_lists_what_can_be_asked(client):
    document = client.get("/api/openapi.json").json()
    assert {"/api/logs", "/api/cases", "/api/obligations", "/api/rollups", "/api/units"} <= set(document["paths"])


def test_a_page_takes_the_same_queries_with_one_record_and_with_three(
    ask, tree, admin, django_assert_num_queries, django_assert_max_num_queries
):
    cadre = make.make_cadre(unit=tree["town"])
    make.make_log(cadre, unit=tree["town"], by=admin, day=DAY)
    ask("logs")
    with django_assert_max_num_queries(20) as first:
        ask("logs")
    for _number in range(2):
        make.make_log(cadre, unit=tree["town"], by=admin, day=DAY)
    with django_assert_num_queries(len(first)):
        ask("logs")
