"""Adjectives of volunteer service (R5) and of what delegates publish (R8)."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.models import User


class VolunteerEventQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of the teams that one sees: of one's unit, of a part of the tree that one reads, one's own."""
        groups = apps.get_model("accounts", "Group").objects.visible_to(user)
        return self.filter(group__in=groups.order_by().values("pk"))

    def planned(self) -> Self:
        return self.filter(state="planned")

    def coming(self, *, on: datetime.date) -> Self:
        return self.planned().filter(on__gte=on)

    def unconfirmed(self, *, on: datetime.date) -> Self:
        """Over, and nobody has said who was there."""
        return self.planned().filter(on__lt=on)

    def with_places(self) -> Self:
        """With the posts of each and how many of them are taken, in two queries."""
        places = apps.get_model("visits", "VolunteerPlace").objects.with_taken()
        return self.select_related("group__unit").prefetch_related(Prefetch("places", places))


class OfEventQuerySet(models.QuerySet):
    """Posts at events."""

    def visible_to(self, user: "User") -> Self:
        events = apps.get_model("visits", "VolunteerEvent").objects.visible_to(user)
        return self.filter(event__in=events.order_by().values("pk"))

    def with_taken(self) -> Self:
        """`taken` on each row: how many have signed up."""
        return self.annotate(taken=Count("sign_ups"))


class CommunityPostQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """What a community offers is offered to everybody: members live elsewhere than they work."""
        return self.all()

    def open_on(self, day: datetime.date) -> Self:
        return self.filter(Q(point__withdrawn_on=None) | Q(point__withdrawn_on__gt=day))

    def with_taken(self, day: datetime.date) -> Self:
        """`taken` on each row: how many hold it on that day or will."""
        pairings = apps.get_model("contacts", "Pairing").objects
        held = pairings.filter(pairings.effective(), contact_point=OuterRef("point")).open_from(day)
        count = held.order_by().values("contact_point").annotate(count=Count("pk")).values("count")
        return self.select_related("point__unit__parent").annotate(taken=Coalesce(Subquery(count), 0))


class DelegateContactQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """It is written for everybody."""
        return self.all()
