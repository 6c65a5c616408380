"""The columns of the audit trail."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.lists import Column
from core.wording import with_note


def actor_of(entry: Any) -> str:
    """Who it was, and in whose name."""
    behalf = _("代%(name)s") % {"name": entry.on_behalf_of} if entry.on_behalf_of else ""
    return with_note(entry.actor or _("系统"), behalf)


def content_of(entry: Any) -> str:
    return "\n".join(f"{key}: {value}" for key, value in entry.data.items())


AUDIT = (
    Column("at", gettext_lazy("时间"), lambda entry: entry.at, "moment"),
    Column("actor", gettext_lazy("操作人"), actor_of),
    Column("action", gettext_lazy("操作"), lambda entry: entry.action_name, width=20),
    Column("object", gettext_lazy("对象"), lambda entry: f"{entry.object_kind} {entry.label}".strip(), is_cell=True),
    Column("data", gettext_lazy("内容"), content_of, is_cell=True, width=40),
)
