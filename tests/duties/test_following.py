"""What is owed follows at once when posts, leave, groups, secondment, supervision or the organisation's days change."""

import datetime
from typing import Any

import pytest

from accounts import actions as accounts
from contacts.actions import help_plans as contacts
from core import chores
from core.models import Chore
from duties.actions import following
from duties.models import Obligation
from tests.factories import make_household
from tests.factories_duties import NOON, County, day, figures, owed, put_in_force

pytestmark = pytest.mark.django_db
TODAY = "11-20"
STAMP: dict[str, Any] = {"by": None, "at": NOON}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.clock.today", lambda: day(TODAY))
    monkeypatch.setattr("core.clock.now", lambda: NOON)


def county_of(*rules: str) -> County:
    county = County()
    put_in_force(
        "rulebook: follow\ntitle: 制度\nrules:\n" + "".join(f"  - {{{rule}}}\n" for rule in rules), county.root
    )
    county.recompute(TODAY)
    return county


def rule(code: str, **parts: str) -> str:
    said = {"title": "事项", "clause": "第一条", "measure": "{of: count, least: 1}", **parts}
    return ", ".join([f'code: "{code}"', *(f"{key}: {value}" for key, value in said.items())])


MONTHLY_30 = rule("1", who="{positions: [leadership_member]}", measure="{of: count, least: 30}", when="{every: month}")


def test_leave_shrinks_what_is_owed_at_once_and_taking_it_back_restores_it() -> None:
    county = county_of(MONTHLY_30)
    leader = county.leader("township")
    county.recompute(TODAY)
    leave = accounts.add_leave(leader, kind="sick", start=day("11-01"), end=day("11-10"), **STAMP)
    assert owed("1", leader, "11-01").required == 20
    assert owed("1", leader, "10-01").required == 30
    accounts.remove_leave(leave, **STAMP)
    assert owed("1", leader, "11-01").required == 30


def test_who_is_no_longer_able_to_act_owes_nothing_at_once_and_who_recovers_owes_it_again() -> None:
    county = county_of(rule("1", who="{able_to_act: true}", when="{every: month}"))
    member = county.cadre("township")
    county.recompute(TODAY)
    accounts.edit_cadre(member, is_able_to_act=False, **STAMP)
    assert not Obligation.objects.filter(cadre=member).exists()
    accounts.edit_cadre(member, is_able_to_act=True, **STAMP)
    assert owed("1", member, "11-01").required == 1


def test_a_secondment_exempts_at_once() -> None:
    county = county_of(MONTHLY_30)
    leader = county.leader("township")
    county.recompute(TODAY)
    spell = accounts.start_secondment(leader, host=county.unit("village"), start=day("11-01"), **STAMP)
    assert owed("1", leader, "11-01").exempt == "seconded"
    accounts.end_secondment(spell, end=day("11-15"), **STAMP)
    assert owed("1", leader, "11-01").required == 15


def test_a_help_plan_that_is_opened_handed_over_or_closed_counts_at_once() -> None:
    plans = "{of: help_plans, slots: [{least: 1}]}"
    county = county_of(rule("1", who="{positions: [leadership_member]}", measure=plans, when="{every: year}"))
    leader, other = county.leader("township"), county.leader("township")
    county.recompute(TODAY)
    home = make_household(unit=county.unit("village"))
    data = {"household": home, "unit": county.unit("township"), "cadre": leader, "cause": "因病", "start": day("03-01")}
    plan = contacts.create_help_plan(data={**data, "end": day("12-31")}, **STAMP)
    assert owed("1", leader).is_met
    contacts.hand_over_plans(leader, to=other, on=day("11-20"), **STAMP)
    assert owed("1", other).is_met and not owed("1", leader).is_met
    plan.refresh_from_db()
    contacts.close_help_plan(plan, on=day("11-19"), outcome="脱困", **STAMP)
    assert not owed("1", other).is_met


def test_who_comes_owes_from_their_first_day_and_who_goes_until_their_last() -> None:
    county = county_of(MONTHLY_30)
    post = {"title": "副镇长", "position": "leadership_member", "start": day("11-11")}
    leader = accounts.create_cadre("石磊", unit=county.unit("township"), **post, **STAMP)
    assert owed("1", leader, "11-01").required == 20
    accounts.end_post(leader.posts.get(), end=day("11-20"), **STAMP)
    assert owed("1", leader, "11-01").required == 10
    assert not Obligation.objects.filter(cadre=leader, window_start=day("12-01")).exists()


def test_liability_moves_with_the_post_by_day() -> None:
    """R: moved to another unit on 16 November: half a month by either regulation."""
    of = "{{unit_kinds: [{kind}], positions: [leadership_member]}}"
    monthly = {"measure": "{of: count, least: 30}", "when": "{every: month}"}
    county = county_of(
        rule("1", who=of.format(kind="township"), **monthly), rule("2", who=of.format(kind="street"), **monthly)
    )
    leader = county.leader("township")
    county.recompute(TODAY)
    accounts.end_post(leader.posts.get(), end=day("11-15"), **STAMP)
    new = {"title": "副主任", "position": "leadership_member", "start": day("11-16")}
    accounts.add_post(leader, unit=county.unit("street"), **new, **STAMP)
    assert [owed(code, leader, "11-01").required for code in "12"] == [15, 15]


def test_a_new_colleague_is_owed_a_talk_at_once() -> None:
    talks = rule("1", who="{positions: [head]}", whom="{scope: members, each: true}", when="{every: year}")
    county = county_of(talks)
    head = county.cadre("party_branch", position="head")
    new = accounts.create_cadre("林晓", unit=county.unit("party_branch"), title="党员", start=day("01-01"), **STAMP)
    assert owed("1", head).target_cadre == new


def test_who_joins_a_group_owes_and_the_group_is_bound_when_it_is_set_up() -> None:
    county = county_of(
        rule("1", who="{groups: [volunteer_team]}", when="{every: year}"),
        rule("2", who="{subject: group, groups: [volunteer_team]}", when="{every: year}"),
    )
    cadre = county.cadre("township")
    team = accounts.create_group(county.unit("township"), name="服务队", kind="volunteer_team", **STAMP)
    assert figures(owed("2", team, "01-01")) == (1, 0, False)
    membership = accounts.add_member(team, cadre, start=day("01-01"), **STAMP)
    assert figures(owed("1", cadre, "01-01")) == (1, 0, False)
    accounts.end_membership(membership, end=day("01-02"), **STAMP)
    assert owed("1", cadre, "01-01").exempt == "short"
    accounts.close_group(team, on=day("01-03"), **STAMP)
    assert owed("2", team, "01-01").days_liable == 2


def test_who_turns_out_to_be_a_member_of_the_party_owes_what_members_owe() -> None:
    county = county_of(rule("1", who="{party_member: true}", when="{every: year}"))
    cadre = county.cadre("township")
    accounts.edit_cadre(cadre, is_party_member=True, **STAMP)
    assert owed("1", cadre, "01-01").required == 1


def test_who_leaves_the_organisation_owes_nothing_after() -> None:
    county = county_of(MONTHLY_30)
    leader = county.leader("township")
    county.recompute(TODAY)
    accounts.leave_organisation(leader, on=day("11-10"), **STAMP)
    assert owed("1", leader, "11-01").required == 10


def test_a_unit_of_another_kind_is_bound_by_other_rules() -> None:
    county = county_of(rule("1", who="{subject: unit, unit_kinds: [street]}", when="{every: year}"))
    town = county.unit("township")
    facts = {"short_name": "", "order": 0, "kind": "street"}
    accounts.edit_unit(town, **facts, **STAMP)
    assert owed("1", town, "01-01").required == 1


def test_a_special_period_makes_every_day_a_window_at_once_and_only_as_long_as_it_lasts() -> None:
    weekly = "{weekdays: [friday], special_period: every_day}"
    county = county_of(rule("1", who="{positions: [leadership_member]}", when=weekly))
    leader = county.leader("township")
    county.recompute(TODAY)

    def windows() -> list[str]:
        rows = Obligation.objects.filter(cadre=leader, window_start__gte=day("11-16"), window_start__lte=day("11-22"))
        return [f"{row.window_start:%m-%d}" for row in rows.order_by("window_start")]

    assert windows() == ["11-20"]
    named = {"kind": "special", "code": "special", "name": "特殊时期"}
    period = accounts.create_period(county.root, start=day("11-17"), end=day("11-19"), **named, **STAMP)
    assert windows() == ["11-17", "11-18", "11-19", "11-20"]
    accounts.end_period(period, end=day("11-17"), **STAMP)
    assert windows() == ["11-17", "11-20"]
    accounts.remove_period(period, **STAMP)
    assert windows() == ["11-20"]


def test_a_festival_put_on_the_list_opens_its_window() -> None:
    county = county_of(rule("1", who="{positions: [leadership_member]}", when="{festivals: major, days_before: 3}"))
    leader = county.leader("township")
    of = {"code": "own_day", "name": "建县日", "basis": "fixed", "month": 11, "day": 18, "is_major": True}
    accounts.create_festival(county.root, **of, **STAMP)
    assert owed("1", leader, "11-15").window_name == "own_day"


def test_a_change_that_touches_many_is_left_for_the_worker_and_comes_to_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    county = county_of(rule("1", who="{positions: [leadership_member]}", when="{periods: [semester]}"))
    leaders = [county.leader("township") for _number in range(3)]
    monkeypatch.setattr(following, "WHILE_WAITING", 2)
    named = {"kind": "semester", "code": "autumn", "name": "秋季学期"}
    accounts.create_period(county.root, start=day("11-17"), end=day("11-19"), **named, **STAMP)
    assert not Obligation.objects.exists() and Chore.objects.count() == 1
    assert chores.work_off(NOON)
    assert Obligation.objects.filter(cadre__in=leaders).count() == 3


def test_what_begins_later_than_rows_are_kept_for_changes_nothing_yet() -> None:
    county = county_of(MONTHLY_30)
    leader = county.leader("township")
    county.recompute(TODAY)
    before = set(Obligation.objects.values_list("pk", "required"))
    far = day(TODAY) + datetime.timedelta(days=90)
    accounts.add_leave(leader, kind="sick", start=far, end=far, **STAMP)
    assert set(Obligation.objects.values_list("pk", "required")) == before
