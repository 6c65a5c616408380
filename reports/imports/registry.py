"""The kinds of workbook, in the order in which a new organisation brings them in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.imports import cadres, calendar, households, logs, pairings, points, units
from reports.imports.base import Workbook
from reports.models import ImportKind

if TYPE_CHECKING:
    from accounts.models import User

WORKBOOKS: dict[str, Workbook] = {
    ImportKind.UNITS: units.WORKBOOK,
    ImportKind.CADRES: cadres.WORKBOOK,
    ImportKind.POINTS: points.WORKBOOK,
    ImportKind.HOUSEHOLDS: households.WORKBOOK,
    ImportKind.PAIRINGS: pairings.WORKBOOK,
    ImportKind.LOGS: logs.WORKBOOK,
    ImportKind.CALENDAR: calendar.WORKBOOK,
}


def workbooks_for(user: "User") -> Sequence[tuple[Workbook, str]]:
    """What the user may bring in somewhere, with what it is called."""
    named = ((book, str(ImportKind(code).label)) for code, book in WORKBOOKS.items())
    return [(book, name) for book, name in named if user.access.has_role(*book.roles)]
