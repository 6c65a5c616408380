"""PDF files out of HTML, with the fonts of the installation and nothing from anywhere else."""

import atexit
import threading
from collections.abc import Iterable
from typing import Any

from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "css"
# The official typefaces are named first in the styles and are not free; these come with the installation.
FACES = (
    ("Noto Serif SC", 400, "noto-serif-sc-400.ttf"),
    ("Noto Serif SC", 700, "noto-serif-sc-700.ttf"),
    ("Noto Sans SC", 400, "noto-sans-sc-400.ttf"),
    ("Noto Sans SC", 700, "noto-sans-sc-700.ttf"),
)
_kept = threading.local()
# What the library laid out in a temporary folder goes while there is still something to take it away.
atexit.register(lambda: _kept.__dict__.clear())


def pdf_of(html: str, *, style: str) -> bytes:
    """The bytes of the PDF. `style` is a file of static/css. About a tenth of a second for a page."""
    return pdf_of_all([html], style=style)


def pdf_of_all(parts: Iterable[str], *, style: str) -> bytes:
    """The same of several documents one after the other, each with page numbers of its own. They are laid out as they
    come, so that whoever gives them can tell how far it is."""
    from weasyprint import HTML

    styles, fonts = _styles(style)
    laid_out = [
        HTML(string=html, url_fetcher=_only_fonts).render(stylesheets=styles, font_config=fonts) for html in parts
    ]
    return laid_out[0].copy([page for document in laid_out for page in document.pages]).write_pdf()


def _styles(style: str) -> tuple[list[Any], Any]:
    """The parsed styles with their fonts. Reading the fonts takes longer than a short page, so each thread keeps what
    it read; threads share nothing, since the library of the fonts is not made for that."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    kept: dict[Any, tuple[list[Any], Any]] = _kept.__dict__.setdefault("styles", {})
    key = style, settings.FONT_DIR
    if key not in kept:
        fonts = FontConfiguration()
        faces = CSS(string=font_faces(), font_config=fonts)
        kept[key] = [faces, CSS(filename=STYLES / style, font_config=fonts)], fonts
    return kept[key]


def font_faces() -> str:
    """@font-face rules for the fonts that the set-up laid out; those that are missing are left to the system."""
    there = ((name, weight, settings.FONT_DIR / file) for name, weight, file in FACES)
    rule = '@font-face {{ font-family: "{}"; font-weight: {}; src: url("{}"); }}'
    return "\n".join(rule.format(name, weight, path.as_uri()) for name, weight, path in there if path.is_file())


def _only_fonts(url: str, *args: object, **kwargs: object) -> object:
    """The document itself loads nothing: whatever a name or a text holds, no address is fetched."""
    raise ValueError(f"not fetched: {url}")
