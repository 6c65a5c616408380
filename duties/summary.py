"""Who is behind, summed up by unit, rule or person: in the order of the tree, never by how many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Max

if TYPE_CHECKING:
    from duties.querysets import ObligationQuerySet

UNIT, RULE, PERSON = "unit", "rule", "person"


@dataclass(frozen=True)
class SummaryLine:
    """How many rows fall to one unit, rule or person, and the filters that list them."""

    label: str
    note: str
    count: int
    people: int
    query: str


def grouped(rows: "ObligationQuerySet", by: str) -> Any:
    """One row of values for each unit, rule or person. One GROUP BY."""
    columns, order = _GROUPS[by][:2]
    titled = rows.order_by().values(*columns).annotate(title=Max("rule__title"), path=Max("unit_path"))
    return titled.annotate(count=Count("pk"), people=Count("subject_key", distinct=True)).order_by(*order)


def summary_lines(found: Iterable[dict[str, Any]], by: str, filters: dict[str, str]) -> list[SummaryLine]:
    """Rows of `grouped` as lines; each leads to its rows, with the other `filters` kept."""
    read = _GROUPS[by][2]
    lines = []
    for row in found:
        label, note, narrower = read(row)
        query = urlencode({**filters, **narrower})
        lines.append(SummaryLine(label, note, row["count"], row["people"], query))
    return lines


Read = Callable[[dict[str, Any]], tuple[str, str, dict[str, str]]]


def _unit(row: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    return row["home__name"], "", {"unit": str(row["home"])}


def _rule(row: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    code = row["rule__code"]
    key = f"{row['rule__version__rulebook__code']}:{code}"
    return f"{code} {row['title']}", row["rule__version__rulebook__title"], {"rule": key}


def _person(row: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    name = row["cadre__name"] or row["group__name"] or row["unit__name"]
    home = "" if row["unit__name"] else row["home__name"]
    return name, home, {"person": name, "unit": str(row["home"])}


_BOOK = "rule__version__rulebook__"
_GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Read]] = {
    UNIT: (("home", "home__name"), ("path",), _unit),
    RULE: ((f"{_BOOK}code", f"{_BOOK}title", "rule__code"), (f"{_BOOK}code", "title"), _rule),
    PERSON: (
        ("cadre", "group", "unit", "cadre__name", "group__name", "unit__name", "home", "home__name"),
        ("path", "cadre__name", "cadre", "group", "unit"),
        _person,
    ),
}
