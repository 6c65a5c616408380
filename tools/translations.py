"""The English and the traditional Chinese of the interface, held against the Chinese of the source.

    tools/translations.py check     says what is missing, changed or wrong; exit code 1 where anything is
    tools/translations.py update    writes new strings into locale/en, to be translated there, and locale/zh_Hant anew

Chinese is the language of the source: a string without a translation shows up in Chinese on an English page.
Traditional characters are not translated but made (traditional.py); nobody edits them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
import yaml
from traditional import catalogue as traditional_catalogue

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
TRADITIONAL = Path("locale/zh_Hant/LC_MESSAGES/django.po")
# Our Chinese for what Django says in English.
DJANGO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# Data that comes with the product and is shown as it was loaded; whom a rule binds is no text to be shown.
SHIPPED = ("duties/rulebooks/*.yaml", "assessments/scorecards/*.yaml")
SHOWN = ("title", "note", "clause", "label", "text", "standard", "name")
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sd]|\{\w*\}")
# Names of languages are written in their own language, wherever they appear.
OWN_NAMES = {"简体中文", "繁體中文"}
LEFT_OUT = ("build", "data", "node_modules", "tests", ".venv", "docs", "benchmarks", "tools")


def main() -> int:
    what = sys.argv[1:]
    if what == ["check"]:
        return check()
    if what == ["update"]:
        return update()
    print(__doc__.strip(), file=sys.stderr)
    return 2


def check() -> int:
    wanted = collected()
    mistakes = find_mistakes(wanted, existing()) + stale_traditional(wanted)
    for mistake in mistakes:
        print(mistake)
    print(f"{len(mistakes)} mistakes" if mistakes else "translations: complete")
    return 1 if mistakes else 0


def update() -> int:
    """Brings the catalogue up to date; what is no longer in the source goes, nothing is guessed."""
    wanted, old = collected(), {(entry.msgctxt, entry.msgid): entry for entry in existing()}
    save(in_traditional(wanted), TRADITIONAL)
    new = 0
    for entry in wanted:
        known = old.get((entry.msgctxt, entry.msgid))
        if known:
            entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural or entry.msgstr_plural
        else:
            new += 1
    wanted.metadata = {**HEADER}
    wanted.wrapwidth = 120
    save(wanted, CATALOGUE)
    print(f"{len(wanted)} strings, {new} of them new; {len(find_mistakes(wanted, wanted))} to be mended")
    return 0


HEADER = {
    "Project-Id-Version": "Liaison",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def save(catalogue: polib.POFile, path: Path) -> None:
    (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(ROOT / path))


def existing(path: Path = CATALOGUE) -> polib.POFile:
    return polib.pofile(str(ROOT / path)) if (ROOT / path).is_file() else polib.POFile()


def in_traditional(wanted: polib.POFile) -> polib.POFile:
    return traditional_catalogue(wanted, existing(DJANGO), shipped())


def stale_traditional(wanted: polib.POFile) -> list[str]:
    made, there = ({str(entry) for entry in catalogue} for catalogue in (in_traditional(wanted), existing(TRADITIONAL)))
    return [] if made == there else [f"{TRADITIONAL}: not what the source says now; run update"]


def shipped() -> set[str]:
    """Texts in the data that comes with the product."""
    paths = [path for pattern in SHIPPED for path in ROOT.glob(pattern)]
    return {text for path in paths for text in shown_in(yaml.safe_load(path.read_text(encoding="utf-8")))}


def shown_in(data: object, key: str = "") -> Iterator[str]:
    """The Chinese texts at any depth under a name of SHOWN."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from shown_in(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from shown_in(value, key)
    elif isinstance(data, str) and key in SHOWN and HAN.search(data):
        yield data


def collected() -> polib.POFile:
    """What the source asks for, gathered from a copy so that the checkout stays as it is."""
    with tempfile.TemporaryDirectory(prefix="liaison-messages-") as folder:
        copy = Path(folder) / "source"
        copy.mkdir()
        for path in ROOT.iterdir():
            if path.is_dir() and path.name not in LEFT_OUT and not path.name.startswith("."):
                shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
        shutil.rmtree(copy / "locale", ignore_errors=True)
        (copy / "locale").mkdir()
        django_admin = [sys.executable, "-m", "django", "makemessages", "--locale=en", "--no-obsolete", "--no-wrap"]
        done = subprocess.run([*django_admin, "--verbosity=0"], cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        catalogue = polib.pofile(str(copy / CATALOGUE))
    for entry in catalogue:
        # Line numbers would change the catalogue with every edit.
        entry.occurrences = sorted({(file.removeprefix("./"), "") for file, _ in entry.occurrences})
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = None
    return catalogue


def find_mistakes(wanted: polib.POFile, catalogue: polib.POFile) -> list[str]:
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    mistakes = []
    for entry in wanted:
        translated = known.pop((entry.msgctxt, entry.msgid), None)
        where = ", ".join(file for file, _ in entry.occurrences[:3])
        if problem := wrong_with(translated):
            mistakes.append(f"{where}: “{entry.msgid}”: {problem}")
    return mistakes + [f"“{msgid}” is no longer in the source" for _, msgid in known]


def wrong_with(entry: polib.POEntry | None) -> str:
    """Empty where the translation is fine."""
    if entry is None:
        return "not in the catalogue"
    if "fuzzy" in entry.flags:
        return "marked as fuzzy"
    versions = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(version.strip() for version in versions):
        return "not translated"
    if entry.msgid not in OWN_NAMES and any(HAN.search(version) for version in versions):
        return f"Chinese in the English: {versions[0]}"
    # English may leave out a number in the singular, so only the last version must name all of them.
    if placeholders(versions[-1]) != placeholders(entry.msgid):
        return f"placeholders differ: {versions[-1]}"
    return ""


def placeholders(message: str) -> set[str]:
    return set(PLACEHOLDER.findall(message.replace("%%", "")))


if __name__ == "__main__":
    sys.exit(main())
