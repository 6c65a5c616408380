"""Emergencies that were reported in writing in time (R17.3)."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import IncidentReport, Subject
from assessments.sources.base import NOTHING_DUE, ONE, Scope, Shape, Source, ticked


class Incidents(Source):
    """A quarter without an emergency is one in which all was done, unless the scorecard says otherwise."""

    name = "incidents"
    title = gettext_lazy("突发情况按时书面报告")
    what = "incident"
    shape = Shape.SHARE
    parameters = (NOTHING_DUE,)
    subjects = frozenset({Subject.OFFICER})

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        in_time = IncidentReport.objects.written_in_time().filter(pk=OuterRef("pk")).order_by()
        rows = IncidentReport.objects.filter(scope.own("officer_id"), scope.moments("happened_at"))
        return rows.annotate(
            key_of=scope.key("officer_id"), day=TruncDate("happened_at"), counts=ticked(Exists(in_time)), owed=ONE
        )

    def label(self, row: IncidentReport) -> str:
        return _("突发情况")

    def full_label(self, row: IncidentReport) -> str:
        return row.title

    def note(self, row: Any) -> str:
        if row.counts:
            return ""
        return _("未书面报告") if row.reported_at is None else _("逾期报告")
