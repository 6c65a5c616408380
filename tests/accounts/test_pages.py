"""Who gets to which page: logged out, of another unit, of the own unit, auditor."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

READ = {
    "accounts:unit": "unit",
    "accounts:cadre": "cadre",
    "accounts:group": "group",
}
WRITE = {
    "accounts:unit_create": "unit",
    "accounts:unit_edit": "unit",
    "accounts:unit_rename": "unit",
    "accounts:unit_move": "unit",
    "accounts:unit_merge": "unit",
    "accounts:unit_close": "unit",
    "accounts:cadre_edit": "cadre",
    "accounts:post_create": "cadre",
    "accounts:leave_create": "cadre",
    "accounts:secondment_create": "cadre",
    "accounts:leaver": "cadre",
    "accounts:post_edit": "post",
    "accounts:post_end": "post",
    "accounts:secondment_end": "secondment",
    "accounts:supervision_create": "cadre",
    "accounts:unit_leader_create": "unit",
    "accounts:supervision_end": "supervision",
    "accounts:group_edit": "group",
    "accounts:group_close": "group",
    "accounts:member_add": "group",
    "accounts:member_end": "membership",
    "accounts:make_convenor": "membership",
    "accounts:grant_create": "user",
    "accounts:period_end": "period",
}
BUTTONS = {
    "accounts:leave_remove": "leave",
    "accounts:password_reset": "user",
    "accounts:user_open": "user",
    "accounts:user_close": "user",
    "accounts:user_unlock": "user",
    "accounts:grant_revoke": "grant",
    "accounts:period_remove": "period",
    "accounts:festival_major": "festival",
    "accounts:festival_remove": "festival",
}
LISTS = ["units", "cadres", "groups", "delegations", "periods", "calendar", "me", "password"]
USERS = ["users", "user_create"]
CREATE = ["cadre_create", "group_create", "delegation_create", "period_create", "festival_create", "user_create"]


def address(name: str, key: str, rows: SimpleNamespace) -> str:
    return reverse(name, args=[getattr(rows, key).pk])


@pytest.mark.parametrize(("name", "key"), {**READ, **WRITE}.items())
def test_a_stranger_is_sent_to_the_log_in(client: Client, rows: SimpleNamespace, name: str, key: str) -> None:
    answer = client.get(address(name, key, rows))
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize(("name", "key"), {**READ, **WRITE}.items())
def test_another_unit_finds_nothing(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace, name: str, key: str
) -> None:
    assert log_in(town.stranger).get(address(name, key, rows)).status_code == 404


@pytest.mark.parametrize(("name", "key"), READ.items())
@pytest.mark.parametrize("who", ["member", "secretary", "admin", "auditor", "system"])
def test_the_own_unit_and_the_auditor_read(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace, name: str, key: str, who: str
) -> None:
    assert log_in(getattr(town, who)).get(address(name, key, rows)).status_code == 200


@pytest.mark.parametrize(("name", "key"), WRITE.items())
def test_an_administrator_opens_every_form(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace, name: str, key: str
) -> None:
    answer = log_in(town.system).get(address(name, key, rows))
    assert answer.status_code == 200


@pytest.mark.parametrize(("name", "key"), WRITE.items())
def test_an_auditor_opens_no_form(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace, name: str, key: str
) -> None:
    assert log_in(town.auditor).get(address(name, key, rows)).status_code == 403


@pytest.mark.parametrize(("name", "key"), BUTTONS.items())
def test_an_auditor_presses_no_button(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace, name: str, key: str
) -> None:
    assert log_in(town.auditor).post(address(name, key, rows)).status_code == 403


@pytest.mark.parametrize(("name", "key"), BUTTONS.items())
def test_another_unit_presses_no_button(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace, name: str, key: str
) -> None:
    assert log_in(town.stranger).post(address(name, key, rows)).status_code == 404


@pytest.mark.parametrize("who", ["member", "secretary", "admin", "auditor", "system"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_everybody_who_is_in(
    log_in: Any, rows: SimpleNamespace, town: SimpleNamespace, name: str, who: str
) -> None:
    assert log_in(getattr(town, who)).get(reverse(f"accounts:{name}")).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("secretary", 403), ("auditor", 200), ("admin", 200)])
def test_log_ins_are_listed_for_administrators_and_auditors(
    log_in: Any, town: SimpleNamespace, who: str, status: int
) -> None:
    assert log_in(getattr(town, who)).get(reverse("accounts:users")).status_code == status


def test_an_administrator_sees_a_log_in_and_an_auditor_no_buttons_on_it(
    log_in: Any, town: SimpleNamespace, rows: SimpleNamespace
) -> None:
    url, reset = rows.user.get_absolute_url(), reverse("accounts:password_reset", args=[rows.user.pk])
    assert reset in log_in(town.admin).get(url).content.decode()
    assert reset not in log_in(town.auditor).get(url).content.decode()
    assert log_in(town.member).get(url).status_code == 403
    assert log_in(town.stranger).get(url).status_code == 404


@pytest.mark.parametrize("name", CREATE)
def test_a_system_administrator_opens_every_page_that_creates(log_in: Any, town: SimpleNamespace, name: str) -> None:
    assert log_in(town.system).get(reverse(f"accounts:{name}")).status_code == 200


@pytest.mark.parametrize("name", [name for name in CREATE if name != "delegation_create"])
@pytest.mark.parametrize("who", ["auditor", "member"])
def test_who_keeps_nothing_creates_nothing(log_in: Any, town: SimpleNamespace, name: str, who: str) -> None:
    assert log_in(getattr(town, who)).get(reverse(f"accounts:{name}")).status_code == 403
