"""Making a report is an act: who, what, and what for is written into the audit trail before the file leaves."""

import datetime
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, READERS
from accounts.models import Unit, User
from core import audit, periods
from core.errors import DomainError
from core.guards import require_text
from reports.exports.annual import AnnualReport, write_annual


def export_annual(
    unit: Unit, *, year: int, purpose: str, by: User, at: datetime.datetime, on: datetime.date
) -> IO[bytes]:
    """The annual workbook of the unit as an open temporary file, made while the person waits.

    Telephone numbers are in it only for those who keep the unit's contacts, and only of people in a place that they
    read. Side effect: one audit entry. Raises PermissionDenied for a unit that the user does not read, DomainError
    without a purpose, for a year that has not begun, or when the disk is full.
    """
    if not user_reads(by, unit):
        raise PermissionDenied
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    period = year_begun(year, on=on)
    with_phones = by.access.covers(unit.path, *KEEPERS)
    data = {"year": year, "purpose": purpose, "phones": with_phones}
    # The entry stands before the file is made: a long export must not hold a write transaction open.
    with transaction.atomic():
        audit.record("reports.export_annual", unit, by=by, at=at, unit_path=unit.path, data=data)
    return write_annual(annual_report(unit, period, by=by, on=on, with_phones=with_phones, purpose=purpose))


def year_begun(year: int, *, on: datetime.date) -> periods.Period:
    """The year as a period. Raises DomainError for one that has not begun."""
    period = periods.year(datetime.date(year, 1, 1))
    if period.start > on:
        raise DomainError(_("%(year)s年尚未开始，没有可汇总的记录。") % {"year": year}, field="year")
    return period


def annual_report(
    unit: Unit, period: periods.Period, *, by: User, on: datetime.date, with_phones: bool, purpose: str = ""
) -> AnnualReport:
    """What the writer of the workbook is asked for, with the rights of `by`."""
    phones_under = None if by.access.sees_everything else by.access.paths(*READERS)
    return AnnualReport(unit, period, by, on, with_phones, phones_under, purpose)


def user_reads(user: User, unit: Unit) -> bool:
    return user.access.covers(unit.path, *READERS)
