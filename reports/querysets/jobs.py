"""Who sees which report that was made in the worker, and what is to be done with them by now."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.access import KEEPERS, READERS

if TYPE_CHECKING:
    from accounts.models import User

# How long a maker may be silent before another worker takes it for dead. The watch renews it each second.
LEASE = datetime.timedelta(minutes=2)


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own, as long as one reads the unit; with personal columns, as long as one keeps its contacts."""
        reads = user.access.within("unit__path", *READERS)
        keeps = user.access.within("unit__path", *KEEPERS)
        return self.filter(reads & (Q(is_personal=False) | keeps), requested_by=user)

    def unfinished(self) -> Self:
        return self.filter(state__in=("waiting", "running"))

    def in_hand(self, *, at: datetime.datetime) -> Self:
        """A worker is at it now."""
        return self.filter(state="running", claimed_until__gte=at)

    def free(self, *, at: datetime.datetime) -> Self:
        """Waiting, or left behind by a worker that died.

        A lease that runs further ahead than any could was written before the clock was set back: it counts for nothing.
        """
        lapsed = Q(claimed_until__lt=at) | Q(claimed_until__gt=at + 2 * LEASE)
        return self.filter(Q(state="waiting") | (Q(state="running") & lapsed))

    def to_expire(self, *, at: datetime.datetime) -> Self:
        return self.filter(state="done", expires_at__lte=at)
