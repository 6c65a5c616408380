"""What a figure is counted from: rows of one table, and what of them each figure counts."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.functional import Promise

from reports.rollup.asked import Asked

Column = tuple[str | Promise, Callable[[Any], Any]]


def all_rows(asked: Asked) -> Q:
    return Q()


def itself(row: Any) -> Any:
    return row


@dataclass(frozen=True)
class Measure:
    """Counts the rows that meet a condition; `distinct`: different values of a field; `total`: adds up a field."""

    where: Callable[[Asked], Q] = all_rows
    distinct: str = ""
    total: str = ""

    def aggregate(self, asked: Asked) -> Any:
        condition = self.where(asked) or None
        if self.total:
            return Sum(self.total, filter=condition)
        return Count(self.distinct or "pk", distinct=bool(self.distinct), filter=condition)

    @property
    def nothing(self) -> int | Decimal:
        return Decimal(0) if self.total else 0

    def narrow(self, rows: QuerySet, asked: Asked) -> QuerySet:
        """The rows behind the figure: of several with the same value the last one stands for it."""
        rows = rows.filter(self.where(asked))
        if self.total:
            return rows.filter(**{f"{self.total}__isnull": False})
        if not self.distinct:
            return rows
        known = rows.filter(**{f"{self.distinct}__isnull": False})
        return rows.filter(pk__in=known.order_by().values(self.distinct).annotate(last=Max("pk")).values("last"))


@dataclass(frozen=True)
class Listing:
    """How the rows are shown: what is fetched with them, in which order, the columns, and
    what a row opens: itself, or what it hangs on."""

    columns: list[Column]
    opens: Callable[[Any], Any] = itself
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-pk",)
    fetched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """`rows`: those of the period that the audience may see, wherever in the tree. `now`, `then`: fields with the path
    of their unit as it stands, and as it stood when they were written ("" where that is not kept). `day`: the field
    that puts a row on a day ("" for what is held over a stretch). `is_personal`: which rows there are depends on the
    person who reads, `is_screened`: some may be kept from a person (visits/sealing.py)."""

    rows: Callable[[Asked], QuerySet]
    measures: dict[str, Measure]
    listing: Listing
    now: str
    then: str = ""
    day: str = ""
    is_personal: bool = False
    is_screened: bool = False

    def path(self, asked: Asked) -> str:
        return self.then or self.now if asked.is_then else self.now

    def inside(self, asked: Asked, *, own: bool = False) -> QuerySet:
        return self.rows(asked).filter(asked.inside(self.path(asked), own=own)).order_by()
