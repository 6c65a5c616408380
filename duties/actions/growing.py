"""What a new log adds to what a unit owes for all below it, without reading again what everybody below it did.

"Every household is visited in the year" is owed by a town; a thousand visits stand below it when the next one is
recorded. What that one adds depends only on the logs that reached the same people (a count: on none). The pure modules
judge those few, with the new log and without it; the difference is added to the row. Where more than the amount would
follow - the duty is met, or its row is missing - nothing is done here, and the rule is judged as a whole.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, When

from accounts.models import Unit
from contacts.models import Resident
from duties.evaluation import HOUSEHOLD, RESIDENT
from duties.facts import Facts
from duties.grammar import Rule
from duties.loading import Keys, unit_subject
from duties.loading.logs import LogBook, wants_of
from duties.loading.registers import load_registers
from duties.models import Obligation
from duties.reckoning import Bind, drafts
from duties.spans import Span
from visits.models import VisitLog, VisitTarget

# Of these each log adds its own amount, or that of people whom no other log reached.
ALONE = ("count", "reports", "minutes")
BY_PEOPLE = ("coverage", "distinct_people", "distinct_households")

Key = tuple[int, int, int, datetime.date]
Rows = Mapping[Key, Mapping[str, Any]]


def can_grow(rule: Rule) -> bool:
    """Whether what a log adds is known from the log and those that reached the same people."""
    plain = rule.measure.of in (*ALONE, *BY_PEOPLE) and rule.measure.most is None and rule.also is None
    below = rule.subject == "unit" and rule.include_below and rule.whom.scope == "anyone"
    return plain and below and not any(cadence.event for cadence in rule.when)


def grow(log: VisitLog, rows: Rows, binds: list[Bind], keys: Keys, reach: Span, outer: Span, *, on: Any) -> set[int]:
    """Add a new log to the rows (locked) of the units in `keys`; returns the rules whose rows are right thereby.

    `outer`: the days of all windows that have a day in `reach`. The number of queries is fixed.
    """
    after, before = _judged(log, binds, keys, reach, outer, on)
    settled = {bind.rule_id for bind in binds} - {key[0] for key in rows.keys() ^ after.keys()}
    more = {key: after[key] - before[key] for key in after if key in rows}
    settled -= {key[0] for key, amount in more.items() if not _only_grows(rows[key], amount, log.first_day)}
    grown = {rows[key]["pk"]: amount for key, amount in more.items() if amount and key[0] in settled}
    if grown:
        amounts = [When(pk=pk, then=amount) for pk, amount in grown.items()]
        Obligation.objects.filter(pk__in=grown).update(achieved=F("achieved") + Case(*amounts, default=0))
    return settled


def _only_grows(row: Mapping[str, Any], amount: int, day: datetime.date) -> bool:
    """Whether the amount is all that a log of this day changes: not whether, since when and until when it is met."""
    if row["exempt"]:
        return True
    if row["met_on"]:
        return row["met_on"] <= day
    return row["achieved"] + amount < row["required"]


Amounts = dict[Key, int]


def _judged(
    log: VisitLog, binds: list[Bind], keys: Keys, reach: Span, outer: Span, on: datetime.date
) -> tuple[Amounts, Amounts]:
    """How much the few logs come to by each row, with the new one and without it."""
    units = [unit_subject(unit) for unit in Unit.objects.filter(pk__in=keys.covering)]
    near = _near(log) if any(bind.rule.measure.of in BY_PEOPLE for bind in binds) else Near(frozenset({log.pk}))
    by = any(bind.rule.asks_posts for bind in binds)
    book = LogBook(keys, outer, wants_of(binds, units, outer, reach), withdrawn=False, posts=by, only=near.logs)
    covers = [bind for bind in binds if bind.rule.measure.of == "coverage"]
    registers = load_registers(covers, units, outer, only=(near.residents, near.households)) if covers else ((), ())

    def amounts(left_out: int) -> Amounts:
        seen = (
            replace(unit, logs_below=tuple(entry for entry in book.below(unit.place.path) if entry.id != left_out))
            for unit in units
            if unit.place
        )
        found = drafts(binds, Facts(tuple(seen), *registers), reach, on=on)
        return {draft.key: draft.values["achieved"] for draft in found}

    return amounts(left_out=0), amounts(left_out=log.pk)


@dataclass(frozen=True)
class Near:
    """The households and residents that a log reached, with all of these households, and the logs that reached them."""

    logs: frozenset[int]
    households: frozenset[int] = frozenset()
    residents: frozenset[int] = frozenset()


def _near(log: VisitLog) -> Near:
    """Three queries."""
    reached = list(log.targets.values_list("household_id", "resident_id", "resident__household_id"))
    households = frozenset(key for household, _resident, home in reached for key in (household, home) if key)
    residents = frozenset(Resident.objects.filter(household__in=households).values_list("pk", flat=True))
    residents |= {resident for _household, resident, _home in reached if resident}
    keys = [key * 4 + HOUSEHOLD for key in households] + [key * 4 + RESIDENT for key in residents]
    logs = VisitTarget.objects.filter(target_key__in=keys).order_by().values_list("log", flat=True)
    return Near(frozenset(logs) | {log.pk}, households, residents)
