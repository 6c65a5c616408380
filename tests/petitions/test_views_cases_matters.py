"""Matters heard on visits become cases; hand-overs are signed for, reported on and rated."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.actions import handing
from petitions.models import Case, Handover
from tests.factories import make_household, make_log, make_user
from tests.factories_petitions import AT, make_offices
from tests.petitions import path
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


def heard(offices, unit=None, text="路灯不亮"):
    unit = unit or offices.town
    target = make_household("何春生", unit=offices.village, phone="13800000001")
    log = make_log(offices.village_cadre.cadre, unit=unit, by=offices.village_cadre, day=TODAY, targets=(target,))
    return Matter.objects.create(log=log, target=log.targets.get(), text=text, unit=unit, unit_path=unit.path)


def register_url(matter):
    return reverse("petitions:register_matter", args=[matter.pk])


LIST = "/petitions/matters/"


def test_matters_wait_in_the_queue_of_their_office(client, log_in, offices):
    matter = heard(offices)
    assert client.get(LIST).status_code == 302
    for user in (offices.town_clerk, offices.clerk):
        assert list(log_in(user).get(LIST).context["object_list"]) == [matter]
    for user in (offices.department_clerk, offices.village_cadre, offices.auditor, offices.town_secretary):
        assert not log_in(user).get(LIST).context["object_list"]


def test_a_matter_that_is_solved_or_a_case_waits_no_longer(log_in, offices):
    heard(offices, text="已办结").__class__.objects.update(state="solved", solved_on=TODAY)
    matter = heard(offices)
    client = log_in(offices.town_clerk)
    client.post(register_url(matter), {"kind": "help"})
    assert not client.get(LIST).context["object_list"]


def test_the_list_takes_the_same_number_of_queries_with_one_row_and_with_three(log_in, offices):
    heard(offices)
    client = log_in(offices.town_clerk)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    heard(offices), heard(offices)
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(LIST).context["object_list"]) == 3
    assert len(three) == len(one)


def test_one_click_registers_a_matter_with_its_petitioner(log_in, offices):
    matter = heard(offices)
    answer = log_in(offices.town_clerk).post(register_url(matter), {"kind": "help"})
    case = Case.objects.get()
    assert answer.url == case.get_absolute_url()
    assert (case.matter, case.state, case.channel) == (matter, "registered", "visit")
    assert [person.name for person in case.petitioners.all()] == ["何春生"]


def test_a_matter_is_registered_once(log_in, offices):
    matter = heard(offices)
    client = log_in(offices.town_clerk)
    client.post(register_url(matter), {"kind": "help"})
    assert client.post(register_url(matter), {"kind": "help"}).status_code == 403
    assert Case.objects.count() == 1


def test_it_is_registered_by_the_clerks_of_its_unit_only(client, log_in, offices):
    matter = heard(offices)
    assert client.post(register_url(matter), {"kind": "help"}).status_code == 302
    assert log_in(offices.department_clerk).post(register_url(matter), {"kind": "help"}).status_code == 404
    for user in (offices.auditor, offices.town_secretary, offices.village_cadre):
        assert log_in(user).post(register_url(matter), {"kind": "help"}).status_code == 403
    assert not Case.objects.exists()


def test_an_accusation_asks_whom_it_is_about(log_in, offices):
    matter = heard(offices)
    client = log_in(offices.town_clerk)
    page = client.post(register_url(matter), {"kind": "accusation"})
    assert "检举控告须写明" in page.content.decode()
    client.post(register_url(matter), {"kind": "accusation", "accused_name": "某包工头"})
    assert Case.objects.get().parties.get().name == "某包工头"


# --- hand-overs


def url(name, handover):
    return reverse(f"petitions:{name}", args=[handover.pk])


def test_a_hand_over_is_signed_for_by_who_received_it(client, log_in, offices):
    case = path.assigned(offices)
    handover = Handover.objects.get()
    assert client.post(url("take", handover)).url.startswith(reverse("accounts:login"))
    assert "签收" in log_in(offices.town_clerk).get(case.get_absolute_url()).content.decode()
    for user, code in ((offices.clerk, 403), (offices.auditor, 403), (offices.department_clerk, 404)):
        assert log_in(user).post(url("take", handover)).status_code == code
    assert log_in(offices.town_clerk).post(url("take", handover)).status_code == 302
    assert Handover.objects.get().state == "taken"
    assert log_in(offices.town_clerk).post(url("take", handover)).status_code == 403


@pytest.fixture
def call(offices):
    case = path.in_hand(offices)
    units = [offices.department]
    handing.call_units(case, units=units, request="请到场核定", by=offices.town_clerk, on=TODAY, at=AT)
    return Handover.objects.get(kind="call")


def test_a_called_unit_reports_in_and_both_sides_rate(client, log_in, offices, call):
    report, rate = url("report_in", call), url("rate_call", call)
    said = {"reply": "已到场核定", "on": str(TODAY)}
    assert client.post(report, said).url.startswith(reverse("accounts:login"))
    for user, code in ((offices.town_clerk, 403), (offices.auditor, 403), (make_user("nobody"), 404)):
        assert log_in(user).post(report, said).status_code == code
    department = log_in(offices.department_clerk)
    assert "报到" in department.get(call.case.get_absolute_url()).content.decode()
    assert department.get(rate).status_code == 403
    assert "reply" in department.post(report, {"on": str(TODAY)}).context["form"].errors
    assert department.post(report, said).status_code == 302
    assert department.post(rate, {"value": "satisfied"}).status_code == 302
    assert department.post(rate, {"value": "not"}).status_code == 403
    assert log_in(offices.auditor).post(rate, {"value": "not"}).status_code == 403
    assert log_in(offices.town_clerk).post(rate, {"value": "basically"}).status_code == 302
    call.refresh_from_db()
    assert (call.reply, call.rated_by_sender, call.rated_by_receiver) == ("已到场核定", "basically", "satisfied")


def test_a_report_before_the_call_is_refused_at_its_field(log_in, offices, call):
    early = {"reply": "已到场", "on": str(TODAY - datetime.timedelta(days=1))}
    page = log_in(offices.department_clerk).post(url("report_in", call), early)
    assert "on" in page.context["form"].errors


def test_several_matters_become_cases_of_one_kind_but_no_accusations(log_in, offices):
    first, second = heard(offices), heard(offices, text="水管漏水")
    client = log_in(offices.town_clerk)
    assert 'form="bulk"' in client.get(LIST).content.decode()
    url = f"{LIST}?do=bulk&bulk=register&row={first.pk}&row={second.pk}"
    assert client.post(url, {"kind": "accusation"}).context["lines"] == []
    page = client.post(url, {"kind": "help"})
    assert len(page.context["done"]) == 2 and not Case.objects.exists()
    client.post(url, {"kind": "help", "confirmed": page.context["confirmed"]})
    assert Case.objects.filter(matter__in=[first, second], kind="help").count() == 2
    assert log_in(offices.auditor).get(url).status_code == 403
