"""The checklist of a new organisation: who sees it, and how a step is left out."""

import pytest

from accounts.models import Unit
from core import clock
from reports.first_steps import FirstSteps
from reports.models import SkippedStep
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/first-steps/"
SKIP = "/first-steps/mail/skip/"
OVER = "/first-steps/start-over/"


@pytest.fixture
def county():
    return make.make_unit("清河县", kind="county")


@pytest.fixture
def admin(county):
    return make.make_user(role="organisation_admin", unit=county)


def test_a_stranger_is_sent_to_the_log_in(client):
    assert client.get(PAGE).url.startswith("/login/")


def test_only_administrators_see_it(log_in, county, admin):
    assert log_in(admin).get(PAGE).status_code == 200
    for role in ("auditor", "secretary"):
        client = log_in(make.make_user(role=role, unit=county))
        assert client.get(PAGE).status_code == 403
        assert client.post(SKIP, {"reason": "不用"}).status_code == 403
        assert client.post("/first-steps/mail/resume/").status_code == 403


def test_the_next_step_has_the_button(log_in, admin):
    page = log_in(admin).get(PAGE).content.decode()
    assert page.count('class="btn btn-primary" href') == 1
    assert 'href="/reports/imports/units/"' in page


def test_whoever_has_all_rights_begins_with_founding(log_in):
    founder = make.make_user(is_superuser=True)
    assert 'href="/units/found/"' in log_in(founder).get(PAGE).content.decode()
    assert log_in(founder).get(SKIP).status_code == 404


def test_a_step_is_left_out_and_that_is_undone_from_the_message(log_in, admin):
    client = log_in(admin)
    assert "请填写原因" in client.post(SKIP, {"reason": ""}).content.decode()
    page = client.post(SKIP, {"reason": "暂不使用邮件"}, follow=True).content.decode()
    assert "暂不使用邮件" in page
    assert page.count('action="/first-steps/mail/resume/"') == 2
    client.post("/first-steps/mail/resume/")
    assert not SkippedStep.objects.exists()
    assert client.get("/first-steps/nothing/skip/").status_code == 404


def test_other_pages_lead_back_as_long_as_something_is_left(log_in, admin):
    client = log_in(admin)
    assert "继续准备工作" not in client.get("/units/").content.decode()
    client.get(PAGE)
    assert "继续准备工作" in client.get("/units/").content.decode()
    assert "继续准备工作" not in client.get("/").content.decode()


def test_a_finished_organisation_leads_back_no_more(log_in, admin, monkeypatch):
    client = log_in(admin)
    client.get(PAGE)
    monkeypatch.setattr("reports.views.first_steps.all_steps", lambda unit, **asked: FirstSteps(unit, []))
    client.get(PAGE)
    assert "继续准备工作" not in client.get("/units/").content.decode()


def test_an_organisation_with_a_first_visit_leads_back_no_more_whatever_is_left(log_in, admin, county):
    make.make_log(unit=county, by=admin, day=clock.today())
    client = log_in(admin)
    client.get(PAGE)
    assert "继续准备工作" not in client.get("/units/").content.decode()


def test_starting_over_asks_for_the_name_of_the_organisation(log_in, county):
    make.make_cadre("李明", unit=make.make_unit("柳溪镇", parent=county))
    client = log_in(make.make_user(is_superuser=True))
    assert "全称" in client.post(OVER, {"name": "清河"}).content.decode()
    assert Unit.objects.count() == 2
    assert client.post(OVER, {"name": "清河县"}).url == PAGE
    assert not Unit.objects.exists()
    assert client.get(OVER).status_code == 403


def test_only_who_has_all_rights_starts_over(log_in, admin):
    assert log_in(admin).get(OVER).status_code == 403
    assert log_in(admin).post(OVER, {"name": "清河县"}).status_code == 403


def test_starting_over_is_offered_to_who_has_all_rights_until_the_first_visit(log_in, admin, county):
    founder = make.make_user(is_superuser=True)
    assert OVER not in log_in(admin).get(PAGE).content.decode()
    assert OVER in log_in(founder).get(PAGE).content.decode()
    make.make_log(make.make_cadre(unit=county), unit=county, by=founder, day=clock.today())
    assert OVER not in log_in(founder).get(PAGE).content.decode()
