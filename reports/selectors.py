"""Who can be sent the reports of a unit."""

import datetime
from typing import Any

from accounts.access import READERS, keys_on
from accounts.models import RoleGrant, Unit, User
from accounts.querysets import in_force


def readers_of(unit: Unit, *, on: datetime.date) -> Any:
    """Users who read the unit on that day by a role of their own: held on it or on a unit above."""
    grants = RoleGrant.objects.filter(in_force(on), role__in=READERS, unit__in=keys_on({unit.path}))
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name", "pk")
