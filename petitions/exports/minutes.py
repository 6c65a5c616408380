"""The minutes of a meeting as they are printed and filed."""

from typing import Any

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of


def minutes_pdf(context: dict[str, Any]) -> bytes:
    """The bytes. `context`: meeting, topics with their decisions, attendances, before (the last one's decisions)."""
    return pdf_of(render_to_string("petitions/minutes_pdf.html", context), style="ledger-paper.css")
