"""Pages of receptions."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.actions import receptions
from petitions.actions.receiving import Accused, Incoming
from petitions.models import Case, Reception
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import AT, make_case, make_offices
from visits.models import Rota, RotaSlot, VisitKind, VisitLog

pytestmark = pytest.mark.django_db
THURSDAY = datetime.date(2026, 11, 19)


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: THURSDAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"petitions:{name}", args=args)


def open_one(offices, **fields):
    fields = {"kind": "reception", "unit": offices.town, "leader": offices.town_leader.cadre, "on": THURSDAY} | fields
    return receptions.open_reception(**fields, by=offices.town_clerk, at=AT)


def test_a_stranger_is_asked_to_log_in(client, offices):
    assert "login" in client.get(open_one(offices).get_absolute_url()).url


def test_another_unit_does_not_find_it(client, offices):
    reception = open_one(offices)
    school = make_unit("县一中", parent=offices.county)
    client.force_login(make_user(cadre=make_cadre(unit=school), role="secretary", unit=school))
    for name in ("reception", "reception_close", "reception_cancel"):
        assert client.get(page(name, reception.pk)).status_code == 404


def test_the_auditor_reads_and_registers_nobody(client, offices):
    reception = open_one(offices)
    client.force_login(offices.auditor)
    assert not client.get(reception.get_absolute_url()).context["may_write"]
    assert client.post(reception.get_absolute_url(), {"text": "路灯坏了"}).status_code == 403
    assert client.get(page("reception_close", reception.pk)).status_code == 403


def test_a_visitor_is_written_down_once_and_has_a_receipt(client, offices):
    reception = open_one(offices)
    client.force_login(offices.town_clerk)
    key = client.get(reception.get_absolute_url()).context["once_key"]
    data = {"text": "路灯坏了", "name": "王小明", "phone": "13800000001", "kind": "claim", "once_key": key}
    for _n in range(2):
        assert client.post(reception.get_absolute_url(), data).url == page("receipt")
    case = Case.objects.get()
    assert (case.channel, case.state, case.visitor.reception) == ("reception", "registered", reception)
    assert reception.get_absolute_url() in client.get(page("receipt")).content.decode()


def test_what_was_typed_stays_when_something_is_missing(client, offices):
    reception = open_one(offices)
    client.force_login(offices.town_clerk)
    response = client.post(reception.get_absolute_url(), {"text": "路灯坏了", "phone": "13800000001"})
    assert "请一并填写姓名" in response.content.decode()
    assert "13800000001" in response.content.decode()
    assert not Case.objects.exists()


def test_the_day_of_duty_opens_with_who_is_on_duty_filled_in(client, offices):
    kind = VisitKind.objects.get(code="reception")
    rota = Rota.objects.create(
        unit=offices.town,
        name="接访",
        kind=kind,
        start=THURSDAY,
        place="信访室",
        public_id="a",
        when=[{"every": "day"}],
    )
    slot = RotaSlot.objects.create(rota=rota, day=THURSDAY, cadre=offices.town_leader.cadre)
    client.force_login(offices.town_clerk)
    assert client.get(page("receptions")).context["due"] == [slot]
    client.post(page("reception_of_slot", slot.pk))
    reception = Reception.objects.get()
    assert (reception.leader, reception.place, reception.slot) == (offices.town_leader.cadre, "信访室", slot)
    client.post(page("reception_close", reception.pk), {"version": 0})
    slot.refresh_from_db()
    assert slot.log == VisitLog.objects.get()


def test_an_outreach_is_arranged_about_a_case(client, offices):
    case = make_case(offices.town)
    client.force_login(offices.town_clerk)
    data = {"kind": "outreach", "unit": offices.town.pk, "leader": offices.town_leader.cadre_id, "on": "2026-11-19"}
    assert "请选择" in client.post(page("reception_open"), data).content.decode()
    client.post(page("reception_open"), data | {"case": case.number})
    reception = Reception.objects.get()
    client.post(page("reception_close", reception.pk), {"note": "到现场看了", "version": 0})
    assert VisitLog.objects.get().kind.code == "outreach"
    form = client.get(f"{page('reception_open')}?kind=outreach&case={case.pk}").context["form"]
    assert form["case"].value() == case.number


def test_a_case_that_one_does_not_see_cannot_be_named(client, offices):
    case = make_case(offices.department)
    client.force_login(offices.town_clerk)
    data = {"kind": "outreach", "unit": offices.town.pk, "leader": offices.town_leader.cadre_id, "on": "2026-11-19"}
    response = client.post(page("reception_open"), data | {"case": case.number})
    assert "没有找到编号" in response.content.decode()
    assert not Reception.objects.exists()


def test_it_can_be_cancelled(client, offices):
    reception = open_one(offices)
    client.force_login(offices.town_clerk)
    client.post(page("reception_cancel", reception.pk), {"reason": "停电", "version": 0})
    reception.refresh_from_db()
    assert reception.state == "cancelled"


def test_the_list_takes_the_same_queries_for_one_and_for_three(client, offices, django_assert_num_queries):
    client.force_login(offices.town_clerk)
    open_one(offices)
    client.get(page("receptions"))
    with CaptureQueriesContext(connection) as one:
        client.get(page("receptions"))
    open_one(offices)
    open_one(offices)
    with django_assert_num_queries(len(one)):
        client.get(page("receptions"))


def test_the_count_of_those_heard_leaves_out_what_was_said_about_the_reader(client, offices):
    reception = open_one(offices, leader=offices.village_cadre.cadre)
    for accused in ((), (Accused(cadre=offices.town_leader.cadre),)):
        said = Incoming(channel="reception", text="路灯坏了", accused=accused)
        receptions.add_visitor(reception, said, by=offices.town_clerk, at=AT)
    client.force_login(offices.town_leader)
    (row,) = client.get(page("receptions")).context["object_list"]
    assert row.heard == 1


def test_a_number_of_people_that_no_column_holds_is_refused(client, offices):
    reception = open_one(offices)
    client.force_login(offices.town_clerk)
    answer = client.post(page("reception_close", reception.pk), {"people_count": 10**12, "version": 0})
    assert "people_count" in answer.context["form"].errors
