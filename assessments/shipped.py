"""Adoption levels as they come with the product (R17.7); an organisation sets its own for its part of the tree."""

import datetime
from decimal import Decimal

from django.db.models import Model

SINCE = datetime.date(2000, 1, 1)
# code, name (data, in Chinese), kind of unit that adopts, yuan; lowest first
LEVELS: tuple[tuple[str, str, str, str], ...] = (
    ("section", "区队（科室）采用", "section", "5.00"),
    ("mine", "矿采用", "mine", "30.00"),
)


def load(level: type[Model]) -> None:
    """Enter the shipped levels that are not there yet; what an administrator changed stays."""
    there = set(level.objects.filter(unit=None).values_list("code", flat=True))  # type: ignore[attr-defined]
    level.objects.bulk_create(  # type: ignore[attr-defined]
        level(code=code, name=name, unit_kind=kind, amount=Decimal(amount), order=order * 10, effective_from=SINCE)
        for order, (code, name, kind, amount) in enumerate(LEVELS, 1)
        if code not in there
    )
