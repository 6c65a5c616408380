"""Closing reports of secondments and their evaluation (R2.2)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Secondment
from assessments.actions import secondments as actions
from assessments.models import SecondmentReport
from core.errors import DomainError
from core.models import InboxItem
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import AT
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def county():
    return make_unit("清河县", kind="county")


@pytest.fixture
def cadre(county):
    cadre = make_cadre("刘干部", unit=make_unit("水利局", parent=county))
    make_user("liu", cadre=cadre)
    return cadre


@pytest.fixture
def secondment(cadre, county):
    return Secondment.objects.create(
        cadre=cadre,
        host=make_unit("柳树村", parent=county, kind="village"),
        kind="village",
        start=datetime.date(2026, 6, 1),
        end=datetime.date(2026, 10, 31),
    )


@pytest.fixture
def personnel(county):
    return make_user("personnel", cadre=make_cadre(unit=county), role="personnel", unit=county)


@pytest.fixture
def report(secondment, cadre):
    return actions.hand_in_report(secondment, text="驻村五个月。", by=cadre.user, at=AT)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def test_the_report_settles_what_is_owed_at_the_end(report, cadre):
    log = VisitLog.objects.get()
    assert (log.kind.code, log.cadres.get(), report.log) == ("summary", cadre, log)


def test_before_the_end_there_is_nothing_to_report(secondment, cadre):
    secondment.end = None
    with pytest.raises(DomainError, match="还没有结束"):
        actions.hand_in_report(secondment, text="早", by=cadre.user, at=AT)


def test_it_is_handed_in_once(report, secondment, cadre):
    with pytest.raises(DomainError, match="已经提交"):
        actions.hand_in_report(secondment, text="再交", by=cadre.user, at=AT)
    assert (SecondmentReport.objects.count(), VisitLog.objects.count()) == (1, 1)


def test_the_personnel_office_evaluates_and_the_cadre_is_told(client, report, personnel, cadre):
    client.force_login(personnel)
    form = {"grade": "excellent", "evaluation": "扎实", "version": "0"}
    client.post(page("secondment_evaluate", report.secondment_id), form)
    report.refresh_from_db()
    assert (report.grade, report.evaluated_by, report.evaluated_on) == ("excellent", personnel, TODAY)
    assert InboxItem.objects.filter(user=cadre.user).count() == 1


def test_nobody_evaluates_themselves(report, cadre, county):
    own = cadre.user
    own.grants.create(role="personnel", unit=county, start=TODAY)
    with pytest.raises(PermissionDenied):
        actions.evaluate_secondment(report, grade="excellent", evaluation="好", by=own, at=AT)
    report.refresh_from_db()
    assert report.grade == ""


@pytest.mark.parametrize(
    ("grade", "evaluation", "said"), [("", "好", "等次"), ("best", "好", "等次"), ("basic", " ", "意见")]
)
def test_an_evaluation_needs_a_grade_and_words(report, personnel, grade, evaluation, said):
    with pytest.raises(DomainError, match=said):
        actions.evaluate_secondment(report, grade=grade, evaluation=evaluation, by=personnel, at=AT)


def test_who_sees_it(client, report, cadre, county, personnel):
    url = report.get_absolute_url()
    assert "login" in client.get(url).url
    auditor = make_user("auditor", role="auditor", unit=county)
    elsewhere = make_user("other", cadre=make_cadre(unit=make_unit("别县", kind="county")))
    for user, status in ((cadre.user, 200), (personnel, 200), (auditor, 200), (elsewhere, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status
    client.force_login(auditor)
    assert client.get(page("secondment_evaluate", report.secondment_id)).status_code == 403


def test_the_list_shows_what_is_waiting(client, secondment, personnel):
    client.force_login(personnel)
    assert "待提交" in client.get(page("secondments")).content.decode()


def test_the_form_keeps_what_was_typed_when_it_is_refused(client, secondment, cadre):
    client.force_login(cadre.user)
    Secondment.objects.filter(pk=secondment.pk).update(end=TODAY + datetime.timedelta(days=9))
    answer = client.post(page("secondment_report", secondment.pk), {"text": "写好的总结"})
    assert "写好的总结" in answer.content.decode()
    assert not SecondmentReport.objects.exists()
