"""A list that is too long to count says so."""

import datetime

from django.urls import reverse

from tests.factories import make_log, make_unit, make_user
from tests.visits.conftest import TODAY
from visits import paging
from visits.models import VisitLog


def log_on(town, number):
    day = TODAY - datetime.timedelta(days=number)
    return make_log(town.wang, unit=town.unit, by=town.wang_user, day=day)


def test_the_list_stops_at_its_limit_and_says_so(town, log_in, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 2)
    logs = [log_on(town, number) for number in range(3)]
    page = log_in(town.keeper).get(reverse("visits:list"))
    assert list(page.context["object_list"]) == logs[:2]
    assert "只列出最近的2条" in page.content.decode()


def test_a_list_that_is_short_enough_says_nothing(town, log_in):
    log_on(town, 1)
    assert "只列出" not in log_in(town.keeper).get(reverse("visits:list")).content.decode()


def test_who_reads_one_of_two_trees_does_not_read_the_other(town):
    elsewhere = make_unit("邻县", kind="county")
    reader = make_user(role="auditor", unit=elsewhere)
    log_on(town, 1)
    assert not VisitLog.objects.visible_to(reader)
    assert VisitLog.objects.visible_to(town.auditor).count() == 1
