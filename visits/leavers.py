"""What hangs on a leaver here: their coming days of duty. Registered with the leaver's page when the project starts."""

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts import handover
from visits.actions.handing_over import hand_over_slots
from visits.models import RotaSlot
from visits.rota_querysets import on_duty

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Cadre


def register() -> None:
    handover.register(handover.Handover(_("值班"), coming_slots, hand_over_slots))


def coming_slots(cadre: "Cadre", on: datetime.date) -> "QuerySet[RotaSlot]":
    """On which the cadre is on duty after that day."""
    return RotaSlot.objects.filter(on_duty([cadre.pk])).filter(day__gt=on).to_be_held().for_list()
