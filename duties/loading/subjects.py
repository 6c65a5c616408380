"""Those who may owe, with everything that rules ask about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Cadre, Group, GroupMembership, Leave, Post, Secondment, Unit
from contacts.models import HelpPlan, Pairing
from duties.evaluation import HOUSEHOLD, Tie
from duties.facts import OTHER_WORK, Facts, HeldPost, Holding, Membership, Place, Spell, Subject
from duties.loading.circles import with_circles
from duties.loading.events import load_events
from duties.loading.logs import Keys, LogBook, wants_of
from duties.loading.registers import load_registers
from duties.reckoning import Bind
from duties.spans import FAR, Span, merge


def load_facts(
    keys: Keys, binds: list[Bind], reach: Span, *, windows_in: Span | None = None, withdrawn: bool = False
) -> Facts:
    """Everything that the rules ask about these subjects, with their logs in `reach`.

    `windows_in`: only windows with a day in it are to be judged, so that of a unit fewer logs need to be read.
    """
    covering = [unit_subject(unit) for unit in Unit.objects.filter(pk__in=keys.covering)] if keys.covering else []
    wants = wants_of(binds, covering, reach, windows_in) if keys.units else []
    logs = LogBook(keys, reach, wants, withdrawn=withdrawn, posts=any(bind.rule.asks_posts for bind in binds))
    cadres = with_circles(_load_cadres(keys, logs, binds), binds)
    subjects = [*cadres, *_load_bodies(keys, logs, binds)]
    covers = [bind for bind in binds if bind.rule.measure.of == "coverage"]
    residents, households = load_registers(covers, subjects, reach) if covers else ((), ())
    return Facts(tuple(subjects), residents, households, load_events(subjects, binds, reach))


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def place_of(unit: Unit) -> Place:
    return Place(unit.pk, unit.path, unit.kind, unit.name)


def unit_subject(unit: Unit) -> Subject:
    """A unit as far as it takes to say which rules bind it."""
    return Subject(
        "unit", unit.pk, place=place_of(unit), name=unit.name, opened_on=unit.opened_on, closed_on=unit.closed_on
    )


def _load_cadres(keys: Keys, logs: "LogBook", binds: list[Bind]) -> list[Subject]:
    if not keys.cadres:
        return []
    ids = keys.cadres
    posts = _grouped(Post.objects.filter(cadre__in=ids).select_related("unit").order_by("pk"), "cadre_id")
    memberships = _grouped(GroupMembership.objects.filter(cadre__in=ids).select_related("group__unit"), "cadre_id")
    leaves = _grouped(Leave.objects.filter(cadre__in=ids), "cadre_id")
    secondments = _grouped(Secondment.objects.filter(cadre__in=ids), "cadre_id")
    holdings = load_holdings(Q(cadre__in=ids), "cadre_id")
    plans = _grouped(_plans(Q(cadre__in=ids)), "cadre_id")
    members = _load_members(posts) if any(bind.rule.whom.scope == "members" for bind in binds) else {}
    return [
        Subject(
            kind="cadre",
            id=cadre.pk,
            posts=tuple(
                HeldPost(place_of(p.unit), p.rank, p.position, p.title, p.is_main, p.start, p.end)
                for p in posts[cadre.pk]
            ),
            memberships=tuple(map(_membership, memberships[cadre.pk])),
            leaves=merge(Span(leave.start, leave.end) for leave in leaves[cadre.pk]),
            secondments=tuple(Spell(s.start, s.end, s.kind or OTHER_WORK) for s in secondments[cadre.pk]),
            staff_number=cadre.staff_number,
            birth_month=cadre.birth_month,
            party_member=cadre.is_party_member,
            reserve=cadre.is_reserve,
            female=cadre.gender == "f",
            grassroots_experience=cadre.has_grassroots_experience,
            able_to_act=cadre.is_able_to_act,
            joined_on=cadre.joined_on,
            left_on=cadre.left_on,
            holdings=tuple(holdings[cadre.pk]),
            plans=tuple(map(_plan, plans[cadre.pk])),
            members=tuple(tie for tie in members.get(cadre.pk, ()) if tie.key != cadre.pk * 4),
            logs=logs.of_cadre(cadre.pk),
        )
        for cadre in Cadre.objects.filter(pk__in=ids).defer("phone")
    ]


def _membership(row: GroupMembership) -> Membership:
    group = row.group
    return Membership(group.pk, group.kind, group.name, place_of(group.unit), row.is_convenor, row.start, row.end)


def load_holdings(who: Q, key: str) -> dict[int, list[Holding]]:
    """Pairings in force at some time (not those of drafts), by the field `key`."""
    places = [f"{target}__unit__path" for target in ("contact_point", "household", "resident")]
    rows = (
        Pairing.objects.filter(who)
        .filter(Pairing.objects.effective())
        .order_by("pk")
        .values_list(key, "pk", "target_key", "category__code", "start", "end", *places)
    )
    held: dict[int, list[Holding]] = defaultdict(list)
    for holder, pk, target, category, start, end, *paths in rows:
        path = next((path for path in paths if path), "")
        held[holder].append(Holding(pk, Tie(target, category, Span(start, end or FAR)), path))
    return held


def _plans(who: Q) -> QuerySet[HelpPlan]:
    """Without what is encrypted in them."""
    return HelpPlan.objects.filter(who).only("household", "cadre", "unit", "start", "closed_on")


def _plan(plan: HelpPlan) -> Tie:
    return Tie(plan.household_id * 4 + HOUSEHOLD, "", Span(plan.start, plan.closed_on or FAR))


def _load_members(posts: dict[int, list[Post]]) -> dict[int, list[Tie]]:
    """For each cadre: the others with a post in the same unit, as ties from the first day in common to the last."""
    units = {post.unit_id for held in posts.values() for post in held}
    others = _grouped(Post.objects.filter(unit__in=units), "unit_id")
    found: dict[int, list[Tie]] = defaultdict(list)
    for cadre_id, held in posts.items():
        for mine in held:
            for other in others[mine.unit_id]:
                start, end = max(mine.start, other.start), min(mine.end or FAR, other.end or FAR)
                if start <= end:
                    found[cadre_id].append(Tie(other.cadre_id * 4, other.position, Span(start, end), other.start))
    return found


def _load_unit_members(
    units: frozenset[int], binds: list[Bind]
) -> tuple[dict[int, list[Tie]], dict[int, list[Holding]]]:
    """Of each unit: the cadres with a post in it, and what they hold while they have it."""
    scopes = {bind.rule.whom.scope for bind in binds if bind.rule.subject == "unit"}
    members: dict[int, list[Tie]] = defaultdict(list)
    held: dict[int, list[Holding]] = defaultdict(list)
    if not scopes & {"members", "held_by_members"}:
        return members, held
    posts = list(Post.objects.filter(unit__in=units).order_by("pk"))
    for post in posts:
        span = Span(post.start, post.end or FAR)
        members[post.unit_id].append(Tie(post.cadre_id * 4, post.position, span, post.start))
    if "held_by_members" in scopes:
        holdings = load_holdings(Q(cadre__in={post.cadre_id for post in posts}), "cadre_id")
        for post in posts:
            for holding in holdings[post.cadre_id]:
                if both := holding.tie.span.cut(Span(post.start, post.end or FAR)):
                    held[post.unit_id].append(replace(holding, tie=replace(holding.tie, span=both)))
    return members, held


def _load_bodies(keys: Keys, logs: "LogBook", binds: list[Bind]) -> list[Subject]:
    units, groups = [], []
    if keys.units:
        members, held = _load_unit_members(keys.units, binds)
        holdings = load_holdings(Q(unit__in=keys.units, cadre=None), "unit_id")
        plans = _grouped(_plans(Q(unit__in=keys.units, cadre=None)), "unit_id")
        for unit in Unit.objects.filter(pk__in=keys.units):
            own = logs.of_unit(unit.pk)
            units.append(
                replace(
                    unit_subject(unit),
                    holdings=tuple(holdings[unit.pk]),
                    plans=tuple(map(_plan, plans[unit.pk])),
                    members=tuple(members[unit.pk]),
                    held_by_members=tuple(held[unit.pk]),
                    logs=own,
                    logs_below=logs.below(unit.path) if unit.pk in keys.covering else (),
                )
            )
    if keys.groups:
        for group in Group.objects.filter(pk__in=keys.groups).select_related("unit"):
            body = Subject("group", group.pk, place=place_of(group.unit), name=group.name, group_kind=group.kind)
            groups.append(replace(body, closed_on=group.closed_on, logs=logs.of_group(group.pk)))
    return units + groups
