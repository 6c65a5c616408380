"""The pages around the home page: how one's part of the tree stands against the last quarter, and the gaps."""

import datetime

import pytest
from django.urls import reverse

from core import clock
from reports.figures import BY_CODE
from reports.standing import standing
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
STANDING = "/home/standing/"


def test_strangers_are_sent_to_the_log_in(client):
    for name in ("home", "reports:standing", "reports:gaps"):
        assert client.get(reverse(name)).url.startswith("/login/")


def test_a_secretary_sees_how_the_unit_stands_against_the_last_quarter(log_in, secretary, town, monkeypatch):
    for day in (TODAY, TODAY, datetime.date(2026, 8, 3), datetime.date(2026, 8, 21)):
        make.make_log(secretary.cadre, unit=town, by=secretary, day=day)
    shown = standing(secretary, on=TODAY)
    assert (shown.unit, str(shown.now), str(shown.before)) == (
        town, "2026-10-01至2026-11-20", "2026-07-01至2026-08-20",
    )  # fmt: skip
    (figure, now, before, change, url), *_more = shown.lines
    assert (str(figure.name), now, before, change) == ("走访人次", "2", "1", "+1")
    assert shown.chart.series[0][1][7:11] == [2, 0, 0, 2]
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
def test_each_role_sees_the_figures_of_its_work(town, role, first):
    shown = standing(make.make_user(role=role, unit=town), on=TODAY)
    assert shown.lines[0][0].code == first
    assert str(BY_CODE[first].name) in shown.chart.title


def test_the_home_page_fetches_the_panel_alone_and_without_script_it_is_a_page(log_in, secretary):
    browser = log_in(secretary)
    assert f'hx-get="{STANDING}"' in browser.get("/").content.decode()
    panel = browser.get(STANDING, headers={"HX-Request": "true"}).content.decode()
    assert panel.lstrip().startswith("<section")
    page = browser.get(STANDING).content.decode()
    assert "<h1>" in page
    assert "js/charts.js" in page


def test_who_reads_no_part_of_the_tree_has_no_such_page(log_in, town):
    browser = log_in(make.make_user(cadre=make.make_cadre(unit=town)))
    assert browser.get(STANDING).status_code == 404
    assert browser.get("/home/gaps/").status_code == 404


def test_the_gaps_are_for_administrators(log_in, secretary, town):
    assert log_in(secretary).get("/home/gaps/").status_code == 404
    assert log_in(make.make_user(role="auditor", unit=town)).get("/home/gaps/").status_code == 404
    page = log_in(make.make_user(role="organisation_admin", unit=town)).get("/home/gaps/")
    assert page.status_code == 200
    assert "没有主要负责人的单位" in page.content.decode()


def test_the_page_of_the_gaps_costs_the_same_with_one_row_and_with_three(
    log_in, town, django_assert_max_num_queries, monkeypatch
):
    browser = log_in(make.make_user(role="organisation_admin", unit=town))

    def rows(count):
        for _number in range(count):
            make.make_household(unit=town, kind="hardship")
            make.make_point(unit=town)
            make.make_cadre(unit=town)
        with django_assert_max_num_queries(40) as asked:
            browser.get("/home/gaps/")
        return len(asked)

    rows(1)
    assert rows(1) == rows(2)
