"""Whoever is refused finds again what they typed, on every page with a form. Files are the exception, and the page says
that they have to be chosen again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import Role, RoleGrant
from core.errors import DomainError
from core.views import ActionMixin, TargetMixin
from tests.addresses import Address, addresses
from tests.browser.scene import Scene, build_scene
from tests.factories import START
from tests.forms_filled import Values, filled, form_of, hidden, shown

pytestmark = [pytest.mark.django_db, pytest.mark.either]
MOST_ROWS = 2
# Whom one ticked among one's own is offered among the others when the log is somebody else's.
MOVES = {"targets": "others"}
# Only asked without script, to find somebody with another button.
FINDS = {"search"}


def rows_of(view: Any) -> list[Model]:
    """Some rows that the page could be about; one without a key where it is about none."""
    rows = view.queryset if view.queryset is not None else getattr(view, "model", None)
    rows = rows._default_manager.all() if isinstance(rows, type) else rows
    return list(rows.order_by("-pk")[:MOST_ROWS]) if rows is not None else []


def urls_of(address: Address) -> list[str]:
    if not address.arguments:
        return [reverse(address.name)]
    if address.arguments == ["pk"] and issubclass(address.view, TargetMixin):
        return [reverse(address.name, args=[row.pk]) for row in rows_of(address.view)]
    return []


def people(scene: Scene) -> list[Any]:
    """One who holds every role on the whole tree, for whom nearly all forms are; then who has some of their own."""
    everybody = scene.users["system_admin"]
    roles = set(Role.values) - {Role.SYSTEM_ADMIN}
    RoleGrant.objects.bulk_create(RoleGrant(user=everybody, role=r, unit=scene.county, start=START) for r in roles)
    return [everybody, scene.users["secretary"], scene.users["cadre"]]


class Refused:
    """Logged in as each of these people, opens a page, fills its form in, is refused, and compares."""

    def __init__(self, users: list[Any]):
        self.clients = [Client() for _user in users]
        for user, client in zip(users, self.clients, strict=True):
            client.force_login(user)

    def lost(self, address: Address) -> str | None:
        """What is missing afterwards, "" where nothing is; None where the scene has no such page for them."""
        for client in self.clients:
            for url in urls_of(address):
                response = client.get(url)
                form = form_of(response.content, url) if response.status_code == 200 else None
                if form is not None:
                    return self._lost(client, url, form)
        return None

    def _lost(self, client: Client, url: str, form: Any) -> str:
        typed = filled(form)
        chosen = form.xpath(".//input[@type='file']/@name")
        files = {name: SimpleUploadedFile("甲.txt", "甲".encode()) for name in chosen}
        response = client.post(url, {**hidden(form), **typed, **files})
        if response.streaming:
            return ""
        again = form_of(response.content, url) if response.status_code == 200 else None
        if again is None:
            return f"{url} answers {response.status_code}"
        there = shown(again)
        missing = [name for name in typed.keys() - FINDS if not set(typed[name]) <= self._standing(there, name)]
        if files and "重新选择文件" not in response.content.decode():
            missing.append("(file)")
        return f"{url}: {', '.join(missing)}" if missing else ""

    def _standing(self, there: Values, name: str) -> set[str]:
        return {*there.get(name, []), *there.get(MOVES.get(name, ""), [])}


def test_a_refused_form_shows_what_was_typed(monkeypatch):
    def refuse(*_args: Any, **_options: Any) -> None:
        raise DomainError("今天不收。")

    every = [address for address in addresses() if issubclass(address.view, ActionMixin)]
    for view in {address.view for address in every}:
        monkeypatch.setattr(view, "act", refuse)
    refused = Refused(people(build_scene(is_whole=True)))
    found = {address.name: refused.lost(address) for address in every}
    lost = [text for text in found.values() if text]
    looked_at = [name for name, text in found.items() if text is not None]
    assert not lost, "\n".join(lost)
    assert len(looked_at) > len(every) * 3 // 4
