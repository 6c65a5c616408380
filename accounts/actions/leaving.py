"""A cadre leaves the organisation: what hangs on them is handed over, then posts, roles and log-in end."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import handover, hooks
from accounts.access import KEEPERS
from accounts.actions.users import finish_grant
from accounts.models import Cadre, Delegation, Group, Post, Supervision, User
from accounts.querysets import not_over
from accounts.selectors import hanging_on, home_unit_path
from core import audit
from core.errors import DomainError
from core.locking import bump, lock

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def leave_organisation(
    cadre: Cadre, *, on: datetime.date, by: Any, at: datetime.datetime, successor: Cadre | None = None
) -> Cadre:
    """`on` is the last day. All or nothing: whatever a floor above refuses leaves everything as it was.

    What hangs on the cadre goes to `successor` from the day after. Posts, memberships, secondments and roles end on
    `on`; delegations are revoked; the log-in is closed. Raises DomainError: date in the future or before a post began,
    left already, no successor although something hangs on the cadre, a successor who does not serve.
    """
    cadre = lock(cadre)
    posts = list(cadre.posts.filter(not_over(on + ONE_DAY)).select_related("unit"))
    _check_permitted(posts, by)
    _check_leaving(cadre, posts, on=on, today=timezone.localdate(at))
    path = home_unit_path(cadre, on)
    _hand_over(cadre, successor, on=on, by=by, at=at)
    _end_everything(cadre, on=on, at=at)
    cadre.left_on = on
    bump(cadre)
    cadre.save()
    data = {"on": str(on), "successor": successor.name if successor else ""}
    audit.record("accounts.leave_organisation", cadre, by=by, at=at, unit_path=path, data=data)
    _tell(cadre, posts, on=on)
    return cadre


def _check_permitted(posts: list[Post], by: Any) -> None:
    """Somebody who serves elsewhere as well is seen off by a keeper of both places."""
    if by is not None and not all(by.access.covers(post.unit.path, *KEEPERS) for post in posts):
        raise PermissionDenied


def _check_leaving(cadre: Cadre, posts: list[Post], *, on: datetime.date, today: datetime.date) -> None:
    if cadre.left_on is not None:
        raise DomainError(_("该干部已于%(day)s离任。") % {"day": cadre.left_on})
    if on > today:
        raise DomainError(_("离任日期不能晚于今天。"), field="on")
    if any(post.start > on for post in posts) or (cadre.joined_on and cadre.joined_on > on):
        raise DomainError(_("离任日期不能早于任职日期，请核对。"), field="on")


def _hand_over(cadre: Cadre, to: Cadre | None, *, on: datetime.date, by: Any, at: datetime.datetime) -> None:
    if to is None:
        if hanging_on(cadre, on):
            raise DomainError(_("该干部名下还有未移交的事项，请选择接手人。"), field="successor")
        return
    if to.pk == cadre.pk:
        raise DomainError(_("接手人不能是离任干部本人。"), field="successor")
    if to.left_on is not None or not Post.objects.in_force(timezone.localdate(at)).filter(cadre=to).exists():
        raise DomainError(_("接手人须是在职干部。"), field="successor")
    for provider in handover.providers():
        provider.hand_over(cadre, to, on=on + ONE_DAY, by=by, at=at)


def _tell(cadre: Cadre, posts: list[Post], *, on: datetime.date) -> None:
    groups = Group.objects.filter(memberships__cadre=cadre, memberships__end__gte=on).distinct()
    leaders = Cadre.objects.filter(supervisions__cadre=cadre, supervisions__end__gte=on).distinct()
    hooks.changed(first_day=on, cadres=[cadre, *leaders], units=[post.unit for post in posts], groups=groups)


def _end_everything(cadre: Cadre, *, on: datetime.date, at: datetime.datetime) -> None:
    cadre.posts.filter(not_over(on + ONE_DAY)).update(end=on)
    supervised = Supervision.objects.filter(Q(leader=cadre) | Q(cadre=cadre))
    supervised.filter(start__gt=on).delete()
    supervised.filter(not_over(on + ONE_DAY)).update(end=on)
    running: list[Any] = [*cadre.memberships.filter(not_over(on)), *cadre.secondments.filter(not_over(on))]
    for row in running:
        row.end = max(row.start, on)
        row.save(update_fields=["end"])
    if user := User.objects.filter(cadre=cadre).first():
        _close_log_in(user, on=on, at=at)


def _close_log_in(user: User, *, on: datetime.date, at: datetime.datetime) -> None:
    for grant in user.grants.filter(not_over(on)):
        finish_grant(grant, last_day=on)
    both_sides = Delegation.objects.filter(Q(principal=user) | Q(deputy=user))
    both_sides.filter(revoked_at=None, end__gte=on).update(revoked_at=at)
    user.is_active = False
    bump(user)
    user.save(update_fields=["is_active", "version"])
