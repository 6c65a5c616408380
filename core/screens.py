"""Rows of the core that speak of something which not everybody may know of. The floors above know what that is: they
register, for each of the three kinds of rows, how it is asked. Screens hold for superusers, too."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

# The rows that the user must not see.
Screen = Callable[[Any], Q]
_screens: dict[str, list[Screen]] = {"audit": [], "inbox": [], "outbox": []}


def register(rows: str, screen: Screen) -> None:
    """Keep those of the `rows` ("audit", "inbox", "outbox") that `screen(user)` describes from the user. Called in
    AppConfig.ready. Raises KeyError for other rows."""
    if screen not in _screens[rows]:
        _screens[rows].append(screen)


def kept_from(user: Any, rows: str) -> Q:
    """As a condition on the rows; nothing where nobody registered."""
    found = Q(pk__in=[])
    for screen in _screens[rows]:
        found |= screen(user)
    return found
