"""Who sees statements, democratic-life meetings and reports of secondments."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessments.querysets.sheets import READERS

if TYPE_CHECKING:
    from accounts.models import User

# Who writes for a branch besides its head: the secretary, and the office that keeps the branch's papers.
WRITERS = ("secretary", "organisation_admin")


class StatementQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own also as a draft, the branch's for who belongs to it or keeps its papers; what was handed in for who
        reads the unit."""
        own = Q(cadre__in=user.access.cadre_ids) | Q(unit__path__in=user.access.home_paths)
        drafts = user.access.within("unit_path", *WRITERS) & Q(unit__isnull=False)
        reads = user.access.within("unit_path", *READERS) & Q(state="submitted")
        return self.filter(own | drafts | reads)


class LifeMeetingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """For those who take part, and those who read the unit; what is said in speeches is for fewer."""
        speeches = apps.get_model("assessments", "Speech").objects.filter(
            cadre__in=user.access.cadre_ids, meeting=OuterRef("pk")
        )
        return self.filter(user.access.within("unit__path", *READERS) | Exists(speeches))

    def overdue(self, *, on: datetime.date) -> Self:
        """Planned for a day that is over."""
        return self.filter(state="planned", on__lt=on)

    def unprepared(self, *, by: datetime.date) -> Self:
        """To come, with a report upward or a speech missing that was or is due by that day (R16.6)."""
        meeting: Any = self.model
        ahead = datetime.timedelta(days=meeting.DAYS_AHEAD)
        return self.filter(state="planned", ready_log=None, on__lte=by + ahead)


class SpeechQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """That somebody speaks is seen with the meeting; the text is asked for with `may_read_speech`."""
        meetings = apps.get_model("assessments", "LifeMeeting").objects.visible_to(user)
        return self.filter(meeting__in=meetings.order_by().values("pk"))


class SecondmentReportQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own, and those of secondments that one reads."""
        seen = apps.get_model("accounts", "Secondment").objects.visible_to(user)
        return self.filter(secondment__in=seen.order_by().values("pk"))
