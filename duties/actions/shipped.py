"""Regulations that come with the product put in force several at once, and one taken back that nothing builds on."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from accounts.models import Unit
from core import audit
from core.errors import DomainError
from core.locking import lock
from duties.actions.books import load_rulebook
from duties.models import Obligation, Rulebook, RulebookVersion
from duties.shipped_books import shipped_books
from visits.models import Rota, VisitLog

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def load_shipped(
    codes: Iterable[str],
    *,
    unit: Unit,
    effective_from: datetime.date,
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
) -> list[RulebookVersion]:
    """Put these regulations in force as they come, all or none. Raises as `load_rulebook`, whose side effects it has,
    and DomainError for one that the unit has; rows of what is owed follow with the next `recompute`."""
    chosen = [shipped_books()[code] for code in codes]
    there = set(Rulebook.objects.filter(unit=unit).values_list("code", flat=True))
    if twice := [book.title for book in chosen if book.code in there]:
        raise DomainError(_("《%(title)s》在该单位已经施行，不用再选。") % {"title": twice[0]}, field="books")
    texts = [book.text for book in chosen]
    return [load_rulebook(text, unit=unit, effective_from=effective_from, by=by, at=at, on=on) for text in texts]


@transaction.atomic
def unload_rulebook(book: Rulebook, *, by: "User | None", at: datetime.datetime) -> None:
    """Take a regulation back as if it had never been loaded, with what was owed by it and the rotas that it made.

    Raises DomainError once a visit was logged since, or another version was loaded: what was owed then has been lived
    with, and a new version says what holds from now on.
    """
    if by is not None and not by.access.covers(book.unit.path, *ADMINS):
        raise DomainError(_("只有“%(unit)s”的组织管理员可以撤销制度。") % {"unit": book.unit})
    book = lock(book)
    if problem := unload_problem(book):
        raise DomainError(problem)
    audit.record("duties.unload_rulebook", book, by=by, at=at, unit_path=book.unit.path, data={"code": book.code})
    try:
        if not Rulebook.objects.filter(code=book.code).exclude(pk=book.pk).exists():
            Rota.objects.filter(origin__startswith=f"{book.code}:", unit__path__startswith=book.unit.path).delete()
        Obligation.objects.filter(rule__version__rulebook=book).delete()
        book.delete()
    except ProtectedError as error:
        raise DomainError(_("已有其他记录与这项制度关联，不能撤销载入。")) from error


@transaction.atomic
def unload_rulebooks(books: Iterable[Rulebook], *, by: "User | None", at: datetime.datetime) -> None:
    """All of them, or none. Raises as `unload_rulebook`."""
    for book in books:
        unload_rulebook(book, by=by, at=at)


def unload_problem(book: Rulebook) -> str:
    """Why a regulation cannot be taken back; "" where it can. At most two queries."""
    loaded = list(book.versions.values_list("loaded_at", flat=True))
    if len(loaded) > 1:
        return _("这项制度已有多个版本，不能撤销载入；需要改变的，请载入新版本。")
    logs = VisitLog.objects.filter(unit_path__startswith=book.unit.path)
    if loaded and logs.filter(recorded_at__gte=loaded[0]).exists():
        return _("载入之后已经登记走访，不能撤销载入；需要改变的，请载入新版本。")
    return ""
