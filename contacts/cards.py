"""What stands on a contact card, and how large it can be printed. Pure: neither database nor clock.

Sizes are in points, lengths in millimetres. A text is never cut off: what does not fit at the smallest size that can
be read without glasses is refused when it is written down.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

POINT = 0.3528
LINE_HEIGHT = 1.35
# A letter or a figure takes about so much of what a Chinese character takes.
NARROW = 0.58
FRONT_SIZES = (12.0, 10.5, 9.0, 7.5, 6.5)
BACK_SIZES = (9.5, 8.5, 7.5, 6.5, 5.5)
# Room for text on the back of a card beside the QR code, and without one.
BACK_HEIGHT = 40.0
BACK_WIDTHS = {True: 54.0, False: 77.0}
FRONT_HEIGHT, FRONT_WIDTH = 21.0, 77.0
# What stands in one line each: how wide it may be, in characters of full width.
MOST_IN_LINE = {"heading": 14.0, "phone": 14.5, "supervision_phone": 14.0}
# The table on the wall, as on A5; A4 is the same, larger.
WALL_SIZES = (12.0, 10.8, 9.6, 8.4)
WALL_HEIGHT, WALL_WIDTH = 60.0, 93.0


@dataclass(frozen=True)
class Face:
    """Both sides of a card in words. `form_path`: where the QR code leads; empty for none."""

    name: str
    unit_name: str
    title: str
    phone: str
    area: str
    heading: str
    service_scope: str
    duties: str
    procedure: str
    service_phone: str
    supervision_phone: str
    form_path: str

    @classmethod
    def of(cls, row: Any) -> "Face":
        """Of anything that has these attributes (a CardWording)."""
        return cls(**{name: getattr(row, name) for name in FIELDS})


FIELDS = tuple(field.name for field in fields(Face))


def differing(old: Any, new: Any) -> list[str]:
    """The names of what is not the same on both."""
    return [name for name in FIELDS if getattr(old, name) != getattr(new, name)]


def width_of(text: str) -> float:
    """In characters of full width."""
    return sum(1 if unicodedata.east_asian_width(letter) in "WFA" else NARROW for letter in text)


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines the text takes; one character less to a line, for what punctuation pushes over."""
    room = max(1, int(width / (size * POINT)) - 1)
    return math.ceil(width_of(text) / room) if text else 0


def fitting(texts: Sequence[str], sizes: Iterable[float], *, width: float, height: float) -> float | None:
    """The largest of the sizes at which all texts, each from a new line, stand in the space; None when none does."""
    for size in sizes:
        lines = sum(lines_of(text, size, width) for text in texts)
        if lines * size * POINT * LINE_HEIGHT <= height:
            return size
    return None


def back_size(labelled: Sequence[str], *, has_code: bool) -> float | None:
    return fitting(labelled, BACK_SIZES, width=BACK_WIDTHS[has_code], height=BACK_HEIGHT)


def front_size(texts: Sequence[str]) -> float | None:
    return fitting(texts, FRONT_SIZES, width=FRONT_WIDTH, height=FRONT_HEIGHT)


def too_long(face: Face) -> str:
    """The name of what has no room in its line; empty where everything has."""
    return next((name for name, most in MOST_IN_LINE.items() if width_of(getattr(face, name)) > most), "")


def wall_size(texts: Sequence[str]) -> float | None:
    return fitting(texts, WALL_SIZES, width=WALL_WIDTH, height=WALL_HEIGHT)
