"""Reads over commitments (R19): who may do what, what was kept, what the people think."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import RowNumber

from accounts.access import KEEPERS
from accounts.models import Unit
from accounts.selectors import headed_units, is_head
from contacts.models import Household, Resident
from visits.models import Commitment, CommitmentRating, CommitmentRatingValue

if TYPE_CHECKING:
    from accounts.models import User

# With fewer ratings somebody who knows who was asked might tell who said what.
FEWEST_RATINGS = 5


def may_keep(user: "User", unit: Unit, *, on: datetime.date) -> bool:
    """Publishes and withdraws: who keeps the unit's books, and whoever heads it."""
    return user.access.covers(unit.path, *KEEPERS) or is_head(user, unit, on=on)


def kept_units(user: "User", *, on: datetime.date) -> QuerySet[Unit]:
    """Open units whose commitments the user keeps."""
    kept = user.access.within("path", *KEEPERS) | Q(pk__in=headed_units(user, on=on).values("pk"))
    return Unit.objects.filter(kept, closed_on=None)


def may_work_on(user: "User", commitment: Commitment, *, on: datetime.date) -> bool:
    """Writes down progress and completion: who made it, who answers for it, who keeps it."""
    own = {commitment.cadre_id, commitment.answers_id} & user.access.cadre_ids
    return bool(own) or may_keep(user, commitment.unit, on=on)


@dataclass(frozen=True)
class RatingCount:
    label: str
    count: int


def shown_ratings(commitments: Iterable[Commitment]) -> QuerySet[CommitmentRating]:
    """Ratings as far as they may be shown: five at a time, so that no difference between today and yesterday is what a
    single visitor said."""
    rows = CommitmentRating.objects.filter(commitment__in=[row.pk for row in commitments]).order_by()
    place = Window(RowNumber(), partition_by=F("commitment"), order_by=F("pk").asc())
    placed = rows.annotate(place=place, total=Window(Count("pk"), partition_by=F("commitment")))
    full = placed.filter(place__lte=F("total") - F("total") % FEWEST_RATINGS)
    return CommitmentRating.objects.filter(pk__in=full.values("pk")).order_by()


def rating_counts(commitments: Iterable[Commitment]) -> dict[int, list[RatingCount]]:
    """How many said what, by commitment; nothing before five have rated, and then by fives. One query."""
    rows = shown_ratings(commitments)
    found: dict[int, dict[str, int]] = {}
    for key, value, count in rows.values_list("commitment", "value").annotate(Count("pk")):
        found.setdefault(key, {})[value] = count
    return {
        key: [RatingCount(str(label), counts.get(value, 0)) for value, label in CommitmentRatingValue.choices]
        for key, counts in found.items()
    }


def names_in(text: str, unit: Unit) -> list[str]:
    """Names of contacts of the unit, or of a unit that it belongs to or has below it, that stand in a text which
    everybody may read. Names of one character say nothing. Two queries."""
    near = Q(unit__path__startswith=unit.path) | Q(unit__in=unit.ancestor_ids)
    found: set[str] = set()
    for model, name in ((Household, "head_name"), (Resident, "name")):
        # The database looks through the text for each name, not the other way about.
        whole = Value(text, output_field=TextField())
        rows = model.objects.filter(near).annotate(whole=whole).filter(whole__contains=F(name))
        found |= set(rows.order_by().values_list(name, flat=True).distinct()[:5])
    return sorted(name for name in found if len(name) > 1)
