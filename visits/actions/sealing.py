"""A matter that accuses somebody leaves every list, count and export (article 30)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core import audit, locking
from visits.models import Matter

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def seal_matter(matter: Matter, *, by: "User | None", at: datetime.datetime) -> Matter:
    """From now on only those who heard it, and whom it does not accuse, see that it was heard. Part of the action
    that makes it an accusation; a sealed one stays as it is."""
    matter = locking.lock(matter)
    if not matter.sealed:
        matter.sealed = True
        locking.bump(matter)
        matter.save(update_fields=["sealed", "version"])
        audit.record("visits.seal_matter", matter, by=by, at=at, unit_path=matter.unit_path)
    return matter
