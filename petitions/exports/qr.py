"""QR codes of addresses of this installation, as pictures that stand in the page itself."""

from django.conf import settings


def qr_of(path: str) -> str:
    """A data address of an SVG picture that leads to `path` of this installation (LIAISON_BASE_URL)."""
    import segno

    return str(segno.make(settings.BASE_URL + path, error="m", micro=False).svg_data_uri(scale=6, border=2))
