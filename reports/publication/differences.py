"""No small number by subtraction: what a unit and those below it publish on pages of their own is taken together."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import PATH_STEP
from core.periods import year
from reports.models import EditionState, ItemKind, PublicEdition

if TYPE_CHECKING:
    from accounts.models import Unit
    from core.periods import Period

# Fewer than these tell of somebody.
LEAST = 5
NEVER_SHOWN = (EditionState.DRAFT, EditionState.DISCARDED)


@dataclass(frozen=True)
class Box:
    """Which part of the tree, on which days."""

    path: str
    start: datetime.date
    end: datetime.date

    def holds(self, other: "Box") -> bool:
        inside = self.start <= other.start and other.end <= self.end
        return self != other and inside and other.path.startswith(self.path)


Counts = dict[Box, dict[str, int]]


def published_near(unit: "Unit", period: "Period", *, but: int) -> Counts:
    """The counts that all pages of the tree tell of the same year, or ever told; but of one item. One query."""
    rows = PublicEdition.objects.filter(item__page__unit__path__startswith=unit.path[:PATH_STEP])
    rows = rows.filter(item__kind=ItemKind.FIGURES).exclude(state__in=NEVER_SHOWN).exclude(item=but)
    rows = rows.filter(period_start__gte=year(period.start).start, period_end__lte=year(period.end).end)
    told = rows.order_by("pk").values_list("item__page__unit__path", "period_start", "period_end", "content")
    found: Counts = defaultdict(dict)
    for path, start, end, content in told:
        if start and end:
            found[Box(path, start, end)] |= _counts(content)
    return found


def _counts(content: dict[str, Any]) -> dict[str, int]:
    lines = content.get("lines", ())
    return {line["code"]: line["value"] for line in lines if line["style"] == "number" and line["value"] is not None}


def tells_of_few(code: str, count: int, box: Box, near: Counts) -> bool:
    """Whether what is left of this count, or of one above it, without what is told of the parts of it is small."""
    told = {other: values[code] for other, values in near.items() if code in values} | {box: count}
    return any(0 < _left(whole, told) < LEAST for whole in told if whole == box or whole.holds(box))


def _left(whole: Box, told: dict[Box, int]) -> int:
    parts = [part for part in told if whole.holds(part)]
    widest = [part for part in parts if not any(other.holds(part) for other in parts)]
    return told[whole] - sum(told[part] for part in widest)
