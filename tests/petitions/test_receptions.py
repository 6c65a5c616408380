"""Receptions (R3.2-3.8): a visitor is a case in seconds, and closing the day is the visit log."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from petitions.actions import receptions
from petitions.actions.receiving import Accused, Incoming, Person
from petitions.models import Case, Party, Reception
from tests.factories_petitions import AT, make_case, make_offices
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
THURSDAY = datetime.date(2026, 3, 5)


@pytest.fixture
def offices():
    return make_offices()


def open_one(offices, kind="reception", by=None, **fields):
    return receptions.open_reception(
        kind=kind,
        unit=offices.town,
        leader=offices.town_leader.cadre,
        on=fields.pop("on", THURSDAY),
        by=by or offices.town_clerk,
        at=AT,
        **fields,
    )


def hear(reception, offices, **fields):
    incoming = Incoming(**{"channel": "reception", "text": "路灯坏了", "people": (Person("王小明"),)} | fields)
    return receptions.add_visitor(reception, incoming, by=offices.town_clerk, at=AT)


def test_closing_a_reception_is_the_visit_log_of_those_who_received(offices):
    reception = open_one(offices, others=[offices.village_cadre.cadre])
    case = hear(reception, offices, people_count=3).case
    closed = receptions.close_reception(reception, by=offices.town_clerk, at=AT)
    log = VisitLog.objects.get()
    assert (closed.log, log.kind.code, log.first_day, log.people_count) == (log, "reception", THURSDAY, 3)
    assert log.participants.get(is_lead=True).cadre == offices.town_leader.cadre
    case.refresh_from_db()
    assert case.log == log


def test_what_a_visitor_said_stands_with_the_case_only(offices):
    reception = open_one(offices)
    hear(reception, offices)
    log = receptions.close_reception(reception, by=offices.town_clerk, at=AT).log
    assert log.content == ""
    assert not log.matters.exists()


def test_a_visitor_is_registered_at_once_where_the_kind_is_known(offices):
    reception = open_one(offices)
    for kind in ("", "claim"):
        hear(reception, offices, kind=kind)
    assert [visitor.case.state for visitor in reception.visitors.all()] == ["received", "registered"]


def test_who_complains_of_the_one_who_receives_is_heard_elsewhere(offices):
    reception = open_one(offices)
    case = hear(reception, offices, accused=(Accused(cadre=offices.town_leader.cadre),)).case
    assert case.unit == offices.county
    assert not Case.objects.visible_to(offices.town_leader).exists()


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [("outreach", {}, "请选择"), ("appointment", {}, "请选择")],
)
def test_an_outreach_and_an_appointment_are_about_a_case(offices, kind, fields, message):
    with pytest.raises(DomainError, match=message):
        open_one(offices, kind, **fields)
    assert not Reception.objects.exists()


def test_an_outreach_says_what_came_of_it(offices):
    reception = open_one(offices, "outreach", case=make_case(offices.town))
    with pytest.raises(DomainError, match="情况"):
        receptions.close_reception(reception, by=offices.town_clerk, at=AT)
    receptions.close_reception(reception, note="到现场看了。", by=offices.town_clerk, at=AT)
    assert VisitLog.objects.get().kind.code == "outreach"


def test_a_reception_is_closed_once(offices):
    reception = open_one(offices)
    receptions.close_reception(reception, by=offices.town_clerk, at=AT)
    with pytest.raises(DomainError, match="已经结束"):
        receptions.close_reception(reception, by=offices.town_clerk, at=AT)
    assert VisitLog.objects.count() == 1


def test_nothing_is_heard_or_closed_before_the_day(offices):
    reception = open_one(offices, on=datetime.date(2026, 12, 3))
    with pytest.raises(DomainError, match="还没有到"):
        hear(reception, offices)
    with pytest.raises(DomainError, match="还没有到"):
        receptions.close_reception(reception, by=offices.town_clerk, at=AT)


def test_a_day_on_which_somebody_was_heard_cannot_be_cancelled(offices):
    reception = open_one(offices)
    hear(reception, offices)
    with pytest.raises(DomainError, match="不能取消"):
        receptions.cancel_reception(reception, reason="停电", by=offices.town_clerk, at=AT)


def test_another_unit_keeps_no_register_here(offices):
    with pytest.raises(PermissionDenied):
        open_one(offices, by=offices.department_clerk)
    assert open_one(offices, by=offices.town_leader).leader == offices.town_leader.cadre


@pytest.mark.parametrize("whom", ["leader", "others", "unit"])
def test_nobody_takes_a_case_down_that_is_about_them_or_their_unit(offices, whom):
    case = make_case(offices.county, kind="accusation")
    about = {"unit": {"unit": offices.town}, "leader": {"unit": offices.town}}.get(
        whom, {"cadre": offices.village_cadre.cadre}
    )
    Party.objects.create(case=case, role="accused", declared_at=AT, **about)
    who = {
        "leader": {"leader": offices.town_leader.cadre, "unit": offices.county},
        "others": {"leader": offices.leader.cadre, "unit": offices.county, "others": [offices.village_cadre.cadre]},
        "unit": {"leader": offices.leader.cadre, "unit": offices.town},
    }[whom]
    with pytest.raises(DomainError, match="回避") as refused:
        receptions.open_reception(kind="outreach", case=case, on=THURSDAY, by=offices.clerk, at=AT, **who)
    assert refused.value.field == whom
    assert not Reception.objects.exists()
