"""What is done about rotas every night: the coming days laid out, yesterday's gaps told to the keepers."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from visits.actions.generating import generate_all
from visits.actions.telling import keepers_of, tell
from visits.models import Rota, RotaSlot

# How far back a gap is still told: whatever night was missed, none is told years later.
TOLD_DAYS = 14
GAP = gettext_noop("%(day)s的值班（%(rota)s，%(name)s）没有登记落实情况")


def rota_night(*, on: datetime.date, at: datetime.datetime) -> dict[str, int]:
    """Called by the nightly sweep. Missed nights lose nothing, a second run in one night does nothing more."""
    counts = generate_all(on=on, at=at)
    return counts | {"told": tell_missed(on=on, at=at)}


@transaction.atomic
def tell_missed(*, on: datetime.date, at: datetime.datetime) -> int:
    """Tell the keepers of each rota of the slots that nobody held. Side effect: inbox, once for each slot."""
    missed = RotaSlot.objects.missed(on).filter(day__gte=on - datetime.timedelta(days=TOLD_DAYS))
    slots = list(missed.exclude(cadre=None, substitute=None).for_list())
    keepers = {rota.pk: keepers_of(rota, on) for rota in _rotas(slots)}
    for slot in slots:
        tell(slot, "missed", keepers[slot.rota_id], GAP, at=at, by=None)
    return len(slots)


def _rotas(slots: list[RotaSlot]) -> list[Rota]:
    return list({slot.rota_id: slot.rota for slot in slots}.values())
