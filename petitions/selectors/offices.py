"""Who registers where, and to whom a case may go: never to those it is about."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import Cadre, Position, Post, Unit
from accounts.selectors import with_posts
from core.search import called
from petitions.access import WRITERS
from petitions.actions.routing import not_barred
from petitions.models import Case

if TYPE_CHECKING:
    from accounts.models import User


LEADING = (Position.HEAD, Position.LEADERSHIP_MEMBER)


def registers(user: "User") -> bool:
    """Whether the user writes for a petition office anywhere."""
    return user.access.has_role(*WRITERS)


def offices_of(user: "User") -> QuerySet[Unit]:
    """Units for which the user registers."""
    return Unit.objects.filter(user.access.within("path", *WRITERS), closed_on=None).select_related("parent")


def own_office(user: "User") -> Unit | None:
    """The unit whose petition office the user belongs to (the highest, where there are several)."""
    paths = user.access.paths(*WRITERS)
    return Unit.objects.filter(path__in=paths, closed_on=None).order_by("depth", "path").first()


def units_to_hand_to(case: Case, *, also_own: bool = False) -> QuerySet[Unit]:
    """Open units of the same organisation that need not stand back (petitions/actions/routing.py), without (unless
    `also_own`) the one that has it in hand."""
    root = case.unit.path.split("/")[0] + "/"
    units = Unit.objects.filter(path__startswith=root, closed_on=None)
    if not also_own:
        units = units.exclude(pk=case.handling_unit_id)
    return units.filter(not_barred(case)).select_related("parent")


def handlers_to_name(case: Case, *, on: datetime.date, text: str = "") -> QuerySet[Cadre]:
    """Cadres of the same organisation who may be named to work on the case, by name, each with `current_posts`."""
    root = case.unit.path.split("/")[0] + "/"
    parties = case.parties.exclude(cadre=None).values("cadre")
    cadres = Cadre.objects.serving_on(on).filter(posts__unit__path__startswith=root).exclude(pk__in=parties)
    cadres = cadres.exclude(pk__in=Cadre.objects.filter(_under_a_party(case, "posts__unit__path")).values("pk"))
    if text:
        cadres = cadres.filter(called(Cadre, text))
    return with_posts(cadres.distinct(), on).order_by("name", "pk")


def _under_a_party(case: Case, field: str) -> Q:
    condition = Q(pk__in=[])
    for path in _paths_of_parties(case):
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _paths_of_parties(case: Case) -> set[str]:
    """Of the units that the case is about, and of those that an accused cadre leads."""
    units = set(case.parties.exclude(unit=None).values_list("unit__path", flat=True))
    accused = case.parties.filter(role="accused").exclude(cadre=None).values("cadre")
    led = Post.objects.filter(cadre__in=accused, position__in=LEADING, end=None)
    return units | set(led.values_list("unit__path", flat=True))
