"""What floors above show on the pages of a cadre and of a unit. They register; accounts only asks."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.models import Cadre, Unit

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A part of the page: a template that gets `panel` (this object)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# (user, cadre or unit, on=): a panel, or None when there is nothing to show to this user.
Provider = Callable[..., Panel | None]
_providers: list[Provider] = []
_of_units: list[Provider] = []


def register(provider: Provider) -> None:
    """Called in AppConfig.ready."""
    if provider not in _providers:
        _providers.append(provider)


def register_unit(provider: Provider) -> None:
    """The same for the page of a unit."""
    if provider not in _of_units:
        _of_units.append(provider)


def panels_for(user: "User", cadre: Cadre, *, on: datetime.date) -> list[Panel]:
    """The panels of every floor above, in the order in which they registered."""
    found = (provider(user, cadre, on=on) for provider in _providers)
    return [panel for panel in found if panel is not None]


def panels_for_unit(user: "User", unit: Unit, *, on: datetime.date) -> list[Panel]:
    found = (provider(user, unit, on=on) for provider in _of_units)
    return [panel for panel in found if panel is not None]
