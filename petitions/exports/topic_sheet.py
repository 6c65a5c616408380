"""A topic form (议题单) as it is handed in and filed."""

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of
from petitions.models import Topic


def topic_sheet_pdf(topic: Topic) -> bytes:
    """The bytes of an A4 page: what is to be discussed, and what was decided."""
    return pdf_of(render_to_string("petitions/topic_sheet_pdf.html", {"topic": topic}), style="ledger-paper.css")
