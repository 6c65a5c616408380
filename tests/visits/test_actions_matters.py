"""A matter ends with an answer, given by who answers for it, on a day that fits."""

import datetime

import pytest

from core.errors import DomainError
from core.models import AuditEntry
from tests.visits.conftest import NOW, TODAY
from visits.actions import add_matter, log_visit, solve_matter, withdraw_log
from visits.entries import MatterHeard

VISITED = TODAY - datetime.timedelta(days=5)


@pytest.fixture
def matter(town):
    log = log_visit(
        by=town.wang_user,
        at=NOW,
        kind="home_visit",
        first_day=VISITED,
        cadres=[town.wang],
        targets=[town.household],
        matters=[MatterHeard("路灯不亮", unit=town.village)],
    )
    return log.matters.get()


def solve(matter, by, **changes):
    return solve_matter(matter, **({"by": by, "at": NOW, "on": TODAY, "reply": "已修好", "version": 0} | changes))


def test_it_is_solved_with_the_answer_and_its_day(town, matter):
    solve(matter, town.keeper)
    matter.refresh_from_db()
    assert (matter.state, matter.reply, matter.solved_on, matter.version) == ("solved", "已修好", TODAY, 1)
    assert AuditEntry.objects.about(matter).get().unit_path == town.village.path


def test_the_cadre_who_heard_it_may_bring_the_answer(town, matter):
    assert solve(matter, town.wang_user).solved_on == TODAY


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("reply", {"reply": "  "}),
        ("on", {"on": TODAY + datetime.timedelta(days=1)}),
        ("on", {"on": VISITED - datetime.timedelta(days=1)}),
        (None, {"version": 3}),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(town, matter, field, changes):
    with pytest.raises(DomainError) as caught:
        solve(matter, town.keeper, **changes)
    assert caught.value.field == field
    matter.refresh_from_db()
    assert matter.state == "open"


def test_it_is_solved_once(town, matter):
    solve(matter, town.keeper)
    with pytest.raises(DomainError):
        solve(matter, town.keeper, version=1)


def test_it_is_not_solved_by_others_nor_after_the_visit_was_withdrawn(town, matter):
    for user in (town.li_user, town.zhao_user, town.auditor):
        with pytest.raises(DomainError):
            solve(matter, user)
    withdraw_log(matter.log, by=town.wang_user, at=NOW, reason="填错")
    with pytest.raises(DomainError):
        solve(matter, town.keeper)


def test_a_matter_is_added_to_a_visit_by_who_may_change_it(town, matter):
    due = TODAY + datetime.timedelta(days=30)
    added = add_matter(matter.log, by=town.wang_user, at=NOW, heard=MatterHeard("修路", promise="年内硬化", due=due))
    assert (added.unit, added.promise, added.due, added.state) == (town.unit, "年内硬化", due, "open")
    with pytest.raises(DomainError):
        add_matter(matter.log, by=town.li_user, at=NOW, heard=MatterHeard("修路"))
    with pytest.raises(DomainError):
        add_matter(matter.log, by=town.wang_user, at=NOW, heard=MatterHeard(" "))
