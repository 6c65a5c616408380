"""Adopting items and telling officers what became of them (R17.4, R17.7). Each adoption earns the difference to what
the item has earned before: it earns its highest level once."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from assessments.actions.rewards_items import lock_item, record
from assessments.actions.rewards_paying import reopen
from assessments.models import (
    Adoption,
    AdoptionLevel,
    FeedbackKind,
    InformationItem,
    ItemFeedback,
    PayList,
    PayListState,
    Reward,
)
from assessments.querysets.rewards import ADOPTERS
from assessments.selectors.rewards import adopting_unit, highest, levels_for, may_judge
from core import inbox, locking
from core.errors import DomainError
from core.guards import check_not_future, require_text
from petitions.actions.notices import users_of
from visits.models import MatterState

if TYPE_CHECKING:
    from accounts.models import User

# How many officers the beat tells at a time.
AT_ONCE = 500


@transaction.atomic
def adopt(
    item: InformationItem,
    *,
    code: str,
    on: datetime.date,
    note: str = "",
    by: "User",
    at: datetime.datetime,
) -> Adoption:
    """Adopt an item at the level of this code, by the unit of the level's kind above the officer, for the amount that
    was in force on the day.

    Raises PermissionDenied for who does not lead or keep that unit and for one's own item; DomainError for a level that
    there was not, an item that stands adopted at it, or a day before the item or to come. Side effects: the reward,
    the officer is told, audit.
    """
    item = lock_item(item)
    _check_day(item, on, at=at)
    level = _level(item, code, on)
    unit = adopting_unit(item.unit, level)
    if unit is None:
        raise DomainError(_("报送人所在单位之上没有“%(level)s”的单位。") % {"level": level}, field="code")
    _check_adopts(item, unit.path, by)
    if item.adoptions.in_force().filter(code=code).exists():
        raise DomainError(_("这条信息已经“%(level)s”，同一层级只采用一次。") % {"level": level}, field="code")
    row = Adoption.objects.create(
        item=item,
        level=level,
        code=code,
        unit=unit,
        on=on,
        amount=level.amount,
        adopted_by=by,
        adopted_at=at,
    )
    _settle(item, on=on, reason="", by=by, at=at)
    _tell(item, FeedbackKind.ADOPTED, note or str(level), by=by, at=at)
    record("adopt_item", item, by=by, at=at, level=code, on=str(on), amount=str(level.amount))
    return row


def _check_day(item: InformationItem, on: datetime.date, *, at: datetime.datetime) -> None:
    check_not_future(on, at=at, field="on")
    if on < item.on:
        raise DomainError(_("采用日期不能早于报送日期（%(day)s）。") % {"day": item.on.isoformat()}, field="on")


def _level(item: InformationItem, code: str, on: datetime.date) -> AdoptionLevel:
    found = {level.code: level for level in levels_for(item.unit, on=on)}
    if code not in found:
        raise DomainError(_("采用当日没有这个采用层级，请核对采用日期。"), field="code")
    return found[code]


def _check_adopts(item: InformationItem, path: str, by: "User") -> None:
    """Who leads or keeps the adopting unit; nobody adopts what they reported."""
    if item.officer_id in by.access.cadre_ids or not by.access.covers(path, *ADOPTERS):
        raise PermissionDenied


@transaction.atomic
def reverse_adoption(
    adoption: Adoption, *, reason: str, on: datetime.date, by: "User", at: datetime.datetime
) -> Adoption:
    """Take an adoption back with a reason. What it earned is taken back on the pay list that it stands on, and that
    list is to be approved anew; where that one is closed, on the next.

    Raises PermissionDenied as `adopt` does; DomainError for one that is reversed, or a day before the adoption.
    """
    item = lock_item(adoption.item)
    row = Adoption.objects.select_for_update(of=("self",)).select_related("unit", "level").get(pk=adoption.pk)
    _check_adopts(item, row.unit.path, by)
    if row.reversed_on:
        raise DomainError(_("这次采用已经撤销。"))
    check_not_future(on, at=at, field="on")
    if on < row.on:
        raise DomainError(_("撤销日期不能早于采用日期（%(day)s）。") % {"day": row.on.isoformat()}, field="on")
    row.reversed_on, row.reversed_by = on, by
    row.reversed_reason = require_text(reason, "reason", _("请填写撤销原因。"))[:200]
    row.save(update_fields=["reversed_on", "reversed_by", "reversed_reason"])
    _settle(item, on=on, undone=row, reason=row.reversed_reason, by=by, at=at)
    _tell(item, FeedbackKind.REVERSED, row.reversed_reason, by=by, at=at)
    record("reverse_adoption", item, by=by, at=at, level=row.code, on=str(on))
    return row


def _settle(
    item: InformationItem,
    *,
    on: datetime.date,
    reason: str,
    by: "User",
    at: datetime.datetime,
    undone: Adoption | None = None,
) -> None:
    """Append what is missing to make the item's rewards the amount of its highest adoption in force. The item is
    locked, so that two adoptions at once earn the higher amount together."""
    rewards = Reward.objects.filter(item=item).order_by()
    best = highest(item.adoptions.in_force().select_related("level"))
    earned = rewards.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    missing = (best.amount if best else Decimal(0)) - earned
    if not missing:
        return
    pay_list = _open_list(item) if missing < 0 else None
    if undone is not None and (pay_list or rewards.unpaid().filter(amount__gt=0).exists()):
        on = undone.on  # it falls into the list that would have paid it
    Reward.objects.create(
        officer=item.officer,
        unit=item.unit,
        unit_path=item.unit_path,
        item=item,
        level=best.level if best else None,
        on=on,
        amount=missing,
        reason=reason,
        pay_list=pay_list,
        made_by=by,
        made_at=at,
    )
    if pay_list:
        reopen(pay_list)


def _open_list(item: InformationItem) -> PayList | None:
    """The list that is not closed on which something of the item stands, held against its approval and closing."""
    found = PayList.objects.exclude(state=PayListState.CLOSED).filter(rewards__item=item).first()
    if found is None:
        return None
    row = locking.lock(found)
    if row.state == PayListState.CLOSED:  # while we waited
        return None
    return row


@transaction.atomic
def refuse_item(item: InformationItem, *, reason: str, by: "User", at: datetime.datetime) -> InformationItem:
    """Say that it is not adopted, and why. A unit further up may adopt it all the same. Raises DomainError while it
    stands adopted by somebody, PermissionDenied for who does not judge it."""
    item = lock_item(item)
    if not may_judge(by, item):
        raise PermissionDenied
    if item.adoptions.in_force().exists():
        raise DomainError(_("这条信息已经采用。需要改为不采用的，请先撤销采用。"))
    reason = require_text(reason, "reason", _("请填写不采用的原因，系统会反馈给报送人。"))
    _tell(item, FeedbackKind.REFUSED, reason, by=by, at=at)
    record("refuse_item", item, by=by, at=at)
    return item


@transaction.atomic
def tell_officer(item: InformationItem, *, text: str, by: "User", at: datetime.datetime) -> InformationItem:
    """Tell the officer what became of the item (R17.4)."""
    item = lock_item(item)
    if not may_judge(by, item):
        raise PermissionDenied
    _tell(item, FeedbackKind.TOLD, require_text(text, "text", _("请填写反馈内容。")), by=by, at=at)
    record("tell_officer", item, by=by, at=at)
    return item


def _tell(item: InformationItem, kind: str, text: str, *, by: "User | None", at: datetime.datetime) -> None:
    """Write down what became of it, and put it into the officer's inbox."""
    row = ItemFeedback.objects.create(item=item, kind=kind, text=text.strip(), by=by, at=at)
    notices = [_notice(item, row, user, at=at) for user in users_of([item.officer_id])]
    inbox.notify_all(notices)


def _notice(item: InformationItem, row: ItemFeedback, user: "User", *, at: datetime.datetime) -> Any:
    title = _("您报送的信息有反馈：%(kind)s") % {"kind": row.get_kind_display()}
    what, step = f"information:{item.pk}", f"feedback:{row.pk}"
    return inbox.notice(what, step, user, title, url=item.get_absolute_url(), at=at)


@transaction.atomic
def tell_answers(*, at: datetime.datetime) -> int:
    """Tell officers that the matter of their item was answered. Called by the beat; returns how many were told."""
    waiting = InformationItem.objects.standing().filter(answer_told_at=None, matter__state=MatterState.SOLVED)
    items = list(waiting.select_related("matter").select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    rows = ItemFeedback.objects.bulk_create(
        ItemFeedback(item=item, kind=FeedbackKind.ANSWERED, text=_answer(item), at=at) for item in items
    )
    officers: dict[int | None, list[User]] = {}
    for user in users_of({item.officer_id for item in items}):
        officers.setdefault(user.cadre_id, []).append(user)
    inbox.notify_all(
        _notice(item, row, user, at=at)
        for item, row in zip(items, rows, strict=True)
        for user in officers.get(item.officer_id, [])
    )
    InformationItem.objects.filter(pk__in=[item.pk for item in items]).update(answer_told_at=at)
    return len(items)


def _answer(item: InformationItem) -> str:
    """The reply that was given; of a matter that is sealed nothing is carried over."""
    return item.matter.reply if item.matter and not item.matter.sealed else ""
