"""On which paper contact cards are printed, and where each stands on a sheet. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Card = TypeVar("Card")
COLUMNS, ROWS = 2, 5
ON_A_SHEET = COLUMNS * ROWS


class Paper(TextChoices):
    SHEET = "sheet", _("A4，一张十卡，双面，带裁切线")
    CARD = "card", _("卡片机，85.6×54毫米，正反面")
    A5 = "a5", _("A5，上墙")
    A4 = "a4", _("A4，上墙")


def sheets(cards: Sequence[Card], copies: int) -> Iterator[list[tuple[int, int, Card]]]:
    """Sheets of ten: for each card its place on the front page, its place on the back page, and the card.

    Places run from 1, left to right and down. A sheet is turned over its long edge, so that left and right of the back
    change places.
    """
    every = [card for card in cards for _copy in range(copies)]
    for start in range(0, len(every), ON_A_SHEET):
        chunk = every[start : start + ON_A_SHEET]
        yield [(place + 1, mirrored(place) + 1, card) for place, card in enumerate(chunk)]


def mirrored(place: int) -> int:
    row, column = divmod(place, COLUMNS)
    return row * COLUMNS + COLUMNS - 1 - column
