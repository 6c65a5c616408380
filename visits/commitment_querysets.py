"""Adjectives of commitments (R19)."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.access import READERS

if TYPE_CHECKING:
    from accounts.models import Unit, User


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of units that one reads or works in, and those one made or answers for."""
        mine = Q(cadre__in=user.access.cadre_ids) | Q(answers__in=user.access.cadre_ids)
        return self.filter(user.access.within("unit__path", *READERS, home=True) | mine)

    def published(self) -> Self:
        """Made known, and not taken back."""
        return self.filter(state__in=["published", "done"])

    def overdue(self, *, on: datetime.date) -> Self:
        return self.filter(state="published", due__lt=on)

    def answered_by(self, user: "User") -> Self:
        """Those that the user made or answers for."""
        return self.filter(Q(cadre__in=user.access.cadre_ids) | Q(answers__in=user.access.cadre_ids))

    def for_public(self, unit: "Unit") -> Self:
        """What everybody may read of a unit, the latest year first."""
        rows = self.published().filter(unit=unit).select_related("unit", "cadre", "answers")
        return rows.prefetch_related("entries").order_by("-year", "cadre__name", "due", "pk")
