"""What the pages of commitments show (R19)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Unit
from petitions.models import PetitionSettings
from visits.actions.commitments import may_write
from visits.models import Commitment, CommitmentState
from visits.selectors.commitments import (
    RatingCount,
    kept_units,
    may_keep,
    may_work_on,
    rating_counts,
    shown_ratings,
)

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class May:
    """What the user may do with a commitment now."""

    edit: bool = False
    publish: bool = False
    work: bool = False
    withdraw: bool = False


def may_do(user: "User", commitment: Commitment, *, on: datetime.date) -> May:
    keeps = may_keep(user, commitment.unit, on=on)
    if commitment.state == CommitmentState.DRAFT:
        writes = keeps or may_write(user, commitment.unit, commitment.cadre, on=on)
        return May(edit=writes, publish=keeps, withdraw=writes)
    if commitment.state == CommitmentState.PUBLISHED:
        return May(work=may_work_on(user, commitment, on=on), withdraw=keeps)
    return May()


@dataclass(frozen=True)
class Remarks:
    """What the people said, as counts and words; nothing of it before five have rated."""

    counts: Sequence[RatingCount] = ()
    remarks: Sequence[str] = ()


def said_of(commitment: Commitment) -> Remarks:
    counts = rating_counts([commitment]).get(commitment.pk)
    if counts is None:
        return Remarks()
    remarks = shown_ratings([commitment]).exclude(remark="").order_by("remark")
    return Remarks(counts, list(remarks.values_list("remark", flat=True)))


@dataclass(frozen=True)
class Shown:
    """A commitment as the people see it."""

    commitment: Commitment
    counts: Sequence[RatingCount]


def shown_to_people(unit: Unit) -> list[Shown]:
    """What a unit has made known. Three queries."""
    rows = list(Commitment.objects.for_public(unit))
    counts = rating_counts(rows)
    return [Shown(row, counts.get(row.pk, ())) for row in rows]


def published_units(user: "User") -> QuerySet[Unit]:
    """Units that the user sees and that have a page for the people."""
    shown = Commitment.objects.visible_to(user).published()
    return Unit.objects.filter(pk__in=shown.order_by().values("unit")).order_by("path")


def may_write_any(user: "User", *, on: datetime.date) -> bool:
    """A member drafts their own; who keeps a unit drafts for it."""
    member = bool(user.access.cadre_ids) and user.cadre is not None and user.cadre.is_party_member
    return member or kept_units(user, on=on).exists()


def form_address(unit: Unit) -> str:
    """Where something that needs an answer is told; "" where neither the unit nor one above it has opened a form."""
    near = PetitionSettings.objects.filter(unit__in=[unit.pk, *unit.ancestor_ids], has_form=True)
    row = near.filter(unit__closed_on=None).order_by("-unit__depth").first()
    return reverse("petitions:public_form", args=[row.slug]) if row else ""
