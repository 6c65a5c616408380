"""Numbers that come in addresses and forms as text: what cannot be one is None, never an error."""

# What a big integer column holds for certain; longer ones belong to no row.
MOST_DIGITS = 18


def parse_number(text: str | None) -> int | None:
    """The whole number, 0 or more, that the text is. Digits of other scripts ("²", "９") are none."""
    if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
