"""A slot is held when a log of the rota's kind, by who was on duty, is there: nobody types it twice."""

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from visits.models import RotaSlot, VisitLog

if TYPE_CHECKING:
    from visits.hooks import Span


def fill_slots(slots: Any) -> int:
    """Make `log` of these slots (a queryset) what it ought to be: the first log of the rota's kind on that day by who
    is on duty, or none. One statement, however many they are. Returns how many slots were looked at."""
    on_duty = Coalesce(OuterRef("substitute"), OuterRef("cadre"))
    logs = VisitLog.objects.recorded().filter(
        kind__rotas=OuterRef("rota"),
        first_day__lte=OuterRef("day"),
        last_day__gte=OuterRef("day"),
        participants__cadre=on_duty,
    )
    return slots.order_by().update(log=Subquery(logs.order_by("pk").values("pk")[:1]))


def follow_log(log: VisitLog, before: "Span | None") -> None:
    """Called in the transaction that writes a log: the slots that it fills, or filled before, follow."""
    cadres = set(log.participants.values_list("cadre", flat=True))
    first, last = log.first_day, log.last_day
    filled = Q(pk__in=[])
    if before:
        cadres |= before.cadre_ids
        first, last = min(first, before.first_day), max(last, before.last_day)
        filled = Q(log=log)
    theirs = Q(cadre__in=cadres) | Q(substitute__in=cadres)
    fill_slots(RotaSlot.objects.filter(filled | (theirs & Q(day__range=(first, last), rota__kind=log.kind_id))))
