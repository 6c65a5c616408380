"""Adjectives of keys to the read API."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.access import ADMINS

if TYPE_CHECKING:
    from accounts.models import User


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Keys to the data of a unit: for those who administer it, and for its auditors."""
        return self.filter(user.access.within("unit__path", *ADMINS, "auditor"))
