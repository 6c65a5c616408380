"""Handing over contact cards to many at once, taking them back, and correcting what was entered by mistake (R6)."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Cadre
from contacts import card_hooks
from contacts.actions.writing import check_serving, record
from contacts.models import CardEnd, CardIssue, CardWording, ContactCard
from contacts.selectors.permissions import may_hand_over, may_keep
from contacts.selectors.targets import Target, check_open, target_field
from core.errors import DomainError
from core.locking import lock, save_fields

if TYPE_CHECKING:
    from accounts.models import User

MOST_AT_ONCE = 500


@transaction.atomic
def hand_over_card(
    card: ContactCard,
    *,
    targets: Sequence[Target],
    handed_on: datetime.date,
    handed_by: Cadre,
    by: "User",
    at: datetime.datetime,
    today: datetime.date,
    wording: CardWording | None = None,
) -> list[CardIssue]:
    """Record that these were given the card, in the wording that was printed (the current one unless named).

    Cards of the same sort that they held, and withdrawn ones of the unit, are replaced. Whoever logs contact work
    writes it down in the same transaction, so that nobody enters it twice (R6.1). Raises DomainError at the field to
    be mended, PermissionDenied for who neither keeps the unit nor is the person on the card.
    """
    card = lock(card)
    if not may_hand_over(by, card):
        raise PermissionDenied
    if handed_by.pk not in by.access.cadre_ids and not may_keep(by, card.unit):
        raise DomainError(_("他人发放的卡，请由本单位负责登记的人员登记。"), field="handed_by")
    wording = wording or card.current
    _check(card, targets, wording, handed_on=handed_on, handed_by=handed_by, today=today)
    replaced = _replace(card, targets, on=handed_on)
    stale_since = None if wording == card.current else today
    common = {"card": card, "wording": wording, "handed_on": handed_on, "handed_by": handed_by, "recorded_by": by}
    issues = CardIssue.objects.bulk_create(
        CardIssue(**common, stale_since=stale_since, **{target_field(target): target}) for target in targets
    )
    data = {"count": len(issues), "replaced": replaced, "on": str(handed_on)}
    record("hand_over_card", card, card.unit, by=by, at=at, data=data)
    card_hooks.handed_over(card_hooks.Handing(card, targets, handed_by, handed_on), by=by, at=at)
    return issues


def _check(
    card: ContactCard,
    targets: Sequence[Target],
    wording: CardWording | None,
    *,
    handed_on: datetime.date,
    handed_by: Cadre,
    today: datetime.date,
) -> None:
    if card.withdrawn_on is not None:
        raise DomainError(_("这张卡已经停用，请用新的卡换发。"))
    if wording is None or wording.card_id != card.pk:
        raise DomainError(_("请选择这张卡的版次。"), field="wording")
    if not targets:
        raise DomainError(_("请至少选择一户、一人或一个联系点。"), field="targets")
    if len(targets) > MOST_AT_ONCE:
        raise DomainError(_("一次最多登记%(most)d张，请分次登记。") % {"most": MOST_AT_ONCE}, field="targets")
    _check_day(wording, handed_on, today=today)
    check_serving(handed_by, card.unit, on=handed_on, field="handed_by")
    for target in targets:
        check_open(target, on=handed_on)


def _check_day(wording: CardWording, handed_on: datetime.date, *, today: datetime.date) -> None:
    if handed_on > today:
        raise DomainError(_("发放日期不能晚于今天。"), field="handed_on")
    if handed_on < wording.made_on:
        text = _("发放日期不能早于这一版的启用日期（%(day)s）。")
        raise DomainError(text % {"day": wording.made_on}, field="handed_on")


def _replace(card: ContactCard, targets: Sequence[Target], *, on: datetime.date) -> int:
    """End what the new card takes the place of. Raises DomainError where an older one was handed over later."""
    whom = Q(pk__in=[])
    for field in ("contact_point", "household", "resident"):
        whom |= Q(**{f"{field}__in": [target.pk for target in targets if target_field(target) == field]})
    same = Q(card=card) | Q(card__unit=card.unit, card__withdrawn_on__isnull=False)
    held = CardIssue.objects.filter(same, whom, ended_on=None)
    if held.filter(handed_on__gt=on).exists():
        raise DomainError(_("所选对象中，有的在这个日期之后已领过卡，请核对发放日期。"), field="handed_on")
    return held.update(ended_on=on, end_kind=CardEnd.REPLACED)


@transaction.atomic
def end_issue(
    issue: CardIssue,
    *,
    end_kind: str,
    ended_on: datetime.date,
    by: "User",
    at: datetime.datetime,
    today: datetime.date,
    version: Any = None,
) -> CardIssue:
    """Somebody gave a card back or lost it, or it was entered by mistake: then the log of it is corrected, too.

    Raises DomainError: ended before, a day out of order, a kind that only a reissue gives.
    """
    issue = lock(issue, version=version)
    if not may_hand_over(by, issue.card):
        raise PermissionDenied
    if issue.ended_on is not None:
        raise DomainError(_("这张卡已经登记过收回。"))
    if end_kind not in (CardEnd.RETURNED, CardEnd.LOST, CardEnd.MISTAKE):
        raise DomainError(_("请选择收回情况；换发的请登记发放新卡。"), field="end_kind")
    if not issue.handed_on <= ended_on <= today:
        raise DomainError(_("收回日期应在发放日期与今天之间。"), field="ended_on")
    issue.ended_on, issue.end_kind = ended_on, end_kind
    save_fields(issue, "ended_on", "end_kind")
    record("end_card_issue", issue.card, issue.card.unit, by=by, at=at, data={"kind": end_kind, "issue": issue.pk})
    if end_kind == CardEnd.MISTAKE:
        card_hooks.taken_back(issue, reason=_("连心卡发放登记有误"), by=by, at=at)
    return issue
