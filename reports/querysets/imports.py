"""Adjectives of imports."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.access import KEEPERS

if TYPE_CHECKING:
    from accounts.models import User


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """What was read may hold telephones: for those who keep the unit into which it was brought."""
        return self.filter(user.access.within("unit__path", *KEEPERS))

    def kept_since_before(self, moment: datetime.datetime) -> Self:
        """Those that hold personal data from before that moment."""
        return self.exclude(rows="", traces="").filter(uploaded_at__lt=moment)
