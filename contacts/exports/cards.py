"""Contact cards on paper (R6): ten to a sheet, for a card printer, or for the wall."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.card_paper import Paper, sheets
from contacts.cards import Face, fitting
from contacts.models import CardWording, ContactCard
from contacts.selectors.card_faces import styles_of
from contacts.selectors.card_words import Line, back_of, back_step, front_step, wall_step
from core.errors import DomainError
from core.exports.pdf import pdf_of
from core.exports.qr import DrawnCode, drawn_qr_of

MOST = 600
NAME_SIZES = (18.0, 14.0, 11.0, 9.0, 6.5)


@dataclass(frozen=True)
class Printed:
    """A version of a card with what the template needs to set it. `*_step`: which of the sizes in the style sheet."""

    wording: CardWording
    colour: str
    qr: DrawnCode | None

    @property
    def face(self) -> Face:
        return Face.of(self.wording)

    @property
    def lines(self) -> list[Line]:
        return back_of(self.face)

    @property
    def front_step(self) -> int:
        return front_step(self.face)

    @property
    def back_step(self) -> int:
        return back_step(self.face)

    @property
    def wall_step(self) -> int:
        return wall_step(self.face)

    @property
    def name_step(self) -> int:
        size = fitting([self.wording.name], NAME_SIZES, width=77, height=9)
        return NAME_SIZES.index(size) + 1 if size else len(NAME_SIZES)


def printed(cards: Sequence[ContactCard]) -> list[Printed]:
    """The current versions; `unit` and `current` fetched. One query for the styles, each QR code drawn once."""
    styles = styles_of({card.unit_id: card.unit for card in cards}.values())
    draw: Callable[[str], DrawnCode] = cache(drawn_qr_of)
    return [
        Printed(
            card.current, styles[card.unit_id].colour, draw(card.current.form_path) if card.current.form_path else None
        )
        for card in cards
        if card.current and card.unit_id in styles
    ]


def cards_pdf(cards: Sequence[ContactCard], paper: str, copies: int) -> bytes:
    """The bytes of the PDF, in the organisation's language. About 10 ms for a card. DomainError for too many."""
    if len(cards) * copies > MOST:
        raise DomainError(_("一次最多打印%(most)d张，请减少份数或缩小单位范围。") % {"most": MOST}, field="copies")
    rows = printed(cards)
    words: dict[str, Any] = {"paper": paper, "sheets": [], "singles": []}
    if paper == Paper.SHEET:
        words["sheets"] = list(sheets(rows, copies))
    else:
        words["singles"] = [row for row in rows for _copy in range(copies)]
    with override(settings.LANGUAGE_CODE):
        return pdf_of(render_to_string("contacts/cards_pdf.html", words), style="contact-card-paper.css")
