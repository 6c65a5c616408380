"""The quick form of those who keep the books of a unit: whom the visit names, and what may be left out."""

import datetime
import uuid

import pytest
from django.urls import reverse

from tests.factories import make_log
from tests.visits.conftest import TODAY
from visits.models import VisitKind, VisitLog

YESTERDAY = TODAY - datetime.timedelta(days=1)
CREATE = "/visits/new/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    moment = datetime.datetime.combine(TODAY, datetime.time(4), datetime.UTC)
    monkeypatch.setattr("core.clock.now", lambda: moment)


@pytest.fixture
def log(town):
    return make_log(
        town.wang, unit=town.unit, by=town.wang_user, day=YESTERDAY, targets=(town.household,), content="秋收"
    )


def entry(town, **changes):
    kind = VisitKind.objects.get(code="home_visit")
    fields = {"first_day": str(YESTERDAY), "kind": kind.pk, "targets": [f"household-{town.household.pk}"]}
    return fields | {"once_key": str(uuid.uuid4())} | changes


def test_a_secretary_who_picks_nobody_logs_a_visit_of_their_own(town, log_in):
    page = log_in(town.keeper).post(CREATE, entry(town, targets=[], others=[f"point-{town.point.pk}"]), follow=True)
    assert "已保存。" in page.content.decode()
    assert [p.cadre for p in VisitLog.objects.get().participants.all()] == [town.secretary]


def test_the_form_says_that_nobody_picked_means_oneself_and_that_three_fields_are_required(town, log_in):
    page = log_in(town.keeper).get(CREATE).content.decode()
    assert "不选的，登记为本人走访。" in page
    assert "只有日期、形式、对象三项必填" in page


def test_who_keeps_books_and_is_no_cadre_says_who_visited(town, log_in):
    client = log_in(town.admin)
    page = client.get(CREATE).content.decode()
    assert "只有日期、形式、干部、对象四项必填" in page
    assert "不选的，登记为本人走访。" not in page
    assert "请选择走访干部。" in client.post(CREATE, entry(town)).content.decode()
    assert not VisitLog.objects.exists()


def test_a_change_by_the_secretary_still_names_who_visited(town, log, log_in):
    url = reverse("visits:change", args=[log.pk])
    fields = entry(town, reason="日期填错", version=log.version, cadres=[])
    assert "请选择走访干部。" in log_in(town.keeper).post(url, fields).content.decode()
    assert [p.cadre for p in log.participants.all()] == [town.wang]


def test_the_secretary_logs_for_a_cadre_of_the_unit(town, log_in):
    fields = entry(town, cadres=[town.wang.pk], targets=[f"point-{town.point.pk}"])
    log_in(town.keeper).post(CREATE, fields)
    saved = VisitLog.objects.get()
    assert [p.cadre for p in saved.participants.all()] == [town.wang]
    assert saved.recorded_by == town.keeper
