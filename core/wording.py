"""Lists and brackets as the reader's language writes them: 甲、乙（丙） or A, B (C)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _


def joined(parts: Iterable[Any]) -> str:
    return _("、").join(map(str, parts))


def run_on(unit: Any, title: Any) -> str:
    """A unit and a post in it as one says them: 青禾煤矿党委 and 党委书记 are 青禾煤矿党委书记."""
    unit, title = str(unit), str(title)
    said = next((size for size in range(len(title), 1, -1) if unit.endswith(title[:size])), 0)
    return unit + title[said:]


def with_note(text: Any, note: Any) -> str:
    """The text with a note in brackets behind it; alone where there is no note."""
    return _("%(text)s（%(note)s）") % {"text": text, "note": note} if note else str(text)


def shipped(text: Any) -> str:
    """A text of the data that comes with the product, in the reader's characters; what people wrote stays as it is."""
    return _(str(text)) if text else ""
