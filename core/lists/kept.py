"""What somebody keeps about lists: their views and columns. The floor that knows users registers a keeper."""

from dataclasses import dataclass
from typing import Any, Protocol

# The list without anything that narrows it, also where one keeps a view that it opens with.
EVERYTHING = "view=all"


def address(path: str, query: str) -> str:
    """The list at `path`, narrowed by the query; all of it where that is empty."""
    return f"{path}?{query or EVERYTHING}"


@dataclass(frozen=True)
class KeptView:
    """A list as somebody narrowed it. `shared_by`: whose it is, where it is not one's own."""

    name: str
    query: str
    is_default: bool = False
    shared_by: str = ""


class Keeper(Protocol):
    def views(self, user: Any, path: str) -> list[KeptView]:
        """One's own views of the list at this path and those shared with one, by name. One query."""
        ...

    def columns(self, user: Any, name: str) -> list[str] | None:
        """The columns that the user chose for the list of this name; None: the usual ones. One query."""
        ...

    def head(self, user: Any) -> tuple[str, str]:
        """Name and path of the unit in whose name the user takes a list out. One query."""
        ...


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Called in AppConfig.ready; the last one that registers is asked."""
    _keepers.append(keeper)


def keeper() -> Keeper:
    return _keepers[-1]
