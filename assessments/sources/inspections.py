"""What inspections found: each criticism takes points away; praise stands beside it (R11.4, R12.4-5, R16.5)."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Inspection, Outcome
from assessments.sources.base import NONE, Scope, Shape, Source
from assessments.sources.parameters import Number


class Inspections(Source):
    name = "inspections"
    title = gettext_lazy("检查评价（扣分）")
    what = "inspection"
    shape = Shape.DEDUCTION
    parameters = (Number("each", gettext_lazy("每次批评扣分"), default=1, most=100, places=1),)

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        field = "cadre_id" if scope.of_cadres else "branch_id"
        rows = Inspection.objects.standing().filter(scope.own(field), scope.days("on"))
        points = DecimalField(max_digits=6, decimal_places=1)
        taken = Case(
            When(outcome=Outcome.CRITICISM, then=Value(Decimal(given["each"]), output_field=points)),
            default=Value(Decimal(0), output_field=points),
        )
        return rows.annotate(key_of=scope.key(field), day=F("on"), counts=taken, owed=NONE)

    def label(self, row: Inspection) -> str:
        return _("检查：%(outcome)s") % {"outcome": row.get_outcome_display()}
