"""How many assignments of each category somebody must hold, asked of whoever knows.

The numbers are rules (R1.1: one of each of six), so they live in the rulebooks on a floor above. That floor
registers a provider here; contacts only asks.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """A cadre must hold between `least` and `most` (None: no upper limit) pairings of the category, by `clause`.

    What they hold of `others` counts towards the same number (R7.1: one household, in hardship or registered poor).
    """

    cadre_id: int
    category_code: str
    least: int
    most: int | None
    clause: str
    others: tuple[str, ...] = ()

    @property
    def category_codes(self) -> tuple[str, ...]:
        return (self.category_code, *self.others)


Provider = Callable[[Iterable[int], datetime.date], list[Quota]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def quotas(cadre_ids: Iterable[int], on: datetime.date) -> list[Quota]:
    """The quotas of these cadres on that day, from every provider."""
    ids = list(cadre_ids)
    return [quota for provider in _providers for quota in provider(ids, on)]
