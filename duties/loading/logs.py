"""The logs of a set of subjects within some days: read in a fixed number of queries, handed out by subject."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import GroupMembership, Post
from duties.evaluation import HELD_MEASURES, HOUSEHOLD, RESIDENT, Log
from duties.facts import Subject, bound
from duties.reckoning import Bind
from duties.spans import FAR, Span
from visits.models import Goods, VisitLog, VisitParticipant, VisitTarget

# Databases take so many parameters in one statement without complaint.
MOST_KEYS = 2000


@dataclass(frozen=True)
class Keys:
    """Whose rows are asked for."""

    cadres: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    # Units for which the logs of the units below them count, too.
    covering: frozenset[int] = frozenset()

    @property
    def subject_keys(self) -> list[int]:
        return [k * 4 for k in self.cadres] + [k * 4 + 1 for k in self.units] + [k * 4 + 2 for k in self.groups]

    def of(self, binds: list[Bind]) -> "Keys":
        """Without units where no rule asks for any."""
        asked = any(bind.rule.subject == "unit" for bind in binds)
        return self if asked else replace(self, units=frozenset(), covering=frozenset())


@dataclass(frozen=True)
class Want:
    """Which logs the rules for units ask for: kinds (none: all) on some days; of the units themselves, or of all under
    a path."""

    kinds: frozenset[str]
    span: Span
    path: str = ""

    @property
    def condition(self) -> Q:
        found = Q(first_day__lte=self.span.end, last_day__gte=self.span.start)
        if self.kinds:
            found &= Q(kind__code__in=self.kinds)
        return found & Q(unit__path__startswith=self.path) if self.path else found


def wants_of(binds: list[Bind], covering: list[Subject], reach: Span, windows_in: Span | None) -> list[Want]:
    """One want for each stretch of days and path. A county has very many logs below it: only what a rule that binds
    the county itself asks for is read there."""
    kinds: dict[tuple[Span, str], set[str]] = {}
    everything: set[tuple[Span, str]] = set()
    for bind in binds:
        if bind.rule.subject == "unit" and bind.rule.measure.of not in HELD_MEASURES:
            span = _span_of(bind, reach, windows_in)
            for path in _paths_of(bind, covering):
                events = {cadence.event for cadence in bind.rule.when if cadence.event}
                kinds.setdefault((span, path), set()).update(bind.rule.kinds, events)
                everything |= set() if bind.rule.kinds else {(span, path)}
    return [Want(frozenset(() if key in everything else codes), *key) for key, codes in kinds.items()]


def _paths_of(bind: Bind, covering: list[Subject]) -> list[str]:
    """ "" stands for the units themselves."""
    if not bind.rule.include_below:
        return [""]
    ever = Span(datetime.date(2000, 1, 1), FAR)
    return [unit.place.path for unit in covering if unit.place and bound(bind.rule, unit, bind.path, ever)]


def _span_of(bind: Bind, reach: Span, windows_in: Span | None) -> Span:
    special = any(cadence.event for cadence in bind.rule.when) or any(m.crossing for m in bind.rule.measures)
    found = [] if special or windows_in is None else bind.windows(windows_in)
    return Span(min(w.start for w in found), max(w.end for w in found)) if found else reach


class LogBook:
    """The logs of a set of subjects within some days: read in a fixed number of queries, handed out by subject."""

    def __init__(
        self,
        keys: Keys,
        reach: Span,
        wants: list[Want],
        *,
        withdrawn: bool,
        posts: bool,
        only: frozenset[int] | None = None,
    ):
        """`only`: no logs but these."""
        self.members = list(GroupMembership.objects.filter(group__in=keys.groups)) if keys.groups else []
        self.cadres = keys.cadres | {member.cadre_id for member in self.members}
        took_part = VisitParticipant.objects.filter(cadre__in=self.cadres).values("log")
        wanted = Q(pk__in=took_part) if self.cadres else Q(pk__in=[])
        if keys.units:
            wanted |= self._of_units(keys, wants, everything=withdrawn)
        rows = VisitLog.objects.in_period(reach.start, reach.end).filter(wanted)
        rows = rows if only is None else rows.filter(pk__in=only)
        self.rows = rows if withdrawn else rows.recorded()
        self._read()
        if posts:
            self._add_posts(reach)

    @staticmethod
    def _of_units(keys: Keys, wants: list[Want], *, everything: bool) -> Q:
        """`everything`: all logs of the units themselves, to say why they did not count."""
        own = Q(unit__in=keys.units)
        wanted = own if everything else Q(pk__in=[])
        for want in wants:
            wanted |= want.condition if want.path else own & want.condition
        return wanted

    def _read(self) -> None:
        rows = self._base_rows()
        # A few logs are asked for by key; for many the database finds them again by the same conditions.
        ids: Any = self.rows.values("pk")
        self.ids = [row[0] for row in rows] if len(rows) <= MOST_KEYS else ids
        self.participants: dict[int, dict[int, bool]] = defaultdict(dict)
        took_part = VisitParticipant.objects.filter(log__in=self.ids).values_list("log", "cadre", "is_lead")
        for log_id, cadre_id, lead in took_part:
            self.participants[log_id][cadre_id] = lead
        self._sort_in(rows, _load_reached(self.ids))

    def _base_rows(self) -> list[tuple[Any, ...]]:
        goods = Exists(Goods.objects.filter(log=OuterRef("pk")))
        fields = (
            "pk",
            "kind__code",
            "first_day",
            "last_day",
            "minutes",
            "people_count",
            "state",
            "unit_id",
            "unit__path",
        )
        return list(self.rows.annotate(brought=goods).order_by("pk").values_list(*fields, "brought"))

    def _sort_in(self, rows: list[tuple[Any, ...]], reached: dict[int, "Reached"]) -> None:
        self.logs: dict[int, Log] = {}
        self.units: dict[int, tuple[int, str]] = {}
        self.by_cadre: dict[int, list[int]] = defaultdict(list)
        self.by_unit: dict[int, list[int]] = defaultdict(list)
        for pk, kind, first, last, minutes, people_count, state, unit_id, path, brought in rows:
            keys, people, categories = reached.get(pk, (frozenset(), frozenset(), frozenset()))
            self.units[pk] = unit_id, path
            self.by_unit[unit_id].append(pk)
            self.logs[pk] = Log(
                id=pk,
                kind=kind,
                first_day=first,
                last_day=last,
                keys=keys,
                people=people,
                categories=categories,
                minutes=minutes or 0,
                people_count=people_count or 0,
                has_goods=brought,
                withdrawn=state == "withdrawn",
            )
            for cadre_id in self.participants.get(pk, ()):
                self.by_cadre[cadre_id].append(pk)

    def _add_posts(self, reach: Span) -> None:
        """Which posts those who took part held on the first day of the log."""
        took_part = Q(cadre__participations__log__in=self.ids)
        held: dict[int, list[Post]] = defaultdict(list)
        for post in Post.objects.filter(took_part, start__lte=reach.end).select_related("unit").distinct():
            held[post.cadre_id].append(post)
        for log_id, log in self.logs.items():
            posts = (post for cadre_id in self.participants.get(log_id, ()) for post in held[cadre_id])
            on_the_day = (p for p in posts if p.start <= log.first_day <= (p.end or FAR))
            found = frozenset((post.unit.kind, post.position, post.rank) for post in on_the_day)
            self.logs[log_id] = replace(log, posts=found)

    def of_cadre(self, cadre_id: int) -> tuple[Log, ...]:
        """With the other cadres who took part among those reached: a talk is with a colleague."""
        return tuple(
            replace(
                self.logs[log_id],
                led=self.participants[log_id][cadre_id],
                keys=self.logs[log_id].keys | {other * 4 for other in self.participants[log_id] if other != cadre_id},
            )
            for log_id in self.by_cadre[cadre_id]
        )

    def of_unit(self, unit_id: int) -> tuple[Log, ...]:
        """With those who took part among those reached: a branch that checks its members' record books reaches them."""
        return tuple(self._of_body(pk) for pk in self.by_unit[unit_id])

    def below(self, path: str) -> tuple[Log, ...]:
        return tuple(self._of_body(pk) for pk, (_unit, at) in sorted(self.units.items()) if at.startswith(path))

    def _of_body(self, log_id: int) -> Log:
        log = self.logs[log_id]
        return replace(log, keys=log.keys | {cadre * 4 for cadre in self.participants.get(log_id, ())})

    def of_group(self, group_id: int) -> tuple[Log, ...]:
        """Logs in which somebody took part who was a member on their first day."""
        found = {
            log_id
            for member in self.members
            if member.group_id == group_id
            for log_id in self.by_cadre[member.cadre_id]
            if member.start <= self.logs[log_id].first_day <= (member.end or FAR)
        }
        return tuple(self.logs[pk] for pk in sorted(found))


Reached = tuple[frozenset[int], frozenset[int], frozenset[str]]


def _load_reached(log_ids: Any) -> dict[int, Reached]:
    """By log: target keys (with the households of residents), those that count as people, and categories."""
    fields = (
        "log_id",
        "target_key",
        "household_id",
        "resident__household_id",
        "contact_point__category__code",
        "household__kind",
        "resident__kind",
    )
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for log_id, *rest in VisitTarget.objects.filter(log__in=log_ids).order_by().values_list(*fields):
        rows[log_id].append(tuple(rest))
    return {log_id: _reached(targets) for log_id, targets in rows.items()}


def _reached(targets: list[tuple[Any, ...]]) -> Reached:
    direct = {target[0] for target in targets}
    named = {target[2] * 4 + HOUSEHOLD for target in targets if target[2]}
    residents = {key for key in direct if key % 4 == RESIDENT}
    households = {target[0] for target in targets if target[1]}
    categories = frozenset(code for target in targets for code in target[3:] if code)
    return frozenset(direct | named), frozenset(residents | (households - named)), categories
