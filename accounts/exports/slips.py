"""One-time slips on paper: ten to a sheet of A4, to be cut apart and handed over in person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Invitation
from core.exports.pdf import pdf_of
from core.exports.qr import DrawnCode, drawn_qr_of

TO_A_SHEET = 10


@dataclass(frozen=True)
class Slip:
    """What stands on one slip. `place`: unit and post, so that it reaches the right person."""

    name: str
    place: str
    username: str
    code: str
    qr: DrawnCode


def slips_pdf(given: Sequence[tuple[Invitation, str, str]], *, expires_on: object) -> bytes:
    """Of (invitation, code, place) each. About half a second for a hundred."""
    slips = [
        Slip(row.user.name, place, row.user.username, code, drawn_qr_of(reverse("accounts:accept", args=[code])))
        for row, code, place in given
    ]
    sheets = [slips[first : first + TO_A_SHEET] for first in range(0, len(slips), TO_A_SHEET)]
    address = settings.BASE_URL + reverse("accounts:login")
    html = render_to_string("accounts/slips_pdf.html", {"sheets": sheets, "address": address, "expires_on": expires_on})
    return pdf_of(html, style="slips-paper.css")
