"""Adjectives of contacts. A person's record is visible to those who help: holders and those answerable for a place."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from accounts.access import KEEPERS, READERS
from accounts.querysets import in_force

if TYPE_CHECKING:
    from accounts.models import Unit, User


def _paired_with(user: "User", **target: Any) -> Exists:
    """Whether one of the user's cadres holds, or held this year, a pairing with the row. A draft gives no sight."""
    pairings = apps.get_model("contacts", "Pairing").objects.filter(
        PairingQuerySet.own(user),
        PairingQuerySet.effective(),
        Q(end=None) | Q(end__gte=user.access.day.replace(month=1, day=1)),
        **target,
    )
    return Exists(pairings)


def _held(on: datetime.date, **target: Any) -> Exists:
    """Whether anybody holds the row on that day."""
    pairings = apps.get_model("contacts", "Pairing").objects.in_force(on).filter(**target)
    return Exists(pairings)


class CategoryQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Categories are words, not people: everybody who is logged in."""
        return self.all()

    def in_use(self, on: datetime.date) -> Self:
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on))


class TargetQuerySet(models.QuerySet):
    """What points, households and residents have in common: a place in the tree, and who holds them."""

    # The field of a pairing that points here.
    pairing_field = ""

    def private_to(self, user: "User") -> Q:
        """Whose rows' telephone, address, hardship and kind the user may read: holders, and readers of the place."""
        return Q(user.access.within("unit__path", *READERS)) | self._paired(user)

    def _paired(self, user: "User") -> Q:
        return Q(_paired_with(user, **{self.pairing_field: OuterRef("pk")}))

    def visible_to(self, user: "User") -> Self:
        """Rows of one's own unit, of a part of the tree that one reads, and one's paired ones."""
        return self.filter(user.access.within("unit__path", *READERS, home=True) | self._paired(user))

    def with_private(self, user: "User") -> Self:
        """`may_read` on each row: whether the user may read its personal data (see `private_to`)."""
        if user.access.sees_everything:
            return self.annotate(may_read=Value(True))
        may_read = Case(When(self.private_to(user), then=True), default=False, output_field=BooleanField())
        return self.annotate(may_read=may_read)

    def under(self, unit: "Unit") -> Self:
        return self.filter(unit__path__startswith=unit.path)

    def with_held(self, day: datetime.date) -> Self:
        """`is_held` on each row: whether anybody holds it on that day."""
        return self.annotate(is_held=_held(day, **{self.pairing_field: OuterRef("pk")}))

    def held_on(self, day: datetime.date) -> Self:
        return self.filter(_held(day, **{self.pairing_field: OuterRef("pk")}))

    def unheld_on(self, day: datetime.date) -> Self:
        """Nobody holds it on that day."""
        return self.filter(~_held(day, **{self.pairing_field: OuterRef("pk")}))


class ContactPointQuerySet(TargetQuerySet):
    pairing_field = "contact_point"

    def open_on(self, day: datetime.date) -> Self:
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), opened_on__lte=day)


class HouseholdQuerySet(TargetQuerySet):
    pairing_field = "household"

    def registered_on(self, day: datetime.date) -> Self:
        """The register as it stood on that day."""
        return self.filter(Q(removed_on=None) | Q(removed_on__gt=day), registered_on__lte=day, merged_into=None)


class ResidentQuerySet(TargetQuerySet):
    pairing_field = "resident"

    def _paired(self, user: "User") -> Q:
        """Who holds a household helps everybody in it."""
        return super()._paired(user) | Q(_paired_with(user, household=OuterRef("household")))

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

    def overlapping(self, start: datetime.date, end: datetime.date | None) -> Self:
        """Those that hold on at least one day from `start` to `end` (None: for ever), both included."""
        rows = self.filter(Q(end=None) | Q(end__gte=start))
        return rows.filter(start__lte=end) if end else rows

    def open_from(self, day: datetime.date) -> Self:
        """Those that hold on that day or later."""
        return self.overlapping(day, None)

    def under(self, unit: "Unit") -> Self:
        return self.filter(unit__path__startswith=unit.path)

    def reaching(self, name: str) -> Self:
        """A point, household or resident of this name is held."""
        return self.filter(
            Q(contact_point__name__icontains=name)
            | Q(household__head_name__icontains=name)
            | Q(resident__name__icontains=name)
        )

    def with_targets(self) -> Self:
        return self.select_related("cadre", "unit", "category", "contact_point", "household", "resident")

    def with_target_units(self) -> Self:
        """The targets together with the village or unit that each lies in."""
        return self.with_targets().select_related(
            "contact_point__unit", "household__unit", "resident__unit", "contact_person"
        )


class HelpPlanQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Plans of a part of the tree that one reads, as helper or as the place of the household, and one's own."""
        own = Q(cadre__in=user.access.cadre_ids)
        place = user.access.within("household__unit__path", *READERS)
        return self.filter(user.access.within("unit__path", *READERS) | place | own)

    def running_on(self, day: datetime.date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), start__lte=day)


class HelpMeasureQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        plans = apps.get_model("contacts", "HelpPlan").objects.visible_to(user)
        return self.filter(plan__in=plans)
