"""A form that is sent twice does its work once: double click, reload after a slow answer, "back" and send again."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import OnceKey


class AlreadySent(Exception):
    """The form with this key did its work before; `url` is where its sender was taken then."""

    def __init__(self, url: str):
        super().__init__(url)
        self.url = url


def parse_key(text: str | None) -> uuid.UUID | None:
    """The key that a form carried, or None where it is missing or was tampered with."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def first_result(key: uuid.UUID | None, *, user: Any) -> str | None:
    """Where the first sending of this form led, or None when it has not done its work yet."""
    return OnceKey.objects.filter(key=key, user=user).values_list("url", flat=True).first() if key else None


def run_once(key: uuid.UUID, *, user: Any, at: datetime.datetime, act: Callable[[], str]) -> str:
    """Run `act`, which returns the url of its result, unless a form with this key has run it before.

    The key is inserted before the work and in the same transaction: a rival waits on the unique index until the
    first has committed, and a refusal (DomainError) gives the key back. Raises AlreadySent for a second sending.
    """
    try:
        with transaction.atomic():
            row = OnceKey.objects.create(key=key, user=user, url="", at=at)
            row.url = act()
            row.save(update_fields=["url"])
            return row.url
    except IntegrityError:
        url = first_result(key, user=user)
        if url is None and not OnceKey.objects.filter(key=key).exists():
            raise  # not the key: a constraint of the action's own table
    if url is None:
        raise DomainError(_("这张表单已经失效，请重新打开页面后再填写。"))
    raise AlreadySent(url)
