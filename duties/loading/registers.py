"""The registers of households and residents that some subject has to cover."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from contacts.models import Household, Resident
from duties.evaluation import HOUSEHOLD, RESIDENT
from duties.facts import Registered, Subject, bound
from duties.reckoning import Bind, paths_to_cover
from duties.spans import Span


def load_registers(
    binds: list[Bind],
    subjects: list[Subject],
    reach: Span,
    only: tuple[frozenset[int], frozenset[int]] | None = None,
) -> tuple[tuple[Registered, ...], tuple[Registered, ...]]:
    """The residents and households of every place that some subject has to cover, in two queries.

    `only`: no residents and no households but these.
    """
    paths: dict[str, set[str]] = {"residents": set(), "households": set()}
    for bind in binds:
        for subject in subjects:
            if who := bound(bind.rule, subject, bind.path, reach):
                paths[bind.rule.measure.register] |= paths_to_cover(bind.rule, subject, who)
    residents, households = Resident.objects.all(), Household.objects.filter(merged_into=None)
    if only is not None:
        residents, households = residents.filter(pk__in=only[0]), households.filter(pk__in=only[1])
    return (
        tuple(_register(residents, paths["residents"], "household_id", RESIDENT)),
        tuple(_register(households, paths["households"], "id", HOUSEHOLD)),
    )


def _register(rows: QuerySet[Any], paths: set[str], household: str, kind: int) -> Iterable[Registered]:
    if not paths:
        return
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(unit__path__startswith=path)
    kinds_of = ("kind", "household__kind") if kind == RESIDENT else ("kind",)
    fields = ("id", household, "unit__path", "registered_on", "removed_on", *kinds_of)
    for pk, household_id, path, start, end, *kinds in rows.filter(under).order_by().values_list(*fields):
        household_key = household_id * 4 + HOUSEHOLD if household_id and kind == RESIDENT else 0
        yield Registered(pk * 4 + kind, household_key, path, start, end, frozenset(filter(None, kinds)))
