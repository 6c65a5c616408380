"""Whoever is refused finds again what they typed, on every page with a form. Files are the exception, and the page says
that they have to be chosen again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from core.errors import DomainError
from core.views import ActionMixin, TargetMixin
from tests.browser.scene import Scene, build_scene
from tests.forms_filled import Values, filled, form_of, hidden, shown

pytestmark = pytest.mark.django_db
# Nearly all forms are theirs.
ROLES = ("secretary", "system_admin", "petition_clerk", "cadre")
MOST_ROWS = 2
# Whom one ticked among one's own is offered among the others when the log is somebody else's.
MOVES = {"targets": "others"}
# Only asked without script, to find somebody with another button.
FINDS = {"search"}


def form_views(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(name, view, pattern) of every page with a form and an action."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from form_views(entry.url_patterns, inner)
        elif issubclass(getattr(entry.callback, "view_class", object), ActionMixin):
            yield f"{namespace}{entry.name}", entry.callback.view_class, entry.pattern


def rows_of(view: Any) -> list[Model]:
    """Some rows that the page could be about; one without a key where it is about none."""
    rows = view.queryset if view.queryset is not None else getattr(view, "model", None)
    rows = rows._default_manager.all() if isinstance(rows, type) else rows
    return list(rows.order_by("-pk")[:MOST_ROWS]) if rows is not None else []


def addresses_of(name: str, view: Any, pattern: Any) -> list[str]:
    names = set(pattern.converters)
    if not names:
        return [reverse(name)]
    if names == {"pk"} and issubclass(view, TargetMixin):
        return [reverse(name, args=[row.pk]) for row in rows_of(view)]
    return []


class Refused:
    """Logged in as each role, opens a page, fills its form in, is refused, and compares."""

    def __init__(self, scene: Scene):
        self.clients = [Client() for _role in ROLES]
        for role, client in zip(ROLES, self.clients, strict=True):
            client.force_login(scene.users[role])

    def lost(self, name: str, view: Any, pattern: Any) -> str | None:
        """What is missing afterwards, "" where nothing is; None where the scene has no such page for them."""
        for client in self.clients:
            for url in addresses_of(name, view, pattern):
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

    every = list(form_views())
    for view in {view for _name, view, _pattern in every}:
        monkeypatch.setattr(view, "act", refuse)
    refused = Refused(build_scene(is_whole=True))
    found = {name: refused.lost(name, view, pattern) for name, view, pattern in every}
    lost = [text for text in found.values() if text]
    looked_at = [name for name, text in found.items() if text is not None]
    assert not lost, "\n".join(lost)
    assert len(looked_at) > len(every) * 3 // 4
