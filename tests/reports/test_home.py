"""The home page: what it shows to whom, and that it does not cost more where there is more."""

import datetime

import pytest

from core import clock
from core.models import InboxItem, OutboxMessage
from petitions.models import Case
from reports.figures import BY_CODE
from reports.home import home
from tests import factories as make
from tests.factories_cards import make_card, make_issue, make_style
from tests.factories_commitments import make_branch, make_commitment
from tests.factories_duties import load_announced_days
from tests.factories_petitions import make_case
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


def shown_to(user, noon, *, on=TODAY):
    return home(user, at=noon, on=on)


def matter(log, unit, **fields):
    return Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text="路灯不亮", **fields)


def test_a_stranger_is_sent_to_the_log_in(client):
    assert client.get("/").url.startswith("/login/")


def test_a_secretary_sees_this_month_and_what_waits_in_the_own_unit(secretary, town, noon):
    other = make.make_unit("河口镇", kind="township")
    for unit in (town, other):
        log = make.make_log(secretary.cadre, unit=unit, by=make.make_user(), day=TODAY)
        matter(log, unit, due=datetime.date(2026, 11, 19))
        matter(log, unit, due=datetime.date(2026, 11, 20))
    make.make_log(secretary.cadre, unit=town, by=secretary, day=datetime.date(2026, 10, 31))
    figures = shown_to(secretary, noon).figures
    assert figures.logs == 1
    assert figures.overdue_matters < figures.open_matters


def test_a_cadre_without_a_role_sees_no_figures_and_no_warnings(town, noon):
    shown = shown_to(make.make_user(cadre=make.make_cadre(unit=town)), noon)
    assert shown.has_cadre
    assert shown.figures is None
    assert shown.standing is None
    assert shown.warnings == []


def test_a_secretary_sees_how_the_unit_stands_against_the_last_quarter(log_in, secretary, town, noon, monkeypatch):
    for day in (TODAY, TODAY, datetime.date(2026, 8, 3), datetime.date(2026, 8, 21)):
        make.make_log(secretary.cadre, unit=town, by=secretary, day=day)
    standing = shown_to(secretary, noon).standing
    assert (standing.unit, str(standing.now), str(standing.before)) == (
        town, "2026-10-01至2026-11-20", "2026-07-01至2026-08-20",
    )  # fmt: skip
    (figure, now, before, change, url), *_more = standing.lines
    assert (str(figure.name), now, before, change) == ("走访人次", "2", "1", "+1")
    assert standing.chart.series[0][1][7:11] == [2, 0, 0, 2]
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    assert log_in(secretary).get(url).context["records"].total == 2


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("leader", "visit_people"),
        ("petition_clerk", "cases"),
        ("auditor", "on_time_rate"),
        ("personnel", "on_time_rate"),
        ("system_admin", "on_time_rate"),
    ],
)
def test_each_role_sees_the_figures_of_its_work(town, noon, role, first):
    standing = shown_to(make.make_user(role=role, unit=town), noon).standing
    assert standing.lines[0][0].code == first
    assert str(BY_CODE[first].name) in standing.chart.title


def test_cases_are_told_of_to_those_who_read_them(town, noon):
    case = make_case(town)
    Case.objects.filter(pk=case.pk).update(next_due=TODAY + datetime.timedelta(days=7))
    late = make_case(town)
    Case.objects.filter(pk=late.pk).update(next_due=TODAY - datetime.timedelta(days=1))
    figures = shown_to(make.make_user(role="petition_clerk", unit=town), noon).figures
    assert (figures.due_cases, figures.overdue_cases) == (1, 1)
    figures = shown_to(make.make_user(role="organisation_admin", unit=town), noon).figures
    assert (figures.due_cases, figures.overdue_cases) == (None, None)


def test_who_is_no_cadre_is_not_asked_for_visits(log_in, town):
    page = log_in(make.make_user(role="auditor", unit=town)).get("/").content.decode()
    assert "最近的走访" not in page
    assert "没有未完成的职责事项" not in page


def test_the_script_of_charts_is_loaded_only_where_a_chart_is(log_in, secretary, town):
    assert "js/charts.js" in log_in(secretary).get("/").content.decode()
    cadre = make.make_user(cadre=make.make_cadre(unit=town))
    assert "js/charts.js" not in log_in(cadre).get("/").content.decode()


def test_an_administrator_is_warned_of_a_year_without_days_off(town, noon):
    admin = make.make_user(role="system_admin", unit=town)
    assert "2026" in shown_to(admin, noon).warnings[0].text
    load_announced_days(2026)
    assert shown_to(admin, noon).warnings == []


def test_from_december_on_the_next_year_is_asked_for_as_well(town, noon):
    load_announced_days(2026)
    admin = make.make_user(role="organisation_admin", unit=town)
    (warning,) = shown_to(admin, noon, on=datetime.date(2026, 12, 1)).warnings
    assert "2027" in warning.text


def test_an_administrator_is_told_that_mail_waits_for_a_server(town, noon, settings):
    load_announced_days(2026)
    admin = make.make_user(role="system_admin", unit=town)
    OutboxMessage.objects.create(what="x", recipient=admin, subject="提醒", text="。", created_at=noon, not_before=noon)
    (warning,) = shown_to(admin, noon).warnings
    assert "1封" in warning.text
    settings.EMAIL_HOST = "127.0.0.1"
    assert shown_to(admin, noon).warnings == []


def test_the_page_costs_the_same_with_one_row_and_with_three(
    log_in, secretary, town, noon, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    browser = log_in(secretary)

    def rows(count):
        for number in range(count):
            log = make.make_log(secretary.cadre, unit=town, by=secretary, day=TODAY)
            matter(log, town)
            InboxItem.objects.create(user=secretary, what=f"x{log.pk}", title=f"通知{number}", created_at=noon)
        with django_assert_max_num_queries(65) as asked:
            assert browser.get("/").status_code == 200
        return len(asked)

    browser.get("/")  # the first page of a session notes when the user was last seen
    assert rows(1) == rows(2)


def test_a_commitment_that_is_late_or_due_soon_is_on_the_page_of_who_answers_for_it(noon):
    branch = make_branch()
    for due in (datetime.date(2026, 11, 19), datetime.date(2026, 12, 20), datetime.date(2026, 12, 31)):
        make_commitment(branch, due=due)
    assert [count for _label, count, _url in shown_to(branch.head, noon).service] == [1, 1]
    assert shown_to(branch.member, noon).service == []


def test_who_keeps_a_unit_is_told_of_stale_contact_cards(log_in):
    unit = make.make_unit()
    make_style(unit)
    card = make_card(unit, make.make_cadre(unit=unit, phone="1"))
    make_issue(card, make.make_household(unit=unit), stale_since=make.START)
    text = "有1张已发出的连心卡内容已变更"
    assert text in log_in(make.make_user(role="secretary", unit=unit)).get("/").content.decode()
    assert text in log_in(make.make_user(cadre=card.cadre)).get("/").content.decode()
    assert text not in log_in(make.make_user(role="auditor", unit=unit)).get("/").content.decode()
