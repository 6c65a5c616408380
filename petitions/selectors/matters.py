"""What was heard on visits and is no case yet."""

from typing import TYPE_CHECKING, Any

from petitions.access import WRITERS
from visits.models import Matter
from visits.querysets import in_read_units

if TYPE_CHECKING:
    from accounts.models import User


def waiting_matters(user: "User") -> Any:
    """Open matters in the queues of the units for which the user registers, soonest due first."""
    rows = Matter.objects.visible_to(user).open().filter(in_read_units(user, "unit", WRITERS), case=None)
    return rows.for_list()
