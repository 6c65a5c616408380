"""The figures of the annual report (article 41): number, fields, units most complained of, what was forwarded,
assigned and supervised, what advice was adopted."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet

from accounts.models import Unit
from petitions.models import Case, CaseEntry, CaseKind, Channel, Handover, HandoverKind, Party, PartyRole
from petitions.workflow import ENDED

if TYPE_CHECKING:
    from accounts.models import User

MOST_UNITS = 10


@dataclass(frozen=True)
class Share:
    """A line of a table: what, and how many cases."""

    label: str
    count: int


@dataclass(frozen=True)
class AnnualFigures:
    """Of the cases received in a year by a unit and those below it, as far as the user may see them."""

    year: int
    number: int
    people: int
    open: int
    by_kind: list[Share]
    by_channel: list[Share]
    by_field: list[Share]
    # Units that accusations name, and units that had most cases in hand.
    accused_units: list[Share]
    handling_units: list[Share]
    forwarded: int
    assigned: int
    supervised: int
    advice: int
    advice_adopted: int


def annual_figures(user: "User", unit: Unit, year: int) -> AnnualFigures:
    """A fixed number of queries. Cases that do not exist for the user are in none of the figures."""
    cases = Case.objects.visible_to(user).filter(unit__path__startswith=unit.path, received_on__year=year).order_by()
    keys = cases.values("pk")
    suggestions = cases.filter(kind=CaseKind.SUGGESTION)
    return AnnualFigures(
        year=year,
        number=cases.count(),
        people=sum(cases.values_list("people_count", flat=True)),
        open=cases.exclude(state__in=ENDED).count(),
        by_kind=_named(_counts(cases, "kind"), dict(CaseKind.choices)),
        by_channel=_named(_counts(cases, "channel"), dict(Channel.choices)),
        by_field=_shares(_counts(cases, "field__name")),
        accused_units=_shares(_accused(keys))[:MOST_UNITS],
        handling_units=_shares(_counts(cases, "handling_unit__name"))[:MOST_UNITS],
        forwarded=_handed(keys, HandoverKind.FORWARD),
        assigned=_handed(keys, HandoverKind.ASSIGN),
        supervised=_entries(keys, "supervise"),
        advice=suggestions.count(),
        advice_adopted=suggestions.filter(advice_adopted=True).count(),
    )


Pairs = Iterable[tuple[Any, int]]


def _counts(cases: "QuerySet[Case]", by: str) -> Pairs:
    return cases.values_list(by).annotate(count=Count("pk")).order_by("-count", by)


def _accused(keys: Any) -> Pairs:
    named = Party.objects.filter(case__in=keys, role=PartyRole.ACCUSED, unit__isnull=False)
    counted = named.values_list("unit__name").annotate(count=Count("case", distinct=True))
    return counted.order_by("-count", "unit__name")


def _shares(pairs: Pairs) -> list[Share]:
    return [Share(str(label), count) for label, count in pairs if label]


def _named(pairs: Pairs, names: dict[str, Any]) -> list[Share]:
    return [Share(str(names[value]), count) for value, count in pairs if value]


def _handed(keys: Any, kind: str) -> int:
    return Handover.objects.filter(case__in=keys, kind=kind).values("case").distinct().count()


def _entries(keys: Any, action: str) -> int:
    return CaseEntry.objects.filter(case__in=keys, action=action).values("case").distinct().count()


def years_of(user: "User", unit: Unit) -> list[int]:
    """Years in which something came in, the last first."""
    days = Case.objects.visible_to(user).filter(unit__path__startswith=unit.path)
    found: Iterable[datetime.date] = days.dates("received_on", "year", order="DESC")
    return [day.year for day in found]
