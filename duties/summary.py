"""Who is behind, summed up by unit, rule or person: in the order of the tree, never by how many."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, Q

from accounts.models import Unit
from duties.models import Rule

if TYPE_CHECKING:
    from duties.querysets import ObligationQuerySet

UNIT, RULE, PERSON = "unit", "rule", "person"
# Nobody leafs through more; who needs others narrows the list.
MOST_PEOPLE = 2000


@dataclass(frozen=True)
class SummaryLine:
    """How many rows fall to one unit, rule or person, and the filters that list them."""

    label: str
    note: str
    count: int
    # None where it is not counted: of a rule, it would take all that is owed by it.
    people: int | None
    query: str


def grouped(rows: "ObligationQuerySet", by: str) -> Sequence[dict[str, Any]]:
    """One row of values for each unit, rule or person, as a paginator takes them: only those of a page are counted."""
    return _GROUPS[by][0](rows.order_by())


def summary_lines(found: Iterable[dict[str, Any]], by: str, filters: dict[str, str]) -> list[SummaryLine]:
    """Rows of `grouped` as lines; each leads to its rows, with the other `filters` kept."""
    read = _GROUPS[by][1]
    lines = []
    for row in found:
        label, note, narrower = read(row)
        query = urlencode({**filters, **narrower})
        lines.append(SummaryLine(label, note, row["count"], row.get("people"), query))
    return lines


@dataclass(frozen=True)
class Behind:
    """Somebody with duties that are overdue of late or at their last chance. `since`: the oldest end that passed."""

    name: str
    home: str
    overdue: int
    at_risk: int
    since: datetime.date | None
    query: str


def who_needs_help(rows: "ObligationQuerySet", *, on: datetime.date) -> list[Behind]:
    """The cadres of these rows, in the order of the tree and by name: nobody is ranked. One query."""
    late = Q(due__lt=on)
    people = rows.needing_help(on).filter(cadre__isnull=False).order_by()
    counted = people.values("unit_path", "cadre", "cadre__name", "home", "home__name", "home__short_name").annotate(
        overdue=Count("pk", filter=late), at_risk=Count("pk", filter=~late), since=Min("due", filter=late)
    )
    return [_behind(row) for row in counted.order_by("unit_path", "cadre__name", "cadre")[:MOST_PEOPLE]]


def _behind(row: dict[str, Any]) -> Behind:
    state = {} if row["overdue"] else {"state": "risk"}
    query = urlencode({"person": row["cadre__name"], "unit": row["home"], **state})
    home = row["home__short_name"] or row["home__name"]
    return Behind(row["cadre__name"], home, row["overdue"], row["at_risk"], row["since"], query)


Read = Callable[[dict[str, Any]], tuple[str, str, dict[str, str]]]


def _unit(row: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    return row["home__name"], "", {"unit": str(row["home"])}


def _rule(row: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    code = row["code"]
    key = f"{row[f'{_BOOK}code']}:{code}"
    return f"{code} {row['title']}", row[f"{_BOOK}title"], {"rule": key}


def _person(row: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    name = row["cadre__name"] or row["group__name"] or row["unit__name"]
    home = "" if row["unit__name"] else row["home__name"]
    return name, home, {"person": name, "unit": str(row["home"])}


# --- finding the groups ---------------------------------------------------------------------------------------


class _Found(Sequence[dict[str, Any]]):
    """Groups of rows in the order of the tree. A county has many: those of a page are found first (by the index of what
    is open in a unit), and only their rows are read."""

    def __init__(self, rows: "ObligationQuerySet"):
        self.rows = rows

    def __len__(self) -> int:
        return self.keys().count()

    def __getitem__(self, part: Any) -> Any:
        return self.counted(list(self.keys()[part]))

    def keys(self) -> Any:
        raise NotImplementedError

    def counted(self, keys: list[Any]) -> list[dict[str, Any]]:
        raise NotImplementedError


class _Units(_Found):
    def keys(self) -> Any:
        return Unit.objects.filter(Exists(self.rows.filter(unit_path=OuterRef("path")))).order_by("path")

    def counted(self, keys: list[Unit]) -> list[dict[str, Any]]:
        counted = self.rows.filter(unit_path__in=[unit.path for unit in keys]).values("unit_path").annotate(**_HOW_MANY)
        found = {row["unit_path"]: row for row in counted}
        return [{**found[unit.path], "home": unit.pk, "home__name": unit.name} for unit in keys if unit.path in found]


class _People(_Found):
    def __len__(self) -> int:
        return self.keys()[:MOST_PEOPLE].count()

    def keys(self) -> Any:
        return self.rows.values("unit_path", "subject_key").distinct().order_by("unit_path", "subject_key")

    def counted(self, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        of_page = self.rows.filter(
            unit_path__in={key["unit_path"] for key in keys}, subject_key__in={key["subject_key"] for key in keys}
        )
        counted = of_page.values("unit_path", "subject_key", *_PERSON).annotate(**_HOW_MANY)
        found = {(row["unit_path"], row["subject_key"]): row for row in counted}
        return [row for key in keys if (row := found.get((key["unit_path"], key["subject_key"])))]


def _rules(rows: "ObligationQuerySet") -> list[dict[str, Any]]:
    """Few enough to be read at once. A rule keeps its code from version to version and is named as in the newest."""
    counts = dict(rows.values_list("rule").annotate(count=Count("*")))
    named = Rule.objects.filter(pk__in=counts).order_by(f"{_BOOK}code", "order", "version__number")
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in named.values("pk", "title", *_RULE):
        key = row[f"{_BOOK}code"], row["code"]
        before = lines.pop(key, {"count": 0})
        lines[key] = {**row, "count": before["count"] + counts[row["pk"]]}
    return list(lines.values())


_HOW_MANY = {"count": Count("*"), "people": Count("subject_key", distinct=True)}
_BOOK = "version__rulebook__"
_RULE = (f"{_BOOK}code", f"{_BOOK}title", "code")
_PERSON = ("cadre", "group", "unit", "cadre__name", "group__name", "unit__name", "home", "home__name")
_GROUPS: dict[str, tuple[Callable[[Any], Sequence[dict[str, Any]]], Read]] = {
    UNIT: (_Units, _unit),
    RULE: (_rules, _rule),
    PERSON: (_People, _person),
}
