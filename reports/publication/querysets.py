"""Adjectives of what a unit makes public (R10.8)."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.access import KEEPERS
from accounts.selectors import headed_units

if TYPE_CHECKING:
    from accounts.models import User

# Who approves, beside the head of the unit: never what they wrote themselves.
APPROVERS = ("leader", "secretary", "organisation_admin")
SEES = (*KEEPERS, *APPROVERS, "auditor")


def _seen_by(user: "User", unit: str) -> Q:
    """Of parts of the tree where one writes, approves or looks after it, and of units that one heads."""
    headed = headed_units(user, on=user.access.day)
    return user.access.within(f"{unit}__path", *SEES) | Q(**{f"{unit}__in": headed.values("pk")})


class PublicPageQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(_seen_by(user, "unit"))

    def open(self) -> Self:
        """Reached by everybody: neither the page nor the unit is closed."""
        return self.filter(is_open=True, unit__closed_on=None)


class PublicEditionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(_seen_by(user, "item__page__unit"))

    def shown_on(self, day: datetime.date) -> Self:
        """Approved, and within their days; whether the page itself is open is another question."""
        return self.filter(Q(shown_until=None) | Q(shown_until__gte=day), state="approved", shown_from__lte=day)

    def open(self) -> Self:
        """In the hands of who writes or who approves."""
        return self.filter(state__in=["draft", "submitted"])


class PublicFileQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(_seen_by(user, "item__page__unit"))
