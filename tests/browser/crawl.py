"""Which pages a user reaches by following links, found quickly with Django's test client."""

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.addresses import addresses


@dataclass(frozen=True)
class Visited:
    """A page that was answered. `parts` is what it is built of, without its words: two cadres' pages have the same."""

    url: str
    view: str
    status: int
    is_page: bool
    content: bytes
    parts: frozenset[tuple[str, ...]]


def crawl(user: Any, *, language: str = "zh-hans", start: str = "/", per_view: int = 1) -> list[Visited]:
    """Every page that links lead to from `start`, for this user. A page that breaks is there with status 500.

    `per_view`: how many addresses of one view are looked at; a withdrawn log is another page than one in force.
    """
    client = Client(raise_request_exception=False)
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    waiting, seen, counts = deque([start]), {start}, Counter[str]()
    pages = []
    while waiting:
        url = waiting.popleft()
        view = _view_of(url)
        # Asked for nothing where enough of its kind were looked at: lists link to many rows.
        if counts[view] >= per_view:
            continue
        counts[view] += 1
        response = client.get(url)
        page = _visited(url, view, response)
        pages.append(page)
        links = _links(response) if page.is_page else [response.url] if response.status_code == 302 else []
        for link in links:
            if link not in seen and link.startswith("/") and not link.startswith("//"):
                seen.add(link)
                waiting.append(link)
    return pages


def _view_of(url: str) -> str:
    """The name of the view that the address leads to; "?" where there is none."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return "?"


def _visited(url: str, view: str, response: Any) -> Visited:
    is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
    content = response.content if is_page else b""
    return Visited(
        url, view, response.status_code, is_page, content, _parts(response.content) if is_page else frozenset()
    )


def _parts(content: bytes) -> frozenset[tuple[str, ...]]:
    """The kinds of elements in <main>: a row more or another name makes no other page."""
    found = html.fromstring(content).xpath("//main//*")
    return frozenset((str(part.tag), part.get("class", ""), part.get("type", "")) for part in found)


def _links(response: Any) -> list[str]:
    tree = html.fromstring(response.content)
    found = [*tree.xpath("//a/@href"), *tree.xpath("//@hx-get")]
    return [urlsplit(link)._replace(fragment="").geturl() for link in found]


def view_names() -> set[str]:
    """The names of all addresses."""
    return {address.name for address in addresses()}


def answers_get(view: str) -> bool:
    """Whether the view shows something when asked, rather than only doing something when posted to."""
    found = next(address for address in addresses() if address.name == view)
    return "get" in getattr(found.view, "http_method_names", ["get"])
