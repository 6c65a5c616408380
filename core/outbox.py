"""Letters to be sent once. Actions write them in their own transaction; the sweep (core/sweep.py) sends them."""

import datetime
from collections.abc import Iterable
from typing import Any

from core.models import OutboxMessage


def letter(
    what: str,
    step: str,
    recipient: Any,
    subject: str,
    text: str,
    html: str = "",
    *,
    at: datetime.datetime,
    not_before: datetime.datetime | None = None,
    urgent: bool = False,
) -> OutboxMessage:
    """A letter, not yet written, for `post_all`."""
    return OutboxMessage(
        what=what,
        step=step,
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        created_at=at,
        not_before=not_before or at,
        urgent=urgent,
    )


def post(
    what: str,
    step: str,
    recipient: Any,
    subject: str,
    text: str,
    html: str = "",
    *,
    at: datetime.datetime,
    not_before: datetime.datetime | None = None,
    urgent: bool = False,
) -> None:
    """Have a letter sent once: a second one with the same (what, step, recipient) changes nothing and raises nothing.

    `what` names the thing ("obligation:123"), `step` the occasion ("lead-7"). `urgent` letters go out on rest days and
    at night, too. Whether the recipient wants mail at all is the caller's question; use `core.inbox` where not.
    """
    post_all([letter(what, step, recipient, subject, text, html, at=at, not_before=not_before, urgent=urgent)])


def post_all(letters: Iterable[OutboxMessage]) -> None:
    """The same for many, in as few statements as the database allows."""
    OutboxMessage.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)
