"""Adjectives of contacts. A person's record is visible to those who help: paired cadres and those answerable for the place."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.access import KEEPERS, READERS
from accounts.querysets import in_force

if TYPE_CHECKING:
    from accounts.models import User


def _paired_with(user: "User", **target: Any) -> Exists:
    """Whether one of the user's cadres holds, or held this year, a pairing with the row. A draft gives no sight."""
    pairings = apps.get_model("contacts", "Pairing").objects.filter(
        PairingQuerySet.own(user),
        PairingQuerySet.effective(),
        Q(end=None) | Q(end__gte=user.access.day.replace(month=1, day=1)),
        **target,
    )
    return Exists(pairings)


class ContactPointQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Points of a visible part of the tree, and those that the user's cadre is paired with."""
        return self.filter(
            user.access.within("unit__path", *READERS, home=True) | _paired_with(user, contact_point=OuterRef("pk"))
        )

    def open_on(self, day: datetime.date) -> Self:
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), opened_on__lte=day)


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Households of one's own village or community, of a part of the tree that one reads, and one's paired ones."""
        return self.filter(
            user.access.within("unit__path", *READERS, home=True) | _paired_with(user, household=OuterRef("pk"))
        )

    def registered_on(self, day: datetime.date) -> Self:
        """The register as it stood on that day."""
        return self.filter(Q(removed_on=None) | Q(removed_on__gt=day), registered_on__lte=day, merged_into=None)


class ResidentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(
            user.access.within("unit__path", *READERS, home=True)
            | _paired_with(user, resident=OuterRef("pk"))
            | _paired_with(user, household=OuterRef("household"))
        )

    def registered_on(self, day: datetime.date) -> Self:
        return self.filter(Q(removed_on=None) | Q(removed_on__gt=day), registered_on__lte=day)


class ArrangementQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Drafts for those who keep them; once published, for everybody at or below the unit."""
        keys = {int(k) for path in user.access.home_paths for k in path.split("/") if k}
        published = Q(state="published") & (user.access.within("unit__path", *READERS) | Q(unit__in=keys))
        return self.filter(user.access.within("unit__path", *KEEPERS) | published)


class PairingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own; those of a part of the tree that one reads. Drafts only to those who keep the arrangement."""
        readable = (user.access.within("unit__path", *READERS) | self.own(user)) & self.effective()
        return self.filter(user.access.within("arrangement__unit__path", *KEEPERS) | readable)

    @staticmethod
    def own(user: "User") -> Q:
        """Held by the user's cadre (or the one they act for), or answered for by them on behalf of a unit."""
        return Q(cadre__in=user.access.cadre_ids) | Q(contact_person__in=user.access.cadre_ids)

    @staticmethod
    def effective() -> Q:
        return Q(arrangement=None) | Q(arrangement__state="published")

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(in_force(on), self.effective())

    def with_targets(self) -> Self:
        return self.select_related("cadre", "unit", "category", "contact_point", "household", "resident")

    def with_target_units(self) -> Self:
        """The targets together with the village or unit that each lies in."""
        return self.with_targets().select_related(
            "contact_point__unit", "household__unit", "resident__unit", "contact_person"
        )


class HelpPlanQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        own = Q(cadre__in=user.access.cadre_ids)
        return self.filter(user.access.within("unit__path", *READERS) | own)
