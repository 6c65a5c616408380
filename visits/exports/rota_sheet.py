"""A month of a rota as an A4 sheet for the wall."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from core.exports.pdf import pdf_of

if TYPE_CHECKING:
    from core.periods import Period
    from visits.models import Rota
    from visits.selectors.rotas import NoticeRow


def rota_sheet_pdf(rota: "Rota", month: "Period", rows: Iterable["NoticeRow"]) -> bytes:
    """The bytes of the PDF. A few hundred milliseconds."""
    html = render_to_string("visits/rota_sheet.html", {"rota": rota, "month": month, "rows": list(rows)})
    return pdf_of(html, style="rota-sheet.css")
