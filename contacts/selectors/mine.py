"""What one person holds, for their own page."""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contacts import panels
from contacts.models import ContactCategory, Pairing
from contacts.selectors.targets import target_value

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Contact:
    """One pairing with what is needed to call and to go there. `last_visit` and `visit_url`: from floors above."""

    pairing: Pairing
    target: Any
    last_visit: datetime.date | None
    visit_url: str

    @property
    def place(self) -> str:
        group = getattr(self.target, "group_name", "")
        return f"{self.target.unit.label} {group}".strip()


@dataclass
class Group:
    category: ContactCategory
    contacts: list[Contact] = field(default_factory=list)


def contacts_of(user: "User", *, on: datetime.date) -> list[Group]:
    """What the user's cadre (or the one they act for) holds on that day, by category. A fixed number of queries."""
    pairings = list(Pairing.objects.in_force(on).filter(Pairing.objects.own(user)).with_target_units())
    visited = panels.last_visits(pairing.target_key for pairing in pairings)
    groups: dict[int, Group] = {}
    for pairing in pairings:
        group = groups.setdefault(pairing.category_id, Group(pairing.category))
        target: Any = pairing.target
        link = panels.visit_link(target_value(target))
        group.contacts.append(Contact(pairing, target, visited.get(pairing.target_key), link))
    return list(groups.values())
