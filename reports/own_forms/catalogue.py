"""The names that cells of an own form may have: each in Chinese and in Latin letters.

A name is a fact about the report ("单位"), a figure of a scope ("年度_走访人次", year_visit_people) or a column of the
table of units below ("下级_走访人次"), which begins at the named cell and goes downward. The words are in shipped.py.
"""

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation

from reports.figures import BY_CODE, FIGURES, Figure
from reports.own_forms.shipped import COLUMNS, FACTS, SCOPES


@dataclass(frozen=True)
class Name:
    """`scope` is a key of SCOPES or "fact"; `key` the code of a figure, or a key of FACTS or COLUMNS. `style` as that
    of figures, or "text" or "date"."""

    chinese: str
    latin: str
    scope: str
    key: str
    style: str

    @property
    def is_column(self) -> bool:
        return self.scope == "below"

    @property
    def span(self) -> Any:
        """For which days and units a figure is; "" for a fact."""
        return SCOPES[self.scope][2] if self.scope in SCOPES else ""

    @property
    def definition(self) -> Any:
        if self.scope == "fact":
            return FACTS[self.key][2]
        own = COLUMNS if self.is_column else {}
        return own[self.key][2] if self.key in own else BY_CODE[self.key].definition


def plain(text: str) -> str:
    """What of a name a spreadsheet takes: letters and digits."""
    return "".join(c for c in text if c.isalnum())


@cache
def all_names() -> tuple[Name, ...]:
    """Chinese names are the same in every language of the interface: they stand in people's files."""
    with translation.override("zh-hans"):
        facts = [Name(chinese, latin, "fact", key, _style_of(key)) for key, (chinese, latin, _what) in FACTS.items()]
        columns = [
            Name(chinese, latin, "below", key, "number" if key == "number" else "text")
            for key, (chinese, latin, _what) in COLUMNS.items()
        ]
        return (*facts, *columns, *(_of_figure(figure, scope) for scope in SCOPES for figure in FIGURES))


def _style_of(key: str) -> str:
    return {"start": "date", "end": "date", "on": "date", "year": "plain"}.get(key, "text")


def _of_figure(figure: Figure, scope: str) -> Name:
    chinese, latin, _what = SCOPES[scope]
    return Name(f"{chinese}_{plain(str(figure.name))}", f"{latin}_{figure.code}", scope, figure.code, figure.style)


def figure_names() -> list[tuple[str, Figure]]:
    """Each figure with the Chinese word for it that names end with."""
    own = [name for name in all_names() if name.scope == "own"]
    return [(name.chinese.partition("_")[2], BY_CODE[name.key]) for name in own]


@cache
def _by_name() -> dict[str, Name]:
    """Spreadsheets do not tell capital letters from small ones. The bare code of a figure is that of the period."""
    bare = {name.key: name for name in all_names() if name.scope == "period"}
    return bare | {text.lower(): name for name in all_names() for text in (name.latin, name.chinese)}


def find(text: str) -> Name | None:
    return _by_name().get(text.lower())


def by_latin(latin: str) -> Name:
    """Raises KeyError for a name that is no longer known."""
    return _by_name()[latin]


def is_meant(text: str) -> bool:
    """Whether it begins as our names do, so that an unknown one is a slip and not somebody's own name."""
    return text.lower().startswith(tuple(f"{word}_" for scope in SCOPES.values() for word in scope[:2]))


def nearest(text: str) -> str:
    """The known name that looks most like it, or ""."""
    known = {other.lower(): other for name in all_names() for other in (name.chinese, name.latin)}
    found = difflib.get_close_matches(text.lower(), known, n=1, cutoff=0.6)
    return known[found[0]] if found else ""
