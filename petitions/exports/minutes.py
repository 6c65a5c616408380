"""The minutes of a meeting as they are printed and filed."""

from typing import Any

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of


def minutes_pdf(context: dict[str, Any]) -> bytes:
    """The bytes. `context`: meeting, topics with their decisions, attendances, before (the last one's decisions)."""
    words = context | {"present": present(context)}
    return pdf_of(render_to_string("petitions/minutes_pdf.html", words), style="ledger-paper.css")


def present(context: dict[str, Any]) -> list[str]:
    """Who was there, or was invited and is not known to have stayed away; guests last."""
    cadres = [str(row.cadre) for row in context["attendances"] if row.was_there is not False]
    return [*cadres, *filter(None, [context["meeting"].guests])]
