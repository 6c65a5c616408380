"""The people around a leader: those whom they supervise, colleagues, those in the units below.

Read only for leaders whom a rule binds that asks for them; six queries however many leaders there are.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Q

from accounts.models import Position, Post, Supervision
from duties.evaluation import Tie
from duties.facts import HeldPost, Near, Subject, bound
from duties.reckoning import Bind
from duties.spans import FAR, Span

EVER = Span(datetime.date(2000, 1, 1), FAR)


def with_circles(cadres: list[Subject], binds: list[Bind]) -> list[Subject]:
    """The same cadres; those whom a rule with `scope: supervised` binds with the people around them."""
    asking = [bind for bind in binds if bind.rule.whom.scope == "supervised"]
    wanted = {cadre.id: circles for cadre in cadres if (circles := _wanted(cadre, asking))} if asking else {}
    if not wanted:
        return cadres
    near = _load([cadre for cadre in cadres if cadre.id in wanted], wanted)
    return [replace(cadre, near=tuple(near[cadre.id])) if cadre.id in wanted else cadre for cadre in cadres]


def _wanted(cadre: Subject, asking: list[Bind]) -> set[str]:
    return {circle for b in asking if bound(b.rule, cadre, b.path, EVER) for circle in b.rule.whom.circle}


def _load(leaders: list[Subject], wanted: dict[int, set[str]]) -> dict[int, list[Near]]:
    found: dict[int, list[Near]] = defaultdict(list)
    for leader_id, near in _supervised([leader.id for leader in leaders if "supervised" in wanted[leader.id]]):
        found[leader_id].append(near)
    around = {leader.id: wanted[leader.id] - {"supervised", "points"} for leader in leaders}
    held = [(leader, post) for leader in leaders if around[leader.id] for post in leader.posts]
    posts = list(_posts_around(held, around))
    for leader, mine in held:
        for other in posts:
            for circle in _circles_of(mine, other) & around[leader.id] if other.cadre_id != leader.id else ():
                close = _near(circle, other, Span(mine.start, mine.end or FAR))
                found[leader.id] += [close] if close else []
    return found


def _supervised(leader_ids: Iterable[int]) -> Iterator[tuple[int, Near]]:
    """Colleagues whom they supervise, and whoever heads the units that they supervise while they do."""
    rows = list(Supervision.objects.filter(leader__in=leader_ids).order_by("pk"))
    units = {row.unit_id for row in rows if row.unit_id}
    heads: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(unit__in=units, position=Position.HEAD).select_related("unit").order_by("pk"):
        heads[post.unit_id].append(post)
    began = _posts_began({row.cadre_id for row in rows if row.cadre_id})
    for row in rows:
        span = Span(row.start, row.end or FAR)
        if row.cadre_id:
            for since in began.get(row.cadre_id, [None]):
                yield row.leader_id, Near("supervised", "", Tie(row.cadre_id * 4, "", span, since))
        for post in heads[row.unit_id] if row.unit_id else ():
            near = _near("supervised", post, span)
            if near and post.cadre_id != row.leader_id:
                yield row.leader_id, near


def _posts_began(cadres: set[int]) -> dict[int, list[datetime.date | None]]:
    """When those who are supervised by name took up each of their posts."""
    found: dict[int, list[datetime.date | None]] = defaultdict(list)
    for cadre, start in Post.objects.filter(cadre__in=cadres).order_by("pk").values_list("cadre", "start"):
        found[cadre].append(start)
    return found


def _posts_around(held: list[tuple[Subject, HeldPost]], around: dict[int, set[str]]) -> Iterable[Post]:
    """Posts in the units of these leaders and, where a rule asks for them, in the units below."""
    asked = Q(pk__in=[])
    for leader, mine in held:
        circles = around[leader.id]
        if "colleagues" in circles:
            asked |= Q(unit=mine.place.unit_id)
        if "cadres_below" in circles:
            asked |= Q(unit__path__startswith=mine.place.path)
        elif "heads_below" in circles:
            asked |= Q(unit__path__startswith=mine.place.path, position=Position.HEAD)
    return Post.objects.filter(asked).select_related("unit").order_by("pk") if held else ()


def _circles_of(mine: HeldPost, other: Post) -> set[str]:
    if other.unit_id == mine.place.unit_id:
        return {"colleagues"}
    if not other.unit.path.startswith(mine.place.path):
        return set()
    return {"cadres_below", "heads_below"} if other.position == Position.HEAD else {"cadres_below"}


def _near(circle: str, post: Post, while_so: Span) -> Near | None:
    both = while_so.cut(Span(post.start, post.end or FAR))
    return Near(circle, post.unit.kind, Tie(post.cadre_id * 4, post.position, both, post.start)) if both else None
