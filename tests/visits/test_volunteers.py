"""Volunteer days and activities (R5.2–5.4): planned, signed up for, confirmed once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.models import InboxItem
from tests.factories_commitments import AT, TODAY, make_branch
from tests.factories_volunteers import COMING, SATURDAY, make_event, make_team
from tests.petitions.test_at_once import at_once
from visits.actions import volunteers as actions
from visits.actions.volunteers import Wanted
from visits.models import VisitLog, VolunteerEvent, VolunteerSignUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def team(branch):
    return make_team(branch.unit, branch.head.cadre, branch.member.cadre)


def by(user):
    return {"by": user, "at": AT}


def plan(team, user, **changes):
    fields = {
        "kind": "volunteer_day",
        "title": "清理河道",
        "on": COMING,
        "place": "河边",
        "wanted": [Wanted("捡拾", 2)],
    }
    return actions.plan_event(group=team, **fields | changes, **by(user))


def test_the_convenor_plans_and_the_members_hear_of_it(branch, team):
    event = plan(team, branch.head)
    assert [(place.name, place.wanted) for place in event.places.all()] == [("捡拾", 2)]
    assert [item.user for item in InboxItem.objects.all()] == [branch.member]


@pytest.mark.parametrize("who", ["member", "stranger", "auditor"])
def test_nobody_else_plans(branch, team, who):
    with pytest.raises(PermissionDenied):
        plan(team, getattr(branch, who))


def test_a_team_has_one_volunteer_day_on_a_day(branch, team):
    plan(team, branch.head)
    with pytest.raises(DomainError) as refused:
        plan(team, branch.secretary)
    assert refused.value.field == "on"
    assert VolunteerEvent.objects.count() == 1


def test_a_delegates_group_plans_none(branch):
    group = make_team(branch.unit, branch.head.cadre, kind="delegates_group")
    with pytest.raises(DomainError) as refused:
        plan(group, branch.head)
    assert refused.value.field == "group"


def test_a_member_signs_up_and_off_again(branch, team):
    event = make_event(team, by=branch.head)
    row = actions.sign_up(event.places.get(), cadre=branch.member.cadre, **by(branch.member))
    with pytest.raises(DomainError):
        actions.sign_up(event.places.get(), cadre=branch.member.cadre, **by(branch.member))
    actions.sign_off(row, **by(branch.member))
    assert not VolunteerSignUp.objects.exists()


def test_one_signs_up_for_oneself_and_members_only(branch, team):
    place = make_event(team, by=branch.head).places.get()
    with pytest.raises(PermissionDenied):
        actions.sign_up(place, cadre=branch.head.cadre, **by(branch.member))
    with pytest.raises(DomainError):
        actions.sign_up(place, cadre=branch.stranger.cadre, **by(branch.stranger))


def test_nobody_signs_up_for_what_is_over(branch, team):
    place = make_event(team, by=branch.head, on=SATURDAY).places.get()
    with pytest.raises(DomainError):
        actions.sign_up(place, cadre=branch.member.cadre, **by(branch.member))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_taken_once(branch, team):
    place = make_event(team, by=branch.head, wanted=1).places.get()
    users = (branch.head, branch.member)
    results = at_once(*(lambda u=u: actions.sign_up(place, cadre=u.cadre, **by(u)) for u in users))
    assert sorted(type(one).__name__ for one in results) == ["VolunteerSignUp", "str"]
    assert place.sign_ups.count() == 1


def test_confirmed_it_is_one_log_of_the_team_with_those_who_came(branch, team):
    event = make_event(team, by=branch.head, on=SATURDAY)
    present = [branch.member.cadre, branch.head.cadre]
    actions.confirm_event(event, present=present, people_count=9, **by(branch.head))
    with pytest.raises(DomainError):
        actions.confirm_event(event, present=present, **by(branch.secretary))
    log = VisitLog.objects.get()
    assert (log.kind.code, log.first_day, log.unit, log.people_count) == ("volunteer_day", SATURDAY, branch.unit, 9)
    assert [(row.cadre, row.is_lead) for row in log.participants.all()] == [
        (branch.head.cadre, True),
        (branch.member.cadre, False),
    ]


@pytest.mark.parametrize(
    ("on", "who", "field"),
    [(COMING, "member", None), (SATURDAY, "stranger", "present"), (SATURDAY, "", "present")],
)
def test_only_what_took_place_with_members_is_confirmed(branch, team, on, who, field):
    event = make_event(team, by=branch.head, on=on)
    present = [getattr(branch, who).cadre] if who else []
    with pytest.raises(DomainError) as refused:
        actions.confirm_event(event, present=present, **by(branch.head))
    assert refused.value.field == field
    assert not VisitLog.objects.exists()


def test_cancelled_those_who_signed_up_are_told(branch, team):
    event = make_event(team, by=branch.head)
    actions.sign_up(event.places.get(), cadre=branch.member.cadre, **by(branch.member))
    actions.cancel_event(event, reason="下雨", **by(branch.head))
    assert [item.user for item in InboxItem.objects.all()] == [branch.member]
    with pytest.raises(DomainError):
        actions.confirm_event(event, present=[branch.member.cadre], **by(branch.head))


def test_what_nobody_confirmed_is_found(branch, team):
    late, coming = (make_event(team, by=branch.head, on=on) for on in (SATURDAY, COMING))
    assert list(VolunteerEvent.objects.unconfirmed(on=TODAY)) == [late]
    assert list(VolunteerEvent.objects.coming(on=TODAY)) == [coming]
    assert datetime.date(2026, 11, 14) == late.on
