"""The pages of the categories of contacts."""

import pytest

from contacts.models import ContactCategory
from core import clock
from tests.contacts.conftest import DAY, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def test_categories_are_added_renamed_retired_and_restored(log_in, world):
    client = log_in(world.keeper)
    send(client, "category_create", name="集贸市场", code="market", target="point")
    category = ContactCategory.objects.get(code="market")
    send(client, "category_edit", category.pk, name="农贸市场", order="5", version="0")
    send(client, "category_retire", category.pk)
    category.refresh_from_db()
    assert (category.name, category.retired_on) == ("农贸市场", DAY)
    send(client, "category_restore", category.pk)
    category.refresh_from_db()
    assert category.retired_on is None
