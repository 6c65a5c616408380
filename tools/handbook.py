"""Builds the handbook that is served under /help/ from docs/handbook.

    .venv/bin/python tools/handbook.py

Writes build/handbook: one JSON file for each chapter, and the pictures. A warning (a broken link, a picture that is
missing) is an error.
"""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SOURCE = ROOT / "docs" / "handbook"
TARGET = ROOT / "build" / "handbook"


def build(source: Path = SOURCE, target: Path = TARGET) -> int:
    """Sphinx's exit status; on an error what was built before stays in place."""
    from sphinx.cmd.build import build_main

    with tempfile.TemporaryDirectory(prefix="liaison-handbook-") as folder:
        made, kept = Path(folder) / "json", Path(folder) / "doctrees"
        status = build_main(["-q", "-W", "--keep-going", "-b", "json", "-d", str(kept), str(source), str(made)])
        if status == 0:
            put(made, target)
    return status


def put(made: Path, target: Path) -> None:
    """Only what is served, with the old chapters gone."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "_images").mkdir(parents=True)
    for chapter in made.glob("*.fjson"):
        shutil.copy(chapter, target / f"{chapter.stem}.json")
    for picture in (made / "_images").glob("*"):
        shutil.copy(picture, target / "_images")


if __name__ == "__main__":
    sys.exit(build())
