"""Pages of emergencies."""

import datetime

import pytest

from assessments.actions.officers_incidents import feed_back
from assessments.models import IncidentReport
from tests.assessments.officer_pages import freeze, number_of_queries, page, status, text_of
from tests.factories_assessments_officers import NOON, make_incident, make_mine
from visits.models import Matter

pytestmark = pytest.mark.django_db
ON_IT = ("incident_write", "incident_feed_back", "incident_pass_on")


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    freeze(monkeypatch)


@pytest.fixture
def report(mine):
    return make_incident(mine.officer.cadre, mine.team, by=mine.officer)


def told(**fields):
    return {"title": "皮带机着火", "place": "三采区", "happened_at": "2026-03-02T11:00"} | fields


def test_a_stranger_is_asked_to_log_in(client, report):
    for url in (page("incidents"), report.get_absolute_url()):
        assert "login" in client.get(url).url


def test_the_form_says_what_is_not_reported_and_by_when(client, mine):
    client.force_login(mine.officer)
    url = page("incident_report", mine.officer.cadre_id)
    text = client.get(url).content.decode()
    assert "不报告同事的言行" in text and "24小时内" in text and "书面报告交来时间" not in text
    key = client.get(url).context["once_key"]
    urls = {client.post(url, told(once_key=key)).url for _twice in range(2)}
    assert urls == {IncidentReport.objects.get().get_absolute_url()}


def test_the_secretary_writes_down_what_came_on_paper(client, mine):
    client.force_login(mine.secretary)
    data = told(text="经过如下。", reported_at="2026-03-02T11:30")
    client.post(page("incident_report", mine.officer.cadre_id), data)
    report = IncidentReport.objects.get()
    assert report.is_in_time and report.recorded_by == mine.secretary


def test_a_refusal_stands_in_the_form(client, mine):
    client.force_login(mine.officer)
    url = page("incident_report", mine.officer.cadre_id)
    assert "不能晚于现在" in client.post(url, told(happened_at="2026-03-02T13:00")).content.decode()
    assert not IncidentReport.objects.exists()


def test_who_may_report_for_whom(client, mine):
    url = page("incident_report", mine.officer.cadre_id)
    assert [status(client, user, url) for user in (mine.leader, mine.auditor)] == [403, 403]
    assert [status(client, user, url) for user in (mine.worker, mine.stranger)] == [404, 404]


def test_from_the_written_report_to_the_feedback(client, mine, report):
    client.force_login(mine.officer)
    client.post(page("incident_write", report.pk), {"text": "经过如下。", "version": 0})
    assert client.get(page("incident_write", report.pk)).status_code == 403
    client.force_login(mine.leader)
    assert client.post(page("incident_acknowledge", report.pk)).url == report.get_absolute_url()
    client.post(page("incident_feed_back", report.pk), {"done": "已更换皮带。", "version": 2})
    text = text_of(client, mine.officer, report.get_absolute_url())
    for said in ("已按时书面报告", "已反馈", "经过如下", "已更换皮带"):
        assert said in text


def test_what_is_late_says_so(client, mine, report, monkeypatch):
    assert "待书面报告" in text_of(client, mine.auditor, report.get_absolute_url())
    freeze(monkeypatch, now=NOON + datetime.timedelta(hours=25))
    assert "书面报告逾期未交" in text_of(client, mine.leader, report.get_absolute_url())
    assert "书面报告逾期未交" in client.get(page("incidents")).content.decode()


def test_it_is_passed_on_as_a_matter(client, mine, report):
    client.force_login(mine.officer)
    form = client.get(page("incident_pass_on", report.pk)).context["form"]
    assert form["unit"].initial == mine.section.pk
    client.post(page("incident_pass_on", report.pk), {"text": "请更换皮带", "unit": mine.section.pk, "version": 0})
    assert Matter.objects.get().unit == mine.section
    assert "请更换皮带" in text_of(client, mine.secretary, report.get_absolute_url())


def test_who_sees_and_who_acts(client, mine, report):
    for user in (mine.officer, mine.secretary, mine.leader, mine.personnel, mine.admin, mine.auditor):
        assert status(client, user, report.get_absolute_url()) == 200
    for name in ON_IT:
        assert status(client, mine.auditor, page(name, report.pk)) == 403
        for user in (mine.worker, mine.stranger):
            assert status(client, user, page(name, report.pk)) == 404
    assert status(client, mine.officer, page("incident_feed_back", report.pk)) == 403
    client.force_login(mine.officer)
    assert client.post(page("incident_acknowledge", report.pk)).status_code == 403


def test_the_list_is_narrowed(client, mine, report):
    answered = make_incident(mine.officer.cadre, mine.team, by=mine.officer, title="停电")
    answered = feed_back(answered, done="已恢复", by=mine.leader, at=NOON)
    client.force_login(mine.leader)

    def found(what):
        return [row.title for row in client.get(page("incidents"), {"what": what}).context["object_list"]]

    assert set(found("")) == {"皮带机着火", "停电"}
    assert found("open") == ["皮带机着火"]
    assert len(found("unwritten")) == 2


def test_the_list_takes_the_same_number_of_queries_with_one_row_and_with_three(client, mine):
    client.force_login(mine.secretary)

    def count():
        make_incident(mine.officer.cadre, mine.team, by=mine.officer)
        return number_of_queries(client, page("incidents"))

    assert len({count() for _n in range(3)}) == 1
