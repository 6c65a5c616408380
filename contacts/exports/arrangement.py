"""The annual arrangement as PDF, in the layout of official letters (GB/T 9704-2012)."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of

if TYPE_CHECKING:
    from contacts.selectors.document import Document


def arrangement_pdf(document: "Document") -> bytes:
    """The bytes of the PDF. A few hundred milliseconds for a page, some seconds for hundreds of rows."""
    html = render_to_string("contacts/arrangement_pdf.html", {"document": document})
    return pdf_of(html, style="official-letter.css")
