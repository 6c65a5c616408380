"""The pages of residents: what they show and hide, and the register."""

import pytest

from contacts.models import Resident
from core import clock
from tests.contacts.conftest import DAY, page, send
from tests.factories import make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def test_residents_are_guarded_alike(log_in, world):
    resident = make_resident("周婆婆", unit=world.village, kind="veteran_member", phone="13811110000")
    colleague, secretary = log_in(world.member), None
    assert "13811110000" not in page(colleague, "resident", resident.pk)
    assert "周婆婆" not in page(colleague, "residents", kind="veteran_member")
    secretary = log_in(world.village_secretary)
    assert "13811110000" in page(secretary, "resident", resident.pk)
    assert "周婆婆" in page(secretary, "residents", kind="veteran_member")


def test_residents_are_entered_edited_and_removed(log_in, world, holder):
    client = log_in(holder)
    data = {"name": "李小山", "kind": "ordinary", "registered_on": "2026-06-01"}
    send(client, "household_resident_create", world.household.pk, **data)
    resident = Resident.objects.get(name="李小山")
    send(client, "resident_edit", resident.pk, name="李晓山", kind="ordinary", registered_on="2026-06-01", version="0")
    send(client, "resident_remove", resident.pk, on="2026-06-15", version="1")
    resident.refresh_from_db()
    assert (resident.name, resident.removed_on) == ("李晓山", DAY)
    client = log_in(world.keeper)
    send(client, "resident_create", unit=world.office.pk, **(data | {"name": "职工甲", "kind": "employee"}))
    assert Resident.objects.get(name="职工甲").unit == world.office
