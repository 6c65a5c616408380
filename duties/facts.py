"""What is known about those who may owe something, as plain values; whom a rule binds on which days. Pure."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from duties.evaluation import Log, Tie
from duties.grammar import Rule, Who
from duties.spans import ONE_DAY, Span, Spans, clip, intersect, merge, subtract

Day = datetime.date
# The kind of a secondment whose work is of none of the kinds that have a name.
OTHER_WORK = "other"


@dataclass(frozen=True)
class Place:
    """A unit, as far as rules ask about it."""

    unit_id: int
    path: str
    kind: str
    name: str


@dataclass(frozen=True)
class HeldPost:
    place: Place
    rank: str
    position: str
    title: str
    is_main: bool
    start: Day
    end: Day | None = None


@dataclass(frozen=True)
class Membership:
    group_id: int
    group_kind: str
    group_name: str
    place: Place
    convenor: bool
    start: Day
    end: Day | None = None


@dataclass(frozen=True)
class Holding:
    """A pairing: what is held, in which category, and where the target lies in the tree."""

    pairing_id: int | None
    tie: Tie
    path: str = ""


@dataclass(frozen=True)
class Near:
    """A cadre in a leader's circle: by what, and the kind of unit of their post."""

    circle: str
    unit_kind: str
    tie: Tie


@dataclass(frozen=True)
class Spell:
    """A secondment, and to what kind of work."""

    start: Day
    end: Day | None
    kind: str = OTHER_WORK


@dataclass(frozen=True)
class Subject:
    """Somebody who may owe: a cadre, a unit or a group, by `kind`."""

    kind: str
    id: int
    posts: tuple[HeldPost, ...] = ()
    memberships: tuple[Membership, ...] = ()
    leaves: Spans = ()
    secondments: tuple[Spell, ...] = ()
    staff_number: str = ""
    birth_month: Day | None = None
    party_member: bool = False
    reserve: bool = False
    female: bool = False
    grassroots_experience: bool = False
    able_to_act: bool = True
    joined_on: Day | None = None
    left_on: Day | None = None
    # Of a unit or group: where it is, and its own kind and name.
    place: Place | None = None
    group_kind: str = ""
    name: str = ""
    closed_on: Day | None = None
    opened_on: Day | None = None
    holdings: tuple[Holding, ...] = ()
    plans: tuple[Tie, ...] = ()
    # The (other) cadres with a post in the same unit; what they hold.
    members: tuple[Tie, ...] = ()
    held_by_members: tuple[Holding, ...] = ()
    # Of a leader: whom they supervise, colleagues, those in the units below.
    near: tuple[Near, ...] = ()
    logs: tuple[Log, ...] = ()
    logs_below: tuple[Log, ...] = ()

    def seconded(self, *kinds: str) -> tuple[tuple[Day, Day | None], ...]:
        """The first and last days of secondments: of all, or of those to such work."""
        return tuple((spell.start, spell.end) for spell in self.secondments if not kinds or spell.kind in kinds)

    @property
    def key(self) -> int:
        return self.id * 4 + ("cadre", "unit", "group").index(self.kind)


@dataclass(frozen=True)
class Bound:
    """On which days a rule binds somebody, and where they belong then."""

    spans: Spans
    place: Place


@dataclass(frozen=True)
class Registered:
    """A household or resident of the register, by target key, with the unit's path and the days registered."""

    key: int
    household_key: int
    path: str
    start: Day
    end: Day | None
    # Of the household, or of the resident and their household.
    kinds: frozenset[str] = frozenset()

    def stands(self, day: Day) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Facts:
    subjects: tuple[Subject, ...] = ()
    residents: tuple[Registered, ...] = ()
    households: tuple[Registered, ...] = ()
    # By target of duties: the days of what happened to it, by name.
    events: Mapping[int, Mapping[str, tuple[Day, ...]]] = field(default_factory=dict)


def bound(rule: Rule, subject: Subject, path: str, reach: Span) -> Bound | None:
    """The days in `reach` on which the rule binds the subject; None where it never does. `path`: of the book's unit."""
    if rule.subject != subject.kind:
        return None
    found = [_FINDERS[subject.kind](who, subject, path, reach) for who in rule.who]
    places = [place for _spans, place in found if place]
    spans = merge(span for block, _place in found for span in block)
    return Bound(spans, places[0]) if spans and places else None


def owing(rule: Rule, subject: Subject, spans: Spans) -> Spans:
    """The days of `spans` that are left after leave and secondment."""
    if rule.liability.leave:
        spans = subtract(spans, subject.leaves)
    if rule.liability.secondment and spans:
        reach = Span(spans[0].start, spans[-1].end)
        spans = subtract(spans, _clipped(subject.seconded(), reach))
    return spans


def _clipped(stretches: Iterable[tuple[Day, Day | None]], reach: Span) -> Spans:
    return merge(span for start, end in stretches if (span := clip(start, end, reach)))


Found = tuple[Spans, Place | None]


def _find_cadre(who: Who, cadre: Subject, path: str, reach: Span) -> Found:
    if not _is_such(who, cadre):
        return (), None
    posts = [post for post in cadre.posts if post.place.path.startswith(path) and _post_suits(who, post)]
    spans = _clipped([(post.start, post.end) for post in posts], reach)
    memberships: list[Membership] = []
    if who.groups or who.group_names or who.convenor is not None:
        memberships = [m for m in cadre.memberships if m.place.path.startswith(path) and _membership_suits(who, m)]
        belonging = _clipped([(m.start, m.end) for m in memberships], reach)
        spans = intersect(spans, belonging) if _asks_for_posts(who) else belonging
    spans = _narrowed(who, cadre, spans, reach)
    return spans, _home(posts or list(cadre.posts), memberships) if spans else None


def _narrowed(who: Who, cadre: Subject, spans: Spans, reach: Span) -> Spans:
    """Serving at all, young enough, on secondment."""
    spans = intersect(spans, _clipped([(cadre.joined_on or reach.start, cadre.left_on)], reach))
    if who.age_under is not None:
        spans = intersect(spans, _younger(cadre.birth_month, who.age_under, reach))
    if who.seconded is not None:
        away = _clipped(cadre.seconded(*who.secondment_kinds), reach)
        spans = intersect(spans, away) if who.seconded else subtract(spans, away)
    return spans


def _asks_for_posts(who: Who) -> bool:
    return bool(who.positions or who.ranks or who.titles)


def _is_such(who: Who, cadre: Subject) -> bool:
    asked = (
        (who.party_member, cadre.party_member),
        (who.reserve, cadre.reserve),
        (who.female, cadre.female),
        (who.grassroots_experience, cadre.grassroots_experience),
        (who.able_to_act, cadre.able_to_act),
    )
    named = not who.people or cadre.staff_number in who.people
    return named and all(wanted is None or wanted == has for wanted, has in asked)


def _post_suits(who: Who, post: HeldPost) -> bool:
    if not _place_suits(who, post.place) and (_asks_for_posts(who) or not (who.groups or who.group_names)):
        return False
    return (
        (not who.positions or post.position in who.positions)
        and (not who.ranks or post.rank in who.ranks)
        and (not who.titles or any(title in post.title for title in who.titles))
    )


def _membership_suits(who: Who, membership: Membership) -> bool:
    if not _asks_for_posts(who) and not _place_suits(who, membership.place):
        return False
    return (
        (not who.groups or membership.group_kind in who.groups)
        and (not who.group_names or membership.group_name in who.group_names)
        and (who.convenor is None or membership.convenor == who.convenor)
    )


def _place_suits(who: Who, place: Place) -> bool:
    kind = not who.unit_kinds or place.kind in who.unit_kinds
    return kind and (not who.units or place.name in who.units) and place.name not in who.except_units


def _home(posts: list[HeldPost], memberships: list[Membership]) -> Place | None:
    """The unit of the post held last, the main one first; else the group's. The same whatever days are asked about."""
    if posts:
        return max(posts, key=lambda post: (post.end is None, post.is_main, post.start)).place
    return max(memberships, key=lambda m: m.start).place if memberships else None


def _younger(birth: Day | None, age: int, reach: Span) -> Spans:
    """The days before the birthday; nobody whose month of birth is not entered."""
    if birth is None:
        return ()
    return _clipped([(birth, birth.replace(year=birth.year + age) - ONE_DAY)], reach)


def _find_unit(who: Who, unit: Subject, path: str, reach: Span) -> Found:
    place = unit.place
    if place is None or not place.path.startswith(path) or not _place_suits(who, place):
        return (), None
    return _open(unit, reach), place


def _find_group(who: Who, group: Subject, path: str, reach: Span) -> Found:
    place = group.place
    suits = place is not None and place.path.startswith(path) and _place_suits(who, place)
    kind = not who.groups or group.group_kind in who.groups
    if not suits or not kind or (who.group_names and group.name not in who.group_names):
        return (), None
    return _open(group, reach), place


def _open(body: Subject, reach: Span) -> Spans:
    return _clipped([(body.opened_on or reach.start, body.closed_on - ONE_DAY if body.closed_on else None)], reach)


_FINDERS: dict[str, Callable[[Who, Subject, str, Span], Found]] = {
    "cadre": _find_cadre,
    "unit": _find_unit,
    "group": _find_group,
}
