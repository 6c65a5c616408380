"""Who takes part in a rota, in which order, and who is away on which day."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import Cadre, GroupMembership, Leave, Post, Secondment
from visits.models import Rota, RotaMember

Day = datetime.date
Stretch = tuple[Day, Day | None]


@dataclass
class Turnout:
    """The people of one rota by key, in order; `serving`: the days on which they belong to it; `away`: leave and
    secondment."""

    people: list[int] = field(default_factory=list)
    serving: dict[int, list[Stretch]] = field(default_factory=dict)
    away: dict[int, list[Stretch]] = field(default_factory=dict)
    # The places in the order that are set already, by person.
    places: dict[int, int] = field(default_factory=dict)

    def is_away(self, person: int, day: Day) -> bool:
        """On leave, seconded, or not (yet, any more) among those who take part."""
        return not _holds(self.serving.get(person, []), day) or self.is_absent(person, day)

    @property
    def next_place(self) -> int:
        return max(self.places.values(), default=-1) + 1

    def is_absent(self, person: int, day: Day) -> bool:
        """On leave or seconded."""
        return _holds(self.away.get(person, []), day)


def _holds(stretches: Iterable[Stretch], day: Day) -> bool:
    return any(start <= day and (end is None or day <= end) for start, end in stretches)


def turnouts(rotas: Iterable[Rota], first: Day, last: Day) -> dict[int, Turnout]:
    """For each rota who takes part on a day from `first` to `last`. A fixed number of queries."""
    rotas = list(rotas)
    places: dict[int, list[RotaMember]] = defaultdict(list)
    for member in RotaMember.objects.filter(rota__in=rotas):
        places[member.rota_id].append(member)
    posts, memberships = _posts(rotas, first, last), _memberships(rotas, first, last)
    found = {}
    for rota in rotas:
        rows: list[Any] = memberships[rota.group_id] if rota.group_id else list(_suiting(rota, posts))
        found[rota.pk] = _turnout(rows, places[rota.pk])
    absent = absences({p for turnout in found.values() for p in turnout.people}, first, last)
    for turnout in found.values():
        turnout.away = {person: absent[person] for person in turnout.people if person in absent}
    return found


def _turnout(rows: Iterable[Any], places: list[RotaMember]) -> Turnout:
    """In the order that was set; those who are new stand behind it, in the order of their posts."""
    turnout, left_out = Turnout(), {place.cadre_id for place in places if place.is_left_out}
    for row in rows:
        if row.cadre_id not in left_out:
            turnout.serving.setdefault(row.cadre_id, []).append((row.start, row.end))
    turnout.places = {place.cadre_id: place.order for place in places}
    behind = turnout.next_place
    turnout.people = sorted(turnout.serving, key=lambda person: turnout.places.get(person, behind))
    return turnout


def _during(first: Day, last: Day) -> Q:
    return (Q(end=None) | Q(end__gte=first)) & Q(start__lte=last)


def _posts(rotas: list[Rota], first: Day, last: Day) -> list[Post]:
    """Posts of all who may take part by position; heads first, as the unit orders them."""
    asked, positions = Q(pk__in=[]), set()
    for rota in rotas:
        if not rota.group_id:
            positions.update(rota.positions)
            if rota.unit_kinds:
                asked |= Q(unit__path__startswith=rota.unit.path, unit__kind__in=rota.unit_kinds)
    own = [rota.unit_id for rota in rotas if not rota.group_id and not rota.unit_kinds]
    asked |= Q(unit__in=own)
    rows = Post.objects.filter(asked, _during(first, last), position__in=positions).select_related("unit")
    return sorted(rows, key=lambda post: (post.unit.path, post.position != "head", post.order, post.pk))


def _suiting(rota: Rota, posts: list[Post]) -> Iterator[Post]:
    for post in posts:
        inside = post.unit_id == rota.unit_id
        if rota.unit_kinds:
            inside = post.unit.path.startswith(rota.unit.path) and post.unit.kind in rota.unit_kinds
        if inside and post.position in rota.positions:
            yield post


def _memberships(rotas: list[Rota], first: Day, last: Day) -> dict[int | None, list[GroupMembership]]:
    groups = {rota.group_id for rota in rotas if rota.group_id}
    found: dict[int | None, list[GroupMembership]] = defaultdict(list)
    if groups:
        for row in GroupMembership.objects.filter(_during(first, last), group__in=groups).order_by("pk"):
            found[row.group_id].append(row)
    return found


def absences(people: Iterable[int], first: Day, last: Day) -> dict[int, list[Stretch]]:
    """Leave and secondment that touch the days, by cadre. Two queries."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    for model in (Leave, Secondment):
        rows: Any = model.objects.filter(_during(first, last), cadre__in=people)
        for cadre, start, end in rows.values_list("cadre", "start", "end"):
            found[cadre].append((start, end))
    return found


def people_of(rota: Rota, on: Day) -> list[Cadre]:
    """Those who take part on a day or within the year after, in order; also those who are left out, at the end."""
    turnout = turnouts([rota], on, on + datetime.timedelta(days=366))[rota.pk]
    left_out = RotaMember.objects.filter(rota=rota, is_left_out=True).values_list("cadre", flat=True)
    keys = [*turnout.people, *(key for key in left_out if key not in turnout.people)]
    rows = Cadre.objects.in_bulk(keys)
    return [rows[key] for key in keys]
