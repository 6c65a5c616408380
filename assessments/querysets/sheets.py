"""Who sees scorecards, quarters and sheets."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.access import keys_on

if TYPE_CHECKING:
    from accounts.models import User

# Who reads what is assessed: the petition office has no part in it.
READERS = ("leader", "secretary", "personnel", "organisation_admin", "auditor", "system_admin")
# Who opens a quarter and scores (R17.6); who confirms a score and rules on an objection; who keeps the scorecards.
SCORERS = ("personnel", "secretary")
CONFIRMERS = ("leader",)
KEEPERS = ("personnel", "organisation_admin")


class ScorecardQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """By what one is assessed is no secret: those of one's own units, of all above and of all that one reads."""
        return self.filter(user.access.within("unit__path", *READERS) | Q(unit__in=user.access.keys_above))


class VersionQuerySet(models.QuerySet):
    def in_force(self, on: datetime.date) -> Self:
        return self.filter(Q(effective_from__lte=on) & (Q(effective_to=None) | Q(effective_to__gte=on)))


class QuarterQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of a part of the tree that one reads, and those above it: its sheets are in them."""
        above = keys_on(user.access.paths(*READERS))
        return self.filter(user.access.within("unit_path", *READERS) | Q(unit__in=above))


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own, the branch's for who belongs to it, and those of a part of the tree that one reads."""
        branch = Q(unit__path__in=user.access.home_paths)
        own = Q(cadre__in=user.access.cadre_ids) | branch
        return self.filter(own | user.access.within("unit_path", *READERS))
