"""The button 撤销 beside "saved": what it posts, and how it travels with the message to the next page.

A message is shown once, on whatever page comes next; its undo goes with it in `extra_tags`, which Django keeps signed.
The address that is posted to guards itself like any other: it asks who may, and refuses what can no longer be undone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

Value = str | int | Sequence[str | int]


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


def tell(request: HttpRequest, text: str, *, level: str = "success", undo: Undo | None = None) -> None:
    """Show `text` on the next page, with the button where there is something to undo."""
    carried = json.dumps(asdict(undo), ensure_ascii=False) if undo else ""
    getattr(messages, level)(request, text, extra_tags=carried)


def undo_of(message: Message) -> Undo | None:
    """What a message offers to take back."""
    carried: dict[str, Any] = json.loads(message.extra_tags) if message.extra_tags else {}
    return Undo(**carried) if carried else None
