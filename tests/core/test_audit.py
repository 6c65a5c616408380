"""The audit trail is appended to and never changed."""

import datetime

import pytest

from core import audit
from core.models import AuditEntry
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_which_object_and_on_whose_behalf(noon):
    deputy, principal, unit = make_user(), make_user(), make_unit("甲镇")
    deputy.acting_for = principal
    audit.record("accounts.rename_unit", unit, by=deputy, at=noon, data={"name": ["旧", "甲镇"]})
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.on_behalf_of, entry.label) == (deputy, principal, "甲镇")
    assert list(AuditEntry.objects.about(unit)) == [entry]
    assert entry.object_kind == unit._meta.verbose_name


def test_entries_are_never_edited_or_deleted(noon):
    entry = audit.record("x", by=None, at=noon)
    for forbidden in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="y"),
    ):
        with pytest.raises(TypeError):
            forbidden()
    assert AuditEntry.objects.get().action == "x"


def test_one_sees_ones_own_acts(noon):
    me = make_user()
    mine = audit.record("x", by=me, at=noon)
    audit.record("x", by=make_user(), at=noon)
    assert list(AuditEntry.objects.visible_to(me)) == [mine]


def test_changes_holds_what_differs_in_values_that_json_can_hold():
    day = datetime.date(2026, 1, 2)
    assert audit.changes({"a": 1, "b": None, "c": 3}, {"a": 1, "b": day, "c": 4}) == {
        "b": [None, "2026-01-02"],
        "c": [3, 4],
    }


def test_an_action_that_nobody_named_is_shown_by_its_code(noon):
    entry = audit.record("nobody.named_this", by=None, at=noon)
    assert (entry.action_name, entry.object_kind) == ("nobody.named_this", "")
