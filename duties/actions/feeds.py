"""The secret address of a person's calendar."""

import datetime
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from duties.models import Feed

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def issue_feed(*, by: "User", at: datetime.datetime) -> Feed:
    """A new address; the one before stops working at once. Side effect: audit entry (without the address)."""
    token = secrets.token_urlsafe(32)
    feed, _new = Feed.objects.update_or_create(user=by, defaults={"token": token, "created_at": at})
    audit.record("duties.issue_feed", feed, by=by, at=at)
    return feed


@transaction.atomic
def revoke_feed(*, by: "User", at: datetime.datetime) -> None:
    """The address stops working; nothing happens where there is none."""
    for feed in Feed.objects.filter(user=by):
        audit.record("duties.revoke_feed", feed, by=by, at=at)
        feed.delete()
