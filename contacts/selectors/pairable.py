"""With whom somebody can be paired: visible, open, those whom nobody holds first."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Prefetch, Q, When
from django.utils.translation import gettext as _

from accounts.access import KEEPERS
from accounts.models import Cadre, Post, Unit
from accounts.querysets import in_force
from accounts.selectors import with_posts
from contacts.models import (
    Arrangement,
    ContactCategory,
    ContactPoint,
    Household,
    HouseholdKind,
    Pairing,
    ResidentKind,
    TargetKind,
)
from contacts.selectors.targets import MODELS, Choice, Target, matching, target_value
from core.keys import parse_number
from core.wording import joined

if TYPE_CHECKING:
    from accounts.models import User


def pairable(
    user: "User",
    category: ContactCategory,
    text: str,
    *,
    on: datetime.date,
    arrangement: Arrangement | None = None,
    limit: int,
) -> list[Choice]:
    """Targets for a category, found by name or village: those that fit it first, among them those nobody has.

    The hint says where they are and who has them. Two queries.
    """
    model = MODELS[category.target]
    matches: Any = matching(model, user, text.strip(), on)
    rows = matches.with_held(on).annotate(is_other=_is_other(category))
    in_draft = Pairing.objects.filter(arrangement=arrangement) if arrangement else Pairing.objects.none()
    held = (Pairing.objects.in_force(on) | in_draft.overlapping(on, on)).distinct()
    holders = Prefetch("pairings", held.select_related("cadre", "unit"), to_attr="holders_now")
    ordered = rows.order_by("is_other", "is_held", *model._meta.ordering)
    found = list(ordered[:limit].prefetch_related(holders))
    return [Choice(target_value(row), str(row), _hint(row)) for row in found]


def _is_other(category: ContactCategory) -> Case:
    """False for points of the category and for people of the kind that its code begins with (hardship_household)."""
    fits = Q(category=category)
    if category.target != TargetKind.POINT:
        kinds = HouseholdKind.values if category.target == TargetKind.HOUSEHOLD else ResidentKind.values
        fits = Q(kind__in=[kind for kind in kinds if category.code.startswith(kind)])
    return Case(When(fits, then=False), default=True, output_field=BooleanField())


def _hint(target: Any) -> str:
    names = list(dict.fromkeys(str(pairing.cadre or pairing.unit.label) for pairing in target.holders_now))
    held = _("%(names)s联系") % {"names": joined(names)} if names else _("无人联系")
    place = f"{target.unit.label} {target.group_name}".strip() if isinstance(target, Household) else target.unit.label
    return f"{place} · {held}"


def choice_for(user: "User", value: str, *, on: datetime.date) -> tuple[Target | None, Choice | None]:
    """The visible target with this value, and its line; nothing when there is none."""
    kind, _dash, key = value.partition("-")
    number = parse_number(key)
    if kind not in MODELS or number is None:
        return None, None
    rows = MODELS[kind].objects.visible_to(user).select_related("unit")
    target = rows.filter(pk=number).first()
    return target, Choice(value, str(target), target.unit.label) if target else None


def pairable_cadres(user: "User", arrangement: Arrangement | None, *, on: datetime.date) -> Any:
    """Cadres who serve where the user keeps contacts (or in the arrangement's part of the tree), with their posts."""
    where = {"unit__path__startswith": arrangement.unit.path} if arrangement else {}
    posts = Post.objects.filter(in_force(on), user.access.within("unit__path", *KEEPERS), **where)
    return with_posts(Cadre.objects.filter(posts__in=posts).distinct(), on).order_by("name", "pk")


def unit_for(cadre: Cadre, user: "User | None", arrangement: Arrangement | None, *, on: datetime.date) -> Unit | None:
    """The unit on whose behalf the cadre holds a pairing: that of their main post among those the user keeps."""
    posts = Post.objects.in_force(on).filter(cadre=cadre).select_related("unit").order_by("-is_main", "order", "pk")
    if arrangement is not None:
        posts = posts.filter(unit__path__startswith=arrangement.unit.path)
    kept = [post.unit for post in posts if user is None or user.access.covers(post.unit.path, *KEEPERS)]
    return kept[0] if kept else None


def default_category(target: Target) -> ContactCategory | None:
    """The category of a point; for people the first in use of their kind."""
    if isinstance(target, ContactPoint):
        return target.category
    kind = next(kind for kind, model in MODELS.items() if isinstance(target, model))
    return ContactCategory.objects.filter(target=kind, retired_on=None).first()
