"""Who may do what from where: every state, every step, every role, against a table written by hand."""

import pytest

from core.errors import DomainError
from petitions.actions import steps
from petitions.models import Case, CaseEntry, CaseHandler
from petitions.workflow import BY_ACTION, ENDED, TRANSITIONS, Actor, CaseState, steps_for
from tests.factories import make_cadre, make_user
from tests.factories_petitions import AT, DAY, make_case, make_offices

STATES = [
    "received",
    "registered",
    "forwarded",
    "assigned",
    "objected",
    "not_accepted",
    "other_path",
    "accepted",
    "in_hand",
    "suspended",
    "waiting",
    "decided",
    "served",
    "closed",
    "in_review",
    "reviewed",
    "in_re_review",
    "final",
    "withdrawn",
    "joined",
]
OPEN = (
    "received registered forwarded assigned objected accepted in_hand suspended waiting decided served in_review "
    "reviewed in_re_review"
)
GOING = OPEN.removeprefix("received ")
NUMBERED = f"{GOING} not_accepted other_path closed final joined"

# step: (from, to, who), written from the law and from nothing else. "=": the state stays.
TABLE = {
    "register": ("received", "registered", "office"),
    "join": ("received registered", "joined", "office"),
    "solve_on_spot": ("received registered", "closed", "office"),
    "forward": ("registered accepted in_hand", "forwarded", "office handler"),
    "assign": ("registered accepted in_hand", "assigned", "office superior"),
    "object": ("forwarded assigned", "objected", "handler"),
    "uphold_objection": ("objected", "registered", "office superior"),
    "reject_objection": ("objected", "assigned", "office superior"),
    "accept": ("registered forwarded assigned", "accepted", "office handler"),
    "refuse": ("registered forwarded assigned", "not_accepted", "office handler"),
    "lead_elsewhere": ("registered forwarded assigned", "other_path", "office handler"),
    "begin": ("accepted", "in_hand", "handler"),
    "note_progress": ("registered accepted in_hand suspended waiting", "=", "office handler"),
    "ask_extension": ("accepted in_hand", "=", "handler"),
    "grant_extension": ("accepted in_hand", "=", "head superior"),
    "refuse_extension": ("accepted in_hand", "=", "head superior"),
    "suspend": ("accepted in_hand", "suspended", "handler"),
    "resume": ("suspended waiting", "in_hand", "handler"),
    "wait": ("in_hand", "waiting", "handler"),
    "decide": ("in_hand", "decided", "handler"),
    "serve": ("decided", "served", "handler"),
    "answer": ("in_hand waiting", "served", "handler"),
    "close": ("served reviewed", "closed", "office handler"),
    "ask_review": ("served closed", "in_review", "petitioner"),
    "decide_review": ("in_review", "reviewed", "superior"),
    "ask_re_review": ("reviewed closed", "in_re_review", "petitioner"),
    "decide_re_review": ("in_re_review", "final", "superior"),
    "serve_review": ("reviewed final", "=", "superior"),
    "begin_hearing": ("in_review in_re_review", "=", "superior"),
    "end_hearing": ("in_review in_re_review", "=", "superior"),
    "add_information": (OPEN, "=", "petitioner"),
    "withdraw": (
        "received registered forwarded assigned objected accepted in_hand suspended waiting",
        "withdrawn",
        "petitioner",
    ),
    "rate": ("served closed reviewed final", "=", "petitioner"),
    "reopen": ("served closed not_accepted other_path", "in_hand", "office superior petitioner"),
    "call_back": ("served closed reviewed final", "=", "office handler"),
    "urge": (GOING, "=", "office superior"),
    "supervise": (GOING, "=", "office superior"),
    "escalate": ("registered forwarded assigned accepted in_hand", "registered", "office handler"),
    "call_units": ("registered accepted in_hand", "=", "office handler"),
    "name_handlers": (GOING, "=", "office handler head"),
    "recuse": (OPEN, "=", "office handler head superior"),
    "issue_letter": (NUMBERED, "=", "office handler"),
    "serve_notice": (NUMBERED, "=", "office handler"),
}
# What each user of the scene is to the case: clerks write down what a petitioner says.
ROLES = {
    "clerk of the office": "office petitioner",
    "clerk of the unit": "handler petitioner",
    "secretary of the unit": "handler petitioner",
    "named handler": "handler petitioner",
    "leader of the unit": "head",
    "leader above": "head superior",
    "clerk above": "office superior petitioner",
    "auditor": "",
    "cadre below": "",
    "stranger": "",
    "petitioner": "petitioner",
}


def test_the_table_is_the_one_written_by_hand():
    assert {step.action for step in TRANSITIONS} == TABLE.keys()
    assert set(STATES) == set(CaseState.values)
    for step in TRANSITIONS:
        sources, target, actors = TABLE[step.action]
        assert sorted(step.sources) == sorted(sources.split()), step.action
        assert (step.target or "=") == target, step.action
        assert sorted(step.actors) == sorted(actors.split()), step.action


def test_every_state_but_those_that_end_has_a_way_on():
    for state in CaseState:
        onward = [step for step in steps_for(state, frozenset(Actor)) if step.target]
        assert bool(onward) or state in {"final", "withdrawn", "joined"}, state
    assert set(ENDED) == {"not_accepted", "other_path", "closed", "final", "withdrawn", "joined"}


def test_every_state_is_reached():
    reached, waiting = {"received"}, ["received"]
    while waiting:
        for step in steps_for(waiting.pop(), frozenset(Actor)):
            if step.target and step.target not in reached:
                reached.add(step.target)
                waiting.append(step.target)
    assert reached == set(STATES)


@pytest.fixture
def scene(db):
    """The case was registered by a department, and a town has it in hand."""
    offices = make_offices()
    handler = make_user("handler", cadre=make_cadre("handler", unit=offices.town), role="cadre", unit=offices.village)
    users = {
        "clerk of the office": offices.department_clerk,
        "clerk of the unit": offices.town_clerk,
        "secretary of the unit": offices.town_secretary,
        "named handler": handler,
        "leader of the unit": offices.town_leader,
        "leader above": offices.leader,
        "clerk above": offices.clerk,
        "auditor": offices.auditor,
        "cadre below": offices.village_cadre,
        "stranger": make_user("stranger"),
        "petitioner": None,
    }
    cases = {state: make_case(offices.department, state=state, handling_unit=offices.town) for state in STATES}
    for case in cases.values():
        CaseHandler.objects.create(case=case, cadre=handler.cadre, unit=offices.town, start=DAY)
    return users, cases


@pytest.mark.either
@pytest.mark.parametrize("role", ROLES)
def test_every_state_every_step(scene, role):
    users, cases = scene
    allowed = {
        (state, action)
        for action, (sources, _target, actors) in TABLE.items()
        for state in sources.split()
        if set(actors.split()) & set(ROLES[role].split())
    }
    found = {(state, action) for state in STATES for action in TABLE if _is_open(cases[state], action, users[role])}
    assert found == allowed


def _is_open(case, action, user):
    try:
        steps.open_step(case, action, by=user, on=DAY, at=AT)
    except DomainError:
        return False
    return True


def test_what_is_refused_says_why_and_writes_nothing(scene):
    users, cases = scene
    before = list(Case.objects.values())
    for user, action, state, message in (
        ("clerk of the unit", "accept", "accepted", "目前“已受理”，不能受理"),
        ("auditor", "accept", "forwarded", "您不能对这件信访事项受理"),
        ("clerk of the unit", "decide", "final", "目前“信访终结”，不能出具处理意见"),
    ):
        with pytest.raises(DomainError, match=message):
            steps.open_step(cases[state], action, by=users[user], on=DAY, at=AT)
    assert list(Case.objects.values()) == before
    assert not CaseEntry.objects.exists()


def test_an_office_that_sent_a_case_up_no_longer_moves_it(db):
    offices = make_offices()
    case = make_case(offices.town, handling_unit=offices.county)
    assert not _is_open(case, "accept", offices.town_clerk)
    assert _is_open(case, "add_information", offices.town_clerk)
    assert _is_open(case, "accept", offices.clerk)


def test_each_step_has_a_name():
    assert all(str(step.label).strip() for step in BY_ACTION.values())
