"""The kinds of workbook, in the order in which a new organisation brings them in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import Unit
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


def may_bring_in(user: "User", book: Workbook, unit: Unit) -> bool:
    """Into this unit and what lies below it."""
    return user.access.covers(unit.path, *book.roles) and not (book.is_of_all and unit.parent_id)


def units_for(user: "User", book: Workbook) -> QuerySet[Unit]:
    """Open units into which the user may bring it in, from above."""
    units = Unit.objects.filter(user.access.within("path", *book.roles), closed_on=None)
    return (units.filter(parent=None) if book.is_of_all else units).select_related("parent").order_by("path")


def may_somewhere(user: "User", book: Workbook) -> bool:
    """Without a query for all but what holds for everybody."""
    return user.access.has_role(*book.roles) and (not book.is_of_all or units_for(user, book).exists())


def workbooks_for(user: "User") -> Sequence[tuple[Workbook, str]]:
    """What the user may bring in somewhere, with what it is called."""
    named = ((book, str(ImportKind(code).label)) for code, book in WORKBOOKS.items())
    return [(book, name) for book, name in named if may_somewhere(user, book)]
