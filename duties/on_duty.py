"""Who was on duty in the window of something that is owed by rota, for the page that explains it."""

import datetime
from typing import TYPE_CHECKING

from duties.actions.rotas import origin_of
from duties.models import Obligation
from visits.models import RotaSlot
from visits.selectors.rotas import Line, lines

if TYPE_CHECKING:
    from accounts.models import User


def on_duty(obligation: Obligation, user: "User", on: datetime.date) -> list[Line]:
    """The slots of the unit's rota for this rule in the window, as far as the user may see them."""
    if obligation.unit_id is None or obligation.rule.parsed.rota is None:
        return []
    slots = RotaSlot.objects.visible_to(user).filter(
        rota__unit=obligation.unit_id, rota__origin=origin_of(obligation.rule)
    )
    return lines(slots.between(obligation.window_start, obligation.window_end), user, on)
