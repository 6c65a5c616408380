"""Households that may have been entered twice: same village, and the same head or the same names in them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from accounts.access import KEEPERS
from contacts.models import Household, Resident

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Duplicate:
    """Two rows, the older first, and what they have in common: "head" or "residents"."""

    first: Household
    second: Household
    reason: str


def likely_duplicates(user: "User", *, limit: int = 200) -> list[Duplicate]:
    """Pairs in the villages that the user keeps. Three queries, whatever their number; at most `limit` pairs."""
    kept = Household.objects.filter(user.access.within("unit__path", *KEEPERS), removed_on=None, merged_into=None)
    by_head = _repeated(list(kept.values_list("pk", "unit_id", "head_name")))
    residents = Resident.objects.filter(household__in=kept, removed_on=None)
    by_name = _repeated_in_two(list(residents.values_list("household_id", "unit_id", "name")))
    found = dict.fromkeys(by_name, "residents") | dict.fromkeys(by_head, "head")
    pairs = sorted(found)[:limit]
    rows = _rows(kept, {key for pair in pairs for key in pair})
    return [Duplicate(rows[first], rows[second], found[first, second]) for first, second in pairs]


def _rows(kept: QuerySet[Household], keys: set[int]) -> dict[int, Any]:
    listed = Prefetch("residents", Resident.objects.filter(removed_on=None), to_attr="listed")
    return kept.select_related("unit").prefetch_related(listed).in_bulk(keys)


def _repeated(entries: list[tuple[int, int, str]]) -> set[tuple[int, int]]:
    """Pairs of keys that share unit and name."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for key, unit, name in entries:
        groups[unit, "".join(name.split())].append(key)
    return {(group[0], other) for group in map(sorted, groups.values()) for other in group[1:] if other != group[0]}


def _repeated_in_two(entries: list[tuple[int, int, str]]) -> set[tuple[int, int]]:
    """Pairs of households that share at least two residents' names: one namesake is no sign."""
    households: dict[tuple[int, str], set[int]] = defaultdict(set)
    for household, unit, name in entries:
        households[unit, "".join(name.split())].add(household)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for keys in households.values():
        ordered = sorted(keys)
        for number, first in enumerate(ordered):
            for second in ordered[number + 1 :]:
                shared[first, second] += 1
    return {pair for pair, count in shared.items() if count >= 2}
