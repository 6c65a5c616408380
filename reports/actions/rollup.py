"""A rollup leaves the product as a file: who took it, and what for, is written down first."""

import datetime
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.guards import require_text
from reports.actions.annual import user_reads
from reports.exports.rollup import RollupBook, write_rollup


def export_rollup(book: RollupBook, *, purpose: str, by: User, at: datetime.datetime) -> IO[bytes]:
    """The workbook as an open temporary file. Figures only: nobody is named in it.

    Side effect: one audit entry. Raises PermissionDenied for a unit that the user does not read, DomainError without a
    purpose or when the disk is full.
    """
    unit = book.question.unit
    if not user_reads(by, unit):
        raise PermissionDenied
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    data = {"purpose": purpose, "period": str(book.period), "organised": str(book.question.organised)}
    # The entry stands before the file is made: a long export must not hold a write transaction open.
    with transaction.atomic():
        audit.record("reports.export_rollup", unit, by=by, at=at, unit_path=unit.path, data=data)
    return write_rollup(book, reader=by)
