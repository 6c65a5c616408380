"""Whom an administrator may invite: cadres who never logged in and reach nowhere that the administrator does not."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from accounts.access import ADMINS
from accounts.models import Cadre, Post, Role, RoleGrant, Unit, User
from accounts.querysets import in_force, not_over
from accounts.usernames import usernames_for


@dataclass(frozen=True)
class Invitee:
    """`post`: the main one in force. `username`: of the log-in that is there, or the one that would be made."""

    cadre: Cadre
    post: Post
    user: User | None
    username: str
    was_invited: bool
    # The log-in is made for the invitation, now or the first time.
    goes_with_invitation: bool

    @property
    def has_mail(self) -> bool:
        return bool(self.user.email if self.user and self.user.email else self.cadre.email)


def invitees(
    by: User, unit: Unit, *, on: datetime.date, position: str = "", again: bool = False, cadres: Iterable[int] = ()
) -> list[Invitee]:
    """In the order of the tree; those invited before only with `again`; `cadres` narrows to these. Four queries."""
    held = Post.objects.in_force(on).filter(unit__path__startswith=unit.path)
    held = held.filter(position=position) if position else held
    rows = Cadre.objects.filter(pk__in=held.values("cadre"), left_on=None).select_related("user__invitation")
    rows = rows.filter(Q(user=None) | Q(user__last_login=None, user__is_active=True, user__is_superuser=False))
    rows = rows if again else rows.filter(user__invitation=None)
    rows = rows.filter(pk__in=list(cadres)) if cadres else rows
    posts = Post.objects.filter(not_over(on)).select_related("unit").order_by("-is_main", "order", "pk")
    grants = RoleGrant.objects.filter(not_over(on)).select_related("unit")
    found = rows.prefetch_related(Prefetch("posts", posts, to_attr="all_posts"), Prefetch("user__grants", grants))
    reached = [cadre for cadre in found if _reaches_no_further(by, cadre)]
    return _named(sorted(reached, key=lambda cadre: (_post(cadre, on).unit.path, _post(cadre, on).order)), on)


def _post(cadre: Cadre, on: datetime.date) -> Post:
    posts: list[Post] = cadre.all_posts  # type: ignore[attr-defined]
    return next(post for post in posts if post.is_held_on(on))


def _reaches_no_further(by: User, cadre: Cadre) -> bool:
    """As on the page of a log-in (accounts.selectors.manages_user): a way in would otherwise be a way up."""
    user = getattr(cadre, "user", None)
    grants = list(user.grants.all()) if user else []
    roles = [Role.SYSTEM_ADMIN] if any(grant.role == Role.SYSTEM_ADMIN for grant in grants) else list(ADMINS)
    rows = [*cadre.all_posts, *grants]  # type: ignore[attr-defined]
    return all(by.access.covers(row.unit.path, *roles) for row in rows)


def _named(cadres: list[Cadre], on: datetime.date) -> list[Invitee]:
    new = [cadre for cadre in cadres if not hasattr(cadre, "user")]
    taken = User.objects.values_list("username", flat=True) if new else []
    names = dict(zip([cadre.pk for cadre in new], usernames_for((c.name for c in new), taken=taken), strict=True))
    found = []
    for cadre in cadres:
        user = getattr(cadre, "user", None)
        name = user.username if user else names[cadre.pk]
        before = getattr(user, "invitation", None)
        made = user is None or (before is not None and before.made_user)
        found.append(Invitee(cadre, _post(cadre, on), user, name, before is not None, made))
    return found


def held_roles(users: Iterable[User], role: str, on: datetime.date) -> set[tuple[int, int]]:
    """(user, unit) where the role is held on that day."""
    rows = RoleGrant.objects.filter(in_force(on), user__in=list(users), role=role)
    return set(rows.values_list("user_id", "unit_id"))
