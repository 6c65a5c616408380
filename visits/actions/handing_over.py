"""The coming days of duty of somebody who leaves go to the one who takes over."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Cadre, User
from visits.actions.slots import record, store
from visits.actions.telling import tell, users_of
from visits.models import RotaSlot
from visits.rota_querysets import on_duty


@transaction.atomic
def hand_over_slots(cadre: Cadre, to: Cadre, *, on: datetime.date, by: User | None, at: datetime.datetime) -> None:
    """From `on` on. Side effects: audit entry for each; inbox of `to`.

    What lies behind them follows the order again, among those who are there then.
    """
    theirs = RotaSlot.objects.select_for_update(of=("self",)).filter(on_duty([cadre.pk])).filter(day__gte=on)
    for slot in theirs.to_be_held().select_related("rota__unit", "cadre", "substitute").order_by("day", "pk"):
        if slot.substitute_id is None:
            slot.cadre = to
        elif slot.cadre_id == to.pk:
            slot.substitute, slot.substitute_reason = None, ""
        else:
            slot.substitute = to
        store(slot)
        record("visits.hand_over_slots", slot, by=by, at=at, before=cadre.name, after=to.name)
        title = gettext_noop("%(day)s的值班（%(rota)s）由您接手")
        tell(slot, f"handed-{slot.version}", users_of([to.pk]), title, at=at, by=by)
