"""Where the words that were asked for stand in a text, so that a hit says why it is one."""

import re
import unicodedata
from collections.abc import Sequence

from core import initials

# A piece of a text, and whether it is what was asked for.
Part = tuple[str, bool]
BEFORE, LENGTH = 20, 90


def marked(text: str, words: Sequence[str]) -> list[Part]:
    """The whole text in pieces; a word of letters that stands nowhere may be the initials of a name."""
    spans = _joined(sorted(span for word in words for span in _spans(text, word)))
    parts, last = [], 0
    for start, end in spans:
        parts += [(text[last:start], False), (text[start:end], True)]
        last = end
    return [part for part in [*parts, (text[last:], False)] if part[0]]


def snippet(text: str, words: Sequence[str]) -> list[Part]:
    """The line or two around the first word; where none stands in it, the beginning of the text."""
    text = " ".join(text.split())
    first = min((start for word in words for start, _end in _literal(text, word)), default=0)
    start = max(first - BEFORE, 0) if len(text) > LENGTH else 0
    end = start + LENGTH
    shown = ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")
    return marked(shown, words)


def is_called(name: str, word: str) -> bool:
    """Whether the word, or the initials that it is, stands in the name."""
    return bool(_spans(name, word))


def _spans(text: str, word: str) -> list[tuple[int, int]]:
    found = _literal(text, word)
    if not found and word.isascii() and word.isalpha():
        place = initials.place_in(text, word)
        return [place] if place else []
    return found


def _literal(text: str, word: str) -> list[tuple[int, int]]:
    """Case and width do not count, as long as each character stays one."""
    plain = "".join(_same_length(character) for character in text)
    return [(found.start(), found.end()) for found in re.finditer(re.escape(word), plain)]


def _same_length(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
