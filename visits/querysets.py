"""Adjectives of visit logs."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.access import READERS

if TYPE_CHECKING:
    from accounts.models import User


class VisitKindQuerySet(models.QuerySet):
    def offered(self) -> Self:
        """The kinds that the form offers."""
        return self.filter(is_by_hand=True, retired_on=None)


class VisitLogQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Logs of a part of the tree that one reads, those one took part in and those one recorded.

        A confidential log is visible as a fact; its content is not (`visits.selectors.may_read_content`).
        """
        took_part = apps.get_model("visits", "VisitParticipant").objects.filter(
            cadre__in=user.access.cadre_ids, log=OuterRef("pk")
        )
        return self.filter(user.access.within("unit__path", *READERS) | Exists(took_part) | Q(recorded_by=user))

    def recorded(self) -> Self:
        """Not withdrawn."""
        return self.filter(state="recorded")

    def in_period(self, start: datetime.date, end: datetime.date) -> Self:
        """Logs with at least one day within the span (both included)."""
        return self.filter(first_day__lte=end, last_day__gte=start)

    def under(self, path: str) -> Self:
        return self.filter(unit__path__startswith=path)

    def for_list(self) -> Self:
        """With everything that a row of a list shows, in a fixed number of queries."""
        return self.select_related("kind", "unit").prefetch_related(
            "participants__cadre", "targets__contact_point", "targets__household", "targets__resident", "matters"
        )


class MatterQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Matters in the queue of a unit that one reads, and those one heard oneself."""
        heard = apps.get_model("visits", "VisitParticipant").objects.filter(
            cadre__in=user.access.cadre_ids, log=OuterRef("log")
        )
        return self.filter(user.access.within("unit__path", *READERS) | Exists(heard) | Q(log__recorded_by=user))

    def open(self) -> Self:
        return self.filter(state="open", log__state="recorded")


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        logs = apps.get_model("visits", "VisitLog").objects.visible_to(user)
        return self.filter(log__in=logs)
