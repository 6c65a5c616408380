"""What happened to those whom duties are towards, where a rule opens windows by it. Nothing is read about anybody
else, and nothing but the day: what cadres wrote down in order to help, and when somebody was entered in a register."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from contacts.models import Household, Resident
from duties.evaluation import CADRE, HOUSEHOLD, KINDS_OF_TARGET, RESIDENT
from duties.facts import Day, Subject
from duties.loading.logs import MOST_KEYS
from duties.reckoning import Bind
from duties.spans import Span
from duties.ties import REGISTER_START, Events, targets_of
from visits.models import VisitLog, VisitParticipant, VisitTarget

Happened = Iterator[tuple[int, str, Day]]


def load_events(subjects: Iterable[Subject], binds: list[Bind], reach: Span) -> dict[int, Events]:
    """By target. At most four queries, none where no rule asks."""
    asking = [bind for bind in binds if bind.rule.follows_targets]
    held = ((bind.rule, subject) for bind in asking for subject in subjects if subject.kind == bind.rule.subject)
    keys = {key for rule, subject in held for key in targets_of(rule, subject)}
    names = {cadence.event for bind in asking for cadence in bind.rule.when if cadence.of_target}
    found: dict[int, dict[str, set[Day]]] = defaultdict(lambda: defaultdict(set))
    for key, name, day in _happened(keys, names, reach) if keys else ():
        found[key][name].add(day)
    return {key: {name: tuple(sorted(days)) for name, days in events.items()} for key, events in found.items()}


def _happened(keys: set[int], names: set[str], reach: Span) -> Happened:
    logs = VisitLog.objects.recorded().in_period(reach.start, reach.end).filter(kind__code__in=names)
    yield from _of_targets(keys, logs)
    if any(key % KINDS_OF_TARGET == CADRE for key in keys):
        yield from _of_cadres(keys, logs)
    if REGISTER_START in names:
        yield from _of_register(keys, Household.objects.all(), HOUSEHOLD, reach)
        yield from _of_register(keys, Resident.objects.all(), RESIDENT, reach)


def _only(keys: set[int], kind: int, field: str) -> Q:
    """Few are asked for by key; of many everything is read that happened in these days."""
    ids = [key // KINDS_OF_TARGET for key in keys if key % KINDS_OF_TARGET == kind]
    return Q(**{f"{field}__in": ids}) if len(ids) <= MOST_KEYS else Q()


def _of_targets(keys: set[int], logs: QuerySet[VisitLog]) -> Happened:
    """Logs that name them; what happened to a resident happened to the household."""
    about = Q(target_key__in=keys) | _only(keys, HOUSEHOLD, "resident__household") if len(keys) <= MOST_KEYS else Q()
    rows = VisitTarget.objects.filter(about, log__in=logs).order_by()
    for key, household, name, day in rows.values_list(
        "target_key", "resident__household", "log__kind__code", "log__first_day"
    ):
        yield from ((k, name, day) for k in (key, household and household * KINDS_OF_TARGET + HOUSEHOLD) if k in keys)


def _of_cadres(keys: set[int], logs: QuerySet[VisitLog]) -> Happened:
    """Logs in which they are named beside the one who leads, who wrote down what happened to another."""
    rows = VisitParticipant.objects.filter(_only(keys, CADRE, "cadre"), log__in=logs, is_lead=False).order_by()
    for cadre, name, day in rows.values_list("cadre", "log__kind__code", "log__first_day"):
        yield cadre * KINDS_OF_TARGET + CADRE, name, day


def _of_register(keys: set[int], rows: QuerySet[Any], kind: int, reach: Span) -> Happened:
    rows = rows.filter(_only(keys, kind, "pk"), registered_on__range=(reach.start, reach.end))
    for pk, day in rows.order_by().values_list("pk", "registered_on"):
        yield pk * KINDS_OF_TARGET + kind, REGISTER_START, day
