"""Delegates (R8): activities as logs, and what a delegate agreed to publish."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.models import AuditEntry
from tests.factories_commitments import AT, TODAY, make_branch
from tests.factories_volunteers import make_team
from visits.actions import delegates as actions
from visits.models import DelegateContact, VisitLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def group(branch):
    return make_team(branch.unit, branch.head.cadre, branch.member.cadre, name="第一小组", kind="delegates_group")


def by(user):
    return {"by": user, "at": AT}


def record(group, user, present, **changes):
    return actions.record_activity(group, **{"on": TODAY, "content": "调研", "present": present} | changes, **by(user))


def test_an_activity_is_one_log_led_by_the_convenor(branch, group):
    log = record(group, branch.member, [branch.member.cadre, branch.head.cadre], people_count=12)
    assert (log.kind.code, log.unit, log.people_count) == ("delegate_activity", branch.unit, 12)
    assert [row.cadre for row in log.participants.all()] == [branch.head.cadre, branch.member.cadre]


@pytest.mark.parametrize("who", ["stranger", "auditor"])
def test_who_does_not_belong_to_it_writes_nothing(branch, group, who):
    with pytest.raises(PermissionDenied):
        record(group, getattr(branch, who), [branch.head.cadre])


def test_only_those_who_belonged_to_it_were_there(branch, group):
    for present, changes in (([branch.stranger.cadre], {}), ([], {}), ([branch.head.cadre], {"content": " "})):
        with pytest.raises(DomainError):
            record(group, branch.head, present, **changes)
    with pytest.raises(DomainError):
        record(group, branch.head, [branch.head.cadre], on=datetime.date(2025, 12, 31))
    assert not VisitLog.objects.exists()


def test_a_delegate_publishes_changes_and_takes_back_what_they_agree_to(branch, group):
    cadre = branch.member.cadre
    for text in ("每周三上午在村委会", "每周四上午在村委会"):
        contact = actions.publish_contact(cadre=cadre, text=text, **by(branch.member))
    assert DelegateContact.objects.get().text == "每周四上午在村委会"
    actions.take_back_contact(contact, **by(branch.member))
    assert not DelegateContact.objects.exists()
    assert not any("村委会" in f"{entry.data}{entry.label}" for entry in AuditEntry.objects.all())


def test_nobody_does_it_for_them(branch, group):
    with pytest.raises(PermissionDenied):
        actions.publish_contact(cadre=branch.member.cadre, text="电话", **by(branch.secretary))
    contact = actions.publish_contact(cadre=branch.member.cadre, text="电话", **by(branch.member))
    with pytest.raises(PermissionDenied):
        actions.take_back_contact(contact, **by(branch.secretary))


def test_only_delegates_publish(branch):
    with pytest.raises(DomainError):
        actions.publish_contact(cadre=branch.member.cadre, text="电话", **by(branch.member))
