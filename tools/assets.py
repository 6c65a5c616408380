"""Lays out what the browser and the PDF writer need from node_modules. Run by the set-up; quick when up to date.

What a page may use (addresses under /static/):

    vendor/bootstrap/bootstrap.min.css
    vendor/bootstrap/bootstrap.bundle.min.js
    vendor/bootstrap-icons/bootstrap-icons.min.css    (with fonts/bootstrap-icons.woff2 beside it)
    vendor/echarts/echarts.common.min.js              (fetched by charts.js where a chart comes into sight)
    vendor/fonts/noto-sans-sc.css                     ("Noto Sans SC", 400 and 700; the browser fetches only the
                                                       slices whose characters are on the page)
    vendor/<library>/LICENSE

What the PDF writer may use (files in settings.FONT_DIR, build/fonts):

    noto-sans-sc-400.ttf  noto-sans-sc-700.ttf  noto-serif-sc-400.ttf  noto-serif-sc-700.ttf

Whole fonts, not slices: WeasyPrint prints garbage from slices, and takes seconds to unpack woff2 at each render.
"""

import hashlib
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
STAMP = BUILD / "assets.stamp"

# Source in node_modules → place under build/static/vendor.
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons/bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "bootstrap-icons/fonts/bootstrap-icons.woff2",
    "bootstrap-icons/LICENSE": "bootstrap-icons/LICENSE",
    "echarts/dist/echarts.common.min.js": "echarts/echarts.common.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "@fontsource/noto-sans-sc/LICENSE": "fonts/LICENSE",
}
WEIGHTS = {400: "Regular", 700: "Bold"}
PRINT_FAMILIES = {"noto-sans-sc": "Noto Sans SC", "noto-serif-sc": "Noto Serif SC"}
# Scripts that no page is written in; Chinese comes in numbered slices, Latin in two.
UNUSED_SLICES = ("cyrillic", "vietnamese")


class MissingSource(Exception):
    """A file that npm should have installed is not there."""


def main() -> int:
    try:
        wanted = fingerprint()
        if STAMP.is_file() and STAMP.read_text() == wanted and all(path.is_file() for path in outputs()):
            print("assets: up to date")
            return 0
        STAMP.unlink(missing_ok=True)
        lay_out_static()
        convert_print_fonts()
    except MissingSource as problem:
        print(f"assets: {problem} is missing; run `npm ci` first", file=sys.stderr)
        return 1
    STAMP.write_text(wanted)
    print("assets: built")
    return 0


def fingerprint() -> str:
    """Changes whenever this script or an installed library does."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for package in sorted({package_of(source) for source in [*FILES, *map("@fontsource/{}/x".format, PRINT_FAMILIES)]}):
        digest.update(existing(MODULES / package / "package.json").read_bytes())
    return digest.hexdigest()


def package_of(source: str) -> str:
    parts = source.split("/")
    return "/".join(parts[:2] if source.startswith("@") else parts[:1])


def outputs() -> list[Path]:
    vendor = BUILD / "static" / "vendor"
    pages = [vendor / place for place in FILES.values()] + [vendor / "fonts" / "noto-sans-sc.css"]
    return pages + [print_font(family, weight) for family in PRINT_FAMILIES for weight in WEIGHTS]


def existing(path: Path) -> Path:
    if not path.is_file():
        raise MissingSource(path.relative_to(ROOT))
    return path


# --- for the browser ----------------------------------------------------------------------------


def lay_out_static() -> None:
    """Built beside the old folder and swapped in, so that a running server never sees half of it."""
    fresh = BUILD / "static.new" / "vendor"
    shutil.rmtree(fresh.parent, ignore_errors=True)
    for source, place in FILES.items():
        copy(existing(MODULES / source), fresh / place)
    write_web_font(fresh / "fonts")
    shutil.rmtree(BUILD / "static", ignore_errors=True)
    fresh.parent.rename(BUILD / "static")


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        target.write_text(without_loose_ends(source.read_text()))
    else:
        shutil.copyfile(source, target)


def without_loose_ends(text: str) -> str:
    """No reference to a file that is not laid out: source maps, and woff where there is woff2.

    The manifest storage refuses style sheets that name missing files.
    """
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+", "", text)
    return re.sub(r""",\s*url\([^)]*\.woff(\?[^)]*)?\)\s*format\(["']woff["']\)""", "", text)


def write_web_font(folder: Path) -> None:
    """One style sheet for both weights and the slices that it names."""
    package = MODULES / "@fontsource" / "noto-sans-sc"
    faces = []
    for weight in WEIGHTS:
        sheet = without_loose_ends(existing(package / f"{weight}.css").read_text())
        faces += [face for face in re.findall(r"@font-face \{.*?\}", sheet, re.DOTALL) if not is_unused(face)]
    for name in re.findall(r"url\(\./files/(.*?)\)", "".join(faces)):
        copy(existing(package / "files" / name), folder / "files" / name)
    (folder / "noto-sans-sc.css").write_text("\n".join(faces) + "\n")


def is_unused(face: str) -> bool:
    return any(f"noto-sans-sc-{name}-" in face for name in UNUSED_SLICES)


# --- for the PDF writer -------------------------------------------------------------------------


def convert_print_fonts() -> None:
    jobs = [(family, weight) for family in PRINT_FAMILIES for weight in WEIGHTS]
    for family, weight in jobs:
        existing(print_source(family, weight))
    (BUILD / "fonts").mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        list(pool.map(convert, *zip(*jobs, strict=True)))
    shutil.copyfile(MODULES / "@fontsource/noto-sans-sc/LICENSE", BUILD / "fonts" / "LICENSE")


def print_source(family: str, weight: int) -> Path:
    return MODULES / "@fontsource" / family / "files" / f"{family}-chinese-simplified-{weight}-normal.woff2"


def print_font(family: str, weight: int) -> Path:
    return BUILD / "fonts" / f"{family}-{weight}.ttf"


def convert(family: str, weight: int) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(print_source(family, weight))
    font.flavor = None
    name_font(font, PRINT_FAMILIES[family], WEIGHTS[weight])
    font["OS/2"].usWeightClass = weight
    half_done = print_font(family, weight).with_suffix(".part")
    font.save(half_done)
    half_done.rename(print_font(family, weight))


def name_font(font, family: str, style: str) -> None:
    """Every weight is cut from one variable font and still carries the name of its thinnest instance."""
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    for number in (16, 17, 21, 22):
        font["name"].removeNames(nameID=number)
    for number, text in names.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    sys.exit(main())
