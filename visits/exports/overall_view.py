"""The overall view of a contact (R11.8) as a sheet that the contact reads: one for each, and nobody else on it."""

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of
from visits.models import VisitLog


def overall_view_pdf(log: VisitLog) -> bytes:
    """The bytes of the PDF. A few hundred milliseconds."""
    return pdf_of(render_to_string("visits/overall_view_pdf.html", {"log": log}), style="ledger-paper.css")
