"""Who sees surveys and their results. What people answer has no `visible_to`: nobody reads it through the product."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.models import User

# Who holds surveys and appraisals for their part of the tree.
ORGANISERS = ("organisation_admin", "secretary", "personnel")
# Who reads what came of them.
READERS = (*ORGANISERS, "leader", "auditor", "system_admin")


def _about(user: "User", survey: str) -> Exists:
    """Whether a survey is about one of the user's cadres."""
    subjects = apps.get_model("assessments", "SurveySubject").objects.filter(
        cadre__in=user.access.cadre_ids, survey=OuterRef(survey)
    )
    return Exists(subjects)


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Of a part of the tree that one reads; where one is assessed, once the result is published."""
        own = Q(_about(user, "pk")) & Q(state="published")
        return self.filter(user.access.within("unit_path", *READERS) | own)

    def over_by(self, day: datetime.date) -> Self:
        """Open, and the last day on which answers come in is past."""
        return self.filter(state="open").alias(end=Coalesce(F("paper_until"), F("closes_on"))).filter(end__lt=day)

    def asking(self, day: datetime.date) -> Self:
        """The people may answer on that day."""
        return self.filter(state="open", opens_on__lte=day, closes_on__gte=day)


class OfSurveyQuerySet(models.QuerySet):
    """Questions, subjects, pools."""

    def visible_to(self, user: "User") -> Self:
        surveys = apps.get_model("assessments", "Survey").objects.visible_to(user)
        return self.filter(survey__in=surveys.order_by().values("pk"))


class SurveyResultQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """All of it for who reads the unit; one's own, once published."""
        own = Q(subject__cadre__in=user.access.cadre_ids, survey__state="published")
        return self.filter(user.access.within("survey__unit_path", *READERS) | own)
