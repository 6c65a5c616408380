"""Which duties a visit log moves on: shown right after it was saved."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from duties import wording
from duties.models import Obligation
from visits.hooks import Moved

if TYPE_CHECKING:
    from accounts.models import User
    from visits.models import VisitLog

SHOWN = 6


def by_log(log: "VisitLog", user: "User", on: datetime.date) -> list[Moved]:
    """Duties of those who took part that this kind of visit serves: to a target that was reached, or in total.

    Two queries beside those of the log itself. `on` is the day of asking.
    """
    cadres = [participant.cadre_id for participant in log.participants.all()]
    targets = [target.target_key for target in log.targets.all()]
    rows = Obligation.objects.visible_to(user).filter(
        Q(target_key__in=targets) | Q(target_key=0, achieved__gt=0),
        cadre__in=cadres,
        exempt="",
        window_start__lte=log.last_day,
        window_end__gte=log.first_day,
    )
    found = [row for row in rows.with_state(on).for_list() if log.kind.code in row.rule.parsed.kinds]
    return [_moved(row) for row in found[:SHOWN]]


def _moved(row: Any) -> Moved:
    state, tone = wording.STATES[row.state]
    parts = [str(row.cadre), row.rule.title, wording.target_label(row)]
    progress = f"{row.achieved} / {row.required}"
    return Moved(" · ".join(part for part in parts if part), row.get_absolute_url(), progress, str(state), tone)
