"""What people say about the product itself: sent, taken back, answered by a system administrator."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Feedback, FeedbackState, Role, User
from accounts.querysets import in_force
from core import audit, inbox
from core.errors import DomainError
from core.locking import bump, lock


def may_answer_feedback(user: Any) -> bool:
    """System administrators of any part of the tree: the product is the same everywhere."""
    return user.access.has_role(Role.SYSTEM_ADMIN)


@transaction.atomic
def send_feedback(
    *, kind: str, page: str, happened: str, expected: str, wants_reply: bool, by: User, at: datetime.datetime
) -> Feedback:
    """Put a remark before the system administrators. Without a wish for a reply neither the remark nor the audit entry
    says who wrote it, nor at what hour: who worked then stands in the trail."""
    sender, at = (by, at) if wants_reply else (None, _begin_of_day(at))
    said = Feedback.objects.create(
        sender=sender, kind=kind, page=page, happened=happened, expected=expected, created_at=at
    )
    audit.record("accounts.send_feedback", said, by=sender, at=at)
    _tell_administrators(said, at=at)
    return said


def _begin_of_day(at: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _tell_administrators(said: Feedback, *, at: datetime.datetime) -> None:
    held = in_force(timezone.localdate(at), "grants__") & Q(grants__role=Role.SYSTEM_ADMIN)
    administrators = User.objects.filter(Q(is_superuser=True) | held, is_active=True).distinct()
    notices = [
        inbox.notice(f"feedback:{said.pk}", "sent", user, _("收到一条使用意见"), url=said.get_absolute_url(), at=at)
        for user in administrators
    ]
    inbox.notify_all(notices)


@transaction.atomic
def withdraw_feedback(said: Feedback, *, by: User, at: datetime.datetime) -> None:
    """Delete one's own remark. Raises DomainError once somebody has begun to deal with it."""
    said = lock(said)
    if said.sender_id != by.pk:
        raise PermissionDenied
    if said.state != FeedbackState.NEW:
        raise DomainError(_("管理员已开始处理这条意见，不能再撤回。如有补充，请另写一条。"))
    audit.record("accounts.withdraw_feedback", said, by=by, at=at)
    said.delete()


@transaction.atomic
def answer_feedback(
    said: Feedback, *, state: str, answer: str, by: User, at: datetime.datetime, version: Any = None
) -> Feedback:
    """Say how far it is; who asked for a reply is told. Raises DomainError where it is declined without a reason."""
    if not may_answer_feedback(by):
        raise PermissionDenied
    said = lock(said, version=version)
    if state == FeedbackState.DECLINED and not answer:
        raise DomainError(_("不采纳的，请写明理由。"), field="answer")
    said.state, said.answer = state, answer
    said.answered_by, said.answered_at = by, at
    bump(said)
    said.save()
    audit.record("accounts.answer_feedback", said, by=by, at=at, data={"state": state})
    if said.sender:
        title = _("您的使用意见有了答复：%(state)s") % {"state": said.get_state_display()}
        what, url = f"feedback:{said.pk}", said.get_absolute_url()
        inbox.notify(what, f"answered:{said.version}", said.sender, title, url=url, at=at)
    return said
