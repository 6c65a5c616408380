"""QR codes of addresses of this installation, as pictures that stand in the page itself."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings

# Modules of white around a code, which readers need.
QUIET = 2


def qr_of(path: str) -> str:
    """A data address of an SVG picture that leads to `path` of this installation (LIAISON_BASE_URL)."""
    import segno

    return str(segno.make(settings.BASE_URL + path, error="m", micro=False).svg_data_uri(scale=6, border=QUIET))


@dataclass(frozen=True)
class DrawnCode:
    """A code to be drawn in a document: `path` of a picture that is `size` modules wide and high."""

    size: int
    path: str


def drawn_qr_of(path: str) -> DrawnCode:
    """The same as lines of a drawing: documents load nothing, not even what stands in a data address."""
    import segno

    code = segno.make(settings.BASE_URL + path, error="m", micro=False)
    size = len(code.matrix)
    lines = [_line(row, y) for y, row in enumerate(code.matrix, QUIET)]
    return DrawnCode(size + 2 * QUIET, "".join(lines))


def _line(row: bytearray, y: int) -> str:
    """The dark modules of a row, those side by side as one box."""
    parts, x = [], QUIET
    for is_dark, group in groupby(row):
        width = len(list(group))
        if is_dark:
            parts.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(parts)
