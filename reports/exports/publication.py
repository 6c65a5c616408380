"""The sheet that leads to a public page: A4, to be read from two metres."""

from django.conf import settings
from django.template.loader import render_to_string

from core.exports.pdf import pdf_of
from core.exports.qr import drawn_qr_of
from reports.models import PublicPage


def poster_pdf(page: PublicPage) -> bytes:
    """One page; half a second."""
    words = {"page": page, "code": drawn_qr_of(page.public_path), "address": settings.BASE_URL + page.public_path}
    return pdf_of(render_to_string("reports/public_poster_pdf.html", words), style="public-poster.css")
