"""Pages of inspections."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Inspection
from tests.factories import make_cadre, make_unit, make_user

pytestmark = pytest.mark.django_db
LIST, NEW = "/assessments/inspections/", "/assessments/inspections/new/"
DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def branch():
    return make_unit("一支部", kind="party_branch")


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: DAY)
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def secretary(branch):
    return make_user(cadre=make_cadre("书记", unit=branch), role="secretary", unit=branch)


@pytest.fixture
def member(branch):
    return make_user(cadre=make_cadre("张三", unit=branch))


def form(branch, secretary, member, **more):
    data = {"unit": branch.pk, "inspectors": [secretary.cadre.pk], "what": "cadre", "cadre": member.cadre.pk}
    given = {"on": "2026-11-02", "findings": "两次走访没有记录", "outcome": "criticism"}
    return data | given | {"to_mend": "补记", "mend_until": "2026-11-10"} | more


@pytest.fixture
def inspection(log_in, branch, secretary, member):
    log_in(secretary).post(NEW, form(branch, secretary, member))
    return Inspection.objects.get()


def of(inspection):
    names = ("inspection", "inspection_again", "inspection_withdraw")
    return [reverse(f"assessments:{name}", args=[inspection.pk]) for name in names]


def test_a_stranger_is_asked_to_log_in(client, inspection):
    client.logout()
    for url in [LIST, NEW, *of(inspection)]:
        assert "login" in client.get(url).url


def test_another_unit_does_not_find_it(log_in, inspection):
    other = make_unit("另一支部", kind="party_branch")
    client = log_in(make_user(role="secretary", unit=other, cadre=make_cadre(unit=other)))
    assert [client.get(url).status_code for url in of(inspection)] == [404] * 3
    assert list(client.get(LIST).context["object_list"]) == []


def test_the_inspected_and_the_auditor_read_and_do_not_write(log_in, branch, inspection, member):
    for user in (member, make_user(role="auditor", unit=branch)):
        client = log_in(user)
        assert [client.get(url).status_code for url in of(inspection)] == [200, 403, 403]
        assert "两次走访没有记录" in client.get(inspection.get_absolute_url()).content.decode()
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, {}).status_code == 403


def test_it_is_written_down_once_however_often_the_form_is_sent(log_in, branch, secretary, member):
    client = log_in(secretary)
    data = form(branch, secretary, member, once_key=client.get(NEW).context["once_key"])
    assert client.post(NEW, data).url == client.post(NEW, data).url == Inspection.objects.get().get_absolute_url()


def test_what_is_missing_is_told_and_what_was_typed_stays(log_in, branch, secretary, member):
    answer = log_in(secretary).post(NEW, form(branch, secretary, member, cadre="", mend_until=""))
    assert set(answer.context["form"].errors) == {"cadre"}
    assert "两次走访没有记录" in answer.content.decode()
    answer = log_in(secretary).post(NEW, form(branch, secretary, member, mend_until=""))
    assert set(answer.context["form"].errors) == {"mend_until"}
    assert not Inspection.objects.exists()


def test_a_second_look_from_its_page(log_in, inspection, secretary):
    page, again, _withdraw = of(inspection)
    client = log_in(secretary)
    assert "到期未复查到位" in client.get(page).content.decode()
    data = {"on": "2026-11-20", "is_mended": "yes", "text": "已补记", "version": 0}
    assert client.post(again, data).url == page
    assert "已整改到位" in client.get(page).content.decode()
    assert "已被他人修改" in client.post(again, data).content.decode()


def test_it_is_withdrawn_with_a_reason(log_in, inspection, secretary):
    page, _again, withdraw = of(inspection)
    client = log_in(secretary)
    client.post(withdraw, {"reason": "登错人", "version": 0})
    assert "登错人" in client.get(page).content.decode()


@pytest.mark.parametrize(("query", "found"), [("", 1), ("?outcome=criticism", 1), ("?outcome=praise", 0)])
def test_the_list_can_be_narrowed(log_in, inspection, secretary, query, found):
    assert log_in(secretary).get(LIST + query).context["count"] == found


@pytest.mark.parametrize("query", ["?waiting=waiting", "?waiting=overdue"])
def test_what_waits_for_a_second_look_is_found(log_in, inspection, secretary, query):
    assert list(log_in(secretary).get(LIST + query).context["object_list"]) == [inspection]


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    log_in, branch, inspection, secretary, django_assert_num_queries
):
    client = log_in(secretary)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    number = len(one)
    for _n in range(2):
        other = make_user(cadre=make_cadre(unit=branch))
        client.post(NEW, form(branch, secretary, other))
    with django_assert_num_queries(number):
        assert client.get(LIST).context["count"] == 3
