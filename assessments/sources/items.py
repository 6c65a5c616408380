"""Information that officers reported up, and that was adopted (R17.2, R17.7)."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Adoption, AdoptionLevel, InformationItem, Subject
from assessments.sources.base import LEAST, NONE, ONE, Scope, Shape, Source
from assessments.sources.parameters import Codes


def level_choices() -> list[tuple[str, str]]:
    """Each level once, whichever of its rows is in force."""
    return list(dict(AdoptionLevel.objects.order_by("order", "effective_from").values_list("code", "name")).items())


def reported(scope: Scope) -> QuerySet[InformationItem]:
    """Not withdrawn; what accuses somebody stands in no count (article 30)."""
    open_ones = Q(matter=None) | Q(matter__sealed=False)
    rows = InformationItem.objects.standing().filter(scope.own("officer_id"), open_ones)
    return rows.annotate(key_of=scope.key("officer_id"))


class _OfItems(Source):
    what = "item"
    shape = Shape.LEAST
    subjects = frozenset({Subject.OFFICER})

    def label(self, row: InformationItem) -> str:
        return _("报送的信息")

    def full_label(self, row: InformationItem) -> str:
        return row.title


class Items(_OfItems):
    name = "items"
    title = gettext_lazy("报送信息")
    parameters = (LEAST,)

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        return reported(scope).filter(scope.days("on")).annotate(day=F("on"), counts=ONE, owed=NONE)


class AdoptedItems(_OfItems):
    """Adopted in the quarter and not reversed; an item counts once, at however many levels it was adopted."""

    name = "adoptions"
    title = gettext_lazy("信息被采用")
    parameters = (LEAST, Codes("levels", gettext_lazy("采用层级"), choices=level_choices))

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        adopted = Adoption.objects.in_force().filter(scope.days("on"), item=OuterRef("pk"))
        if given["levels"]:
            adopted = adopted.filter(code__in=given["levels"])
        first = adopted.order_by("on").values("on")[:1]
        return reported(scope).filter(Exists(adopted)).annotate(day=Subquery(first), counts=ONE, owed=NONE)
