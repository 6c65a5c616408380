"""/find/: one box over everything that the user may see."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.views.generic import TemplateView

from core import search
from core.keys import parse_number
from core.marking import Part, marked, snippet
from core.search import Hit, Source

# Of each kind on the first page; of one kind on a page of its own.
FEW, MANY = 5, 25
# Who looks further than this had better say more.
LAST_PAGE = 40


@dataclass(frozen=True)
class Shown:
    """A hit with the words marked in it."""

    hit: Hit
    title: list[Part]
    text: list[Part]


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` leads to the rest, where there is any."""

    source: Source
    hits: list[Shown]
    more: str


class Find(TemplateView):
    """What was asked for stands in the address. How many were found is not counted: it would take longer than finding
    the first ones."""

    template_name = "core/find.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("q", "").strip()[: search.LONGEST]
        words = search.words_of(asked)
        kind = {source.kind: source for source in search.sources()}.get(self.request.GET.get("kind", ""))
        page = _page(self.request.GET.get("page", ""))
        groups = self._groups(asked, words, kind, page) if search.is_enough(words) else []
        context = {"asked": asked, "too_short": bool(asked) and not search.is_enough(words), "kind": kind}
        context |= {"groups": groups, "earlier": _address(asked, kind, page - 1) if kind and page > 1 else ""}
        return super().get_context_data(**context, longest=search.LONGEST, **kwargs)

    def _groups(self, asked: str, words: list[str], kind: Source | None, page: int) -> list[Group]:
        if kind:
            groups = [self._group(kind, asked, words, page, MANY)]
        else:
            groups = [self._group(source, asked, words, 0, FEW) for source in search.sources()]
        return [group for group in groups if group.hits]

    def _group(self, source: Source, asked: str, words: list[str], page: int, size: int) -> Group:
        """One row more than is shown says whether there are more."""
        first = max(page - 1, 0) * size
        rows = list(search.find(source, self.request.user, words)[first : first + size + 1])
        more = _address(asked, source, page + 1) if len(rows) > size and page < LAST_PAGE else ""
        return Group(source, [_shown(source.hit(row), words) for row in rows[:size]], more)


def _shown(hit: Hit, words: list[str]) -> Shown:
    return Shown(hit, marked(hit.title, words), snippet(hit.text, words))


def _page(text: str) -> int:
    return min(max(parse_number(text) or 1, 1), LAST_PAGE)


def _address(asked: str, kind: Source, page: int) -> str:
    return "?" + urlencode({"q": asked, "kind": kind.kind} | ({"page": page} if page > 1 else {}))
