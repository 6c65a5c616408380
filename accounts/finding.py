"""Cadres and units, as the search finds them (core/search.py)."""

from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Cadre, Post, Unit
from core import search
from core.search import Hit

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called in AppConfig.ready."""
    search.register(
        search.Source(
            kind="cadres",
            label=pgettext_lazy("list", "干部"),
            icon="person-badge",
            model=Cadre,
            rows=_cadres,
            hit=_cadre,
            names=("name",),
        )
    )
    search.register(
        search.Source(
            kind="units",
            label=gettext_lazy("单位"),
            icon="building",
            model=Unit,
            rows=_units,
            hit=_unit,
            names=("name", "short_name"),
        )
    )


def _cadres(user: "User") -> QuerySet[Cadre]:
    posts = Post.objects.in_force(user.access.day).select_related("unit")
    rows = Cadre.objects.visible_to(user).prefetch_related(Prefetch("posts", posts, to_attr="current_posts"))
    return rows.order_by(F("left_on").asc(nulls_first=True), Length("name"), "name", "pk")


def _cadre(cadre: Cadre) -> Hit:
    posts: list[Post] = cadre.current_posts  # type: ignore[attr-defined]
    label = _("已离任") if cadre.left_on else "" if posts else _("未任职")
    where = f"{posts[0].unit} {posts[0].title}" if posts else ""
    return Hit(title=cadre.name, url=cadre.get_absolute_url(), where=where, label=label)


def _units(user: "User") -> QuerySet[Unit]:
    rows = Unit.objects.visible_to(user).select_related("parent")
    return rows.order_by(F("closed_on").asc(nulls_first=True), Length("name"), "path")


def _unit(unit: Unit) -> Hit:
    where = str(unit.parent or "")
    label = _("已撤销") if unit.closed_on else ""
    return Hit(title=unit.name, url=unit.get_absolute_url(), text=unit.short_name, where=where, label=label)
