"""Who sees inspections."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from assessments.querysets.sheets import READERS

if TYPE_CHECKING:
    from accounts.models import User


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """For the inspected, those who inspected, and those who read the part of the tree of either."""
        cadres, home = user.access.cadre_ids, user.access.home_paths
        inspected = Q(cadre__in=cadres) | Q(branch__path__in=home) | Q(contact_point__unit__path__in=home)
        reads = user.access.within("unit_path", *READERS) | user.access.within("subject_path", *READERS)
        return self.filter(inspected | reads | Exists(self._held(cadres)) | Exists(self._inspected_by(cadres)))

    def _held(self, cadres: frozenset[int]) -> models.QuerySet:
        """Pairings with the inspected contact point on the day of the inspection."""
        not_over = Q(end=None) | Q(end__gte=OuterRef("on"))
        return apps.get_model("contacts", "Pairing").objects.filter(
            not_over, cadre__in=cadres, contact_point=OuterRef("contact_point"), start__lte=OuterRef("on")
        )

    def _inspected_by(self, cadres: frozenset[int]) -> models.QuerySet:
        inspectors: Any = apps.get_model("assessments", "Inspection").inspectors
        return inspectors.through.objects.filter(cadre__in=cadres, inspection=OuterRef("pk"))

    def standing(self) -> Self:
        """Not withdrawn: those that count."""
        return self.filter(withdrawn="")

    def waiting(self) -> Self:
        """Something is to be mended, and nobody has found it mended yet."""
        return self.standing().exclude(to_mend="").filter(Q(is_mended=None) | Q(is_mended=False))

    def overdue(self, *, on: datetime.date) -> Self:
        """The day by which it was to be mended is over, and no second look since found it mended."""
        return self.waiting().filter(mend_until__lt=on)

    def by_day(self) -> Self:
        return self.order_by(F("on").desc(), "-pk")
