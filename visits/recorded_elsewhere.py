"""Kinds of log that the visit form does not offer, and the page on which each comes about (a commitment is published).

The floors above know these pages and register them; who follows a duty is led there instead of to the visit form.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """A view by its name, and what the button that leads there says."""

    view: str
    label: Any


_pages: dict[str, Page] = {}


def register(kind: str, page: Page) -> None:
    """`kind`: the code of a kind of log. Called in AppConfig.ready."""
    _pages[kind] = page


def page_for(kinds: Iterable[str]) -> Page | None:
    """The page for a rule that counts these kinds, where the visit form would offer none of them."""
    found = [_pages.get(kind) for kind in kinds]
    return found[0] if found and all(found) else None
