"""Lists and brackets as the reader's language writes them: 甲、乙（丙） or A, B (C)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _


def joined(parts: Iterable[Any]) -> str:
    return _("、").join(map(str, parts))


def with_note(text: Any, note: Any) -> str:
    """The text with a note in brackets behind it; alone where there is no note."""
    return _("%(text)s（%(note)s）") % {"text": text, "note": note} if note else str(text)
