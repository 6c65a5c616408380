"""Contact points, households and residents, as the search finds them (core/search.py): by names only.

Telephone, address and hardship are encrypted, and what kind of household it is, is for those who help."""

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.models import ContactPoint, Household, Resident
from core import search
from core.search import Hit

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called in AppConfig.ready."""
    search.register(
        search.Source(
            kind="points",
            label=pgettext_lazy("list", "联系点"),
            icon="geo-alt",
            model=ContactPoint,
            rows=_points,
            hit=_point,
            names=("name", "head_name"),
        )
    )
    search.register(
        search.Source(
            kind="households",
            label=pgettext_lazy("list", "联系户"),
            icon="people",
            model=Household,
            rows=_households,
            hit=_household,
            names=("head_name",),
        )
    )
    search.register(
        search.Source(
            kind="residents",
            label=gettext_lazy("群众"),
            icon="person",
            model=Resident,
            rows=_residents,
            hit=_resident,
            names=("name",),
        )
    )


def _points(user: "User") -> QuerySet[ContactPoint]:
    rows = ContactPoint.objects.visible_to(user).select_related("unit", "category")
    return rows.order_by(F("withdrawn_on").asc(nulls_first=True), Length("name"), "name", "pk")


def _point(point: ContactPoint) -> Hit:
    where = _("%(unit)s，%(category)s") % {"unit": point.unit.label, "category": point.category}
    text = _("负责人：%(name)s") % {"name": point.head_name} if point.head_name else ""
    label = _("已撤销") if point.withdrawn_on else ""
    return Hit(title=point.name, url=point.get_absolute_url(), text=text, where=where, label=label)


def _households(user: "User") -> QuerySet[Household]:
    """Without those that turned out to be another one's duplicate."""
    rows = Household.objects.visible_to(user).filter(merged_into=None).select_related("unit")
    return rows.order_by(F("removed_on").asc(nulls_first=True), Length("head_name"), "head_name", "pk")


def _household(household: Household) -> Hit:
    where = f"{household.unit.label} {household.group_name}".strip()
    label = _("已移出") if household.removed_on else ""
    return Hit(title=household.head_name, url=household.get_absolute_url(), where=where, label=label)


def _residents(user: "User") -> QuerySet[Resident]:
    rows = Resident.objects.visible_to(user).with_private(user).select_related("unit", "household")
    return rows.order_by(F("removed_on").asc(nulls_first=True), Length("name"), "name", "pk")


def _resident(resident: Resident) -> Hit:
    """Of which household they are, for who may read it in the list as well."""
    where = resident.unit.label
    if resident.household and resident.may_read:  # type: ignore[attr-defined]
        where = _("%(unit)s，%(head)s户") % {"unit": where, "head": resident.household.head_name}
    label = _("已移出") if resident.removed_on else ""
    return Hit(title=resident.name, url=resident.get_absolute_url(), where=where, label=label)
