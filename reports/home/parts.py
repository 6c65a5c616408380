"""What the home page is put together from: parts, the most urgent first, each a template with what it shows."""

import datetime
from dataclasses import dataclass, field
from typing import Any

# How soon a part wants to be read: something is late, something is near or waits, it is there to be looked at.
LATE, DUE, CALM = range(3)
_OF_TONES = {"late": LATE, "due": DUE}
# Dates within so many days are near.
SOON = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Part:
    """`urls`: the pages of single things that it leads to, so that no notice about one of them stands beside it."""

    template: str
    data: Any
    urgency: int = CALM
    urls: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Line:
    """A sort of thing that waits, how many of it, and where they are. `tone` as in components/status.html."""

    label: Any
    count: int
    url: str
    tone: str = "open"
    # The pages of the single things, where a notice may be about one of them.
    pages: frozenset[str] = field(default_factory=frozenset)


def urgency_of(tones: Any) -> int:
    """Of a part whose rows have these tones: that of the most pressing one."""
    return min((_OF_TONES.get(tone, CALM) for tone in tones), default=CALM)
