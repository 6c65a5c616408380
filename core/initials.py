"""Names in letters: finding one by the first letters of its pinyin (张建国: zjg), spelling one out (zhangjianguo)."""

import os
import unicodedata
from functools import lru_cache
from itertools import pairwise

# Longer names are of institutions; nobody types more letters than this.
MOST_CHARACTERS = 30


@lru_cache(maxsize=4096)
def of_character(character: str) -> tuple[str, ...]:
    """The letters that the readings of a character begin with (单: d, c, s), in the order of the dictionary.

    A Latin letter or digit is its own.
    """
    plain = unicodedata.normalize("NFKC", character).lower()
    if plain.isascii():
        return (plain,) if plain.isalnum() else ()
    found = dict.fromkeys(_letter(reading) for reading in _readings(character))
    return tuple(letter for letter in found if letter)


def pairs_of(name: str) -> list[str]:
    """What `core.bigrams` is for a text: the pairs of initials that stand side by side, each once."""
    letters = [of_character(character) for character in name[:MOST_CHARACTERS]]
    found = {f"{one}{other}": None for left, right in pairwise(letters) for one in left for other in right}
    return list(found)


def place_in(name: str, letters: str) -> tuple[int, int] | None:
    """From where to where these letters are the initials of the name."""
    known = [of_character(character) for character in name[:MOST_CHARACTERS]]
    for start in range(len(known) - len(letters) + 1):
        if letters and all(letter in known[start + at] for at, letter in enumerate(letters)):
            return start, start + len(letters)
    return None


def spelling(name: str) -> str:
    """The name by the usual reading of each character; Latin letters and digits stay, everything else goes."""
    read = (next(iter(_readings(character)), character) for character in name)
    text = unicodedata.normalize("NFD", "".join(read)).lower()
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


def _readings(character: str) -> list[str]:
    # Readings of single characters are enough: the dictionary of phrases takes four times the memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return found[0] if found else []


def _letter(reading: str) -> str:
    """ü and its like without their marks; a reading that is no word of letters (hm, ng apart) gives nothing."""
    first = unicodedata.normalize("NFD", reading[:1]).lower()[:1]
    return first if first.isascii() and first.isalpha() else ""
