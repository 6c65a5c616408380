"""Who sees which subscription and which form of their organisation."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.access import KEEPERS, READERS

if TYPE_CHECKING:
    from accounts.models import User


class SubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of the parts of the tree that the user reads."""
        return self.filter(user.access.within("unit__path", *READERS))

    def running(self) -> Self:
        return self.filter(ended_at=None)


class OwnFormQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The forms of the units that the user reads, and of those above them: what is set up there holds below."""
        if not user.access.has_role(*READERS):
            return self.none()
        return self.filter(user.access.within("unit__path", *READERS) | Q(unit__in=user.access.keys_above))

    def kept_by(self, user: "User") -> Self:
        return self.filter(user.access.within("unit__path", *KEEPERS))

    def in_use(self) -> Self:
        return self.filter(ended_at=None)


class OwnFormVersionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(form__in=apps.get_model("reports", "OwnForm").objects.visible_to(user))
