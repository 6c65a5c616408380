"""Who may move a score sheet from where to where: every state, every step, everybody, against a table by hand."""

import datetime
from itertools import product

import pytest

from accounts.models import Delegation
from assessments.models import SheetEntry, SheetState
from assessments.sheet_access import actors_of, confirmable_by, scorable_by, sees_scores
from assessments.workflow import BY_ACTION, TRANSITIONS, SheetActor, allows, steps_for
from tests.factories import START, make_cadre, make_unit, make_user
from tests.factories_assessments_quarter import OPENED, at, make_mine, make_quarter, make_sheet, sheet_of

pytestmark = pytest.mark.django_db
STATES = ["self", "scoring", "confirming", "announced", "objected", "closed"]

# What R17.6 and the organisation say: step → (from, to, who).
BY_HAND = {
    "self_score": ("self", "scoring", "assessed"),
    "score": ("self scoring", "confirming", "scorer"),
    "confirm": ("confirming", "announced", "leader"),
    "send_back": ("confirming", "scoring", "leader"),
    "see": ("announced", "closed", "assessed"),
    "object": ("announced", "objected", "assessed"),
    "rule": ("objected", "closed", "leader"),
    "close_leaver": ("self scoring confirming", "closed", "scorer"),
    "expire": ("announced", "closed", "product"),
}


def test_the_states_are_these():
    assert SheetState.values == STATES


def test_the_table_is_what_was_written_by_hand():
    assert {step.action: step.target for step in TRANSITIONS} == {name: row[1] for name, row in BY_HAND.items()}


@pytest.mark.parametrize(("action", "state", "actor"), list(product(BY_HAND, STATES, SheetActor.values)))
def test_who_may_do_what_from_where(action, state, actor):
    sources, _target, actors = BY_HAND[action]
    assert allows(action, state, {SheetActor(actor)}) is (state in sources.split() and actor in actors.split())


def test_a_closed_sheet_offers_no_step_to_anybody():
    assert steps_for("closed", frozenset(SheetActor)) == []


def test_what_time_decides_has_no_page():
    assert not BY_ACTION["expire"].is_page
    assert steps_for("announced", {SheetActor.PRODUCT}) == []


# --- who stands to a sheet in which way


@pytest.fixture
def mine():
    return make_mine()


def test_each_is_what_they_are(mine):
    sheet = sheet_of(mine, "confirming")
    found = {name: set(actors_of(getattr(mine, name), sheet)) for name in ("officer", "colleague", "scorer", "leader")}
    assert found == {"officer": {"assessed"}, "colleague": set(), "scorer": {"scorer"}, "leader": {"leader"}}
    assert actors_of(mine.auditor, sheet) == frozenset()


def test_nobody_scores_or_confirms_themselves(mine):
    for role, user in (("personnel", mine.scorer), ("leader", mine.leader)):
        sheet = sheet_of(mine, "scoring", cadre=user.cadre)
        assert actors_of(user, sheet) == {SheetActor.ASSESSED}, role
        assert not type(sheet).objects.filter(scorable_by(user) | confirmable_by(user), pk=sheet.pk).exists()


def test_nobody_scores_the_branch_they_belong_to(mine):
    branch = make_unit("一支部", parent=mine.mine, kind="party_branch")
    member = make_user(cadre=make_cadre(unit=branch), role="personnel", unit=mine.mine)
    of_team_below = make_user(cadre=make_cadre(unit=make_unit("一小组", parent=branch)), role="leader", unit=mine.mine)
    sheet = make_sheet(make_quarter(mine.mine, subject="branch"), unit=branch, home=branch, state="scoring")
    assert actors_of(member, sheet) == {SheetActor.ASSESSED}
    assert actors_of(of_team_below, sheet) == frozenset()
    assert actors_of(mine.scorer, sheet) == {SheetActor.SCORER}
    rows = type(sheet).objects
    assert not rows.filter(scorable_by(member)).exists() and not rows.filter(confirmable_by(of_team_below)).exists()
    assert rows.filter(scorable_by(mine.scorer)).exists()


def scored_by(sheet, user, on_behalf_of=None):
    step = {"action": "score", "to_state": "confirming", "at": at(OPENED)}
    SheetEntry.objects.create(sheet=sheet, by=user, on_behalf_of=on_behalf_of, **step)


def test_who_scored_neither_confirms_nor_rules(mine):
    both = make_user(cadre=make_cadre(unit=mine.mine), role="leader", unit=mine.mine)
    both.grants.create(role="personnel", unit=mine.mine, start=START)
    for state in ("confirming", "objected"):
        sheet = sheet_of(mine, state, cadre=make_cadre(unit=mine.shift))
        assert SheetActor.LEADER in actors_of(both, sheet)
        scored_by(sheet, both)
        assert SheetActor.LEADER not in actors_of(both, sheet)
        assert not type(sheet).objects.filter(confirmable_by(both), pk=sheet.pk).exists()


def test_nor_does_who_had_it_scored_by_a_deputy(mine):
    sheet = sheet_of(mine, "confirming")
    scored_by(sheet, mine.scorer, on_behalf_of=mine.leader)
    assert SheetActor.LEADER not in actors_of(mine.leader, sheet)


def test_a_deputy_of_the_scorer_does_not_confirm(mine):
    sheet = sheet_of(mine, "confirming")
    scored_by(sheet, mine.scorer)
    assert SheetActor.LEADER in actors_of(mine.leader, sheet)
    Delegation.objects.create(principal=mine.scorer, deputy=mine.leader, start=START, end=datetime.date(2027, 1, 1))
    mine.leader.acting_for = mine.scorer
    assert SheetActor.LEADER not in actors_of(mine.leader, sheet)


@pytest.mark.parametrize(("step", "state"), [("self_score", "scoring"), ("object", "objected")])
def test_who_spoke_for_the_assessed_as_a_deputy_neither_scores_nor_rules(mine, step, state):
    sheet = sheet_of(mine, state)
    entry = {"action": step, "to_state": state, "at": at(OPENED), "on_behalf_of": mine.officer}
    for user in (mine.scorer, mine.leader):
        assert actors_of(user, sheet)
        SheetEntry.objects.create(sheet=sheet, by=user, **entry)
        assert not actors_of(user, sheet)
        assert not type(sheet).objects.filter(scorable_by(user) | confirmable_by(user)).exists()


def test_the_assessed_sees_scores_from_the_announcement_on(mine):
    seen = {}
    for number, state in enumerate(STATES):
        cadre = mine.officer.cadre if not number else make_cadre(unit=mine.shift)
        sheet = sheet_of(mine, state, cadre=cadre)
        sheet.cadre = mine.officer.cadre
        seen[state] = sees_scores(mine.officer, sheet)
        assert sees_scores(mine.scorer, sheet)
    assert [state for state in STATES if seen[state]] == ["announced", "objected", "closed"]
