"""The pages of reports that are made regularly."""

import datetime

import pytest

from reports.models import JobState, ReportSubscription, ScheduledReport
from tests import factories as make
from tests.factories_reports import NOON, make_job, make_subscription, register_kind

pytestmark = pytest.mark.django_db
LIST, NEW = "/reports/subscriptions/", "/reports/subscriptions/new/"


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    register_kind(monkeypatch, periods=("month",))


def test_strangers_are_sent_to_the_log_in(client, secretary, town):
    for url in (LIST, NEW, make_subscription(town, secretary).get_absolute_url()):
        assert client.get(url).url.startswith("/login/")


def test_it_is_set_up_from_its_page_for_oneself(log_in, secretary, town):
    browser = log_in(secretary)
    shown = browser.get(NEW).content.decode()
    assert "测试报表（每月）" in shown
    asked = {"report": "test:month", "starts_on": "2026-11-20", "delay_days": 3, "recipients": [secretary.pk]}
    response = browser.post(NEW, asked, follow=True)
    found = ReportSubscription.objects.get()
    assert (found.unit, found.kind, found.frequency) == (town, "test", "month")
    assert "已设置定期报表" in response.content.decode()


def test_a_unit_below_is_chosen_in_the_address_and_another_one_is_not_there(log_in, secretary, town):
    village = make.make_unit("石桥村", parent=town, kind="village")
    browser = log_in(secretary)
    assert "单位：石桥村" in browser.get(f"{NEW}?unit={village.pk}").content.decode()
    assert browser.get(f"{NEW}?unit={make.make_unit('河口镇').pk}").status_code == 404
    assert browser.get(f"{NEW}?unit={'9' * 5000}").status_code == 404


def test_what_is_refused_is_said_at_its_field(log_in, secretary, town):
    make_subscription(town, secretary)
    asked = {"report": "test:month", "starts_on": "2026-11-20", "delay_days": 3, "recipients": [secretary.pk]}
    response = log_in(secretary).post(NEW, asked)
    assert "已经设置" in str(response.context["form"].errors["report"])


def test_an_auditor_reads_but_sets_up_nothing(log_in, secretary, town):
    found = make_subscription(town, secretary)
    browser = log_in(make.make_user(role="auditor", unit=town))
    for url in (LIST, found.get_absolute_url()):
        page = browser.get(url).content.decode()
        assert "设置定期报表" not in page
        assert "/edit/" not in page
    assert browser.get(NEW).status_code == 403
    assert browser.get(f"{found.get_absolute_url()}edit/").status_code == 403
    assert browser.post(f"{found.get_absolute_url()}end/").status_code == 403


def test_that_of_another_unit_is_not_there(log_in, secretary):
    other = make_subscription(make.make_unit("河口镇"), secretary)
    browser = log_in(secretary)
    assert browser.get(other.get_absolute_url()).status_code == 404
    assert "河口镇" not in browser.get(LIST).content.decode()


def test_it_is_changed_and_ended(log_in, secretary, town):
    found = make_subscription(town, secretary)
    browser = log_in(secretary)
    url = found.get_absolute_url()
    browser.post(f"{url}edit/", {"delay_days": 9, "recipients": [secretary.pk], "version": 0})
    found.refresh_from_db()
    assert found.delay_days == 9
    browser.post(f"{url}end/")
    assert "每月" not in browser.get(LIST).content.decode()
    assert "已停止" in browser.get(f"{LIST}?ended=on").content.decode()
    assert "下一期" not in browser.get(url).content.decode()


def test_what_was_made_stands_on_the_page_with_ones_own_report_only(log_in, secretary, town):
    leader = make.make_user(role="leader", unit=town)
    found = make_subscription(town, secretary, leader)
    days = {"start": datetime.date(2026, 11, 1), "end": datetime.date(2026, 11, 30)}
    report = ScheduledReport.objects.create(subscription=found, made_at=NOON, **days)
    mine = make_job(secretary, town, scheduled=report, state=JobState.DONE)
    other = make_job(leader, town, scheduled=report)
    page = log_in(secretary).get(found.get_absolute_url()).content.decode()
    assert "2026年11月" in page
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page


def test_the_list_costs_the_same_with_one_row_and_with_three(log_in, secretary, town, django_assert_max_num_queries):
    browser = log_in(secretary)

    def asked(count):
        for number in range(count):
            make_subscription(make.make_unit(f"{count}村{number}", parent=town, kind="village"), secretary)
        with django_assert_max_num_queries(20) as queries:
            assert browser.get(LIST).status_code == 200
        return len(queries)

    browser.get(LIST)
    assert asked(1) == asked(2)
