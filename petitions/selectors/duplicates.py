"""What may have come in before: the same person, or much the same text. Shown before a case is registered.

Nothing is counted or kept about anybody: it is asked anew each time, and serves to answer several matters at once.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import Unit
from core import bigrams
from petitions import codes
from petitions.models import Case, CaseField
from petitions.workflow import CaseState

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.actions.receiving import Person

LOOK_BACK = datetime.timedelta(days=731)
# Of the newest cases of the office, with the same place or field where these are known.
MOST_LOOKED_AT = 400
MOST_SHOWN = 5
# Share of the pairs of characters of the shorter text that the other one has as well.
ALIKE = 0.5
FEWEST_PAIRS = 4


@dataclass(frozen=True)
class Likely:
    """A case that may be about the same, and why. `share`: how much of the text is the same, in percent."""

    case: Case
    is_same_person: bool
    share: int

    @property
    def join_value(self) -> str:
        """What the form sends when this one case is meant."""
        return f"join-{self.case.pk}"

    @property
    def repeat_value(self) -> str:
        return f"repeat-{self.case.pk}"

    @property
    def may_be_joined(self) -> bool:
        return self.case.is_open and self.case.state != CaseState.RECEIVED


def likely_duplicates(
    user: "User",
    *,
    unit: Unit,
    people: "Iterable[Person]",
    text: str,
    place: str = "",
    field: CaseField | None = None,
    on: datetime.date,
) -> list[Likely]:
    """Cases of the last two years that the user sees and that may be the same; most alike first. Two queries."""
    cases = Case.objects.visible_to(user).filter(received_on__gte=on - LOOK_BACK, joined_to=None)
    cases = cases.only("number", "title", "state", "received_on", "grams", "version")
    pairs = frozenset(bigrams.pairs_of(text))
    same = _of_the_same(cases.identity_open_to(user), people)
    found = {case.pk: Likely(case, True, _share(pairs, case)) for case in same}
    for case in _nearby(cases, unit, place.strip(), field):
        share = _share(pairs, case)
        if case.pk not in found and share >= ALIKE * 100:
            found[case.pk] = Likely(case, False, share)
    return sorted(found.values(), key=lambda likely: (not likely.is_same_person, -likely.share))[:MOST_SHOWN]


def _of_the_same(cases: "QuerySet[Case]", people: "Iterable[Person]") -> Sequence[Case]:
    """Of cases whose petitioners the user may know: nobody finds out by a name and a number who raised another."""
    keys = {codes.person_key(person.name, person.phone) for person in people} - {""}
    if not keys:
        return []
    return list(cases.filter(petitioners__person_key__in=keys).distinct()[:MOST_SHOWN])


def _nearby(cases: "QuerySet[Case]", unit: Unit, place: str, field: CaseField | None) -> "QuerySet[Case]":
    """The newest cases of the unit; in the same place or field, where one of them is given."""
    near = Q(place=place) if place else Q(pk__in=[])
    near |= Q(field=field) if field else Q(pk__in=[])
    cases = cases.filter(Q(unit=unit) | Q(handling_unit=unit))
    return (cases.filter(near | Q(place="", field=None)) if place or field else cases)[:MOST_LOOKED_AT]


def _share(pairs: frozenset[str], case: Case) -> int:
    others = frozenset(case.grams.split())
    fewer = min(len(pairs), len(others))
    return round(100 * len(pairs & others) / fewer) if fewer >= FEWEST_PAIRS else 0
