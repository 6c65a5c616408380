"""One of the three rates of a unit (response, solution, satisfaction), as it was closed for the quarter."""

from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Subject
from assessments.sources.base import NOTHING_DUE, Scope, Shape, Source
from assessments.sources.parameters import Choice
from petitions.models import RateKind, RateSnapshot


class Rates(Source):
    """Closed some days after the quarter: until then there is nothing, and proposals follow once there is."""

    name = "rates"
    title = gettext_lazy("三率")
    what = "rate"
    shape = Shape.SHARE
    parameters = (
        Choice("rate", gettext_lazy("比率"), is_needed=True, choices=lambda: RateKind.choices),
        NOTHING_DUE,
    )
    subjects = frozenset({Subject.BRANCH})

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        rows = RateSnapshot.objects.filter(scope.own("unit_id"), year=scope.year, quarter=scope.quarter)
        day: Value = Value(scope.end, output_field=DateField())
        met, due = F(f"{given['rate']}_met"), F(f"{given['rate']}_due")
        return rows.annotate(key_of=scope.key("unit_id"), day=day, counts=met, owed=due)

    def label(self, row: Any) -> str:
        words = {"year": row.year, "quarter": row.quarter, "met": row.counts, "due": row.owed}
        return _("%(year)d年第%(quarter)d季度三率：%(due)d件中%(met)d件") % words
