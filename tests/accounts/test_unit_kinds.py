"""Kinds of unit that the organisation added: kept by administrators, used for units and in rulebooks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.forms.units import UnitEditForm, UnitForm
from accounts.models import OwnUnitKind, Unit, unit_kind_choices
from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from duties.rulebook_file import RulebookError
from duties.wording import in_words
from tests.factories import make_unit
from tests.factories_duties import County, owed, put_in_force

pytestmark = pytest.mark.django_db
RULE = """\
rulebook: shop
title: 车间联系制度
rules:
  - {code: "1", title: 班前会, clause: 一, who: {unit_kinds: [workshop], positions: [head]}, does: [forum],
     measure: {of: count, least: 1}, when: {every: month}}
"""


@pytest.fixture
def stamp(noon):
    return {"by": None, "at": noon}


@pytest.fixture(autouse=True)
def _now(monkeypatch, noon):
    monkeypatch.setattr(clock, "now", lambda: noon)
    monkeypatch.setattr(clock, "today", lambda: noon.date())


def send(client, name, /, *keys, **data):
    return client.post(reverse(f"accounts:{name}", args=keys), data)


def test_a_kind_is_added_renamed_retired_and_restored(log_in, town, noon):
    client = log_in(town.admin)
    assert "还没有新增单位类型" in client.get(reverse("accounts:unit_kinds")).content.decode()
    send(client, "unit_kind_create", name="车间", code="workshop")
    kind = OwnUnitKind.objects.get(code="workshop")
    send(client, "unit_kind_edit", kind.pk, name="生产车间", order="5", version="0")
    kind.refresh_from_db()
    assert (kind.name, kind.order) == ("生产车间", 5)
    send(client, "unit_kind_retire", kind.pk)
    kind.refresh_from_db()
    assert kind.retired_on == noon.date() and ("workshop", "生产车间") not in unit_kind_choices()
    assert "已停用" in client.get(reverse("accounts:unit_kinds")).content.decode()
    send(client, "unit_kind_restore", kind.pk)
    assert ("workshop", "生产车间") in unit_kind_choices()
    recorded = AuditEntry.objects.filter(action__endswith="_unit_kind").order_by("pk").values_list("action", flat=True)
    steps = ("create", "edit", "retire", "restore")
    assert list(recorded) == [f"accounts.{step}_unit_kind" for step in steps]


def test_a_code_is_made_where_none_is_given(stamp):
    assert [actions.create_unit_kind(name=name, **stamp).code for name in ("年级组", "病区")] == ["own_1", "own_2"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "车间", "code": "other_shop"}, "name"),
        ({"name": "医院", "code": "clinic"}, "name"),
        ({"name": "营", "code": "workshop"}, "code"),
        ({"name": "营", "code": "school"}, "code"),
        ({"name": "营", "code": "2nd"}, "code"),
    ],
)
def test_names_and_codes_are_there_once(stamp, data, field):
    actions.create_unit_kind(name="车间", code="workshop", **stamp)
    with pytest.raises(DomainError) as refusal:
        actions.create_unit_kind(**data, **stamp)
    assert refusal.value.field == field


def test_what_is_retired_is_not_retired_again_and_its_name_may_be_taken(stamp, noon):
    kind = actions.create_unit_kind(name="车间", **stamp)
    actions.retire_unit_kind(kind, on=noon.date(), **stamp)
    with pytest.raises(DomainError):
        actions.retire_unit_kind(kind, on=noon.date(), **stamp)
    other = actions.create_unit_kind(name="车间", **stamp)
    with pytest.raises(DomainError):
        actions.restore_unit_kind(kind, **stamp)
    with pytest.raises(DomainError):
        actions.restore_unit_kind(other, **stamp)


def test_a_unit_is_given_it_and_keeps_it_when_it_is_retired(stamp, town, noon):
    kind = actions.create_unit_kind(name="车间", code="workshop", **stamp)
    assert ("workshop", "车间") in UnitForm().fields["kind"].choices
    unit = actions.create_unit(town.office, name="一车间", kind="workshop", **stamp)
    assert unit.get_kind_display() == "车间"
    actions.retire_unit_kind(kind, on=noon.date(), **stamp)
    assert "workshop" not in dict(UnitForm().fields["kind"].choices)
    assert "workshop" in dict(UnitEditForm(instance=unit).fields["kind"].choices)
    actions.edit_unit(unit, short_name="一", kind="workshop", order=1, **stamp)


def test_a_kind_that_is_not_there_is_refused(stamp, town):
    with pytest.raises(DomainError) as refusal:
        actions.create_unit(town.office, name="一连", kind="company_of_soldiers", **stamp)
    assert refusal.value.field == "kind"


def test_lists_of_units_read_the_kinds_once(log_in, town, stamp):
    actions.create_unit_kind(name="车间", code="workshop", **stamp)
    client = log_in(town.system)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert "车间" in client.get(reverse("accounts:units"), {"q": "车间"}).content.decode()
        return len(found)

    make_unit("车间一", parent=town.office, kind="workshop")
    queries()
    few = queries()
    for number in range(3):
        make_unit(f"车间{number + 2}", parent=town.office, kind="workshop")
    assert queries() == few


def test_only_administrators_keep_kinds(log_in, client, town, stamp):
    assert "/login" in client.get(reverse("accounts:unit_kinds")).url
    with pytest.raises(PermissionDenied):
        actions.create_unit_kind(name="车间", by=town.secretary, at=stamp["at"])
    assert log_in(town.secretary).get(reverse("accounts:unit_kind_create")).status_code == 403
    page = log_in(town.auditor).get(reverse("accounts:unit_kinds")).content.decode()
    assert reverse("accounts:unit_kind_create") not in page and "科室（区队）" in page


def test_a_rulebook_names_it_and_binds_its_units(stamp):
    county = County()
    with pytest.raises(RulebookError, match="没有代码为“workshop”的单位类型"):
        put_in_force(RULE, county.root)
    actions.create_unit_kind(name="车间", code="workshop", **stamp)
    version = put_in_force(RULE, county.root)
    chief, other = (county.cadre(kind, position="head") for kind in ("workshop", "section"))
    county.log(chief, "forum", "11-03")
    county.recompute("11-20")
    assert owed("1", chief, "11-01").is_met
    assert not version.rules.get().obligations.filter(cadre=other).exists()
    assert ("责任主体", "车间的主要负责人") in in_words(version.rules.get().parsed, {})


def test_another_process_is_heard_with_the_next_request(client, town):
    unit = make_unit("一车间", parent=town.office, kind="workshop")
    assert unit.get_kind_display() == "workshop"
    OwnUnitKind.objects.create(code="workshop", name="车间")
    client.get(reverse("accounts:login"))
    assert Unit.objects.get(pk=unit.pk).get_kind_display() == "车间"
