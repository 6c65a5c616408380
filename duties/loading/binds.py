"""The rules in force, each with its organisation's days."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from django.db.models import TextField
from django.db.models.functions import Cast

from accounts.models import Festival, OwnPeriod, Unit
from core.selectors import load_work_calendar
from duties import grammar
from duties.models import Rule, RulebookVersion, RuleKind
from duties.reckoning import Bind
from duties.recurrence import FEASTS, Almanac, Feast
from duties.rulebook_build import build_rule
from duties.spans import Span, merge


def load_binds(reach: Span) -> list[Bind]:
    """The duties of every version that was in force on a day of `reach`."""
    versions = list(
        RulebookVersion.objects.filter(effective_from__lte=reach.end)
        .select_related("rulebook__unit")
        .defer("source", "data")
        .order_by("rulebook", "number")
    )
    almanacs = load_almanacs({version.rulebook.unit for version in versions})
    rules = _load_rules(versions)
    return [
        bind
        for _rulebook, kin in groupby(versions, key=lambda version: version.rulebook_id)
        for bind in _of_book(list(kin), rules, almanacs)
    ]


@dataclass(frozen=True)
class Stored:
    """A rule as its row has it; `spec` is the text of its JSON."""

    pk: int
    code: str
    kind: str
    spec: str


def _load_rules(versions: list[RulebookVersion]) -> dict[int, list[Stored]]:
    """By version. Texts, because nearly all of them were read and parsed before (`_parse`)."""
    rows = Rule.objects.filter(version__in=[version.pk for version in versions]).order_by("order", "pk")
    found: dict[int, list[Stored]] = defaultdict(list)
    for version_id, *values in rows.values_list("version_id", "pk", "code", "kind", Cast("spec", TextField())):
        found[version_id].append(Stored(*values))
    return found


@lru_cache(maxsize=4096)
def _parse(spec: str) -> grammar.Rule:
    """By the text itself: the same text is the same rule, whatever became of the row that it was read from."""
    return build_rule(json.loads(spec))


def _of_book(
    versions: list[RulebookVersion], rules: dict[int, list[Stored]], almanacs: dict[int, Almanac]
) -> Iterator[Bind]:
    """`versions`: those of one rulebook, the oldest first."""
    first: dict[str, int] = {}
    for version in versions:
        for rule in rules[version.pk]:
            first.setdefault(rule.code, version.number)
    for version in versions:
        almanac = replace(almanacs[version.rulebook.unit_id], since=version.effective_from)
        for rule in rules[version.pk]:
            if rule.kind == RuleKind.DUTY:
                yield Bind(
                    rule_id=rule.pk,
                    rule=_parse(rule.spec),
                    path=version.rulebook.unit.path,
                    almanac=almanac,
                    since=version.effective_from,
                    until=version.effective_to,
                    is_first=version.number == first[rule.code],
                    is_last=version is versions[-1],
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
