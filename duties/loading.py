"""Facts from the database for a set of subjects at once: the number of queries does not depend on how many."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Cadre, Festival, Group, GroupMembership, Leave, OwnPeriod, Post, Secondment, Unit
from contacts.models import HelpPlan, Household, Pairing, Resident
from core.selectors import load_work_calendar
from duties.evaluation import HOUSEHOLD, RESIDENT, Log, Tie
from duties.facts import Facts, HeldPost, Holding, Membership, Place, Registered, Subject, bound
from duties.models import Rule, RulebookVersion
from duties.reckoning import Bind, paths_to_cover
from duties.recurrence import FEASTS, Almanac, Feast
from duties.spans import FAR, Span, merge
from visits.models import Goods, VisitLog, VisitParticipant, VisitTarget


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


# --- rules in force and the organisation's days -------------------------------------------------------


def load_binds(reach: Span) -> list[Bind]:
    """The duties of every version that was in force on a day of `reach`."""
    versions = list(
        RulebookVersion.objects.filter(effective_from__lte=reach.end)
        .select_related("rulebook__unit")
        .prefetch_related("rules")
        .defer("source", "data")
        .order_by("rulebook", "number")
    )
    almanacs = load_almanacs({version.rulebook.unit for version in versions})
    return [
        bind
        for version in versions
        for rule in version.rules.all()
        if rule.kind == "duty"
        for bind in [_bind(rule, version, versions, almanacs[version.rulebook.unit_id])]
    ]


def _bind(rule: Rule, version: RulebookVersion, versions: list[RulebookVersion], almanac: Almanac) -> Bind:
    kin = [v for v in versions if v.rulebook_id == version.rulebook_id]
    having = [v.number for v in kin if any(other.code == rule.code for other in v.rules.all())]
    return Bind(
        rule_id=rule.pk,
        rule=rule.parsed,
        path=version.rulebook.unit.path,
        almanac=replace(almanac, since=version.effective_from),
        since=version.effective_from,
        until=version.effective_to,
        is_first=version.number == min(having),
        is_last=version.number == max(v.number for v in kin),
    )


def load_almanacs(units: Iterable[Unit]) -> dict[int, Almanac]:
    """For each unit: working days, its own festivals and periods with those of the units above it."""
    calendar = load_work_calendar()
    festivals, periods = list(Festival.objects.all()), list(OwnPeriod.objects.all())
    almanacs = {}
    for unit in units:
        above = {*unit.ancestor_ids, unit.pk}
        own = [period for period in periods if period.unit_id in above]
        almanacs[unit.pk] = Almanac(
            calendar=calendar,
            feasts=_feasts([festival for festival in festivals if festival.unit_id in above]),
            periods=_periods(own),
            special=merge(Span(p.start, p.end) for p in own if p.kind == "special" and not p.is_yearly),
        )
    return almanacs


def _feasts(festivals: list[Festival]) -> dict[str, Feast]:
    """The shipped ones, as far as the organisation did not enter its own; its list of major ones replaces ours."""
    own = {f.code: Feast(f.month, f.day, f.basis, f.days_off, f.is_major) for f in festivals}
    shipped = FEASTS if not own else {code: replace(feast, major=False) for code, feast in FEASTS.items()}
    return {**shipped, **own}


def _periods(own: list[OwnPeriod]) -> dict[str, tuple[tuple[datetime.date, datetime.date, bool], ...]]:
    found: dict[str, tuple[tuple[datetime.date, datetime.date, bool], ...]] = {}
    for period in own:
        found[period.code] = (*found.get(period.code, ()), (period.start, period.end, period.is_yearly))
        # "semester" names every semester, whatever its own code.
        if period.kind != period.code:
            found[period.kind] = (*found.get(period.kind, ()), (period.start, period.end, period.is_yearly))
    return found


# --- subjects -------------------------------------------------------------------------------------------


def load_facts(keys: Keys, binds: list[Bind], reach: Span, *, withdrawn: bool = False) -> Facts:
    """Everything that the rules ask about these subjects, with their logs in `reach`."""
    logs = _LogBook(keys, reach, withdrawn=withdrawn)
    subjects = [*_load_cadres(keys, logs, binds), *_load_bodies(keys, logs)]
    covers = [bind for bind in binds if bind.rule.measure.of == "coverage"]
    residents, households = _load_registers(covers, subjects, reach) if covers else ((), ())
    return Facts(tuple(subjects), residents, households)


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def place_of(unit: Unit) -> Place:
    return Place(unit.pk, unit.path, unit.kind, unit.name)


def _load_cadres(keys: Keys, logs: "_LogBook", binds: list[Bind]) -> list[Subject]:
    if not keys.cadres:
        return []
    ids = keys.cadres
    posts = _grouped(Post.objects.filter(cadre__in=ids).select_related("unit").order_by("pk"), "cadre_id")
    memberships = _grouped(GroupMembership.objects.filter(cadre__in=ids).select_related("group__unit"), "cadre_id")
    leaves = _grouped(Leave.objects.filter(cadre__in=ids), "cadre_id")
    secondments = _grouped(Secondment.objects.filter(cadre__in=ids), "cadre_id")
    holdings = load_holdings(Q(cadre__in=ids), "cadre_id")
    plans = _grouped(HelpPlan.objects.filter(cadre__in=ids), "cadre_id")
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
            secondments=tuple((s.start, s.end) for s in secondments[cadre.pk]),
            staff_number=cadre.staff_number,
            birth_month=cadre.birth_month,
            party_member=cadre.is_party_member,
            reserve=cadre.is_reserve,
            grassroots_experience=cadre.has_grassroots_experience,
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
    rows = (
        Pairing.objects.filter(who)
        .filter(Pairing.objects.effective())
        .select_related("category", "contact_point__unit", "household__unit", "resident__unit")
        .defer("contact_point__phone", "contact_point__address", "household__phone", "household__address")
        .defer("household__hardship", "resident__phone")
        .order_by("pk")
    )
    held: dict[int, list[Holding]] = defaultdict(list)
    for row in rows:
        tie = Tie(row.target_key, row.category.code, Span(row.start, row.end or FAR))
        held[getattr(row, key)].append(Holding(row.pk, tie, row.target.unit.path if row.target else ""))
    return held


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
                    found[cadre_id].append(Tie(other.cadre_id * 4, other.position, Span(start, end)))
    return found


def _load_bodies(keys: Keys, logs: "_LogBook") -> list[Subject]:
    units, groups = [], []
    if keys.units:
        holdings = load_holdings(Q(unit__in=keys.units, cadre=None), "unit_id")
        plans = _grouped(HelpPlan.objects.filter(unit__in=keys.units, cadre=None), "unit_id")
        for unit in Unit.objects.filter(pk__in=keys.units):
            body = Subject("unit", unit.pk, place=place_of(unit), name=unit.name, opened_on=unit.opened_on)
            own = logs.of_unit(unit.pk)
            units.append(
                replace(
                    body,
                    closed_on=unit.closed_on,
                    holdings=tuple(holdings[unit.pk]),
                    plans=tuple(map(_plan, plans[unit.pk])),
                    logs=own,
                    logs_below=logs.below(unit.path),
                )
            )
    if keys.groups:
        for group in Group.objects.filter(pk__in=keys.groups).select_related("unit"):
            body = Subject("group", group.pk, place=place_of(group.unit), name=group.name, group_kind=group.kind)
            groups.append(replace(body, closed_on=group.closed_on, logs=logs.of_group(group.pk)))
    return units + groups


# --- logs ------------------------------------------------------------------------------------------------


class _LogBook:
    """The logs of a set of subjects within some days: read in five queries, handed out by subject."""

    def __init__(self, keys: Keys, reach: Span, *, withdrawn: bool):
        self.members = list(GroupMembership.objects.filter(group__in=keys.groups)) if keys.groups else []
        self.cadres = keys.cadres | {member.cadre_id for member in self.members}
        wanted = Q(participants__cadre__in=self.cadres) if self.cadres else Q(pk__in=[])
        if keys.units:
            wanted |= self._of_units(keys)
        rows = VisitLog.objects.in_period(reach.start, reach.end).filter(wanted)
        self.rows = rows if withdrawn else rows.recorded()
        self._read()

    @staticmethod
    def _of_units(keys: Keys) -> Q:
        wanted = Q(unit__in=keys.units)
        for path in Unit.objects.filter(pk__in=keys.covering).values_list("path", flat=True):
            wanted |= Q(unit__path__startswith=path)
        return wanted

    def _read(self) -> None:
        ids: QuerySet[Any] = self.rows.values("pk")
        goods = Exists(Goods.objects.filter(log=OuterRef("pk")))
        self.participants: dict[int, dict[int, bool]] = defaultdict(dict)
        took_part = VisitParticipant.objects.filter(log__in=ids).values_list("log", "cadre", "is_lead")
        for log_id, cadre_id, lead in took_part:
            self.participants[log_id][cadre_id] = lead
        self.reached = _load_reached(ids)
        fields = ("pk", "kind__code", "first_day", "last_day", "minutes", "state", "unit_id", "unit__path", "brought")
        self.logs: dict[int, Log] = {}
        self.units: dict[int, tuple[int, str]] = {}
        for pk, kind, first, last, minutes, state, unit_id, path, brought in (
            self.rows.annotate(brought=goods).order_by().values_list(*fields).distinct()
        ):
            keys, people, categories = self.reached.get(pk, (frozenset(), frozenset(), frozenset()))
            self.units[pk] = unit_id, path
            self.logs[pk] = Log(
                id=pk,
                kind=kind,
                first_day=first,
                last_day=last,
                keys=keys,
                people=people,
                categories=categories,
                minutes=minutes or 0,
                has_goods=brought,
                withdrawn=state == "withdrawn",
            )
        self.by_cadre: dict[int, list[int]] = defaultdict(list)
        for log_id in sorted(self.logs):
            for cadre_id in self.participants.get(log_id, ()):
                self.by_cadre[cadre_id].append(log_id)

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
        return tuple(self.logs[pk] for pk, (unit, _path) in sorted(self.units.items()) if unit == unit_id)

    def below(self, path: str) -> tuple[Log, ...]:
        return tuple(self.logs[pk] for pk, (_unit, at) in sorted(self.units.items()) if at.startswith(path))

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


def _load_reached(log_ids: QuerySet[Any]) -> dict[int, Reached]:
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


# --- registers ---------------------------------------------------------------------------------------------


def _load_registers(
    binds: list[Bind], subjects: list[Subject], reach: Span
) -> tuple[tuple[Registered, ...], tuple[Registered, ...]]:
    """The residents and households of every place that some subject has to cover, in two queries."""
    paths: dict[str, set[str]] = {"residents": set(), "households": set()}
    for bind in binds:
        for subject in subjects:
            if who := bound(bind.rule, subject, bind.path, reach):
                paths[bind.rule.measure.register] |= paths_to_cover(bind.rule, subject, who)
    households = Household.objects.filter(merged_into=None)
    return (
        tuple(_register(Resident.objects.all(), paths["residents"], "household_id", RESIDENT)),
        tuple(_register(households, paths["households"], "id", HOUSEHOLD)),
    )


def _register(rows: QuerySet[Any], paths: set[str], household: str, kind: int) -> Iterable[Registered]:
    if not paths:
        return
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(unit__path__startswith=path)
    fields = ("id", household, "unit__path", "registered_on", "removed_on")
    for pk, household_id, path, start, end in rows.filter(under).order_by().values_list(*fields):
        household_key = household_id * 4 + HOUSEHOLD if household_id and kind == RESIDENT else 0
        yield Registered(pk * 4 + kind, household_key, path, start, end)
