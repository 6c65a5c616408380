"""What hangs on a person who leaves, asked of whoever knows.

Pairings, help plans and cases live on floors above. Each registers a provider here, in its AppConfig.ready; the
leaver's page lists what all of them find, and hands it over in one transaction.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import Cadre

# (cadre, on): the things that hang on the cadre on that day; a queryset, or a list of things with a `__str__`.
Finder = Callable[["Cadre", datetime.date], Iterable[Any]]
# (cadre, to, on=, by=, at=): give them all to `to` from `on` on, with the provider's own guards and audit.
Giver = Callable[..., None]


@dataclass(frozen=True)
class Handover:
    """One sort of thing: `label` is its heading on the leaver's page (lazily translated)."""

    label: Any
    queryset_for: Finder
    hand_over: Giver


_providers: list[Handover] = []


def register(provider: Handover) -> None:
    if provider not in _providers:
        _providers.append(provider)


def providers() -> tuple[Handover, ...]:
    return tuple(_providers)
