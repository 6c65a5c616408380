"""What an import writes: rows, their entries in the audit trail, and how to take them back."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from core import audit, search
from core.fields import EncryptedTextField
from core.locking import bump
from core.models import AuditEntry
from reports.imports.base import Asked

AT_ONCE = 500
Values = dict[str, Any]


class Trail:
    """Collects while an import writes; `close` writes the audit entries. Rows stand in the order of their making."""

    def __init__(self, asked: Asked, *, source: str = ""):
        self.asked, self.source = asked, source
        self.made: list[tuple[str, list[int]]] = []
        self.changed: list[tuple[str, int, dict[str, list[str]]]] = []
        self.entries: list[AuditEntry] = []
        self._waiting: dict[tuple[Any, tuple[str, ...]], list[Any]] = defaultdict(list)

    def create(self, rows: Sequence[Any]) -> None:
        """Insert rows of one model, some hundred to a statement; they have their keys afterwards."""
        if rows:
            model = type(rows[0])
            model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
            search.note(*rows)
            self.made.append((model._meta.label_lower, [row.pk for row in rows]))

    def change(self, row: Any, values: Values, *, action: str, unit_path: str) -> None:
        """What differs of one row is written at the next `flush`, and what it was is remembered."""
        new = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not new:
            return
        before = {name: getattr(row, name) for name in new}
        texts = {name: row._meta.get_field(name).value_to_string(row) for name in new}
        for name, value in new.items():
            setattr(row, name, value)
        versioned = ("version",) if hasattr(row, "version") else ()
        if versioned:
            bump(row)
        self._waiting[(type(row), (*new, *versioned))].append(row)
        after = {name: row._meta.get_field(name).value_to_string(row) for name in new}
        self.changed.append((row._meta.label_lower, row.pk, {name: [texts[name], after[name]] for name in new}))
        changed = audit.changes(before, new)
        data = {name: True if _is_secret(row, name) else found for name, found in changed.items()}
        self.record(action, row, unit_path=unit_path, data=data)

    def flush(self) -> None:
        """Write what was changed; before anybody is told of it. One statement for some hundred rows."""
        for (model, fields), rows in self._waiting.items():
            model._default_manager.bulk_update(rows, fields, batch_size=AT_ONCE)
            search.note(*rows)
        self._waiting.clear()

    def record(self, action: str, row: Any, *, unit_path: str, data: Values | None = None) -> None:
        """An entry as the action of the page would write it; `action` is "app.verb_noun"."""
        self.entries.append(
            audit.entry(action, row, by=self.asked.by, at=self.asked.at, unit_path=unit_path, data=data)
        )

    def record_all(self, action: str, rows: Sequence[Any], path_of: Callable[[Any], str]) -> None:
        for row in rows:
            self.record(action, row, unit_path=path_of(row))

    def close(self) -> str:
        """Writes the audit entries; returns what taking it back needs, as text."""
        self.flush()
        AuditEntry.objects.bulk_create(self.entries, batch_size=AT_ONCE)
        return json.dumps({"made": self.made, "changed": self.changed})


def _is_secret(row: models.Model, name: str) -> bool:
    return name == "email" or isinstance(row._meta.get_field(name), EncryptedTextField)


def model_of(label: str) -> Any:
    return apps.get_model(label)
