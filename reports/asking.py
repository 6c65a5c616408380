"""What a rollup is asked for: which unit, which stretch of days, and how the tree is read."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.periods import Period


class Organised(models.TextChoices):
    """Whether a record counts for the unit where it was made then, or for where that unit stands in the tree now."""

    NOW = "now", _("按现在的隶属关系")
    THEN = "then", _("按当时的隶属关系")


@dataclass(frozen=True)
class Question:
    """`rule` ("rulebook code:rule code") narrows the figures of duties, `kind` (a VisitKind's code) those of visits.

    `under` (the end of a path, "0000001/0000007/"): of a unit that was moved only what it did while it stood there;
    read "then" only. Rows of a rollup set it, so that what one opens is what one saw.
    """

    unit: Unit
    period: Period
    organised: str = Organised.NOW
    rule: str = ""
    kind: str = ""
    under: str = ""

    def query(self, **changes: Any) -> str:
        """As the parameters of an address, with some of them changed."""
        asked = replace(self, **changes)
        days = {"start": asked.period.start.isoformat(), "end": asked.period.end.isoformat()}
        narrowed = {"rule": asked.rule, "kind": asked.kind, "under": asked.under}
        given = {"unit": asked.unit.pk, **days, "organised": str(asked.organised), **narrowed}
        return urlencode({name: value for name, value in given.items() if value})
