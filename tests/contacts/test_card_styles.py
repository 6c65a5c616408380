"""Pages of the house style of a unit's cards."""

import pytest
from django.urls import reverse

from contacts.models import CardStyle
from core import clock
from tests.contacts.conftest import DAY, page, send
from tests.factories_cards import STYLE, make_style

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def test_styles_are_kept_by_who_keeps_contacts(log_in, world):
    make_style(world.county)
    assert "0575-82760009" in page(log_in(world.keeper), "card_styles")
    for user in (world.member, world.auditor):
        assert log_in(user).get(reverse("contacts:card_styles")).status_code == 403


def test_a_style_from_above_is_seen_and_not_edited_below(log_in, world):
    style = make_style(world.county)
    client, edit = log_in(world.office_secretary), reverse("contacts:card_style_edit", args=[style.pk])
    shown = page(client, "card_styles")
    assert "长宁县" in shown
    assert edit not in shown
    assert client.get(edit).status_code == 403
    assert log_in(world.stranger).get(edit).status_code == 404


def test_a_style_is_written_and_changed(log_in, world):
    client = log_in(world.keeper)
    send(client, "card_style_create", unit=world.office.pk, **STYLE)
    style = CardStyle.objects.get(unit=world.office)
    send(client, "card_style_edit", style.pk, version=style.version, **STYLE | {"colour": "green"})
    style.refresh_from_db()
    assert style.colour == "green"


def test_a_style_without_a_supervision_number_is_refused(log_in, world):
    answer = send(log_in(world.keeper), "card_style_create", unit=world.office.pk, **STYLE | {"supervision_phone": ""})
    assert answer.status_code == 200
    assert not CardStyle.objects.exists()
