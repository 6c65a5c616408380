"""The notice that anybody may read: what it shows, what it does not, and to whom it does not exist."""

import datetime

import pytest
from django.urls import reverse

from core import clock
from tests.factories_rotas import make_rota, make_slot
from tests.visits.conftest import NOW, TODAY
from visits.models import Rota

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def rota(town):
    rota = make_rota(town.unit, is_public=True, public_id="Zx-81_k")
    make_slot(rota, TODAY + DAY, town.wang)
    return rota


def notice(public_id="Zx-81_k"):
    return reverse("visits:rota_notice", args=[public_id])


def test_name_post_date_place_and_hours_without_an_account(client, rota):
    text = client.get(notice()).text
    for word in ("王建国", "镇长", "2026-11-21", "镇信访接待室", "9:00–11:30"):
        assert word in text


def test_nothing_else_is_shown(client, town, rota):
    make_slot(rota, TODAY - DAY, town.li)
    make_slot(rota, TODAY + 40 * DAY, town.secretary)
    make_slot(rota, TODAY + 2 * DAY, town.zhao, cancelled_reason="台风停工")
    slot = rota.slots.get(day=TODAY + DAY)
    slot.substitute, slot.substitute_reason = town.li, "生病住院"
    slot.save()
    text = client.get(notice()).text
    for word in ("2026-11-19", "陈书记", "赵卫东", "台风停工", "生病住院", "王建国"):
        assert word not in text
    assert "李秀英" in text


@pytest.mark.parametrize("change", [{"is_public": False}, {"end": TODAY - DAY}])
def test_what_is_not_or_no_longer_public_does_not_exist(client, rota, change):
    Rota.objects.update(**change)
    assert client.get(notice()).status_code == 404


def test_a_wrong_address_does_not_exist_and_nothing_is_written_through_it(client, rota):
    assert client.get(notice("nobody")).status_code == 404
    assert client.post(notice()).status_code == 405


def test_caches_on_the_way_answer_those_who_ask_again(client, rota):
    assert "max-age=300" in client.get(notice())["Cache-Control"]


def test_however_many_days_it_takes_the_same_few_queries(client, town, rota, django_assert_num_queries):
    for count in (1, 3):
        with django_assert_num_queries(3):
            client.get(notice())
        for n in range(count):
            make_slot(rota, TODAY + (count * 5 + n) * DAY, town.li)
