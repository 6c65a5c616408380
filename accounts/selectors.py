"""Reads over the organisation."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts import handover
from accounts.access import READERS
from accounts.models import Cadre, Position, Post, Role, RoleGrant, Unit, User
from accounts.querysets import in_force, not_over
from core.wording import run_on

TREE_LEVELS = 3


def main_post(cadre: Cadre, on: datetime.date) -> Post | None:
    """The main post held on that day, else any held, else None."""
    return Post.objects.in_force(on).filter(cadre=cadre).select_related("unit").order_by("-is_main", "order").first()


def superiors_of(cadre: Cadre, on: datetime.date) -> list[Cadre]:
    """The heads of the unit of the cadre's main post; for a head, or where there is none, of the nearest unit above."""
    post = main_post(cadre, on)
    if post is None:
        return []
    for key in [post.unit_id, *reversed(post.unit.ancestor_ids)]:
        heads = _heads(key, on)
        if heads and cadre not in heads:
            return heads
    return []


def _heads(unit_id: int, on: datetime.date) -> list[Cadre]:
    held = Post.objects.in_force(on).filter(unit=unit_id, position=Position.HEAD).select_related("cadre")
    return [post.cadre for post in held]


def headed_units(user: User, *, on: datetime.date) -> QuerySet[Unit]:
    """Units of which the user, or whom they act for, is head on that day."""
    posts = Post.objects.in_force(on).filter(position=Position.HEAD, cadre__in=user.access.cadre_ids)
    return Unit.objects.filter(pk__in=posts.order_by().values("unit"))


def is_head(user: User, unit: Unit, *, on: datetime.date) -> bool:
    """Whether the user, or whom they act for, is head of the unit on that day."""
    return headed_units(user, on=on).filter(pk=unit.pk).exists()


def with_posts(cadres: QuerySet[Cadre], on: datetime.date) -> QuerySet[Cadre]:
    """Cadres with `current_posts`: those in force on the day, main post first, with their units."""
    posts = Post.objects.in_force(on).select_related("unit").order_by("-is_main", "order", "pk")
    return cadres.prefetch_related(Prefetch("posts", posts, to_attr="current_posts"))


def cadres_for_choice(user: User, on: datetime.date) -> QuerySet[Cadre]:
    """Serving cadres whom the user may see, by name, each with `current_posts` for the label."""
    return with_posts(Cadre.objects.visible_to(user).serving_on(on), on).order_by("name", "pk")


def kept_cadres_for_choice(user: User, on: datetime.date) -> QuerySet[Cadre]:
    """Serving cadres whom the user keeps, by name, each with `current_posts` for the label."""
    kept = Post.objects.in_force(on).filter(unit__in=Unit.objects.kept_by(user)).values("cadre")
    return cadres_for_choice(user, on).filter(pk__in=kept)


def main_posts(cadres: Iterable[int], on: datetime.date) -> dict[int, str]:
    """Unit and post of each of these cadres, as on an envelope. One query."""
    posts = Post.objects.in_force(on).filter(cadre__in=list(cadres)).select_related("unit")
    return {post.cadre_id: run_on(post.unit.label, post.title) for post in posts.order_by("is_main", "-order", "-pk")}


def main_post_problem(posts: list[Post]) -> bool:
    """Whether the posts of one day lack a main one, or have several."""
    return bool(posts) and sum(post.is_main for post in posts) != 1


def sees_personal_data(user: User, cadre: Cadre) -> bool:
    """Telephone and e-mail: for the person, and for those who read a unit where the person holds or held a post."""
    if cadre.pk in user.access.cadre_ids:
        return True
    paths = Post.objects.filter(cadre=cadre).values_list("unit__path", flat=True)
    return any(user.access.covers(path, *READERS) for path in paths)


def keeps_cadre(user: User, cadre: Cadre, on: datetime.date, *roles: str) -> bool:
    """Whether the user holds one of the roles where the cadre serves on that day (or last served, when nowhere now)."""
    posts = Post.objects.filter(cadre=cadre)
    now = list(posts.in_force(on).values_list("unit__path", flat=True))
    paths = now or list(posts.values_list("unit__path", flat=True))
    return any(user.access.covers(path, *roles) for path in paths)


def manages_user(admin: User, user: User, on: datetime.date) -> bool:
    """Whether `admin` may reset, unlock or close the log-in: only when it reaches nowhere that the admin does not.

    Somebody with a second post or role further up is managed from there; otherwise a new password would be a way up.
    """
    if admin.is_superuser or user.is_superuser:
        return admin.is_superuser
    admins = [Role.SYSTEM_ADMIN] if _is_system_admin(user, on) else [Role.SYSTEM_ADMIN, Role.ORGANISATION_ADMIN]
    paths = _reach(user, not_over(on)) or _reach(user, Q())
    return bool(paths) and all(admin.access.covers(path, *admins) for path in paths)


def _is_system_admin(user: User, on: datetime.date) -> bool:
    return RoleGrant.objects.filter(in_force(on), user=user, role=Role.SYSTEM_ADMIN).exists()


def _reach(user: User, when: Q) -> set[str]:
    """Paths of the units where the user has a role or a post."""
    granted = RoleGrant.objects.filter(when, user=user).values_list("unit__path", flat=True)
    held = Post.objects.filter(when, cadre=user.cadre_id).values_list("unit__path", flat=True)
    return {*granted, *held}


def home_path(user: User, on: datetime.date) -> str:
    """Where in the tree the user belongs, for the audit trail; "" when nowhere."""
    if user.cadre and (path := home_unit_path(user.cadre, on)):
        return path
    grant = RoleGrant.objects.filter(in_force(on), user=user).select_related("unit").first()
    return grant.unit.path if grant else ""


@dataclass
class Node:
    """A unit in the tree as one user sees it. `more` counts the sub-units that are not drawn."""

    unit: Unit
    children: list["Node"] = field(default_factory=list)
    more: int = 0


def unit_tree(user: User, on: datetime.date) -> list[Node]:
    """The open units that the user sees, three levels of them, as a forest. One query."""
    units = Unit.objects.visible_to(user).open_on(on)
    nodes = {unit.pk: Node(unit) for unit in units}
    roots = [node for node in nodes.values() if node.unit.parent_id not in nodes]
    for node in nodes.values():
        if node.unit.parent_id in nodes:
            nodes[node.unit.parent_id].children.append(node)
    for root in roots:
        _trim(root, TREE_LEVELS)
    return sorted(roots, key=_place)


def _trim(node: Node, levels: int) -> None:
    node.children.sort(key=_place)
    if levels == 1:
        node.more, node.children = len(node.children), []
    for child in node.children:
        _trim(child, levels - 1)


def _place(node: Node) -> tuple[int, str]:
    return node.unit.order, node.unit.path


@dataclass(frozen=True)
class Hanging:
    """What one provider found: `things` as text, `more` the number that is not listed."""

    label: Any
    things: list[str]
    more: int

    @property
    def count(self) -> int:
        return len(self.things) + self.more


SHOWN = 50


def hanging_on(cadre: Cadre, on: datetime.date) -> list[Hanging]:
    """Everything that floors above say hangs on the cadre; sorts with nothing are left out."""
    found = []
    for provider in handover.providers():
        things = list(provider.queryset_for(cadre, on))
        if things:
            found.append(Hanging(provider.label, [str(thing) for thing in things[:SHOWN]], len(things[SHOWN:])))
    return found


def count_open_children(units: QuerySet[Unit]) -> QuerySet[Unit]:
    return units.annotate(open_children=Count("children", filter=Q(children__closed_on=None)))


def home_unit_path(cadre: Cadre, on: datetime.date) -> str:
    """The path of the unit where the cadre serves (or last served); "" when nowhere."""
    post = main_post(cadre, on) or cadre.posts.select_related("unit").order_by("-start").first()
    return post.unit.path if post else ""


def own_units(user: User) -> QuerySet[Unit]:
    """Where the user is at home or holds a role, the highest first."""
    paths = user.access.home_paths | {path for _role, path in user.access.grants}
    return Unit.objects.filter(path__in=paths).select_related("parent").order_by("depth", "path")
