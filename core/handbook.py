"""The handbook that the set-up built from docs/handbook (tools/handbook.py): its chapters, and the search in them.

The chapters are our own text, made into HTML by Sphinx; nothing in them was typed by a user of the product.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from core.marking import Part, snippet

# Pages that Sphinx writes for itself.
NOT_CHAPTERS = {"genindex", "search"}
SECTION = re.compile(r'<section id="([^"]+)">')
HEADING = re.compile(r"<h[1-6]>(.*?)</h[1-6]>", re.DOTALL)
PICTURE = re.compile(r'<img alt="([^"]*)" src="([^"]*/)?_images/([^"]+)" />')


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Chapter:
    """A chapter as shown; the addresses in it are relative to its own, /help/<name>/ (the contents: /help/)."""

    name: str
    title: str
    body: SafeString
    toc: SafeString
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class Section:
    """What the search looks through: a heading and what stands under it up to the next heading."""

    chapter: str
    chapter_title: str
    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Hit:
    section: Section
    excerpt: list[Part]


def folder() -> Path:
    return Path(settings.HANDBOOK_DIR)


def chapter(name: str) -> Chapter | None:
    """None where there is no such chapter, or no handbook was built."""
    return _chapters(folder()).get(name)


def find(words: str) -> list[Hit]:
    """Sections that hold every one of the words, those with all of them in the heading first."""
    wanted = words.lower().split()
    if not wanted:
        return []
    found = [section for section in _sections(folder()) if _holds(f"{section.title}\n{section.text}", wanted)]
    found.sort(key=lambda section: not _holds(section.title, wanted))
    return [Hit(section, snippet(section.text, wanted)) for section in found]


def _holds(text: str, words: list[str]) -> bool:
    text = text.lower()
    return all(word in text for word in words)


@cache
def _chapters(where: Path) -> dict[str, Chapter]:
    files = (path for path in sorted(where.glob("*.json")) if path.stem not in NOT_CHAPTERS)
    return {path.stem: _read(path) for path in files}


def _read(path: Path) -> Chapter:
    data = json.loads(path.read_text())
    return Chapter(
        name=path.stem,
        title=strip_tags(data["title"]),
        body=mark_safe(_dressed(data["body"], path.parent)),
        toc=mark_safe(data["toc"] if "<ul>\n<li><a class" in data["toc"] and data["toc"].count("<li>") > 2 else ""),
        previous=_link(data.get("prev")),
        next=_link(data.get("next")),
    )


def _link(data: dict[str, str] | None) -> Link | None:
    return Link(strip_tags(data["title"]), data["link"]) if data else None


def _dressed(body: str, where: Path) -> str:
    """Sphinx's HTML as our pages need it: no heading of the page, pictures with their size, heads with scope."""
    body = re.sub(r"<h1>.*?</h1>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r'<p class="caption" role="heading">(.*?)</p>', r"<h2>\1</h2>", body)
    body = body.replace('<th class="head', '<th scope="col" class="head')
    return PICTURE.sub(lambda found: _picture(found, where), body)


def _picture(found: re.Match[str], where: Path) -> str:
    """With its size nothing on the page moves when it has arrived; a tap shows it alone, for a small screen."""
    from PIL import Image

    with Image.open(where / "_images" / found[3]) as picture:
        width, height = picture.size
    source = f"{found[2] or ''}_images/{found[3]}"
    shown = f'<img alt="{found[1]}" src="{source}" width="{width}" height="{height}" loading="lazy">'
    return f'<a href="{source}">{shown}</a>'


@cache
def _sections(where: Path) -> list[Section]:
    return [section for chapter in _in_order(_chapters(where)) for section in _sections_of(chapter)]


def _in_order(chapters: dict[str, Chapter]) -> Iterator[Chapter]:
    """As the contents list them, each leads to the next; without the contents themselves."""
    current = chapters.get("index")
    while current and current.next:
        current = chapters[current.next.url.strip("./")]
        yield current


def _sections_of(chapter: Chapter) -> list[Section]:
    """The first one is what stands under the title of the chapter."""
    _before, *parts = SECTION.split(chapter.body)
    return [_section(chapter, anchor, html) for anchor, html in zip(parts[::2], parts[1::2], strict=True)]


def _section(chapter: Chapter, anchor: str, html: str) -> Section:
    heading = HEADING.search(html)
    text = " ".join(strip_tags(HEADING.sub("", html)).split())
    return Section(chapter.name, chapter.title, anchor, strip_tags(heading[1]) if heading else chapter.title, text)
