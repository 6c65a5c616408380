"""Public commitments that were due in the quarter, and how many of them were kept by their day (R19)."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.sources.base import NOTHING_DUE, ONE, Scope, Shape, Source, ticked
from visits.models import Commitment


class Commitments(Source):
    """Of a cadre: those made in person. Of a branch: its own."""

    name = "commitments"
    title = gettext_lazy("公开承诺兑现")
    what = "commitment"
    shape = Shape.SHARE
    parameters = (NOTHING_DUE,)

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        rows = Commitment.objects.published().filter(scope.days("due"))
        field = "cadre_id" if scope.of_cadres else "unit_id"
        if not scope.of_cadres:
            rows = rows.filter(cadre=None)
        kept = ticked(Q(done_on__lte=F("due")))
        return rows.filter(scope.own(field)).annotate(key_of=scope.key(field), day=F("due"), counts=kept, owed=ONE)

    def label(self, row: Commitment) -> str:
        # Published: everybody may read it.
        return str(row)

    def note(self, row: Any) -> str:
        if row.counts:
            return ""
        return _("逾期兑现") if row.done_on else _("未兑现")
