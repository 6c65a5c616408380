"""What the records say of a cadre's contact work, beside the votes (R11.7): read off, never typed, and no points."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from duties.models import Obligation
from visits.models import LogState, VisitParticipant


@dataclass(frozen=True)
class ContactWork:
    """`visits`: logs that the cadre took part in, meetings left out. `owed`, `met`: what the duties asked that was due,
    and how much of it was done."""

    visits: int = 0
    owed: int = 0
    met: int = 0


def contact_work(cadres: Iterable[Any], start: datetime.date, end: datetime.date) -> dict[Any, ContactWork]:
    """By the key of each cadre, of the days from `start` to `end` (both included). Two queries."""
    keys = list(cadres)
    took_part = VisitParticipant.objects.filter(
        cadre__in=keys,
        log__state=LogState.RECORDED,
        log__kind__is_meeting=False,
        log__first_day__range=(start, end),
    )
    visits = dict(took_part.order_by().values_list("cadre").annotate(count=Count("pk")))
    due = Obligation.objects.owed().filter(cadre__in=keys, due__range=(start, end)).order_by()
    counted = due.values_list("cadre").annotate(owed=Count("pk"), met=Count("pk", filter=Q(met_on__isnull=False)))
    duties = {cadre: (owed, met) for cadre, owed, met in counted}
    return {key: ContactWork(visits.get(key, 0), *duties.get(key, (0, 0))) for key in keys}
