"""Numbers and words that come in addresses without a form: what cannot be one is left out, never an error."""

from collections.abc import Iterable

# What a big integer column holds for certain; longer ones belong to no row.
MOST_DIGITS = 18
LONGEST_WORDS = 40


def parse_number(text: str | None) -> int | None:
    """The whole number, 0 or more, that the text is. Digits of other scripts ("²", "９") are none."""
    if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return None


def parse_numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are such numbers."""
    return [number for number in map(parse_number, texts) if number is not None]


def parse_words(text: str | None) -> str:
    """What somebody looks for: without the character that no database holds, and no longer than a name."""
    return (text or "").replace("\x00", "").strip()[:LONGEST_WORDS]
