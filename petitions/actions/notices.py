"""Who is told of a step: those who must act next, in the inbox. A notice names the case by its number, nobody.

One rule decides who may be told: whoever may see the case. So the accused and the recused never hear of it.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit, User
from accounts.querysets import in_force
from core import inbox
from petitions.actions.routing import upwards
from petitions.models import Case

if TYPE_CHECKING:
    from accounts.models import Role

WORKERS = ("petition_clerk", "secretary")
HEADS = ("leader",)


def holders(unit: Unit, roles: "Iterable[Role | str]", *, on: datetime.date) -> list[User]:
    """Who holds one of the roles on the unit, or, where nobody does, on the nearest unit above."""
    for candidate in upwards(unit):
        granted = User.objects.filter(
            in_force(on, "grants__"), grants__unit=candidate, grants__role__in=list(roles), is_active=True
        )
        if found := list(granted.distinct().order_by("pk")):
            return found
    return []


def users_of(cadres: "Iterable[Cadre | int]") -> list[User]:
    return list(User.objects.filter(cadre__in=list(cadres), is_active=True).order_by("pk"))


def workers_of(case: Case, *, on: datetime.date) -> list[User]:
    """Clerks and secretaries of the unit that has the case in hand, those named to work on it, and its sponsor."""
    named = case.handlers.filter(end=None).values_list("cadre", flat=True)
    sponsors = case.sponsorships.filter(end=None).values_list("leader", flat=True)
    return [*holders(case.handling_unit, WORKERS, on=on), *users_of([*named, *sponsors])]


def may_be_told(case: Case, users: Iterable[User]) -> list[User]:
    """Those of the users who may see the case, each once. Everything that goes out about a case passes here."""
    unique = {user.pk: user for user in users}.values()
    return [user for user in unique if Case.objects.visible_to(user).filter(pk=case.pk).exists()]


def tell(
    case: Case,
    step: str,
    users: Iterable[User],
    title: Any,
    *,
    at: datetime.datetime,
    by: User | None = None,
    **words: Any,
) -> None:
    """Put a notice into the inbox of each of them who may see the case, except the one who took the step.

    `title` is a lazy text with named places; "number" is filled in here. The same `step` of the same version of a
    case is told once.
    """
    notices = []
    for user in may_be_told(case, users):
        if by is not None and user.pk == by.pk:
            continue
        with translation.override(user.language):
            text = str(title) % ({"number": case.number or str(_("（待登记）"))} | words)
        what, url = f"case:{case.pk}", case.get_absolute_url()
        notices.append(inbox.notice(what, f"{step}-{case.version}", user, text, url=url, at=at))
    inbox.notify_all(notices)


def tell_unit(case: Case, step: str, unit: Unit, title: Any, *, on: datetime.date, at: datetime.datetime, **more: Any):
    """`tell` the clerks and secretaries of a unit."""
    tell(case, step, holders(unit, WORKERS, on=on), title, at=at, **more)


def tell_workers(case: Case, step: str, title: Any, *, on: datetime.date, at: datetime.datetime, **more: Any) -> None:
    """`tell` those who have the case in hand."""
    tell(case, step, workers_of(case, on=on), title, at=at, **more)
