"""Which leader supervises which units and colleagues, from when to when."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import actions, selectors
from accounts.models import Supervision
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import START, make_cadre

DAY = datetime.date(2026, 11, 20)
EVE, MORROW = datetime.date(2026, 11, 19), datetime.date(2026, 11, 21)


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.secretary, "at": noon}


def test_a_leader_supervises_a_unit_or_a_colleague(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.add_supervision(town.head, unit=town.section, start=DAY, **stamp)
    actions.add_supervision(town.head, cadre=town.clerk, start=DAY, **stamp)
    assert [str(row) for row in town.head.supervisions.all()] == ["救助科", "郑小川"]
    assert AuditEntry.objects.filter(action="accounts.add_supervision").count() == 2


@pytest.mark.parametrize(("things", "field"), [((), "unit"), (("unit", "cadre"), "unit"), (("self",), "cadre")])
def test_exactly_one_thing_and_never_oneself(
    town: SimpleNamespace, stamp: dict[str, Any], things: tuple[str, ...], field: str
) -> None:
    offered = {"unit": {"unit": town.section}, "cadre": {"cadre": town.clerk}, "self": {"cadre": town.head}}
    chosen = {key: value for thing in things for key, value in offered[thing].items()}
    with pytest.raises(DomainError) as refusal:
        actions.add_supervision(town.head, start=DAY, **chosen, **stamp)
    assert refusal.value.field == field


def test_nothing_is_supervised_twice_at_once(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    first = actions.add_supervision(town.head, unit=town.section, start=DAY, **stamp)
    with pytest.raises(DomainError, match="相同的分管"):
        actions.add_supervision(town.head, unit=town.section, start=MORROW, **stamp)
    actions.end_supervision(first, end=DAY, **stamp)
    assert actions.add_supervision(town.head, unit=town.section, start=MORROW, **stamp).pk


def test_a_closed_unit_is_supervised_by_nobody(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    row = actions.add_supervision(town.head, unit=town.section, start=START, **stamp)
    actions.close_unit(town.section, on=DAY, by=town.system, at=stamp["at"])
    row.refresh_from_db()
    assert row.end == EVE
    with pytest.raises(DomainError, match="撤销"):
        actions.add_supervision(town.head, unit=type(town.section).objects.get(pk=town.section.pk), start=DAY, **stamp)


def test_whoever_keeps_another_unit_divides_no_work_here(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_supervision(town.outsider, unit=town.section, start=DAY, **stamp)


def test_a_leaver_hands_supervision_on_but_not_the_successors_own(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    deputy = make_cadre("邓明", unit=town.office)
    for what in ({"unit": town.section}, {"cadre": town.clerk}, {"cadre": deputy}):
        actions.add_supervision(town.head, start=START, **what, **stamp)
    assert [sort.count for sort in selectors.hanging_on(town.head, DAY)] == [3]
    actions.leave_organisation(town.head, on=DAY, successor=deputy, by=town.system, at=stamp["at"])
    held = {str(row): row.start for row in deputy.supervisions.all()}
    assert held == {"救助科": MORROW, "郑小川": MORROW}
    assert not Supervision.objects.filter(leader=town.head, end=None).exists()


def test_nobody_supervises_who_has_left(town: SimpleNamespace, stamp: dict[str, Any]) -> None:
    actions.add_supervision(town.head, cadre=town.clerk, start=START, **stamp)
    actions.leave_organisation(town.clerk, on=DAY, **stamp)
    assert town.head.supervisions.get().end == DAY


def test_both_pages_show_it_and_another_unit_sees_nothing(
    log_in: Any, town: SimpleNamespace, stamp: dict[str, Any]
) -> None:
    actions.add_supervision(town.head, unit=town.section, start=DAY, **stamp)
    client = log_in(town.member)
    assert "救助科" in client.get(town.head.get_absolute_url()).content.decode()
    assert "周立群" in client.get(town.section.get_absolute_url()).content.decode()
    assert not Supervision.objects.visible_to(town.stranger).exists()


def test_a_secretary_enters_it_on_either_page(log_in: Any, town: SimpleNamespace) -> None:
    client = log_in(town.secretary)
    url = reverse("accounts:supervision_create", args=[town.head.pk])
    client.post(url, {"cadre": town.clerk.pk, "start": "2026-11-20", "once": "a" * 32})
    url = reverse("accounts:unit_leader_create", args=[town.section.pk])
    client.post(url, {"leader": town.head.pk, "start": "2026-11-20", "once": "b" * 32})
    assert {str(row) for row in town.head.supervisions.all()} == {"郑小川", "救助科"}


def test_a_secretary_ends_it(log_in: Any, town: SimpleNamespace, rows: SimpleNamespace) -> None:
    url = reverse("accounts:supervision_end", args=[rows.supervision.pk])
    log_in(town.secretary).post(url, {"end": "2026-11-20"})
    rows.supervision.refresh_from_db()
    assert rows.supervision.end == DAY
