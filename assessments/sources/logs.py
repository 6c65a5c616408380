"""Contact work of some kinds: at least so many logs in the quarter."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.sources.base import LEAST, NONE, ONE, Scope, Shape, Source, ticked
from assessments.sources.parameters import Choice, Codes
from visits.models import VisitKind, VisitLog, VisitParticipant
from visits.querysets import TIMELY

COUNTED, LEFT_OUT = "counted", "left_out"


def kind_choices() -> list[tuple[str, str]]:
    return list(VisitKind.objects.values_list("code", "name"))


class Logs(Source):
    """Of a cadre: those they took part in. Of a branch: those that stand for it. A log counts in the quarter in which
    it began; one that was entered late counts like any other and is marked, unless the scorecard leaves it out."""

    name = "logs"
    title = gettext_lazy("走访和活动记录")
    what = "log"
    shape = Shape.LEAST
    parameters = (
        Codes("kinds", gettext_lazy("走访形式"), is_needed=True, choices=kind_choices),
        LEAST,
        Choice(
            "late",
            gettext_lazy("逾期补录的"),
            default=COUNTED,
            choices=lambda: [(COUNTED, gettext_lazy("计入并注明")), (LEFT_OUT, gettext_lazy("不计入"))],
        ),
    )

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        prefix = "log__" if scope.of_cadres else ""
        model: Any = VisitParticipant if scope.of_cadres else VisitLog
        field = "cadre_id" if scope.of_cadres else "unit_id"
        rows = model.objects.filter(
            scope.own(field),
            scope.days(f"{prefix}first_day"),
            **{f"{prefix}state": "recorded", f"{prefix}kind__code__in": given["kinds"]},
        )
        in_time = Q(**{f"{prefix}recorded_at__date__lte": F(f"{prefix}last_day") + TIMELY})
        done = ONE if given["late"] == COUNTED else ticked(in_time)
        return rows.annotate(key_of=scope.key(field), day=F(f"{prefix}first_day"), counts=done, owed=NONE)

    def related(self, scope: Scope) -> tuple[str, ...]:
        return ("log__kind",) if scope.of_cadres else ("kind",)

    def object_of(self, row: Any) -> VisitLog:
        found: VisitLog = row if isinstance(row, VisitLog) else row.log
        return found

    def label(self, row: Any) -> str:
        return str(self.object_of(row).kind)

    def note(self, row: Any) -> str:
        if not self.object_of(row).is_late:
            return ""
        return _("补录") if row.counts else _("逾期补录，不计入")
