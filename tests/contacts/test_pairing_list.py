"""Who holds whom, as a list; several pairings ended or handed over at once; what the workbook of a register tells."""

import datetime
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from contacts.models import ContactPoint, Pairing
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_household, make_pairing, make_point, make_user

LIST = "/pairings/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: DAY)
    monkeypatch.setattr("core.clock.now", lambda: NOW)


@pytest.fixture
def pairings(world):
    """Two held by Wang, and one that ended."""
    named = {"unit": world.office, "category": "hardship_household"}
    first = make_pairing(world.wang, world.household, **named)
    second = make_pairing(world.wang, make_household("周二", unit=world.village), **named)
    ended = make_pairing(
        world.zhao, make_household("吴三", unit=world.village), **named, end=DAY - datetime.timedelta(9)
    )
    return first, second, ended


def shown(client, query=""):
    return list(client.get(LIST + query).context["object_list"])


def test_pairings_are_seen_by_who_reads_the_unit_and_by_who_holds_them(world, pairings, log_in, client):
    first, second, _ended = pairings
    assert client.get(LIST).status_code == 302
    assert shown(log_in(world.stranger)) == [] and shown(log_in(world.village_secretary)) == []
    for user in (world.keeper, world.auditor, world.office_secretary, make_user("wang", cadre=world.wang)):
        assert shown(log_in(user)) == [first, second]


def test_who_reads_the_holders_unit_only_is_led_to_the_pairing_and_not_to_the_household(world, pairings, log_in):
    client, row = log_in(world.office_secretary), pairings[0]
    assert row.get_absolute_url() in client.get(LIST).content.decode()
    page = client.get(row.get_absolute_url()).content.decode()
    may_open = client.get(world.household.get_absolute_url()).status_code == 200
    assert (f'href="{world.household.get_absolute_url()}"' in page) is may_open


def test_the_list_is_narrowed_by_its_address(world, pairings, log_in):
    first, second, ended = pairings
    client = log_in(world.keeper)
    assert shown(client, "?state=ended") == [ended]
    assert shown(client, "?q=大山") == [first]
    assert shown(client, "?cadre=王&state=all") == [first, second]
    assert shown(client, f"?unit={world.village.pk}") == []


def test_the_list_takes_as_many_queries_for_three_as_for_one(world, log_in, django_assert_num_queries):
    client = log_in(world.keeper)
    named = {"unit": world.office, "category": "hardship_household"}
    make_pairing(world.wang, world.household, **named)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)
    for name in ("周二", "吴三"):
        make_pairing(world.wang, make_household(name, unit=world.village), **named)
    with django_assert_num_queries(10):
        client.get(LIST)


def bulk_url(name, rows):
    return f"{LIST}?state=all&do=bulk&bulk={name}&" + "&".join(f"row={row.pk}" for row in rows)


def test_a_preview_says_what_ends_and_what_cannot(world, pairings, log_in):
    first, second, _ended = pairings
    url = bulk_url("end", pairings)
    client = log_in(world.keeper)
    assert "共选择3条" in client.get(url).content.decode()
    fields = {"on": str(DAY), "reason": "年度调整"}
    page = client.post(url, fields)
    assert [line.key for line in page.context["done"]] == [first.pk, second.pk]
    assert "已于" in page.context["refused"][0].refusal
    assert not Pairing.objects.filter(end=DAY).exists()
    client.post(url, fields | {"confirmed": page.context["confirmed"]})
    assert set(Pairing.objects.filter(end=DAY)) == {first, second}
    assert AuditEntry.objects.filter(action="contacts.end_pairing").count() == 2


def test_a_form_that_is_not_filled_in_previews_nothing(world, pairings, log_in):
    page = log_in(world.keeper).post(bulk_url("end", pairings), {"on": str(DAY), "reason": ""})
    assert page.context["lines"] == [] and page.context["form"]["on"].value() == str(DAY)


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_done(world, pairings, log_in):
    first, second, _ended = pairings
    url, fields = bulk_url("replace", (first, second)), {"to": world.zhao.pk, "on": str(DAY), "reason": "换人"}
    client = log_in(world.keeper)
    page = client.post(url, fields)
    Pairing.objects.filter(pk=first.pk).update(end=DAY - datetime.timedelta(9))
    again = client.post(url, fields | {"confirmed": page.context["confirmed"]})
    assert "刚刚有变化" in again.content.decode() and len(again.context["refused"]) == 1
    assert not Pairing.objects.filter(cadre=world.zhao, start=DAY).exists()
    client.post(url, fields | {"confirmed": again.context["confirmed"]})
    assert Pairing.objects.get(cadre=world.zhao, start=DAY).household == second.household


def test_who_keeps_nothing_is_offered_nothing_and_who_keeps_elsewhere_is_refused(world, pairings, log_in):
    url, fields = bulk_url("end", pairings[:1]), {"on": str(DAY), "reason": "试试"}
    assert log_in(world.auditor).get(url).status_code == 403
    assert 'id="bulk"' not in log_in(world.auditor).get(LIST).content.decode()
    assert log_in(world.stranger).post(url, fields).context["lines"] == []


def test_points_move_to_another_unit_together(world, log_in):
    other = make_point("卫生室", unit=world.village)
    url = f"/points/?do=bulk&bulk=move&row={world.point.pk}&row={other.pk}"
    client = log_in(world.keeper)
    page = client.post(url, {"unit": world.office.pk})
    assert "调整到农业农村局" in page.context["done"][0].effect
    client.post(url, {"unit": world.office.pk, "confirmed": page.context["confirmed"]})
    assert ContactPoint.objects.filter(unit=world.office).count() == 2


# --- workbooks of registers


def sheet(client, url):
    answer = client.post(f"{url}{'&' if '?' in url else '?'}do=export", {"purpose": "核对"})
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(4)]


def test_a_workbook_holds_the_rows_and_columns_of_the_page(world, pairings, log_in):
    client = log_in(world.keeper)
    rows = sheet(client, f"{LIST}?q=大山")
    assert rows[0][:5] == ["李大山", "困难户", "王建国", "农业农村局", "石门村"]
    client.post(reverse("accounts:columns"), {"list": "contacts:pairings", "column": "start"})
    assert sheet(client, f"{LIST}?q=大山")[0] == ["李大山", datetime.datetime(2026, 1, 1)]


def test_what_a_neighbour_may_not_read_is_not_in_their_workbook_either(world, pairings, log_in):
    """Of a household that somebody does not hold, name and village only."""
    [neighbour, *_rest] = sheet(log_in(world.member), "/households/?q=大山")
    assert neighbour[:5] == ["李大山", "石门村", None, "—", None]
    [keeper, *_rest] = sheet(log_in(world.keeper), "/households/?q=大山")
    assert keeper[2] == "困难户" and keeper[4] == "王建国"
    assert "13900000002" not in str(keeper) and "因病" not in str(keeper)
