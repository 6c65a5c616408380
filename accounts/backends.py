"""Log-in with lock-out: five failures lock the name for a while, whoever tries."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.actions.invitations import redeem_code
from accounts.actions.users import count_failed_log_in, forget_failed_log_ins, record_unknown_log_in
from accounts.models import User
from core import clock


class LockOutBackend(ModelBackend):
    """Django's check of name and password, refused while the name is locked; counts failures until a success. The code
    of an invitation is a password once."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        at = clock.now()
        user = User.objects.filter(username=username).first()
        if user is not None and user.is_locked(at=at):
            # The hash is computed all the same, so that the time tells nothing.
            User().set_password(password)
            return None
        found = super().authenticate(request, username=username, password=password, **kwargs)
        if found is None and user is not None and redeem_code(user, password or "", at=at):
            found = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            record_unknown_log_in(at=at)
        elif found is None:
            count_failed_log_in(user, at=at)
        elif user.failed_log_ins or user.locked_until:
            forget_failed_log_ins(user)
        return found
