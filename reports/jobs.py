"""What can be made in the worker: a registry that ReportsConfig.ready fills in, and how a maker says how far it is.

A maker is called as `maker(job, progress)` and returns the file as an open temporary one at its start. It reads as
`job.reader()`, writes no row, calls `progress.of(total)` once it knows how much there is and `progress.step()` for each
row, unit or page. It raises DomainError where it cannot be made, with a message that says what to do.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.periods import Period

if TYPE_CHECKING:
    from accounts.models import Unit, User
    from reports.models import ReportJob

Maker = Callable[["ReportJob", "Progress"], IO[bytes]]


class Cancelled(Exception):
    """The person does not want the report any more, or another worker has it in hand."""


class Progress:
    """How far a maker is, in memory. A thread beside it (reports/watching.py) writes that down once a second, so that
    `step` costs next to nothing and a maker may hold a transaction open."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0
        self.is_cancelled = False

    def of(self, total: int) -> None:
        """So many steps there are in all; may be called again when more come up."""
        self.total = max(total, 0)

    def step(self, n: int = 1) -> None:
        """So many more are done. Raises Cancelled when nobody waits for the report any more."""
        if self.is_cancelled:
            raise Cancelled
        self.done += n


def _never(*_args: Any) -> bool:
    return False


@dataclass(frozen=True)
class Kind:
    """A kind of report. `is_small(unit, params)`: made while the person waits; it counts no further than it must.
    `is_personal(unit, user)`: whether this user's has columns that only keepers may read. `periods`: the kinds of
    period (core.periods.KIND_NAMES) for which a unit can have it made regularly."""

    code: str
    name: Any
    maker: Maker
    suffix: str = ".xlsx"
    is_small: Callable[["Unit", dict[str, Any]], bool] = _never
    is_personal: Callable[["Unit", "User"], bool] = _never
    periods: tuple[str, ...] = ()
    # Whether what it does is done, though its file is not offered yet: then it is too late to give it up.
    is_settled: Callable[["ReportJob"], bool] = _never

    def title(self, unit: "Unit", params: dict[str, Any]) -> str:
        period = period_of(params)
        parts = {"unit": unit, "period": period.label if period else "", "name": self.name}
        return _("%(unit)s%(period)s%(name)s") % parts


KINDS: dict[str, Kind] = {}


def register(kind: str, maker: Maker, name: Any, **options: Any) -> None:
    """Make `kind` available; `options` are the fields of Kind. Called in ReportsConfig.ready."""
    KINDS[kind] = Kind(kind, name, maker, **options)


def params_of(period: Period) -> dict[str, Any]:
    """A period as a job's params hold it."""
    return {"start": period.start.isoformat(), "end": period.end.isoformat(), "period": period.kind}


def period_of(params: dict[str, Any]) -> Period | None:
    """The period that a job is about, or None where it is about none."""
    if "start" not in params:
        return None
    start, end = (datetime.date.fromisoformat(params[name]) for name in ("start", "end"))
    return Period(start, end, params.get("period", "own"))
