"""Log-in with lock-out: five failures lock the name for a while, whoever tries."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import F
from django.http import HttpRequest

from accounts.models import User
from core import clock


class LockOutBackend(ModelBackend):
    """Django's check of name and password, refused while the name is locked; counts failures, forgets them on success."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        at = clock.now()
        user = User.objects.filter(username=username).first()
        if user is not None and user.is_locked(at=at):
            # The hash is computed all the same, so that the time tells nothing.
            user.set_password(password)
            return None
        found = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            self._count(user, failed=found is None, at=at)
        return found

    def _count(self, user: User, *, failed: bool, at: datetime.datetime) -> None:
        if not failed:
            if user.failed_log_ins or user.locked_until:
                User.objects.filter(pk=user.pk).update(failed_log_ins=0, locked_until=None)
            return
        User.objects.filter(pk=user.pk).update(failed_log_ins=F("failed_log_ins") + 1)
        until = at + datetime.timedelta(minutes=settings.LOCK_OUT_MINUTES)
        User.objects.filter(pk=user.pk, failed_log_ins__gte=settings.LOCK_OUT_AFTER_FAILURES).update(
            failed_log_ins=0, locked_until=until
        )
