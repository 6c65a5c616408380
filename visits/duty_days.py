"""On which days a rota has somebody on duty, asked of whoever reads cadences.

A rota says it in the words of the grammar of rulebooks, which is read on a floor above; that floor registers a reader
when the project starts.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from accounts.models import Unit

Cadences = list[dict[str, Any]]
Days = list[datetime.date]


class Reader(Protocol):
    """What a floor above knows about cadences."""

    def days(self, asked: Iterable[tuple["Unit", Cadences]], first: datetime.date, last: datetime.date) -> list[Days]:
        """For each unit and its cadences the days of duty from `first` to `last`, both included; a fixed number of
        queries. Of a cadence whose windows are longer than a day (every week) the first working day of each window."""

    def words(self, when: Cadences) -> str:
        """As a person reads it."""


_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """The last one that is registered answers."""
    _readers[:] = [reader]


def days_of(asked: Iterable[tuple["Unit", Cadences]], first: datetime.date, last: datetime.date) -> list[Days]:
    asked = list(asked)
    return _readers[0].days(asked, first, last) if _readers else [[] for _one in asked]


def in_words(when: Cadences) -> str:
    return _readers[0].words(when) if _readers else ""
