"""The annual arrangement as PDF, in the layout of official letters (GB/T 9704-2012)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from contacts.selectors.document import Document

STYLE = settings.BASE_DIR / "static" / "css" / "official-letter.css"
# The official typefaces are named first in the style and are not free; these come with the installation.
FACES = (
    ("Noto Serif SC", 400, "noto-serif-sc-400.ttf"),
    ("Noto Serif SC", 700, "noto-serif-sc-700.ttf"),
    ("Noto Sans SC", 400, "noto-sans-sc-400.ttf"),
    ("Noto Sans SC", 700, "noto-sans-sc-700.ttf"),
)


def arrangement_pdf(document: "Document") -> bytes:
    """The bytes of the PDF. A few hundred milliseconds for a page, some seconds for hundreds of rows."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    styles = [CSS(string=font_faces(), font_config=fonts), CSS(filename=STYLE, font_config=fonts)]
    html = render_to_string("contacts/arrangement_pdf.html", {"document": document})
    return HTML(string=html, url_fetcher=_only_fonts).write_pdf(stylesheets=styles, font_config=fonts)


def font_faces() -> str:
    """@font-face rules for the fonts that the set-up laid out; those that are missing are left to the system."""
    there = ((name, weight, settings.FONT_DIR / file) for name, weight, file in FACES)
    rule = '@font-face {{ font-family: "{}"; font-weight: {}; src: url("{}"); }}'
    return "\n".join(rule.format(name, weight, path.as_uri()) for name, weight, path in there if path.is_file())


def _only_fonts(url: str, *args: object, **kwargs: object) -> object:
    """The document itself loads nothing: whatever a name or a text holds, no address is fetched."""
    raise ValueError(f"not fetched: {url}")
