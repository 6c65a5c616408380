"""To whom a card can be handed: households, people or points of a place, with what they hold of this card now."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import Unit
from contacts.models import CardIssue, ContactCard, ContactPoint, Household, TargetKind
from contacts.selectors.targets import KINDS, MODELS, Target, target_value

if TYPE_CHECKING:
    from accounts.models import User

MOST = 200


@dataclass(frozen=True)
class Candidate:
    value: str
    target: Target
    hint: str
    is_stale: bool
    holds: bool


@dataclass(frozen=True)
class Asked:
    """Which of them: of a place and below it, of one kind, by what they hold ("none", "stale" or "" for all)."""

    unit: Unit
    kind: str = TargetKind.HOUSEHOLD
    held: str = ""
    text: str = ""


def candidates(user: "User", card: ContactCard, asked: Asked, *, on: datetime.date) -> tuple[list[Candidate], int]:
    """The first 200 of them, and how many there are. Three queries."""
    model = MODELS[asked.kind]
    rows = model.objects.visible_to(user).under(asked.unit).select_related("unit")
    rows = rows.open_on(on) if model is ContactPoint else rows.registered_on(on)
    if asked.text:
        name = "head_name" if model is Household else "name"
        in_group = Q(group_name__icontains=asked.text) if model is Household else Q(pk__in=[])
        rows = rows.filter(Q(**{f"{name}__icontains": asked.text}) | in_group)
    found = list(_with_holding(rows, model, card, asked.held)[:MOST])
    return [_candidate(row) for row in found], len(found) if len(found) < MOST else _count(rows, model, card, asked)


def _count(rows: Any, model: Any, card: ContactCard, asked: Asked) -> int:
    return _with_holding(rows, model, card, asked.held).count()


def _with_holding(rows: Any, model: Any, card: ContactCard, held: str) -> Any:
    """`has_fresh` and `has_stale` of each row. A withdrawn card of the unit counts as a stale one of this card."""
    field = "contact_point" if model is ContactPoint else KINDS[model]
    same = Q(card=card) | Q(card__unit=card.unit_id, card__withdrawn_on__isnull=False)
    issues = CardIssue.objects.filter(same, ended_on=None, **{field: OuterRef("pk")})
    fresh, stale = Exists(issues.filter(stale_since=None)), Exists(issues.filter(stale_since__isnull=False))
    rows = rows.annotate(has_fresh=fresh, has_stale=stale)
    narrow = {"none": Q(has_fresh=False, has_stale=False), "stale": Q(has_stale=True), "due": Q(has_fresh=False)}
    return rows.filter(narrow[held]) if held in narrow else rows


def _candidate(row: Any) -> Candidate:
    hint = " ".join(part for part in (row.unit.label, getattr(row, "group_name", "")) if part)
    return Candidate(target_value(row), row, hint, is_stale=row.has_stale, holds=row.has_fresh)
