"""Whom a matter is kept from. Petitions know whom it accuses (articles 28, 30) and stand on the floor above: they
register how it is asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

Condition = Callable[["User"], Q]
_conditions: list[Condition] = []


def register(condition: Condition) -> None:
    """`condition(user)`: matters that do not exist for this user, whatever their role. Called in AppConfig.ready."""
    if condition not in _conditions:
        _conditions.append(condition)


def kept_from(user: "User") -> Q:
    """As a condition on matters; nothing where nobody registered."""
    found = Q(pk__in=[])
    for condition in _conditions:
        found |= condition(user)
    return found
