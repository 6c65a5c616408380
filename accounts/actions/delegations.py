"""Who acts for whom, from when to when. Every act on somebody's behalf says so in the audit trail."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Delegation, User
from accounts.selectors import home_path
from core import audit, inbox
from core.errors import DomainError
from core.guards import check_order
from core.locking import lock

LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def give_delegation(
    deputy: User, *, start: datetime.date, end: datetime.date, by: User, at: datetime.datetime, reason: str = ""
) -> Delegation:
    """Let a colleague act for `by` on these days; the colleague finds a notice in the inbox.

    Raises DomainError: to oneself, to a closed log-in, dates reversed or past, longer than a year, given already, or
    while acting for somebody else (what was lent is not lent on).
    """
    _check_deputy(deputy, by)
    _check_days(start, end, on=timezone.localdate(at))
    lock(by)
    running = Delegation.objects.filter(principal=by, deputy=deputy, revoked_at=None)
    if running.filter(start__lte=end, end__gte=start).exists():
        raise DomainError(_("这段时间内已委托该同志，请勿重复。"), field="deputy")
    delegation = Delegation.objects.create(principal=by, deputy=deputy, start=start, end=end, reason=reason)
    _record("accounts.give_delegation", delegation, by, at)
    title = _("%(name)s委托您在%(start)s至%(end)s代为办理") % {"name": by.name, "start": start, "end": end}
    inbox.notify(
        f"delegation:{delegation.pk}", "given", deputy, title, reason, url=reverse("accounts:delegations"), at=at
    )
    return delegation


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, by: User, at: datetime.datetime) -> Delegation:
    """Take back what one has given, at once. Raises DomainError when it is somebody else's, or over."""
    delegation = lock(delegation)
    if delegation.principal_id != by.pk:
        raise DomainError(_("只能撤回自己的委托。"))
    if delegation.revoked_at is not None:
        raise DomainError(_("该委托已经撤回。"))
    delegation.revoked_at = at
    delegation.save(update_fields=["revoked_at"])
    _record("accounts.revoke_delegation", delegation, by, at)
    return delegation


@transaction.atomic
def begin_acting(delegation: Delegation, *, by: User, at: datetime.datetime) -> Delegation:
    """Note that the deputy begins to act. Raises DomainError unless the delegation is in force today and theirs."""
    on = timezone.localdate(at)
    if not Delegation.objects.filter(usable_by(by, on), pk=delegation.pk).exists():
        raise DomainError(_("该委托现在不能使用：已经撤回、已经到期或尚未开始。"))
    _record("accounts.begin_acting", delegation, by, at)
    return delegation


@transaction.atomic
def stop_acting(*, by: User, at: datetime.datetime) -> None:
    """Note that the deputy stops; nothing happens when nobody was acted for."""
    if by.acting_for is not None:
        path = home_path(by.acting_for, timezone.localdate(at))
        audit.record("accounts.stop_acting", by.acting_for, by=by, at=at, unit_path=path)


def usable_by(user: User, on: datetime.date) -> Q:
    """Delegations that the user may act on today."""
    return Q(deputy=user, start__lte=on, end__gte=on, revoked_at=None, principal__is_active=True)


def _check_deputy(deputy: User, by: User) -> None:
    if by.acting_for is not None:
        raise DomainError(_("代他人办理期间不能再作委托，请先结束代办。"))
    if deputy.pk == by.pk:
        raise DomainError(_("不能委托自己。"), field="deputy")
    if not deputy.is_active:
        raise DomainError(_("该账号已停用，不能接受委托。"), field="deputy")


def _check_days(start: datetime.date, end: datetime.date, *, on: datetime.date) -> None:
    if start < on:
        raise DomainError(_("开始日期不能早于今天。"), field="start")
    check_order(start, end)
    if end - start > LONGEST:
        raise DomainError(_("一次委托不能超过一年。"), field="end")


def _record(action: str, delegation: Delegation, by: Any, at: datetime.datetime) -> None:
    data = {"deputy": str(delegation.deputy), "start": str(delegation.start), "end": str(delegation.end)}
    path = home_path(delegation.principal, timezone.localdate(at))
    audit.record(action, delegation, by=by, at=at, unit_path=path, data=data)
