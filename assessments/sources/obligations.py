"""Duties by the rules of a regulation: the share of those due in the quarter that were met."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.sources.base import NOTHING_DUE, Scope, Shape, Source, ticked
from assessments.sources.parameters import Choice, Codes
from duties.models import Obligation

OWN, MEMBERS = "own", "members"


class Obligations(Source):
    """Of a branch: its own, or those of its members (R11.2, R12.2)."""

    name = "obligations"
    title = gettext_lazy("制度规定的职责")
    what = "obligation"
    shape = Shape.SHARE
    parameters = (
        Codes("rules", gettext_lazy("条款"), is_needed=True),
        Choice(
            "whose",
            gettext_lazy("谁的职责"),
            default=OWN,
            choices=lambda: [(OWN, gettext_lazy("考核对象的")), (MEMBERS, gettext_lazy("支部党员的"))],
        ),
        NOTHING_DUE,
    )

    def related(self, scope: Scope) -> tuple[str, ...]:
        return ("rule",)

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        rows = Obligation.objects.filter(scope.days("due"), rule__code__in=given["rules"])
        if scope.of_cadres:
            field = "cadre_id"
        elif given["whose"] == MEMBERS:
            rows, field = rows.filter(cadre__isnull=False), "home_id"
        else:
            field = "unit_id"
        return rows.filter(scope.own(field)).annotate(
            key_of=scope.key(field),
            day=F("due"),
            counts=ticked(Q(met_on__isnull=False, exempt="")),
            owed=ticked(Q(exempt="")),
        )

    def label(self, row: Obligation) -> str:
        words = {"title": row.rule.title, "start": row.window_start, "end": row.window_end}
        return _("%(title)s（%(start)s至%(end)s）") % words

    def note(self, row: Any) -> str:
        if row.exempt:
            return str(row.get_exempt_display())
        return "" if row.counts else _("未完成")
