"""Contact cards on the pages of who holds one, and of the cadre on it."""

import datetime
from typing import TYPE_CHECKING

from accounts import panels as accounts_panels
from accounts.models import Cadre
from contacts import panels
from contacts.models import CardIssue, ContactCard, ContactPoint
from contacts.selectors.permissions import may_read_private
from contacts.selectors.targets import Target, target_field

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 10


def register() -> None:
    """Called in AppConfig.ready."""
    panels.register_panel(cards_of_target)
    accounts_panels.register(cards_of_cadre)


def cards_of_target(user: "User", target: Target, *, on: datetime.date) -> panels.Panel | None:
    """Which cards a household, person or point holds, and which of them are stale. One query."""
    if not isinstance(target, ContactPoint) and not may_read_private(user, target):
        return None
    held = CardIssue.objects.filter(**{target_field(target): target}, ended_on=None).with_targets()
    issues = list(held[:SHOWN])
    return panels.Panel("contacts/_cards_of_target.html", {"issues": issues}) if issues else None


def cards_of_cadre(user: "User", cadre: Cadre, *, on: datetime.date) -> accounts_panels.Panel | None:
    """The cards that the cadre is on, as far as the user may see them. Two queries."""
    cards = ContactCard.objects.visible_to(user).in_use().filter(cadre=cadre)
    rows = list(cards.with_counts().select_related("unit", "current"))
    return accounts_panels.Panel("contacts/_cards_of_cadre.html", {"cards": rows}) if rows else None
