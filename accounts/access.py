"""What a user may see and do: roles on parts of the tree, their own cadre, and whom they act for.

`Access` is a plain value. Querysets turn it into conditions; views and actions ask it yes-or-no questions.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

# Always true; an empty Q() would vanish when it is or-ed with another condition.
EVERYTHING = ~Q(pk__in=[])

# Roles that read the contact work of their part of the tree.
READERS = ("leader", "secretary", "petition_clerk", "personnel", "organisation_admin", "auditor", "system_admin")
# Roles that change the organisation: tree, cadres, posts, groups, log-ins.
ADMINS = ("organisation_admin", "system_admin")
# Roles that keep contacts and logs of their part of the tree for others.
KEEPERS = ("secretary", "organisation_admin", "system_admin")
# Roles that keep the rotas of their part of the tree: the petition office lays out who receives the public (R3).
ROTA_KEEPERS = (*KEEPERS, "petition_clerk")


@dataclass(frozen=True)
class Access:
    """Grants in force on `day`, as (role, path of the unit), and the cadres that the user is or acts for."""

    day: datetime.date
    is_superuser: bool
    grants: frozenset[tuple[str, str]]
    cadre_ids: frozenset[int]
    # Paths of the units where those cadres hold a post: a cadre sees their own unit's people and points.
    home_paths: frozenset[str]

    @property
    def sees_everything(self) -> bool:
        return self.is_superuser

    @cached_property
    def _roots(self) -> frozenset[str]:
        roots = apps.get_model("accounts", "Unit").objects.filter(parent=None)
        return frozenset(roots.order_by().values_list("path", flat=True))

    def reads_all(self, *roles: str) -> bool:
        """Whether one of the roles is held on every root: then a list needs no condition, which spares the database a
        look at each path. One query at most, however often it is asked."""
        tops = {path for path in self.paths(*roles) if path.count("/") == 1}
        return self.is_superuser or (bool(tops) and self._roots <= tops)

    @property
    def keys_above(self) -> frozenset[int]:
        """Keys of the units on which a role is held or where one is at home, and of all above them: what is set up
        there holds for the user."""
        return keys_on({path for _role, path in self.grants} | self.home_paths)

    def has_role(self, *roles: str) -> bool:
        """Whether any of the roles is held anywhere."""
        return self.is_superuser or any(role in roles for role, _path in self.grants)

    def paths(self, *roles: str) -> tuple[str, ...]:
        """Paths of the units on which any of the roles is held, without those inside another; sorted."""
        held = sorted({path for role, path in self.grants if role in roles})
        return tuple(p for p in held if not any(p != other and p.startswith(other) for other in held))

    def covers(self, path: str, *roles: str) -> bool:
        """Whether any of the roles is held on the unit with this path or on one above it."""
        return self.is_superuser or any(role in roles and path.startswith(top) for role, top in self.grants)

    def within(self, field: str, *roles: str, home: bool = False) -> Q:
        """The condition that the path in `field` lies in a part of the tree where a role is held (or is at home)."""
        if self.is_superuser:
            return EVERYTHING
        condition = Q(pk__in=[])
        for path in (*self.paths(*roles), *(self.home_paths if home else ())):
            condition |= Q(**{f"{field}__startswith": path})
        return condition


def keys_on(paths: Iterable[str]) -> frozenset[int]:
    """Keys of the units that the paths end at, and of all above them."""
    return frozenset(int(key) for path in paths for key in path.split("/") if key)


def access_of(user: "User", *, on: datetime.date) -> Access:
    """Reads the grants and posts in force on a day: of the user, and of the user acted for if there is one."""
    people = [user] + ([user.acting_for] if user.acting_for else [])
    in_force = Q(start__lte=on) & (Q(end=None) | Q(end__gte=on))
    grants = apps.get_model("accounts", "RoleGrant").objects.filter(in_force, user__in=people, user__is_active=True)
    cadre_ids = frozenset(person.cadre_id for person in people if person.cadre_id)
    posts = apps.get_model("accounts", "Post").objects.filter(in_force, cadre__in=cadre_ids)
    return Access(
        day=on,
        is_superuser=user.is_superuser,
        grants=frozenset(grants.values_list("role", "unit__path")),
        cadre_ids=cadre_ids,
        home_paths=frozenset(posts.values_list("unit__path", flat=True)) if cadre_ids else frozenset(),
    )


def require(user: "User | None", path: str, *roles: str) -> None:
    """Raise PermissionDenied unless one of the roles covers the path. None is the product itself (commands, sample)."""
    if user is not None and not user.access.covers(path, *roles):
        raise PermissionDenied
