"""Printing record books is an act: they name people, so who prints them and what for is written down first."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit, User
from core import audit
from core.errors import DomainError
from core.guards import require_text
from reports.actions.annual import user_reads
from reports.exports.record_book import record_books_pdf
from reports.papers.books import MOST_BOOKS, books_of, cadres_of, readable_cadres


def print_book(cadre: Cadre, *, year: int, purpose: str, by: User, at: datetime.datetime, on: datetime.date) -> bytes:
    """The record book of a cadre for a year (PDF). Side effect: one audit entry. Raises PermissionDenied for somebody
    whose book the user does not read, DomainError without a purpose."""
    if not readable_cadres(by).filter(pk=cadre.pk).exists():
        raise PermissionDenied
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    with transaction.atomic():
        data = {"year": year, "purpose": purpose}
        audit.record("reports.print_record_book", cadre, by=by, at=at, unit_path=_home_path(cadre), data=data)
    return record_books_pdf(books_of([cadre], year, reader=by, on=on), on=on)


def _home_path(cadre: Cadre) -> str:
    """Where the entry belongs in the tree: the unit of the main post."""
    return cadre.posts.order_by("-is_main", "-start", "pk").values_list("unit__path", flat=True).first() or ""


def print_books(unit: Unit, *, year: int, purpose: str, by: User, at: datetime.datetime, on: datetime.date) -> bytes:
    """Those of all who held a post in the unit itself, one after the other (R11.4). Side effect: one audit entry.

    Raises PermissionDenied for a unit that the user does not read, DomainError without a purpose and where there is
    nobody, or more than can be printed at once.
    """
    if not user_reads(by, unit):
        raise PermissionDenied
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    check_books(unit, year)
    with transaction.atomic():
        data = {"year": year, "purpose": purpose}
        audit.record("reports.print_record_books", unit, by=by, at=at, unit_path=unit.path, data=data)
    return record_books_pdf(books_of(cadres_of(unit, year), year, reader=by, on=on), on=on)


def check_books(unit: Unit, year: int) -> None:
    """Raises DomainError where there is no book to print, or too many."""
    count = cadres_of(unit, year).count()
    if not count:
        text = _("该单位本级在%(year)s年没有任职的干部，请选择其他单位或年度。")
        raise DomainError(text % {"year": year}, field="unit")
    if count > MOST_BOOKS:
        text = _("该单位有%(count)d名干部，一次最多打印%(most)d本，请按下级单位分别打印。")
        raise DomainError(text % {"count": count, "most": MOST_BOOKS}, field="unit")
