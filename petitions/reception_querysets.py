"""Adjectives of receptions and of cases that leaders are in charge of."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from petitions.querysets import reads

if TYPE_CHECKING:
    from accounts.models import User


def _visible_cases(user: "User") -> models.QuerySet:
    return apps.get_model("petitions", "Case").objects.visible_to(user).order_by().values("pk")


class ReceptionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of units that one reads or works in, and one's own; without those about a case that does not exist
        for the user."""
        mine = Q(leader__in=user.access.cadre_ids)
        return self.filter(reads(user, "unit") | mine).filter(Q(case=None) | Q(case__in=_visible_cases(user)))

    def open(self) -> Self:
        return self.filter(state="open")


class SponsorshipQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(case__in=_visible_cases(user))

    def in_force(self) -> Self:
        return self.filter(end=None)

    def without_entry_in(self, month: datetime.date) -> Self:
        """Those with no progress in the month that begins on this day (R3.9, monthly)."""
        following = (month + datetime.timedelta(days=32)).replace(day=1)
        entries = apps.get_model("petitions", "SponsorEntry").objects
        written = entries.filter(sponsorship=OuterRef("pk"), on__gte=month, on__lt=following)
        return self.filter(start__lt=following).filter(~Exists(written))
