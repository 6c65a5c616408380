"""The record of a forum (座谈会记录) as it is filed: what was said, by whom, who answers for it and by when."""

from typing import Any

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of


def forum_sheet_pdf(context: dict[str, Any]) -> bytes:
    """The bytes of the PDF. `context`: log, content (None where it is not for the reader), host, others. Whoever spoke
    without leaving a name stands there without one."""
    return pdf_of(render_to_string("visits/forum_sheet_pdf.html", context), style="ledger-paper.css")
