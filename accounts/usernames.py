"""User names that people can remember: the name in letters, with a number where several are called the same. Pure."""

import os
from collections.abc import Iterable

LONGEST = 40
# For a name of which nothing can be spelt.
OTHERWISE = "user"


def usernames_for(names: Iterable[str], *, taken: Iterable[str]) -> list[str]:
    """One for each name, none of them taken, in the same order."""
    used = set(taken)
    found = []
    for name in names:
        base = spelt(name)[:LONGEST] or OTHERWISE
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


def spelt(name: str) -> str:
    """李建国: lijianguo; Latin letters and digits stay, everything else goes."""
    # Readings of single characters are enough: the dictionary of phrases takes four times the memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import lazy_pinyin

    text = "".join(lazy_pinyin(name, errors=lambda other: other)).lower()
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())
