"""What was heard: matters passed on, and how many of them were answered."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.sources.base import LEAST, NONE, NOTHING_DUE, ONE, Scope, Shape, Source, ticked
from visits.models import Matter, MatterState


def heard(scope: Scope) -> QuerySet[Matter]:
    """Matters of the own logs of the quarter. Sealed ones stand in no count (article 30)."""
    field = "log__participants__cadre_id" if scope.of_cadres else "log__unit_id"
    rows = Matter.objects.unsealed().filter(scope.own(field), scope.days("log__first_day"), log__state="recorded")
    return rows.annotate(key_of=scope.key(field), day=F("log__first_day"))


class _OfMatters(Source):
    what = "matter"

    def related(self, scope: Scope) -> tuple[str, ...]:
        return ("log__kind",)

    def label(self, row: Matter) -> str:
        return _("%(kind)s中听到的诉求") % {"kind": row.log.kind}

    def full_label(self, row: Matter) -> str:
        return str(row)


class Matters(_OfMatters):
    """Passed on: heard on own visits and written down."""

    name = "matters"
    title = gettext_lazy("反映的诉求")
    shape = Shape.LEAST
    parameters = (LEAST,)

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        return heard(scope).annotate(counts=ONE, owed=NONE)


class Answers(_OfMatters):
    """Answered: solved, or an answer was given."""

    name = "answers"
    title = gettext_lazy("诉求得到答复的比例")
    shape = Shape.SHARE
    parameters = (NOTHING_DUE,)

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        answered = Q(state=MatterState.SOLVED) | ~Q(reply="")
        return heard(scope).annotate(counts=ticked(answered), owed=ONE)

    def note(self, row: Any) -> str:
        return "" if row.counts else _("尚未答复")
