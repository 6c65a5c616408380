"""User names that people can remember: the name in letters, with a number where several are called the same. Pure."""

from collections.abc import Iterable

from core.initials import spelling

LONGEST = 40
# For a name of which nothing can be spelt.
OTHERWISE = "user"


def usernames_for(names: Iterable[str], *, taken: Iterable[str]) -> list[str]:
    """One for each name, none of them taken, in the same order."""
    used = set(taken)
    found = []
    for name in names:
        base = spelling(name)[:LONGEST] or OTHERWISE
        free = next(text for text in _numbered(base) if text not in used)
        used.add(free)
        found.append(free)
    return found


def _numbered(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base}{number}"
        number += 1
