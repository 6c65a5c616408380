"""Work that an action leaves for the worker because it would keep the person waiting.

The action writes a row in its own transaction, so that the work is neither forgotten nor done for a change that was
undone. The worker takes the oldest row under a lease and deletes it when the work is done; after a crash the lease runs
out and the work is done again: a handler must be idempotent.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from core.models import Chore

logger = logging.getLogger(__name__)
LEASE = datetime.timedelta(hours=1)
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """`handler(data)` does the chores of this kind; called in AppConfig.ready."""
    _handlers[kind] = handler


def put_off(kind: str, data: dict[str, Any], *, at: datetime.datetime) -> Chore:
    """Leave something for the worker. Part of an action; `data` is JSON, keys and days rather than rows."""
    return Chore.objects.create(kind=kind, data=data, created_at=at)


def work_off(at: datetime.datetime) -> bool:
    """Do the oldest chore that nobody else has in hand; False where there is none.

    One that fails is logged, stays, and is tried again when its lease has run out.
    """
    chore = _claim(at)
    if chore is None:
        return False
    try:
        _handlers[chore.kind](chore.data)
    except Exception:
        logger.exception("Chore %s (%s) failed", chore.pk, chore.kind)
    else:
        chore.delete()
    return True


def _claim(at: datetime.datetime) -> Chore | None:
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    for chore in Chore.objects.filter(free).order_by("pk")[:10]:
        # Asked again in the update itself: a rival may have taken it in between.
        if Chore.objects.filter(free, pk=chore.pk).update(claimed_until=at + LEASE):
            return chore
    return None
