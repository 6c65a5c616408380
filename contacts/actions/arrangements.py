"""The annual arrangement (R1.1): drafted or copied from last year, adjusted, published, then changed only openly."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Unit, User
from contacts import hooks
from contacts.actions.pairings import DAY, Terms, check_terms
from contacts.actions.writing import check_unit_open, record, set_fields
from contacts.models import Arrangement, ArrangementState, Pairing
from contacts.selectors.arrangements import (
    LeftOut,
    identity,
    last_years,
    problems_of,
    serving_units,
    why_not,
    year_bounds,
)
from core import inbox
from core.errors import DomainError
from core.guards import check_not_future
from core.locking import bump, lock


@dataclass(frozen=True)
class CopyReport:
    copied: int
    left_out: tuple[LeftOut, ...]


@transaction.atomic
def create_arrangement(*, unit: Unit, year: int, title: str, by: User | None, at: datetime.datetime) -> Arrangement:
    """Begin the draft of a year. Raises DomainError: there is one for the year, the year is not near, unit closed."""
    require(by, unit.path, *KEEPERS)
    this_year = timezone.localdate(at).year
    if not this_year - 5 <= year <= this_year + 1:
        text = _("年度应在%(first)s年至%(last)s年之间。")
        raise DomainError(text % {"first": this_year - 5, "last": this_year + 1}, field="year")
    check_unit_open(unit, on=year_bounds(year)[0])
    lock(unit)
    if Arrangement.objects.filter(unit=unit, year=year).exists():
        text = _("“%(unit)s”已有%(year)s年度的联系安排，请直接打开。")
        raise DomainError(text % {"unit": unit, "year": year}, field="year")
    arrangement = Arrangement.objects.create(unit=unit, year=year, title=title)
    record("create_arrangement", arrangement, unit, by=by, at=at, data={"year": year})
    return arrangement


def _require_draft(arrangement: Arrangement) -> None:
    if arrangement.state != ArrangementState.DRAFT:
        raise DomainError(_("安排已经公布，不能直接修改。请在结对中办理调整，或增补结对。"))


@transaction.atomic
def change_pairing(
    pairing: Pairing, terms: Terms, *, by: User | None, at: datetime.datetime, version: Any = None
) -> Pairing:
    """Change a pairing of a draft. Raises DomainError as `pair`, when published, or when the form is stale."""
    pairing = lock(pairing, version=version)
    arrangement = _draft_of(pairing, by=by)
    lock(terms.target)
    check_terms(terms, but=pairing)
    changed = set_fields(pairing, terms.fields)
    bump(pairing)
    pairing.save()
    record("change_pairing", pairing, arrangement.unit, by=by, at=at, data=changed)
    return pairing


@transaction.atomic
def remove_pairing(pairing: Pairing, *, by: User | None, at: datetime.datetime) -> Arrangement:
    """Take a pairing out of a draft and return the draft. Raises DomainError when it is published."""
    pairing = lock(pairing)
    arrangement = _draft_of(pairing, by=by)
    record("remove_pairing", pairing, arrangement.unit, by=by, at=at)
    pairing.delete()
    return arrangement


def _draft_of(pairing: Pairing, *, by: User | None) -> Arrangement:
    if pairing.arrangement is None:
        raise DomainError(_("该结对不属于年度安排，请办理结束或移交。"))
    arrangement = lock(pairing.arrangement)
    require(by, arrangement.unit.path, *KEEPERS)
    _require_draft(arrangement)
    return arrangement


@transaction.atomic
def copy_forward(arrangement: Arrangement, *, by: User | None, at: datetime.datetime) -> CopyReport:
    """Copy what stood at the end of last year into the draft, as far as it can still stand.

    Left out, with the reason: withdrawn points, people off the register, cadres who no longer serve, retired
    categories. What the draft holds already stays as it is. A fixed number of queries.
    """
    arrangement = lock(arrangement)
    require(by, arrangement.unit.path, *KEEPERS)
    _require_draft(arrangement)
    first, last = year_bounds(arrangement.year)
    source = last_years(arrangement)
    serving = serving_units(arrangement, source, on=first)
    there = {identity(pairing) for pairing in arrangement.pairings.all()}
    left_out: list[LeftOut] = []
    copies: list[Pairing] = []
    for pairing in source:
        reason = why_not(pairing, serving=serving, on=first)
        if reason:
            left_out.append(LeftOut(pairing, reason))
        elif identity(pairing) not in there:
            copies.append(_copy(pairing, arrangement, first, last, serving))
    Pairing.objects.bulk_create(copies)
    bump(arrangement)
    arrangement.save()
    data = {"copied": len(copies), "left_out": len(left_out)}
    record("copy_arrangement", arrangement, arrangement.unit, by=by, at=at, data=data)
    return CopyReport(len(copies), tuple(left_out))


def _copy(
    pairing: Pairing, arrangement: Arrangement, first: datetime.date, last: datetime.date, serving: dict[int, Unit]
) -> Pairing:
    return Pairing(
        arrangement=arrangement,
        unit=serving.get(pairing.cadre_id or 0, pairing.unit),
        cadre=pairing.cadre,
        contact_person=pairing.contact_person,
        category=pairing.category,
        contact_point=pairing.contact_point,
        household=pairing.household,
        resident=pairing.resident,
        start=first,
        end=last,
    )


@transaction.atomic
def publish_arrangement(
    arrangement: Arrangement, *, data: dict[str, Any], by: User | None, at: datetime.datetime, version: Any = None
) -> Arrangement:
    """Publish a draft: freeze it, put its pairings in force, and tell everybody who is paired (in the product's inbox).

    `data`: number, title, published_on, addressee, body. Last year's pairings that were left open end on 31 December.
    Raises DomainError: nothing in it, a pairing that no longer holds good, date in the future, number taken.
    """
    arrangement = lock(arrangement, version=version)
    require(by, arrangement.unit.path, *KEEPERS)
    _require_draft(arrangement)
    check_not_future(data["published_on"], at=at, field="published_on")
    _check_number(arrangement, data["number"])
    pairings = list(arrangement.pairings.with_target_units())
    _check_pairings(arrangement, pairings)
    set_fields(arrangement, data | {"state": ArrangementState.PUBLISHED})
    bump(arrangement)
    arrangement.save()
    _close_last_year(arrangement)
    hooks.pairings_changed(pairings, first_day=year_bounds(arrangement.year)[0])
    _tell(arrangement, pairings, at=at)
    record("publish_arrangement", arrangement, arrangement.unit, by=by, at=at, data={"number": data["number"]})
    return arrangement


def _check_number(arrangement: Arrangement, number: str) -> None:
    if Arrangement.objects.filter(unit=arrangement.unit, number=number).exclude(pk=arrangement.pk).exists():
        raise DomainError(_("文号“%(number)s”已用于另一份安排。") % {"number": number}, field="number")


def _check_pairings(arrangement: Arrangement, pairings: list[Pairing]) -> None:
    if not pairings:
        raise DomainError(_("安排中还没有结对，请先添加结对再公布。"))
    problems = problems_of(arrangement, pairings)
    if problems:
        lines = "；".join(f"{item.pairing.target}：{item.reason}" for item in problems[:5])
        text = _("有%(count)d个结对已不成立，请先调整：%(lines)s。")
        raise DomainError(text % {"count": len(problems), "lines": lines})


def _close_last_year(arrangement: Arrangement) -> None:
    eve = year_bounds(arrangement.year)[0] - DAY
    before = Pairing.objects.filter(arrangement__unit=arrangement.unit, arrangement__year=arrangement.year - 1)
    before.filter(end=None, start__lte=eve).update(end=eve)


def _tell(arrangement: Arrangement, pairings: list[Pairing], *, at: datetime.datetime) -> None:
    """One notice to each user whose cadre is paired; no household's name in it."""
    people = {key for pairing in pairings for key in (pairing.cadre_id, pairing.contact_person_id) if key}
    title = _("%(year)s年度联系安排已公布") % {"year": arrangement.year}
    body = _("《%(title)s》已公布，请查看您本年度的联系对象。") % {"title": arrangement.title}
    users = User.objects.filter(cadre__in=people, is_active=True)
    what = f"arrangement:{arrangement.pk}"
    inbox.notify_all(
        inbox.notice(what, "published", user, title, body, url=arrangement.get_absolute_url(), at=at) for user in users
    )
