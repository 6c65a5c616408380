"""The annual arrangement (R1.1): drafted or copied from last year, adjusted, published, then changed only openly."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Post, Unit, User
from contacts import hooks
from contacts.actions.pairings import DAY, Terms, check_terms
from contacts.actions.writing import check_not_future, check_unit_open, record, set_fields
from contacts.models import Arrangement, ArrangementState, ContactPoint, Pairing
from core import inbox
from core.errors import DomainError
from core.locking import bump, lock

if TYPE_CHECKING:
    from accounts.models import Cadre


@dataclass(frozen=True)
class LeftOut:
    """A pairing of last year that was not copied, and why."""

    pairing: Pairing
    reason: str


@dataclass(frozen=True)
class CopyReport:
    copied: int
    left_out: tuple[LeftOut, ...]


def year_bounds(year: int) -> tuple[datetime.date, datetime.date]:
    """1 January and 31 December."""
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


@transaction.atomic
def create_arrangement(*, unit: Unit, year: int, title: str, by: "User | None", at: datetime.datetime) -> Arrangement:
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
    pairing: Pairing, terms: Terms, *, by: "User | None", at: datetime.datetime, version: Any = None
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
def remove_pairing(pairing: Pairing, *, by: "User | None", at: datetime.datetime) -> Arrangement:
    """Take a pairing out of a draft and return the draft. Raises DomainError when it is published."""
    pairing = lock(pairing)
    arrangement = _draft_of(pairing, by=by)
    record("remove_pairing", pairing, arrangement.unit, by=by, at=at)
    pairing.delete()
    return arrangement


def _draft_of(pairing: Pairing, *, by: "User | None") -> Arrangement:
    if pairing.arrangement is None:
        raise DomainError(_("该结对不属于年度安排，请办理结束或移交。"))
    arrangement = lock(pairing.arrangement)
    require(by, arrangement.unit.path, *KEEPERS)
    _require_draft(arrangement)
    return arrangement


@transaction.atomic
def copy_forward(arrangement: Arrangement, *, by: "User | None", at: datetime.datetime) -> CopyReport:
    """Copy what stood at the end of last year into the draft, as far as it can still stand.

    Left out, with the reason: withdrawn points, people off the register, cadres who no longer serve, retired
    categories. What the draft holds already stays as it is. A fixed number of queries.
    """
    arrangement = lock(arrangement)
    require(by, arrangement.unit.path, *KEEPERS)
    _require_draft(arrangement)
    first, last = year_bounds(arrangement.year)
    source = _last_years(arrangement)
    serving = _serving(arrangement, source, on=first)
    there = {_identity(pairing) for pairing in arrangement.pairings.all()}
    left_out: list[LeftOut] = []
    copies: list[Pairing] = []
    for pairing in source:
        reason = _why_not(pairing, serving=serving, on=first)
        if reason:
            left_out.append(LeftOut(pairing, reason))
        elif _identity(pairing) not in there:
            copies.append(_copy(pairing, arrangement, first, last, serving))
    Pairing.objects.bulk_create(copies)
    bump(arrangement)
    arrangement.save()
    data = {"copied": len(copies), "left_out": len(left_out)}
    record("copy_arrangement", arrangement, arrangement.unit, by=by, at=at, data=data)
    return CopyReport(len(copies), tuple(left_out))


def _last_years(arrangement: Arrangement) -> list[Pairing]:
    eve = datetime.date(arrangement.year - 1, 12, 31)
    before = Pairing.objects.filter(arrangement__unit=arrangement.unit, arrangement__year=arrangement.year - 1)
    rows = before.filter(Q(end=None) | Q(end__gte=eve), arrangement__state=ArrangementState.PUBLISHED)
    return list(rows.with_target_units())


def _identity(pairing: Pairing) -> tuple[Any, ...]:
    return (pairing.cadre_id or -pairing.unit_id, pairing.category_id, pairing.target_key)


def _serving(arrangement: Arrangement, pairings: list[Pairing], *, on: datetime.date) -> dict[int, Unit]:
    """The unit of the main post of each cadre who serves in the arrangement's part of the tree on that day."""
    cadres = {key for pairing in pairings for key in (pairing.cadre_id, pairing.contact_person_id) if key}
    posts = Post.objects.in_force(on).filter(cadre__in=cadres, unit__path__startswith=arrangement.unit.path)
    units: dict[int, Unit] = {}
    for post in posts.select_related("unit").order_by("-is_main", "order", "pk"):
        units.setdefault(post.cadre_id, post.unit)
    return units


def _why_not(pairing: Pairing, *, serving: dict[int, Unit], on: datetime.date) -> str:
    """Why a pairing cannot be copied, in words; empty when it can."""
    target: Any = pairing.target
    gone = target.withdrawn_on if isinstance(target, ContactPoint) else target.removed_on
    if gone is not None and gone <= on:
        return _("联系对象已于%(day)s撤销或移出登记册") % {"day": gone}
    if pairing.category.retired_on is not None and pairing.category.retired_on <= on:
        return _("类别“%(name)s”已停用") % {"name": pairing.category}
    person: Cadre | None = pairing.cadre or pairing.contact_person
    if person is not None and person.pk not in serving:
        return _("%(cadre)s届时不在本单位任职") % {"cadre": person}
    return ""


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
    arrangement: Arrangement, *, data: dict[str, Any], by: "User | None", at: datetime.datetime, version: Any = None
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
    first, _last = year_bounds(arrangement.year)
    problems = problems_of(arrangement, pairings, on=first)
    if problems:
        lines = "；".join(f"{item.pairing.target}：{item.reason}" for item in problems[:5])
        text = _("有%(count)d个结对已不成立，请先调整：%(lines)s。")
        raise DomainError(text % {"count": len(problems), "lines": lines})


def problems_of(arrangement: Arrangement, pairings: list[Pairing], *, on: datetime.date) -> list[LeftOut]:
    """Pairings of a draft that no longer hold good: target gone, cadre moved, category retired. Two queries at most."""
    serving = _serving(arrangement, pairings, on=on)
    serving |= {} if all(pairing.start == on for pairing in pairings) else _serving_later(arrangement, pairings)
    found = ((pairing, _why_not(pairing, serving=serving, on=pairing.start)) for pairing in pairings)
    return [LeftOut(pairing, reason) for pairing, reason in found if reason]


def _serving_later(arrangement: Arrangement, pairings: list[Pairing]) -> dict[int, Unit]:
    return _serving(arrangement, pairings, on=max(pairing.start for pairing in pairings))


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
