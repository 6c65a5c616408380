"""Adjectives of the core rows."""

import datetime
from typing import Any, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from core import screens

# How long a sweep may hold a letter before another sweep takes it for dead.
LEASE = datetime.timedelta(minutes=10)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What happened in the parts of the tree that the user may audit, and what the user did; without what is
        kept from them (core/screens.py)."""
        seen = Q(actor=user) | Q(on_behalf_of=user)
        for path in user.access.paths("auditor", "system_admin"):
            seen |= Q(unit_path__startswith=path)
        rows = self if user.access.sees_everything else self.filter(seen)
        return rows.exclude(screens.kept_from(user, "audit"))

    def about(self, obj: models.Model) -> Self:
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))

    def between(self, since: datetime.date | None, until: datetime.date | None) -> Self:
        """Entries of these local days, both included; None leaves that side open."""
        entries = self
        if since:
            entries = entries.filter(at__gte=_midnight(since))
        if until:
            entries = entries.filter(at__lt=_midnight(until + datetime.timedelta(days=1)))
        return entries

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
        """Letters are for those who look after mail: administrators see those to the people they administer."""
        if not user.access.has_role("system_admin", "organisation_admin"):
            return self.none()
        people = get_user_model()._default_manager.visible_to(user)
        return self.filter(recipient__in=people.values("pk")).exclude(screens.kept_from(user, "outbox"))

    def counts(self) -> dict[str, int]:
        """How many wait, went out, were given up: one query."""
        return self.aggregate(
            waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
            sent=Count("pk", filter=Q(sent_at__isnull=False)),
            failed=Count("pk", filter=Q(given_up_at__isnull=False)),
        )

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def failed(self) -> Self:
        return self.exclude(given_up_at=None)


class InboxQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user).exclude(screens.kept_from(user, "inbox"))

    def unread(self) -> Self:
        return self.filter(read_at=None)
