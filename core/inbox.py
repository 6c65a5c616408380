"""Notices inside the product. Written by actions in their own transaction; the same notice is never given twice."""

import datetime
from collections.abc import Iterable
from typing import Any

from core.models import InboxItem


def notice(
    what: str, step: str, user: Any, title: str, body: str = "", *, url: str = "", at: datetime.datetime
) -> InboxItem:
    """A notice, not yet written, for `notify_all`. `url` is a path of this site, never one with personal data in it."""
    return InboxItem(
        what=what, step=step, user=user, title=" ".join(title.split())[:200], body=body, url=url, created_at=at
    )


def notify(
    what: str, step: str, user: Any, title: str, body: str = "", *, url: str = "", at: datetime.datetime
) -> None:
    """Put a notice into the user's inbox, unless (what, step) was put there before. Never raises for a repetition."""
    notify_all([notice(what, step, user, title, body, url=url, at=at)])


def notify_all(notices: Iterable[InboxItem]) -> None:
    """The same for many, in as few statements as the database allows."""
    InboxItem.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
