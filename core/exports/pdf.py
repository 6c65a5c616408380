"""PDF files out of HTML, with the fonts of the installation and nothing from anywhere else."""

from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "css"
# The official typefaces are named first in the styles and are not free; these come with the installation.
FACES = (
    ("Noto Serif SC", 400, "noto-serif-sc-400.ttf"),
    ("Noto Serif SC", 700, "noto-serif-sc-700.ttf"),
    ("Noto Sans SC", 400, "noto-sans-sc-400.ttf"),
    ("Noto Sans SC", 700, "noto-sans-sc-700.ttf"),
)


def pdf_of(html: str, *, style: str) -> bytes:
    """The bytes of the PDF. `style` is a file of static/css. A few hundred milliseconds for a page."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    styles = [CSS(string=font_faces(), font_config=fonts), CSS(filename=STYLES / style, font_config=fonts)]
    return HTML(string=html, url_fetcher=_only_fonts).write_pdf(stylesheets=styles, font_config=fonts)


def font_faces() -> str:
    """@font-face rules for the fonts that the set-up laid out; those that are missing are left to the system."""
    there = ((name, weight, settings.FONT_DIR / file) for name, weight, file in FACES)
    rule = '@font-face {{ font-family: "{}"; font-weight: {}; src: url("{}"); }}'
    return "\n".join(rule.format(name, weight, path.as_uri()) for name, weight, path in there if path.is_file())


def _only_fonts(url: str, *args: object, **kwargs: object) -> object:
    """The document itself loads nothing: whatever a name or a text holds, no address is fetched."""
    raise ValueError(f"not fetched: {url}")
