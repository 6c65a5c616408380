"""Adjectives of the core rows."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

# How long a sweep may hold a letter before another sweep takes it for dead.
LEASE = datetime.timedelta(minutes=10)


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What happened in the parts of the tree that the user may audit, and what the user did."""
        seen = Q(actor=user) | Q(on_behalf_of=user)
        for path in user.access.paths("auditor", "system_admin"):
            seen |= Q(unit_path__startswith=path)
        if user.access.sees_everything:
            return self
        return self.filter(seen)

    def about(self, obj: models.Model) -> Self:
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))

    def delete(self) -> Any:
        raise TypeError("An audit entry is never deleted.")

    def update(self, **kwargs: Any) -> Any:
        raise TypeError("An audit entry is never edited.")


class OutboxQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, *, at: datetime.datetime) -> Self:
        """Due on or before `at`, not sent, and not in another sender's hands.

        A claim that runs further ahead than any lease was written before the clock was set back: it counts for nothing.
        """
        free = Q(claimed_until=None) | Q(claimed_until__lt=at) | Q(claimed_until__gt=at + 2 * LEASE)
        return self.waiting().filter(free, not_before__lte=at)

    def visible_to(self, user: Any) -> Self:
        """Letters are for those who look after mail: all of them for a system or organisation administrator."""
        return self if user.access.has_role("system_admin", "organisation_admin") else self.none()

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def failed(self) -> Self:
        return self.exclude(given_up_at=None)


class InboxQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)
