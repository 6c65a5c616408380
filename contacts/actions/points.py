"""Contact points: set up, edited, withdrawn."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from contacts import hooks
from contacts.actions.writing import check_unit_open, record, set_fields
from contacts.models import ContactCategory, ContactPoint, Pairing, TargetKind
from core import search
from core.errors import DomainError
from core.locking import bump, lock

if TYPE_CHECKING:
    from accounts.models import Unit, User


@transaction.atomic
def create_point(*, data: dict[str, Any], by: "User | None", at: datetime.datetime) -> ContactPoint:
    """Set up a point. Raises DomainError: name taken in the unit, category of another kind or retired, unit closed."""
    require(by, data["unit"].path, *KEEPERS)
    check_unit_open(data["unit"], on=data["opened_on"])
    _check_category(data["category"], on=data["opened_on"])
    _check_name(data["unit"], data["name"])
    point = ContactPoint.objects.create(**data)
    search.note(point)
    record("create_point", point, point.unit, by=by, at=at)
    return point


def _check_category(category: ContactCategory, *, on: datetime.date) -> None:
    if category.target != TargetKind.POINT:
        raise DomainError(_("“%(name)s”不是联系点的类别。") % {"name": category}, field="category")
    if category.retired_on is not None and category.retired_on <= on:
        raise DomainError(_("类别“%(name)s”已停用，请选择其他类别。") % {"name": category}, field="category")


def _check_name(unit: "Unit", name: str, *, but: ContactPoint | None = None) -> None:
    rows = ContactPoint.objects.filter(unit=unit, name=name, withdrawn_on=None)
    if (rows.exclude(pk=but.pk) if but else rows).exists():
        text = _("“%(unit)s”已有名为“%(name)s”的联系点。")
        raise DomainError(text % {"unit": unit, "name": name}, field="name")


@transaction.atomic
def edit_point(
    point: ContactPoint, *, data: dict[str, Any], by: "User | None", at: datetime.datetime, version: Any = None
) -> ContactPoint:
    """Change a point; to another unit only by who keeps both. Raises DomainError as `create_point`; when withdrawn."""
    point = lock(point, version=version)
    for unit in (point.unit, data["unit"]):
        require(by, unit.path, *KEEPERS)
    _check_not_withdrawn(point)
    if data["category"] != point.category:
        _check_category(data["category"], on=data["opened_on"])
    _check_name(data["unit"], data["name"], but=point)
    _check_opening(point, data["opened_on"])
    changed = set_fields(point, data)
    bump(point)
    point.save()
    search.note(point)
    record("edit_point", point, point.unit, by=by, at=at, data=changed)
    return point


def _check_not_withdrawn(point: ContactPoint) -> None:
    if point.withdrawn_on is not None:
        raise DomainError(_("联系点“%(name)s”已撤销，不能再作变更。") % {"name": point})


def _check_opening(point: ContactPoint, opened_on: datetime.date) -> None:
    first = point.pairings.order_by("start").first()
    if first is not None and first.start < opened_on:
        text = _("设立日期不能晚于最早的结对日期（%(day)s）。")
        raise DomainError(text % {"day": first.start}, field="opened_on")


@transaction.atomic
def withdraw_point(
    point: ContactPoint,
    *,
    on: datetime.date,
    reason: str,
    by: "User | None",
    at: datetime.datetime,
    end_pairings: bool = False,
    version: Any = None,
) -> ContactPoint:
    """Withdraw a point: from `on` it can be neither paired nor visited.

    With `end_pairings` the pairings end the day before and those of drafts and of later days are taken out;
    without it, open pairings are a DomainError.
    """
    point = lock(point, version=version)
    require(by, point.unit.path, *KEEPERS)
    _check_not_withdrawn(point)
    if on < point.opened_on:
        text = _("撤销日期不能早于设立日期（%(day)s）。")
        raise DomainError(text % {"day": point.opened_on}, field="on")
    ended = close_pairings(point.pairings.all(), on=on, wanted=end_pairings)
    point.withdrawn_on, point.withdrawn_reason = on, reason
    bump(point)
    point.save()
    record("withdraw_point", point, point.unit, by=by, at=at, data={"on": str(on), "pairings_ended": len(ended)})
    return point


def close_pairings(pairings: Any, *, on: datetime.date, wanted: bool) -> list[Pairing]:
    """End what is still open on or after `on` the day before; take out what begins later. Part of an action.

    Raises DomainError when there is something to end and ending it was not `wanted`.
    """
    still = list(pairings.open_from(on).select_related("arrangement"))
    if still and not wanted:
        text = _("仍有%(count)d个结对没有结束。请勾选“同时结束这些结对”，或先调整结对。")
        raise DomainError(text % {"count": len(still)}, field="end_pairings")
    later = [pairing for pairing in still if pairing.start >= on]
    running = [pairing for pairing in still if pairing.start < on]
    Pairing.objects.filter(pk__in=[pairing.pk for pairing in later]).delete()
    for pairing in running:
        pairing.end = on - datetime.timedelta(days=1)
        bump(pairing)
    Pairing.objects.bulk_update(running, ["end", "version"])
    hooks.pairings_changed(still, first_day=on)
    return still
