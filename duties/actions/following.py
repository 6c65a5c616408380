"""What is owed follows when the organisation changes: posts, groups, leave, secondment, supervision, its own days.

Who is few is brought up to date in the transaction that makes the change, so that the next page shows it. A change that
touches many (a special period declared for a county, a unit moved with all below it) is left for the worker, which does
it in batches within minutes: nobody waits for thousands of rows, and a change that is undone leaves nothing behind.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q

from accounts.hooks import EVER, Change
from accounts.models import Group, GroupMembership, Post, Unit
from core import chores
from duties.actions.around import who_looks_at
from duties.actions.progress import CROSSING, HORIZON, SUBJECTS_AT_ONCE, refresh
from duties.grammar import Rule
from duties.loading import Keys, bound_units, load_binds
from duties.models import RulebookVersion
from duties.provisional import follows_workdays
from duties.reckoning import Bind
from duties.spans import ONE_DAY, Span
from visits.models import VisitLog

CHORE = "duties.follow"
# So many subjects are brought up to date while the person waits.
WHILE_WAITING = 40


def follow_organisation(change: Change, *, at: datetime.datetime, on: datetime.date) -> None:
    """Called in the transaction that changes the organisation."""
    reach, binds = _asked(change, on)
    if not reach or not binds:
        return
    keys = _touched(change, binds, reach)
    if len(keys.cadres) + len(keys.units) + len(keys.groups) > WHILE_WAITING:
        chores.put_off(CHORE, _as_data(change), at=at)
    else:
        refresh(keys, reach, on=on, binds=binds)
    if change.unit_ids:
        _bring_home(change, at=at, on=on)


def _bring_home(change: Change, *, at: datetime.datetime, on: datetime.date) -> None:
    """Who has another post is found there with all that they owe, also from before."""
    always = replace(change, first_day=EVER)
    if len(change.cadre_ids) > WHILE_WAITING:
        chores.put_off(CHORE, _as_data(always), at=at)
        return
    reach, binds = _asked(always, on)
    if reach:
        refresh(Keys(cadres=change.cadre_ids), reach, on=on, binds=binds)


def follow_later(data: dict[str, Any], *, on: datetime.date) -> None:
    """The same for a change that was left for the worker: each batch in a transaction of its own."""
    change = _as_change(data)
    reach, binds = _asked(change, on)
    if reach and binds:
        for keys in in_batches(_touched(change, binds, reach)):
            refresh(keys, reach, on=on, binds=binds)


def in_batches(keys: Keys) -> Iterator[Keys]:
    for name in ("cadres", "units", "groups"):
        there = sorted(getattr(keys, name))
        for first in range(0, len(there), SUBJECTS_AT_ONCE):
            ids = frozenset(there[first : first + SUBJECTS_AT_ONCE])
            yield replace(Keys(), **{name: ids}, covering=keys.covering & ids if name == "units" else frozenset())


def _asked(change: Change, on: datetime.date) -> tuple[Span | None, list[Bind]]:
    """The days whose windows may differ, as far as rows are kept for them, and the rules that may."""
    earliest, end = datetime.date(on.year - 1, 1, 1), on + ONE_DAY * HORIZON
    if change.first_day > end or not RulebookVersion.objects.exists():
        return None, []
    binds = load_binds(Span(max(change.first_day, earliest), end))
    if change.only_days:
        binds = [bind for bind in binds if follows_days(bind.rule)]
    return Span(max(change.first_day - ONE_DAY * _margin(binds), earliest), end), binds


def _margin(binds: list[Bind]) -> int:
    """How many days before the first that differs a window may lie that differs too: ahead of an event, or where a run
    began in it."""
    events = [cadence.days_around for bind in binds for cadence in bind.rule.when if cadence.event]
    crosses = any(measure.crossing for bind in binds for measure in bind.rule.measures)
    return max([CROSSING if crosses else 0, *events])


def follows_days(rule: Rule) -> bool:
    """Whether the windows follow from working days or the organisation's periods or festivals."""
    named = any(cadence.kind in ("periods", "festivals") or cadence.special_period for cadence in rule.when)
    return named or follows_workdays(rule)


def _touched(change: Change, binds: list[Bind], reach: Span) -> Keys:
    cadres, units, groups = set(change.cadre_ids), set(change.unit_ids), set(change.group_ids)
    if change.path:
        inside = Q(unit__path__startswith=change.path)
        cadres |= set(Post.objects.filter(inside).values_list("cadre", flat=True))
        groups |= set(Group.objects.filter(inside).values_list("pk", flat=True))
        units |= set(Unit.objects.filter(path__startswith=change.path).values_list("pk", flat=True))
    if not change.only_days:
        cadres |= who_looks_at(cadres, units, binds)
        units |= _judged_by_posts(cadres, binds, reach) if units else set()
    asked = {bind.rule.subject for bind in binds}
    bodies = bound_units(Unit.objects.filter(pk__in=units), binds)
    if "group" in asked and change.unit_ids:
        groups |= set(GroupMembership.objects.filter(cadre__in=change.cadre_ids).values_list("group", flat=True))
    return Keys(
        frozenset(cadres) if "cadre" in asked else frozenset(),
        bodies.units,
        frozenset(groups) if "group" in asked else frozenset(),
        bodies.covering,
    )


def _judged_by_posts(cadres: set[int], binds: list[Bind], reach: Span) -> set[int]:
    """Units whose logs count only with somebody of such a post: those of logs in which these cadres took part."""
    if not any(bind.rule.asks_posts for bind in binds):
        return set()
    logs = VisitLog.objects.in_period(reach.start, reach.end).filter(participants__cadre__in=cadres)
    units = Unit.objects.filter(pk__in=logs.values("unit"))
    return {key for unit in units for key in (*unit.ancestor_ids, unit.pk)}


def _as_data(change: Change) -> dict[str, Any]:
    keys = {name: sorted(getattr(change, name)) for name in ("cadre_ids", "unit_ids", "group_ids")}
    return {"first_day": change.first_day.isoformat(), "path": change.path, "only_days": change.only_days, **keys}


def _as_change(data: dict[str, Any]) -> Change:
    keys = {name: frozenset(data[name]) for name in ("cadre_ids", "unit_ids", "group_ids")}
    first_day = datetime.date.fromisoformat(data["first_day"])
    return Change(first_day, path=data["path"], only_days=data["only_days"], **keys)
