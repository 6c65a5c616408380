"""Who sees liaison officers' elections, trainings, incidents, reading and marks (R17): an officer their own, and those
who read the part of the tree. Colleagues see who their officer is (accounts), no more."""

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.querysets import in_force
from assessments.querysets.sheets import READERS

if TYPE_CHECKING:
    from accounts.models import Unit, User

# Who keeps the record of officers: trainings, reading, settings, marks. Elections are kept by those who keep posts.
OFFICER_KEEPERS = ("secretary", "personnel", "organisation_admin")


class _OfOfficers(models.QuerySet):
    """Rows of a unit; `own` names the condition on the officer whose they are."""

    own: ClassVar[str] = "officer__in"

    def visible_to(self, user: "User") -> Self:
        own = Q(**{self.own: user.access.cadre_ids})
        return self.filter(own | user.access.within("unit__path", *READERS))


class ElectionQuerySet(_OfOfficers):
    own = "chosen__in"

    def of_terms(self) -> Self:
        """The last election of each unit: the one whose term is that of the officer in post."""
        later = apps.get_model("assessments", "OfficerElection").objects.filter(
            unit=OuterRef("unit"), term_start__gt=OuterRef("term_start")
        )
        return self.filter(~Exists(later))

    def ending_by(self, day: datetime.date) -> Self:
        """Terms that end by that day, or are over, of officers whose post goes on."""
        posts = apps.get_model("accounts", "Post").objects.filter(
            in_force(day), position="liaison_officer", unit=OuterRef("unit"), cadre=OuterRef("chosen")
        )
        return self.of_terms().filter(Exists(posts), term_end__lte=day)


class TrainingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those one attended, and those of a part of the tree that one reads."""
        attended = apps.get_model("assessments", "TrainingAttendance").objects.filter(
            training=OuterRef("pk"), cadre__in=user.access.cadre_ids
        )
        return self.filter(Exists(attended) | user.access.within("unit__path", *READERS))


class _Hours(models.Func):
    """A number of hours as a duration, which SQLite keeps in microseconds."""

    template = "(%(expressions)s * interval '1 hour')"
    output_field = models.DurationField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s * 3600000000)", **context)


class IncidentQuerySet(_OfOfficers):
    def written_in_time(self) -> Self:
        """As `IncidentReport.is_in_time`."""
        return self.filter(reported_at__lte=F("happened_at") + _Hours("hours_allowed"))

    def open(self) -> Self:
        """Nobody has said yet what was done."""
        return self.filter(done_at=None)


class OfUnitAboveQuerySet(models.QuerySet):
    """Rows that hold for a unit and all below it: seen from below as well."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(Q(unit__in=user.access.keys_above) | user.access.within("unit__path", *READERS))

    def for_unit(self, unit: "Unit") -> Self:
        """Those that hold in the unit: its own and those of all above."""
        return self.filter(unit__in=[*unit.ancestor_ids, unit.pk])


class ReadingItemQuerySet(OfUnitAboveQuerySet):
    def current(self) -> Self:
        return self.filter(retired_on=None)


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        own = Q(cadre__in=user.access.cadre_ids)
        return self.filter(own | user.access.within("item__unit__path", *READERS))


class MarkQuerySet(_OfOfficers):
    """One's own mark, and those of a part of the tree that one reads."""
