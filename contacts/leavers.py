"""What hangs on a leaver here: pairings and help plans. Registered with the leaver's page when the project starts."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import handover
from contacts.actions.help_plans import hand_over_plans
from contacts.actions.pairings import hand_over_pairings
from contacts.models import HelpPlan, Pairing

if TYPE_CHECKING:
    from accounts.models import Cadre


def register() -> None:
    handover.register(handover.Handover(_("联系结对"), open_pairings, _give_pairings))
    handover.register(handover.Handover(_("帮扶计划"), running_plans, _give_plans))


def open_pairings(cadre: "Cadre", on: datetime.date) -> QuerySet[Pairing]:
    """What the cadre holds, or answers for on behalf of a unit, on that day or later."""
    held = Pairing.objects.filter(cadre=cadre) | Pairing.objects.filter(contact_person=cadre)
    return held.filter(Pairing.objects.effective()).open_from(on).with_target_units()


def running_plans(cadre: "Cadre", on: datetime.date) -> QuerySet[HelpPlan]:
    return HelpPlan.objects.filter(cadre=cadre).running_on(on).select_related("household", "unit")


def _give_pairings(cadre: "Cadre", to: "Cadre", **how: Any) -> None:
    hand_over_pairings(cadre, to=to, **how)


def _give_plans(cadre: "Cadre", to: "Cadre", **how: Any) -> None:
    hand_over_plans(cadre, to=to, **how)
