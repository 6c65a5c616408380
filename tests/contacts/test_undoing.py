"""The button beside the confirmation takes back what was just done to a contact, and nothing else."""

import pytest
from django.urls import reverse
from lxml import html

from contacts.models import ContactPoint, Household, Pairing
from core.models import AuditEntry
from tests.contacts.conftest import DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: DAY)
    monkeypatch.setattr("core.clock.now", lambda: NOW)


def press_undo(client, response):
    """Posts what the button on the next page would, and shows the page after it."""
    (form,) = html.fromstring(client.get(response.url).content).xpath("//form[@data-undo]")
    sent = {}
    for field in form.xpath(".//input[@name]"):
        sent.setdefault(field.get("name"), []).append(field.get("value"))
    return client.post(form.get("action"), sent, follow=True).content.decode()


def point_data(point, **changed):
    kept = {name: getattr(point, name) for name in ("name", "head_name", "phone", "address", "note")}
    unit = {"category": point.category_id, "unit": point.unit_id, "opened_on": point.opened_on}
    return {**kept, **unit, "version": point.version, **changed}


def test_an_edit_is_put_back_with_what_is_encrypted(log_in, world):
    client, url = log_in(world.village_secretary), reverse("contacts:point_edit", args=[world.point.pk])
    response = client.post(url, point_data(world.point, phone="13900000009", head_name="周站长"))
    changed = ContactPoint.objects.get(pk=world.point.pk)
    assert (changed.phone, changed.head_name) == ("13900000009", "周站长")
    assert "已恢复修改前的内容。" in press_undo(client, response)
    back = ContactPoint.objects.get(pk=world.point.pk)
    assert (back.phone, back.head_name) == ("13900000001", "孙站长")
    assert AuditEntry.objects.filter(action="contacts.edit_point").count() == 2


def test_an_edit_is_not_put_back_over_what_somebody_else_changed_meanwhile(log_in, world):
    client, url = log_in(world.village_secretary), reverse("contacts:point_edit", args=[world.point.pk])
    response = client.post(url, point_data(world.point, head_name="周站长"))
    ContactPoint.objects.filter(pk=world.point.pk).update(head_name="吴站长", version=7)
    assert "已被他人修改" in press_undo(client, response)
    assert ContactPoint.objects.get(pk=world.point.pk).head_name == "吴站长"


def test_what_was_just_registered_is_withdrawn_with_its_reason(log_in, world):
    client, url = log_in(world.village_secretary), reverse("contacts:point_create")
    response = client.post(url, point_data(world.point, name="石门村新站", opened_on=DAY))
    assert "联系点已撤销" in press_undo(client, response)
    point = ContactPoint.objects.get(name="石门村新站")
    assert (point.withdrawn_on, point.withdrawn_reason) == (DAY, "登记有误，随即撤销。")


def test_a_household_that_was_just_registered_is_taken_off_the_list(log_in, world):
    client, url = log_in(world.village_secretary), reverse("contacts:household_create")
    data = {"head_name": "郑大河", "unit": world.village.pk, "registered_on": DAY, "size": 3, "kind": "hardship"}
    response = client.post(url, data)
    assert "移出登记册" in press_undo(client, response)
    assert Household.objects.get(head_name="郑大河").removed_on == DAY


def test_a_pairing_that_was_just_made_is_ended(log_in, world):
    client = log_in(world.keeper)
    target = f"household-{world.household.pk}"
    url = f"{reverse('contacts:pair')}?target={target}"
    page = client.get(url)
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"target": target, "cadre": world.zhao.pk}
    response = client.post(url, {name: value for name, value in data.items() if value is not False})
    made = Pairing.objects.get(cadre=world.zhao)
    assert "结对已结束" in press_undo(client, response)
    made.refresh_from_db()
    assert made.end == DAY
