"""Adjectives of contact cards: which a user sees, who holds one, which of those say something that no longer holds."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.access import KEEPERS, READERS

if TYPE_CHECKING:
    from accounts.models import Unit, User


class CardStyleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of a part of the tree that one reads, and those from above that hold for it."""
        return self.filter(user.access.within("unit__path", *READERS) | Q(unit__in=user.access.keys_above))

    def kept_by(self, user: "User") -> Self:
        return self.filter(user.access.within("unit__path", *KEEPERS))


class CardQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Cards of a part of the tree that one reads, and one's own: there is a telephone number on each."""
        return self.filter(user.access.within("unit__path", *READERS) | Q(cadre__in=user.access.cadre_ids))

    def in_use(self) -> Self:
        return self.filter(withdrawn_on=None)

    def under(self, unit: "Unit") -> Self:
        return self.filter(unit__path__startswith=unit.path)

    def with_counts(self) -> Self:
        """`held_count` and `stale_count` on each row: how many hold the card, and how many of them a stale one."""
        issues = apps.get_model("contacts", "CardIssue").objects.filter(card=OuterRef("pk")).held().order_by()
        return self.annotate(held_count=_count(issues), stale_count=_count(issues.filter(stale_since__isnull=False)))

    def with_stale(self) -> Self:
        """Cards of which somebody holds a stale one."""
        stale = apps.get_model("contacts", "CardIssue").objects.filter(card=OuterRef("pk")).stale()
        return self.filter(Exists(stale))

    def never_handed(self) -> Self:
        held = apps.get_model("contacts", "CardIssue").objects.filter(card=OuterRef("pk")).held()
        return self.filter(~Exists(held))


def _count(rows: models.QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("card").annotate(n=Count("pk")).values("n")), 0)


class CardWordingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(card__in=apps.get_model("contacts", "ContactCard").objects.visible_to(user))


class CardIssueQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of cards that one sees."""
        own = Q(card__cadre__in=user.access.cadre_ids)
        return self.filter(user.access.within("card__unit__path", *READERS) | own)

    def kept_by(self, user: "User") -> Self:
        """Those of cards of units that the user keeps."""
        return self.filter(user.access.within("card__unit__path", *KEEPERS))

    def held(self) -> Self:
        """Not given back, by a point or somebody still in the register."""
        there = Q(contact_point__withdrawn_on=None, household__removed_on=None, resident__removed_on=None)
        return self.filter(there, ended_on=None)

    def stale(self) -> Self:
        return self.held().filter(stale_since__isnull=False)

    def handed_between(self, start: datetime.date, end: datetime.date) -> Self:
        """Both days included; what was entered by mistake left out."""
        return self.filter(handed_on__range=(start, end)).exclude(end_kind="mistake")

    def with_targets(self) -> Self:
        return self.select_related(
            "contact_point__unit",
            "household__unit",
            "resident__unit",
            "wording",
            "handed_by",
            "card__unit",
            "card__cadre",
        )
