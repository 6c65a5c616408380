"""Rows of what is owed, brought up to date. One function does it for any set of subjects and days, so that saving a
log and recomputing everything cannot come to different results."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from accounts.models import Cadre, Group, GroupMembership, Unit
from duties import setwise
from duties.actions.around import whose_targets
from duties.actions.growing import can_grow, grow
from duties.evaluation import HELD_MEASURES
from duties.grammar import Rule
from duties.loading import Keys, bound_units, load_binds, load_facts
from duties.models import Obligation
from duties.reckoning import Bind, Draft, drafts
from duties.spans import ONE_DAY, Span

if TYPE_CHECKING:
    from contacts.hooks import PairingChange
    from visits.hooks import Span as Touched
    from visits.models import VisitLog

# Windows that begin within so many days are rows already, so that people can plan.
HORIZON = 31
SUBJECTS_AT_ONCE = 300
ROWS_AT_ONCE = 500
ORPHANS_AT_ONCE = 5000
# How often rows are reckoned anew that others were making at the same moment.
TRIES = 3
# A run of days may cross into the next window; a run in this one may belong to the window before.
CROSSING = 31
A_YEAR = 366
FIELDS = (
    "home_id",
    "unit_path",
    "pairing_id",
    "target_cadre_id",
    "window_end",
    "window_name",
    "due",
    "liable",
    "days_liable",
    "required",
    "achieved",
    "required_also",
    "achieved_also",
    "met_on",
    "last_safe_day",
    "exempt",
)


@dataclass(frozen=True)
class Changed:
    """How many rows were written."""

    created: int = 0
    updated: int = 0
    deleted: int = 0

    def __add__(self, other: "Changed") -> "Changed":
        return Changed(self.created + other.created, self.updated + other.updated, self.deleted + other.deleted)


def bring_up_to_date(log: "VisitLog", before: "Touched | None", *, on: datetime.date) -> None:
    """Called in the transaction that saves a log: brings up to date what the log touches, or touched before.

    A number of queries that does not depend on how many logs, people or duties there are.

    What is held (assignments, plans, secondments) does not depend on logs and is left to `recompute`.
    """
    first = min([log.first_day] + ([before.first_day] if before else []))
    last = max([log.last_day] + ([before.last_day] if before else []))
    kinds = {log.kind.code, *([before.kind] if before else [])}
    rules = load_binds(Span(first, last + ONE_DAY * A_YEAR))
    binds = [bind for bind in rules if _heeds(bind.rule, kinds)]
    if not binds:
        return
    cadres = frozenset(log.participants.values_list("cadre", flat=True)) | (before.cadre_ids if before else frozenset())
    units = {log.unit_id, *([before.unit_id] if before else [])}
    keys, reach = _touched(cadres, units, binds), _reach(first, last, binds)
    if before is None:
        binds = _not_grown(log, binds, keys, reach, on)
    refresh(keys.of(binds), reach, on=on, binds=binds)
    if asking := [bind for bind in rules if kinds & bind.rule.events_of_targets]:
        refresh(whose_targets(log, before, asking), _reach(first, last, asking), on=on, binds=asking)


def _not_grown(log: "VisitLog", binds: list[Bind], keys: Keys, reach: Span, on: datetime.date) -> list[Bind]:
    """The rules that are left once the new log was added to what units owe for all below them."""
    growing = [bind for bind in binds if can_grow(bind.rule)]
    units = Keys(units=keys.covering, covering=keys.covering)
    if not growing or not units.units:
        return binds
    rows = _existing(units, reach, growing)
    settled = grow(log, rows, growing, units, reach, _outer(reach, growing), on=on)
    return [bind for bind in binds if bind.rule_id not in settled]


def _heeds(rule: Rule, kinds: set[str]) -> bool:
    """Whether a log of one of these kinds can count for the rule, or open a window of it."""
    if rule.measure.of in HELD_MEASURES:
        return False
    return not rule.kinds or not kinds.isdisjoint({*rule.kinds, *(cadence.event for cadence in rule.when)})


def follow_pairings(change: "PairingChange", *, on: datetime.date) -> None:
    """Called in the transaction that changes pairings: what their holders owe from that day on follows."""
    last = max(on, change.first_day) + ONE_DAY * HORIZON
    binds = load_binds(Span(change.first_day, last))
    # Ahead of an event that a pairing brings with it windows lie before it.
    ahead = max((c.days_around for bind in binds for c in bind.rule.when if c.of_target), default=0)
    reach = Span(change.first_day - ONE_DAY * ahead, last)
    for ids in _batched(change.cadre_ids):
        refresh(Keys(cadres=ids), reach, on=on, binds=binds)
    bodies = bound_units(Unit.objects.filter(pk__in=change.unit_ids), binds)
    refresh(bodies, reach, on=on, binds=binds)


def _touched(cadres: frozenset[int], units: set[int], binds: list[Bind]) -> Keys:
    groups = frozenset(GroupMembership.objects.filter(cadre__in=cadres).values_list("group", flat=True))
    with_above = {key for unit in Unit.objects.filter(pk__in=units) for key in (*unit.ancestor_ids, unit.pk)}
    bodies = bound_units(Unit.objects.filter(pk__in=with_above), binds)
    wanted = frozenset(key for key in bodies.units if key in units or key in bodies.covering)
    asked = any(bind.rule.subject == "group" for bind in binds)
    return Keys(cadres, wanted, groups if asked else frozenset(), bodies.covering)


def _reach(first: datetime.date, last: datetime.date, binds: list[Bind]) -> Span:
    """The days whose windows a log may touch: its own, those into which runs cross, those around an event."""
    crosses = any(measure.crossing for bind in binds for measure in bind.rule.measures)
    events = [c.days_around for bind in binds for c in bind.rule.when if c.event]
    margin = ONE_DAY * max([CROSSING if crosses else 0, *events])
    return Span(first - margin, last + ONE_DAY * max([0, *events]))


def recompute(*, on: datetime.date, since: datetime.date | None = None) -> Changed:
    """Bring every row up to date whose window has a day between `since` (default: 1 January of the year before) and
    a month after `on`. Idempotent. PostgreSQL does what it can for all subjects at once, a fixed number of statements
    for each rule; the rest goes as a saved log does, a fixed number of statements for every few hundred subjects."""
    reach = Span(since or datetime.date(on.year - 1, 1, 1), on + ONE_DAY * HORIZON)
    binds = load_binds(reach)
    in_sql = setwise.is_available()
    at_once = [bind for bind in binds if in_sql and setwise.can(bind.rule)]
    changed = Changed(*setwise.recompute(at_once, reach, on=on))
    one_by_one = [bind for bind in binds if not (in_sql and setwise.can(bind.rule))]
    cadres = setwise.cadres_of(one_by_one, reach) if in_sql else Cadre.objects.values_list("pk", flat=True)
    for keys in _batches(one_by_one, cadres):
        with transaction.atomic():
            changed += refresh(keys, reach, on=on, binds=one_by_one)
    return changed + _remove_orphans(binds, reach)


def _batched(ids: Iterable[int]) -> Iterator[frozenset[int]]:
    there = sorted(ids)
    for first in range(0, len(there), SUBJECTS_AT_ONCE):
        yield frozenset(there[first : first + SUBJECTS_AT_ONCE])


def _batches(binds: list[Bind], cadres: Iterable[int]) -> Iterator[Keys]:
    asked = {bind.rule.subject for bind in binds}
    if "cadre" in asked:
        for ids in _batched(cadres):
            yield Keys(cadres=ids)
    bodies = bound_units(Unit.objects.all(), binds)
    for ids in _batched(bodies.units):
        yield Keys(units=ids, covering=bodies.covering & ids)
    if "group" in asked:
        for ids in _batched(Group.objects.values_list("pk", flat=True)):
            yield Keys(groups=ids)


def _remove_orphans(binds: list[Bind], reach: Span) -> Changed:
    """Rows of rules that hold for nobody any more; some at a time, for there may be very many."""
    stale = Obligation.objects.filter(window_start__gte=reach.start).exclude(rule__in=[bind.rule_id for bind in binds])
    gone = 0
    while keys := list(stale.order_by("pk").values_list("pk", flat=True)[:ORPHANS_AT_ONCE]):
        Obligation.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return Changed(deleted=gone)


@transaction.atomic
def refresh(keys: Keys, reach: Span, *, on: datetime.date, binds: list[Bind] | None = None) -> Changed:
    """Make the rows of these subjects, in windows with a day in `reach`, what they ought to be.

    The rows are locked before logs are read: of two that save at once the second sees the log of the first.
    """
    binds = load_binds(reach) if binds is None else binds
    for tries_left in reversed(range(TRIES)):
        existing = _existing(keys, reach, binds)
        facts = load_facts(keys, binds, _outer(reach, binds), windows_in=reach)
        wanted = {draft.key: draft for draft in drafts(binds, facts, reach, on=on)}
        if _insert([_row(draft) for key, draft in wanted.items() if key not in existing], is_last=not tries_left):
            break
    return _write(wanted, existing)


def _outer(reach: Span, binds: list[Bind]) -> Span:
    """From the first day of the earliest window to the last of the latest, and a month on where runs may cross."""
    regular = [bind for bind in binds if not any(cadence.event for cadence in bind.rule.when)]
    found = [window.span for bind in regular for window in bind.windows(reach)]
    start = min([reach.start, *(span.start for span in found)])
    end = max([reach.end, *(span.end for span in found)])
    events = [c.days_around for bind in binds for c in bind.rule.when if c.event]
    return Span(start - ONE_DAY * max([0, *events]), end + ONE_DAY * max([CROSSING, *events]))


Key = tuple[int, int, int, datetime.date]


def _existing(keys: Keys, reach: Span, binds: list[Bind]) -> dict[Key, dict[str, Any]]:
    rows = (
        Obligation.objects.select_for_update(of=("self",))
        .filter(subject_key__in=keys.subject_keys, rule__in={bind.rule_id for bind in binds})
        .filter(window_start__lte=reach.end, window_end__gte=reach.start)
        .order_by("pk")
        .values("pk", "rule_id", "subject_key", "target_key", "window_start", *FIELDS)
    )
    return {(row["rule_id"], row["subject_key"], row["target_key"], row["window_start"]): row for row in rows}


def _insert(new: list[Obligation], *, is_last: bool) -> bool:
    """Whether the new rows stand. Rows that are not there yet cannot be locked: where somebody else made one of them
    meanwhile, nothing is written, and what theirs counts is to be read anew. The last try leaves theirs as it is."""
    if is_last:
        Obligation.objects.bulk_create(new, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
        return True
    try:
        with transaction.atomic(savepoint=bool(new)):
            Obligation.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    except IntegrityError:
        return False
    return True


def _write(wanted: dict[Key, Draft], existing: dict[Key, dict[str, Any]]) -> Changed:
    """What was there already, made what it ought to be; the new rows were written before."""
    moved = [
        _with_pk(_row(draft), existing[key]["pk"])
        for key, draft in wanted.items()
        if key in existing and any(existing[key][name] != value for name, value in draft.values.items())
    ]
    gone = [row["pk"] for key, row in existing.items() if key not in wanted]
    _overwrite(moved)
    Obligation.objects.filter(pk__in=gone).delete()
    return Changed(len(wanted.keys() - existing.keys()), len(moved), len(gone))


def _overwrite(rows: list[Obligation]) -> None:
    """One statement for each batch on both databases (`bulk_update` would write a CASE for every field)."""
    columns = [name.removesuffix("_id") for name in FIELDS]
    if rows:
        Obligation.objects.bulk_create(
            rows, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=columns
        )


def _with_pk(row: Obligation, pk: int) -> Obligation:
    row.pk = pk
    return row


def _row(draft: Draft) -> Obligation:
    rule_id, _subject, target, start = draft.key
    subject = {f"{draft.subject.kind}_id": draft.subject.id}
    return Obligation(rule_id=rule_id, target_key=target, window_start=start, **subject, **draft.values)
