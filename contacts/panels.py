"""What floors above show on the pages of contacts: visits made, matters heard. They register; contacts only asks."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User
    from contacts.selectors import Target


@dataclass(frozen=True)
class Panel:
    """A part of the page of one point, household or resident: a template that gets `panel` (this object)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# (user, target, on=): a panel, or None when there is nothing to show to this user.
PanelProvider = Callable[..., Panel | None]
# (target keys): the day of the last visit by target key, for those that were ever visited.
LastVisits = Callable[[Iterable[int]], dict[int, datetime.date]]
# (value of a target, "point-12"): where a visit to it is logged.
VisitLink = Callable[[str], str]

_panels: list[PanelProvider] = []
_last_visits: list[LastVisits] = []
_visit_links: list[VisitLink] = []


def register_panel(provider: PanelProvider) -> None:
    if provider not in _panels:
        _panels.append(provider)


def register_last_visits(provider: LastVisits) -> None:
    if provider not in _last_visits:
        _last_visits.append(provider)


def register_visit_link(provider: VisitLink) -> None:
    if provider not in _visit_links:
        _visit_links.append(provider)


def visit_link(value: str) -> str:
    """Where a visit to the target is logged; empty when nobody above logs visits."""
    return next((provider(value) for provider in _visit_links), "")


def panels_for(user: "User", target: "Target", *, on: datetime.date) -> list[Panel]:
    """The panels of every floor above, in the order in which they registered."""
    found = (provider(user, target, on=on) for provider in _panels)
    return [panel for panel in found if panel is not None]


def last_visits(target_keys: Iterable[int]) -> dict[int, datetime.date]:
    """The latest day known to any floor above, by target key."""
    keys = list(target_keys)
    latest: dict[int, datetime.date] = {}
    for provider in _last_visits:
        for key, day in provider(keys).items():
            latest[key] = max(day, latest.get(key, day))
    return latest
