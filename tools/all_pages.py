"""Every page of the product as a picture: follows the links of each role of the sample and takes each kind of page once
(`tools/screenshots.py --all`)."""

import io
import re
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console import progress

# Those who see most come last, so that a page is taken as somebody sees it who works with it.
ORDER = ("cadre", "officer", "secretary", "clerk", "leader", "mine_leader", "scorer", "auditor", "admin", "system", "")
# Pages that look different for everybody; of the handbook two chapters show how all of them look.
FOR_EACH = ("/",)
CHAPTERS = 2
# Where somebody without an account begins.
OUTSIDE = ("/login/", "/p/follow/")
TALLEST = 6_000
# Still to be read, at half the weight.
WIDEST = 1_000


@dataclass(frozen=True)
class Found:
    """A page to be taken: `name` is its file's, without width and ending."""

    name: str
    role: str
    path: str


def find(browser_windows: dict[str, Any], address: str) -> list[Found]:
    """One address of each kind that links lead to; two addresses are of one kind when they differ in numbers only."""
    taken: dict[str, Found] = {}
    for role in ORDER:
        before = len(taken)
        _follow(browser_windows[role], address, role, taken)
        progress(f"{role or '–'}: {len(taken) - before}")
    return list(taken.values())


def _follow(window: Any, address: str, role: str, taken: dict[str, Found]) -> None:
    waiting = deque(["/"] if role else OUTSIDE)
    seen = {_kind(path) for path in waiting}
    while waiting:
        path = waiting.popleft()
        answer = window.request.get(path, max_redirects=2)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if not answer.ok:
            progress(f"{role} {path}: {answer.status}")
            continue
        name = _name(path, role)
        if not (path.startswith("/help/") and sum(known.startswith("help") for known in taken) >= CHAPTERS):
            taken.setdefault(name, Found(name, role, path))
        for link in _links(answer.text(), address):
            if _kind(link) not in seen:
                seen.add(_kind(link))
                waiting.append(link)


def _links(page: str, address: str) -> list[str]:
    from lxml import html

    links = [
        link.removeprefix(address).split("#")[0]
        for link in html.fromstring(page).xpath("//main//a/@href|//nav//a/@href")
    ]
    return [link for link in links if link.startswith("/") and not link.startswith(("//", "/static/"))]


def _kind(path: str) -> str:
    # A number, a name made of hexadecimal digits, a signed word: each stands for one thing of many.
    one_of_many = r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)(?=[^/]*[A-Z])[\w-]{16,}(?=/)|\d+"
    plain = re.sub(one_of_many, "1", path.split("?")[0])
    return re.sub(r"^/p/u/[^/]+", "/p/u/1", plain)


def _name(path: str, role: str) -> str:
    words = _kind(path).strip("/").replace("/", "-") or "home"
    return f"{words}-{role}" if path in FOR_EACH else words


def shoot(page: Any, found: Found, width: str, into: Path) -> int:
    """Takes the whole page and returns the bytes of its picture; a very long list is cut."""
    from PIL import Image

    page.goto(found.path, wait_until="load")
    page.evaluate("document.fonts.ready")
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as picture:
        shown = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        shown.thumbnail((WIDEST, TALLEST))
        target = into / f"{found.name}-{width}.webp"
        shown.save(target, quality=40, method=6)
    return target.stat().st_size
