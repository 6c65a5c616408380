"""Every address of the product, with what answers there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
MADE_UP = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001"}


@dataclass(frozen=True)
class Address:
    """`route`: as it stands in the URLconf, with its converters."""

    name: str
    route: str
    callback: Any

    @property
    def view(self) -> Any:
        """The class that answers; of a view that is a function nothing is asked."""
        return getattr(self.callback, "view_class", object)

    @property
    def arguments(self) -> list[str]:
        return [name for _kind, name in ARGUMENT.findall(self.route)]

    @property
    def path(self) -> str:
        """With something that fits in place of each argument."""
        return "/" + ARGUMENT.sub(lambda found: MADE_UP.get(found[1], "x"), self.route)


def addresses() -> list[Address]:
    return list(_below(get_resolver().url_patterns))


def _below(patterns: Iterable[Any], prefix: str = "", namespace: str = "") -> Iterator[Address]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _below(entry.url_patterns, route, inner)
        else:
            yield Address(f"{namespace}{entry.name}", route, entry.callback)
