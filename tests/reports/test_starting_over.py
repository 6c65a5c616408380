"""Everything that setting up made goes, as long as nobody has worked with it."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from accounts.actions import found_organisation, invite
from core.errors import DomainError
from core.models import AuditEntry, CalendarYear, SearchEntry
from duties.actions import load_shipped, recompute
from reports.actions import request_report
from reports.actions.starting_over import MADE, start_over
from tests import factories as make
from tests.factories_imports import bring_in, example_of
from visits.models import VisitKind

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def founder():
    return make.make_user("founder", is_superuser=True)


@pytest.fixture
def county(founder, noon):
    return found_organisation("清河县", "county", by=founder, at=noon)


def set_up(county, by, noon):
    for kind in ("units", "cadres", "points", "households", "pairings"):
        _batch, plan = bring_in(kind, example_of(kind), unit=county, by=by, at=noon)
        assert plan.mistakes == []
    load_shipped(["r01", "r03"], unit=county, effective_from=TODAY, by=by, at=noon, on=TODAY)
    recompute(on=TODAY)
    cadres = apps.get_model("accounts.Cadre").objects.values_list("pk", flat=True)
    invite(list(cadres), unit=county, way="slip", role="secretary", by=by, at=noon)


def left():
    return {label for label in (*MADE, "accounts.cadre", "accounts.unit") if apps.get_model(label).objects.exists()}


def test_what_was_set_up_goes_and_can_be_set_up_again(county, founder, noon):
    CalendarYear.objects.create(year=2026, source="通知", loaded_at=noon)
    set_up(county, founder, noon)
    assert {"duties.obligation", "visits.rota", "contacts.pairing", "accounts.invitationround"} <= left()
    # A large workbook is brought in by the worker.
    request_report("import", unit=county, params={"batch": 0, "fingerprint": ""}, purpose="导入", by=founder, at=noon)
    start_over(name="清河县", by=founder, at=noon)
    assert left() == set()
    assert list(apps.get_model("accounts.User").objects.all()) == [founder]
    assert not SearchEntry.objects.exists()
    assert CalendarYear.objects.exists()
    assert VisitKind.objects.exists()
    assert AuditEntry.objects.filter(action="reports.start_over").exists()
    set_up(found_organisation("清河县", "county", by=founder, at=noon), founder, noon)


def test_nobody_starts_over_once_a_visit_is_logged(county, founder, noon):
    make.make_log(make.make_cadre(unit=county), unit=county, by=founder, day=TODAY)
    with pytest.raises(DomainError, match="走访记录"):
        start_over(name="清河县", by=founder, at=noon)
    assert left()


def test_nobody_starts_over_once_somebody_else_has_come(county, founder, noon):
    make.make_user(cadre=make.make_cadre(unit=county), last_login=noon)
    with pytest.raises(DomainError, match="已有其他用户登录"):
        start_over(name="清河县", by=founder, at=noon)


def test_only_who_has_all_rights_starts_over(county, noon):
    admin = make.make_user(role="system_admin", unit=county)
    with pytest.raises(PermissionDenied):
        start_over(name="清河县", by=admin, at=noon)


def test_what_hangs_on_the_organisation_is_named_where_it_holds_on_to_it(county, founder, noon):
    kind = apps.get_model("assessments.AdoptionLevel").objects.first()
    kind.pk, kind.unit, kind.code = None, county, "own"
    kind.save()
    with pytest.raises(DomainError, match="不能重新开始"):
        start_over(name="清河县", by=founder, at=noon)
    assert left()
