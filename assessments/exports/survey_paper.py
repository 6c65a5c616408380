"""Slips with a code, to be cut, and whole sheets with the questions. The codes stand in these files only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import Pool
from assessments.selectors.survey_sheets import parts_of
from core.exports.pdf import pdf_of
from core.exports.qr import DrawnCode, drawn_qr_of

if TYPE_CHECKING:
    from assessments.models import Participant

SLIPS_ON_A_PAGE = 8


@dataclass(frozen=True)
class Paper:
    """One code to be printed. Reading the picture opens the page with the code filled in."""

    code: str

    @property
    def qr(self) -> DrawnCode:
        return drawn_qr_of(reverse("assessments:answer_code", args=[self.code]))


def slips_pdf(pool: Pool, codes: Sequence[str], handed: Sequence["Participant"]) -> bytes:
    """Eight slips to an A4 sheet, with the list of who is given one before them. Two seconds for a hundred.

    The order of the slips has nothing to do with that of the list.
    """
    papers = [Paper(code) for code in codes]
    pages = [papers[start : start + SLIPS_ON_A_PAGE] for start in range(0, len(papers), SLIPS_ON_A_PAGE)]
    return _pdf("assessments/survey_slips_pdf.html", pool, handed, pages=pages)


def sheets_pdf(pool: Pool, codes: Sequence[str], handed: Sequence["Participant"]) -> bytes:
    """One sheet for each, with all questions: filled in by hand, or by telephone."""
    papers = [Paper(code) for code in codes]
    return _pdf("assessments/survey_sheets_pdf.html", pool, handed, papers=papers, parts=parts_of(pool.survey, pool))


def _pdf(template: str, pool: Pool, handed: Sequence["Participant"], **words: Any) -> bytes:
    address = settings.BASE_URL + reverse("assessments:answer")
    words |= {"survey": pool.survey, "pool": pool, "handed": handed, "address": address}
    return pdf_of(render_to_string(template, words), style="survey-paper.css")
