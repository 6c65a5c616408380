"""The rules in force, each with its organisation's days."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from accounts.models import Festival, OwnPeriod, Unit
from core.selectors import load_work_calendar
from duties.models import Rule, RulebookVersion
from duties.reckoning import Bind
from duties.recurrence import FEASTS, Almanac, Feast
from duties.spans import Span, merge


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
