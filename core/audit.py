"""Writing the audit trail. Called by actions inside their transaction, so that neither exists without the other."""

import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule

from core.models import AuditEntry


def record(
    action: str,
    obj: models.Model | None = None,
    *,
    by: Any,
    at: datetime.datetime,
    unit_path: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry: `action` is "app.verb_noun", named for people in the app's audit_names.py.

    `data` holds what changed, never personal data that is encrypted at rest. `by` is the acting User, or None for the
    system itself.
    """
    made = entry(action, obj, by=by, at=at, unit_path=unit_path, data=data)
    made.save()
    return made


def entry(
    action: str,
    obj: models.Model | None = None,
    *,
    by: Any,
    at: datetime.datetime,
    unit_path: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """The same entry, not yet written, for an action that writes thousands at once."""
    return AuditEntry(
        at=at,
        actor=by,
        on_behalf_of=getattr(by, "acting_for", None),
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        label=str(obj)[:200] if obj is not None else "",
        unit_path=unit_path,
        data=data or {},
    )


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """{field: [old, new]} for what differs, with values that JSON can hold."""
    return {key: [_plain(before.get(key)), _plain(new)] for key, new in after.items() if before.get(key) != new}


@cache
def names() -> dict[str, Any]:
    """What people call each action, from the NAMES of every app's `audit_names.py`."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "audit_names"):
            found |= import_module(f"{config.name}.audit_names").NAMES
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
