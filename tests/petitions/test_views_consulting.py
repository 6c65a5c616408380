"""Plans put to all staff (R11.6), and what delegates send up (R8.4)."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Group, GroupMembership
from core.models import AuditEntry, OnceKey
from petitions.actions import consulting
from petitions.models import Case, CaseEntry, Consultation
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import AT, make_offices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def page(name, *args):
    return reverse(f"petitions:{name}", args=args)


@pytest.fixture
def plan(offices):
    return consulting.open_consultation(
        unit=offices.town,
        title="奖金分配方案",
        text="按考核结果分配。",
        opens_on=TODAY,
        closes_on=TODAY,
        by=offices.town_secretary,
        at=AT,
    )


def test_a_stranger_is_asked_to_log_in(client, plan):
    for url in (plan.get_absolute_url(), page("opinion", plan.pk), page("proposals"), page("consultations")):
        assert "login" in client.get(url).url


def test_everybody_below_is_asked_and_nobody_elsewhere(client, plan, offices):
    client.force_login(offices.village_cadre)
    assert client.get(plan.get_absolute_url()).context["is_open"]
    client.force_login(offices.department_clerk)
    assert client.get(page("opinion", plan.pk)).status_code == 404


def test_an_opinion_is_a_suggestion_in_the_units_queue(client, plan, offices):
    client.force_login(offices.village_cadre)
    client.post(page("opinion", plan.pk), {"text": "应当公示"})
    case = Case.objects.get()
    assert (case.channel, case.kind, case.unit, case.is_anonymous) == (
        "consultation",
        "suggestion",
        offices.town,
        False,
    )


def test_nothing_ties_an_anonymous_opinion_to_who_sent_it(client, plan, offices):
    client.force_login(offices.village_cadre)
    key = client.get(page("opinion", plan.pk)).context["once_key"]
    for _n in range(2):
        client.post(page("opinion", plan.pk), {"text": "应当公示", "is_anonymous": "on", "once_key": key})
    case = Case.objects.get()
    assert (case.created_by, case.is_anonymous, case.petitioners.count()) == (None, True, 0)
    assert not CaseEntry.objects.exclude(by=None).exists()
    assert not AuditEntry.objects.filter(actor=offices.village_cadre).exclude(action__startswith="accounts.").exists()
    assert not OnceKey.objects.exists()
    assert not Case.objects.visible_to(offices.village_cadre).exists()


def test_after_the_last_day_nothing_is_taken(client, plan, offices):
    Consultation.objects.update(opens_on="2026-11-01", closes_on="2026-11-19")
    client.force_login(offices.village_cadre)
    assert client.post(page("opinion", plan.pk), {"text": "应当公示"}).status_code == 403
    assert not Case.objects.exists()


def test_what_became_of_the_opinions_goes_back_to_everybody(client, plan, offices):
    client.force_login(offices.village_cadre)
    assert client.get(page("consultation_publish", plan.pk)).status_code == 403
    client.force_login(offices.town_secretary)
    client.post(page("consultation_publish", plan.pk), {"result": "采纳公示的意见", "version": 0})
    client.force_login(offices.village_cadre)
    assert "采纳公示的意见" in client.get(plan.get_absolute_url()).content.decode()
    assert "已反馈" in client.get(page("consultations")).content.decode()


def test_a_plan_is_put_by_who_keeps_the_units_business(client, offices):
    data = {"unit": offices.town.pk, "title": "方案", "text": "文", "opens_on": "2026-11-20", "closes_on": "2026-11-19"}
    client.force_login(offices.village_cadre)
    assert client.get(page("consultation_open")).status_code == 403
    client.force_login(offices.town_secretary)
    assert "不能早于" in client.post(page("consultation_open"), data).content.decode()
    client.post(page("consultation_open"), data | {"closes_on": "2026-11-27"})
    assert Consultation.objects.get().unit == offices.town


@pytest.fixture
def delegate(offices):
    group = Group.objects.create(name="第一小组", kind="delegates_group", unit=offices.county)
    cadre = make_cadre("代表", unit=offices.village)
    GroupMembership.objects.create(group=group, cadre=cadre, start=TODAY)
    return make_user("delegate", cadre=cadre)


def proposal(offices, **fields):
    data = {"unit": offices.county.pk, "proposal_kind": "proposal", "title": "修渠", "text": "水渠年久失修。"}
    return data | {"undertaker": offices.town.pk} | fields


def test_a_delegate_sends_up_and_follows_it(client, offices, delegate):
    client.force_login(delegate)
    client.post(page("proposal_new"), proposal(offices))
    case = Case.objects.get()
    assert (case.state, case.proposal_kind) == ("received", "proposal")
    assert "青山镇" in case.text
    assert list(client.get(page("proposals")).context["object_list"]) == [case]


def test_the_office_assigns_it_to_an_undertaker_with_a_lead(client, offices):
    client.force_login(offices.clerk)
    client.post(page("proposal_new"), proposal(offices, lead=offices.town_leader.cadre_id, due="2026-12-20"))
    case = Case.objects.get()
    assert (case.state, case.handling_unit) == ("assigned", offices.town)
    assert case.handlers.get().cadre == offices.town_leader.cadre
    assert client.get(page("proposals") + "?kind=motion").context["count"] == 0


def test_others_send_up_nothing(client, offices):
    school = make_unit("县一中", parent=offices.county)
    client.force_login(make_user(cadre=make_cadre(unit=school)))
    assert client.get(page("proposal_new")).status_code == 403
