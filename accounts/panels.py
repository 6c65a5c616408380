"""What floors above show on the page of a cadre. They register; accounts only asks."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.models import Cadre

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A part of the page: a template that gets `panel` (this object)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# (user, cadre, on=): a panel, or None when there is nothing to show to this user.
Provider = Callable[..., Panel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Called in AppConfig.ready."""
    if provider not in _providers:
        _providers.append(provider)


def panels_for(user: "User", cadre: Cadre, *, on: datetime.date) -> list[Panel]:
    """The panels of every floor above, in the order in which they registered."""
    found = (provider(user, cadre, on=on) for provider in _providers)
    return [panel for panel in found if panel is not None]
