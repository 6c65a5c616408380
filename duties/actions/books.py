"""Putting a regulation in force."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import ADMINS
from accounts.models import Unit
from core import audit
from core.errors import DomainError
from duties.actions.rotas import follow_rules
from duties.models import Rule, Rulebook, RulebookVersion
from duties.rulebook_build import with_defaults
from duties.rulebook_file import Source, read
from duties.vocabulary import load_vocabulary, unknown_words

if TYPE_CHECKING:
    from accounts.models import User

# How many years before this one a regulation may have begun: what was owed since is computed at once.
YEARS_BACK = 3


def read_for(text: str, unit: Unit | None) -> Source:
    """A rulebook whose words the unit knows. Raises RulebookError with every mistake."""
    return read(text, lambda draft: unknown_words(draft, load_vocabulary(unit)))


@transaction.atomic
def load_rulebook(
    text: str,
    *,
    unit: Unit,
    effective_from: datetime.date,
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
) -> RulebookVersion:
    """Put a rulebook in force for a unit and all below it, from a day on; the version before ends on the eve.

    `by` None is the installation itself. Raises RulebookError for a bad file and DomainError where it may not be put
    in force; nothing is written then. Rows of what is owed follow with the next `recompute`. Side effects: audit entry;
    rotas of the units that owe something by rota, with their slots.
    """
    if by is not None and not by.access.covers(unit.path, *ADMINS):
        raise DomainError(_("只有“%(unit)s”的组织管理员可以发布制度。") % {"unit": unit})
    if effective_from.year < on.year - YEARS_BACK:
        raise DomainError(
            _("施行日期不能早于%(year)d年，更早的责任不再计算。") % {"year": on.year - YEARS_BACK},
            field="effective_from",
        )
    source = read_for(text, unit)
    book, _new = Rulebook.objects.select_for_update().get_or_create(
        code=source.book.code, unit=unit, defaults={"title": source.book.title}
    )
    before = book.versions.first()
    if before is not None:
        _end(before, source, effective_from, on)
    version = _store(book, before, source, effective_from, by, at)
    follow_rules(on=on, at=at, books=[book], by=by)
    data = {"version": version.number, "effective_from": effective_from.isoformat(), "rules": len(source.book.rules)}
    audit.record("duties.load_rulebook", book, by=by, at=at, unit_path=unit.path, data=data)
    return version


def _end(before: RulebookVersion, source: Source, effective_from: datetime.date, on: datetime.date) -> None:
    """What was owed under the version before stays as it was: a new one begins today at the earliest."""
    if before.data == source.data:
        raise DomainError(_("内容与现行版本相同，没有需要更新的内容。"), field="file")
    if effective_from < on:
        raise DomainError(_("新版本的施行日期不能早于今天，以往的责任按当时的版本计算。"), field="effective_from")
    if effective_from <= before.effective_from:
        raise DomainError(
            _("施行日期应晚于上一版本的施行日期（%(day)s）。") % {"day": before.effective_from}, field="effective_from"
        )
    before.effective_to = effective_from - datetime.timedelta(days=1)
    before.save(update_fields=["effective_to"])


def _store(
    book: Rulebook,
    before: RulebookVersion | None,
    source: Source,
    effective_from: datetime.date,
    by: "User | None",
    at: datetime.datetime,
) -> RulebookVersion:
    if book.title != source.book.title:
        book.title = source.book.title
        book.save(update_fields=["title"])
    version = RulebookVersion.objects.create(
        rulebook=book,
        number=before.number + 1 if before else 1,
        effective_from=effective_from,
        source=source.text,
        data=source.data,
        loaded_by=by,
        loaded_at=at,
    )
    defaults = source.data.get("defaults", {})
    Rule.objects.bulk_create(
        Rule(
            version=version,
            code=rule["code"],
            title=rule["title"],
            clause=rule["clause"],
            kind=rule.get("kind", "duty"),
            to_confirm=rule.get("to_confirm", False),
            spec=with_defaults(rule, defaults),
            order=number,
        )
        for number, rule in enumerate(source.data["rules"])
    )
    return version
