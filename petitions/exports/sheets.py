"""A work contact sheet with its reply, as it is printed and filed."""

from collections.abc import Iterable

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of
from petitions.models import SheetEntry, WorkSheet


def sheet_pdf(sheet: WorkSheet, entries: Iterable[SheetEntry]) -> bytes:
    """The bytes of an A4 page or two, in the order of the paper form: what is asked, signed for, answered, closed."""
    html = render_to_string("petitions/sheet_pdf.html", {"sheet": sheet, "entries": entries})
    return pdf_of(html, style="ledger-paper.css")
