"""A matter that became an accusation leaves every list; only those who heard it still see it (article 30)."""

import datetime

import pytest
from django.db.models import Q

from core import clock
from core.models import AuditEntry
from tests.factories import make_cadre, make_log, make_unit, make_user
from visits import sealing
from visits.actions import seal_matter
from visits.models import Matter, VisitLog

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 2)
TEXT = "村里账目不清"


@pytest.fixture
def people():
    unit = make_unit("青山镇")
    hearer = make_user("hearer", cadre=make_cadre("王强", unit=unit))
    secretary = make_user("secretary", role="secretary", unit=unit)
    return unit, hearer, secretary


@pytest.fixture
def matter(people):
    unit, hearer, _secretary = people
    log = make_log(hearer.cadre, unit=unit, by=hearer, day=DAY)
    return Matter.objects.create(log=log, text=TEXT, unit=unit, unit_path=unit.path)


def test_before_it_is_sealed_the_unit_sees_it(people, matter):
    _unit, _hearer, secretary = people
    logs = VisitLog.objects.visible_to(secretary)
    assert Matter.objects.visible_to(secretary).exists()
    assert logs.with_text("账目", reader=secretary).exists()
    assert logs.with_open_matter(reader=secretary).exists()
    assert [m.text for m in logs.for_list(reader=secretary).get().matters.all()] == [TEXT]


def test_sealed_it_is_left_to_who_heard_it(people, matter):
    _unit, hearer, secretary = people
    sealed = seal_matter(matter, by=None, at=clock.now())
    assert sealed.sealed
    assert sealed.version == 1
    logs = VisitLog.objects.visible_to(secretary)
    assert not Matter.objects.visible_to(secretary).exists()
    assert not logs.with_text("账目", reader=secretary).exists()
    assert not logs.with_open_matter(reader=secretary).exists()
    assert not logs.for_list(reader=secretary).get().matters.all()
    assert not VisitLog.objects.for_list().get().matters.all()
    assert Matter.objects.visible_to(hearer).exists()
    assert VisitLog.objects.with_text("账目", reader=hearer).exists()


def test_sealing_twice_is_sealing_once(matter):
    for _time in range(2):
        seal_matter(matter, by=None, at=clock.now())
    assert AuditEntry.objects.filter(action="visits.seal_matter").count() == 1
    matter.refresh_from_db()
    assert matter.version == 1


def test_the_audit_trail_of_a_sealed_matter_is_read_by_who_heard_it(people, matter):
    unit, hearer, _secretary = people
    auditor = make_user("auditor", role="auditor", unit=unit)
    seal_matter(matter, by=hearer, at=clock.now())
    assert AuditEntry.objects.visible_to(hearer).filter(object_type="visits.matter").exists()
    assert not AuditEntry.objects.visible_to(auditor).filter(object_type="visits.matter").exists()


def test_a_floor_above_says_from_whom_a_matter_is_kept(people, matter, monkeypatch):
    _unit, hearer, _secretary = people
    monkeypatch.setattr(sealing, "_conditions", [])
    sealing.register(_kept_from_everybody)
    sealing.register(_kept_from_everybody)
    assert len(sealing._conditions) == 1
    assert not Matter.objects.visible_to(hearer).exists()


def _kept_from_everybody(user):
    return ~Q(pk=None)
