"""The button 撤销 beside "saved": what it posts, and how it travels with the message to the next page.

A message is shown once, on whatever page comes next; its undo goes with it in `extra_tags`, encrypted, because what
stood in a form before may be what is encrypted in the database. The address that is posted to guards itself like any
other: it asks who may, and refuses what can no longer be undone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.fields import decrypt, encrypt

Value = str | int | Sequence[str | int]
# In `undo_fields`: the day on which it is undone.
TODAY = object()
MISTAKEN = _("登记有误，随即撤销。")
# Why something is not undone with a button: what to do instead.
EDITABLE = _("填错的，可以随时修改。")
AGAIN = _("这一步不能撤销；弄错的，请重新登记。")
ON_RECORD = _("已记入办理过程，不能撤销；有误的，请在下一步写明。")
TOLD = _("有关人员已收到通知，不能撤销；有误的，请再作说明。")
# Posted along by the button (components/_undo.html), so that undoing is confirmed in words of its own.
UNDOING = "undoing"


@dataclass(frozen=True)
class Undo:
    """POST `fields` (a list is sent as the same name several times) to `url`, a path of this site.

    `label` where 撤销 alone would not say what happens. `next` among the fields says where to go afterwards, as for
    every button.
    """

    url: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    label: str = ""

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The fields as the hidden inputs of a form."""
        for name, value in self.fields.items():
            values = [value] if isinstance(value, str | int) else value
            yield from ((name, str(one)) for one in values)


@dataclass(frozen=True)
class Aside:
    """What stands beside a message: a way back, or why there is none."""

    undo: Undo | None = None
    final: str = ""


def tell(request: HttpRequest, text: str, *, level: str = "success", undo: Undo | None = None, final: Any = "") -> None:
    """Show `text` on the next page, with the button where there is something to undo, else with why there is not."""
    aside = {"undo": asdict(undo)} if undo else {"final": str(final)} if final else {}
    getattr(messages, level)(request, text, extra_tags=encrypt(json.dumps(aside)) if aside else "")


def aside_of(message: Message) -> Aside:
    """What `tell` put beside a message; nothing where it cannot be read any more (the keys were changed meanwhile)."""
    try:
        aside: dict[str, Any] = json.loads(decrypt(message.extra_tags)) if message.extra_tags else {}
    except ImproperlyConfigured:
        return Aside()
    return Aside(Undo(**aside["undo"]) if "undo" in aside else None, aside.get("final", ""))


def as_it_was(form: Any) -> dict[str, list[str]] | None:
    """What would be posted to put back what stood in a form before it was filled in.

    None where nothing was changed, and where it cannot be put back: a file, or a field that was empty and may not be.
    """
    before: dict[str, list[str]] = {}
    for bound in form:
        if bound.name in form.changed_data and isinstance(bound.field, forms.FileField):
            return None
        values = dict(_posted(bound.field.widget, bound.html_name, bound.field.prepare_value(bound.initial)))
        if bound.field.required and not any("".join(many) for many in values.values()):
            return None
        before |= values
    return before if form.changed_data else None


def _posted(widget: Any, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    """The names and values that a browser sends for a widget that shows `value`."""
    if isinstance(widget, forms.MultiWidget):
        names: list[str] = widget.widgets_names  # type: ignore[attr-defined]
        parts = value if isinstance(value, list | tuple) else widget.decompress(value) or [None] * len(names)
        for suffix, part, one in zip(names, widget.widgets, parts, strict=False):
            yield from _posted(part, name + suffix, one)
    elif isinstance(widget, forms.CheckboxInput):
        yield name, ["on"] if value else []
    elif not isinstance(widget, forms.FileInput):
        shown = widget.format_value(value)
        many = shown if isinstance(shown, list | tuple) else [shown]
        yield name, [str(one) for one in many if one is not None]
