"""Pages of work contact sheets."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from petitions.actions import marks, sheets
from petitions.models import SheetMark, WorkSheet
from petitions.views.sheets import STEPS
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import make_case, make_offices
from tests.petitions.test_sheets import FRIDAY, MONDAY, TUESDAY, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def freeze(monkeypatch):
    def to(day):
        monkeypatch.setattr("core.clock.today", lambda: day)
        monkeypatch.setattr("core.clock.now", lambda: at(day))

    return to


def make_sheet(offices, subject="协调路灯维修"):
    return sheets.draft_sheet(
        sender=offices.town,
        receiver=offices.department,
        subject=subject,
        text="路灯坏了三盏。",
        request="请派人维修。",
        due=datetime.date(2026, 12, 20),
        by=offices.town_clerk,
        at=at(FRIDAY),
    )


@pytest.fixture
def sent(offices):
    return sheets.sign_out(make_sheet(offices), by=offices.town_leader, at=at(FRIDAY))


def page(name, *args):
    return reverse(f"petitions:{name}", args=args)


def test_a_stranger_is_asked_to_log_in(client, sent):
    assert "login" in client.get(sent.get_absolute_url()).url


def test_a_third_unit_does_not_find_it(client, sent, offices):
    school = make_unit("县一中", parent=offices.county)
    client.force_login(make_user(cadre=make_cadre(unit=school), role="secretary", unit=school))
    for url in (sent.get_absolute_url(), page("sheet_paper", sent.pk), page("sheet_step", sent.pk, "sign_for")):
        assert client.get(url).status_code == 404
    assert "协调路灯维修" not in client.get(page("sheets")).content.decode()


def test_the_auditor_reads_and_has_no_step(client, sent, offices):
    client.force_login(offices.auditor)
    response = client.get(sent.get_absolute_url())
    assert response.context["steps"] == []
    assert client.post(page("sheet_step", sent.pk, "sign_for")).status_code == 403


def test_each_side_is_offered_its_own_steps(client, sent, offices, freeze):
    freeze(MONDAY)
    client.force_login(offices.department_clerk)
    steps = client.get(sent.get_absolute_url()).context["steps"]
    assert [step.action for step in steps] == ["sign_for", "object"]


def test_a_sheet_is_drafted_once_however_often_the_form_is_sent(client, offices, freeze):
    freeze(FRIDAY)
    client.force_login(offices.town_clerk)
    form = client.get(page("sheet_draft"))
    data = {"sender": offices.town.pk, "receiver": offices.department.pk, "subject": "事", "text": "文"}
    data |= {"request": "求", "due": "2026-03-20", "once_key": form.context["once_key"]}
    first = client.post(page("sheet_draft"), data)
    second = client.post(page("sheet_draft"), data)
    assert first.url == second.url == WorkSheet.objects.get().get_absolute_url()


def test_a_sheet_about_a_case_is_drafted_by_who_sees_it(client, offices, freeze):
    freeze(FRIDAY)
    case = make_case(offices.town, text="路灯坏了")
    url = f"{page('sheet_draft')}?case={case.pk}"
    data = {"sender": offices.town.pk, "receiver": offices.department.pk, "subject": "事", "text": "文"}
    client.force_login(offices.department_clerk)
    assert client.get(url).status_code == 404
    client.force_login(offices.town_clerk)
    assert client.get(url).context["form"]["subject"].value() == case.title
    client.post(url, data | {"request": "求", "due": "2026-03-20"})
    assert WorkSheet.objects.get().case == case


@pytest.mark.parametrize("action", STEPS)
def test_every_step_has_a_page_for_those_who_may_take_it(client, offices, action, freeze):
    freeze(TUESDAY)
    states = {"rule": "objected", "change": "draft", "sign_out": "draft", "close": "replied", "send_back": "replied"}
    states |= {"report_progress": "in_hand", "reply": "in_hand"}
    sheet = sheets.sign_out(make_sheet(offices), by=offices.town_leader, at=at(FRIDAY))
    WorkSheet.objects.filter(pk=sheet.pk).update(state=states.get(action, "sent"))
    for user in (offices.town_leader, offices.town_clerk, offices.department_clerk):
        client.force_login(user)
        response = client.get(page("sheet_step", sheet.pk, action))
        assert response.status_code in (200, 403)
        if response.status_code == 200:
            return
    pytest.fail(f"nobody may {action}")


def test_a_step_that_there_is_not_is_not_found(client, sent, offices):
    client.force_login(offices.town_clerk)
    assert client.get(page("sheet_step", sent.pk, "burn")).status_code == 404


def test_what_was_typed_stays_when_a_step_is_refused(client, sent, offices, freeze):
    freeze(TUESDAY)
    client.force_login(offices.department_clerk)
    response = client.post(page("sheet_step", sent.pk, "object"), {"reason": "不归我局", "version": sent.version})
    assert "已过" in response.content.decode()
    assert "不归我局" in response.content.decode()


def test_a_mark_from_proposal_to_the_assessment(client, sent, offices, freeze):
    freeze(TUESDAY)
    client.force_login(offices.town_clerk)
    data = {"ground": "not_signed", "points": "1", "note": "", "version": sent.version}
    client.post(page("sheet_step", sent.pk, "propose_mark"), data)
    mark = SheetMark.objects.get()
    client.force_login(offices.department_clerk)
    client.post(page("mark_appeal", mark.pk), {"reason": "已电话说明", "version": 0})
    client.force_login(offices.town_leader)
    client.post(page("mark_rule", mark.pk), {"is_upheld": "yes", "ruling": "维持", "version": 1})
    client.force_login(make_user(role="personnel", unit=offices.county))
    client.post(page("mark_apply", mark.pk), {"version": 2})
    mark.refresh_from_db()
    assert mark.state == "applied"
    assert "被记分单位" in client.get(page("marks")).content.decode()


def test_who_may_not_rule_is_refused(client, sent, offices):
    mark = marks.propose_mark(sent, ground="not_signed", points=1, by=offices.town_clerk, at=at(TUESDAY))
    client.force_login(offices.department_clerk)
    assert client.get(page("mark_rule", mark.pk)).status_code == 403
    assert client.get(page("mark_apply", mark.pk)).status_code == 403


def test_the_printed_sheet_is_a_pdf(client, sent, offices):
    client.force_login(offices.town_clerk)
    assert client.get(page("sheet_paper", sent.pk)).content.startswith(b"%PDF-")


@pytest.mark.parametrize("query", ["", "?way=mine", "?way=sent", "?way=received", "?state=sent", "?late=on", "?q=路灯"])
def test_the_list_can_be_narrowed(client, sent, offices, query, freeze):
    freeze(TUESDAY)
    client.force_login(offices.town_clerk if query != "?way=received" else offices.department_clerk)
    found = list(client.get(page("sheets") + query).context["object_list"])
    assert found == ([] if query == "?way=mine" else [sent])


def test_the_list_takes_the_same_queries_for_one_and_for_three(client, offices, django_assert_num_queries):
    client.force_login(offices.town_clerk)
    make_sheet(offices)
    client.get(page("sheets"))
    with CaptureQueriesContext(connection) as one:
        client.get(page("sheets"))
    make_sheet(offices)
    make_sheet(offices)
    with django_assert_num_queries(len(one)):
        client.get(page("sheets"))
