"""Which leader supervises which units and colleagues, from when to when (分管, R4.1)."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.access import KEEPERS
from accounts.models import Cadre, Supervision, Unit
from accounts.querysets import not_over
from accounts.selectors import home_unit_path, keeps_cadre
from core import audit
from core.errors import DomainError
from core.guards import check_order
from core.locking import lock

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def add_supervision(
    leader: Cadre,
    *,
    start: datetime.date,
    by: Any,
    at: datetime.datetime,
    unit: Unit | None = None,
    cadre: Cadre | None = None,
    end: datetime.date | None = None,
) -> Supervision:
    """Put a unit or a colleague under a leader, exactly one of the two.

    Raises DomainError: neither or both, oneself, dates reversed, a closed unit, a leader who left, registered already.
    """
    on = timezone.localdate(at)
    _require_keeper(by, leader, on)
    leader = lock(leader)
    _check(leader, unit, cadre, start, end)
    row = Supervision.objects.create(leader=leader, unit=unit, cadre=cadre, start=start, end=end)
    data = {"leader": leader.name, "of": str(row), "start": str(start), "end": str(end or "")}
    audit.record("accounts.add_supervision", row, by=by, at=at, unit_path=home_unit_path(leader, on), data=data)
    hooks.changed(first_day=start, cadres=[leader])
    return row


@transaction.atomic
def end_supervision(supervision: Supervision, *, end: datetime.date, by: Any, at: datetime.datetime) -> Supervision:
    """Write (or correct) the last day."""
    on = timezone.localdate(at)
    _require_keeper(by, supervision.leader, on)
    supervision = lock(supervision)
    check_order(supervision.start, end)
    first_day = min(end, supervision.end or end)
    supervision.end = end
    supervision.save(update_fields=["end"])
    data = {"leader": supervision.leader.name, "of": str(supervision), "end": str(end)}
    path = home_unit_path(supervision.leader, on)
    audit.record("accounts.end_supervision", supervision, by=by, at=at, unit_path=path, data=data)
    hooks.changed(first_day=first_day, cadres=[supervision.leader])
    return supervision


@transaction.atomic
def hand_over_supervisions(leader: Cadre, *, to: Cadre, on: datetime.date, by: Any, at: datetime.datetime) -> int:
    """From `on` on `to` supervises what the leader did; not themselves, and nothing twice. Returns how many."""
    _require_keeper(by, leader, timezone.localdate(at))
    rows = list(supervised_by(leader, on))
    moved = []
    for row in rows:
        end = row.end
        row.end = max(row.start, on - ONE_DAY)
        row.save(update_fields=["end"])
        if row.cadre_id != to.pk and not _rivals(to, row.unit, row.cadre, on, end).exists():
            moved.append(Supervision(leader=to, unit=row.unit, cadre=row.cadre, start=max(row.start, on), end=end))
    Supervision.objects.bulk_create(moved)
    data = {"to": to.name, "of": [str(row) for row in moved], "on": str(on)}
    path = home_unit_path(leader, timezone.localdate(at))
    audit.record("accounts.hand_over_supervisions", leader, by=by, at=at, unit_path=path, data=data)
    hooks.changed(first_day=on - ONE_DAY, cadres=[leader, to])
    return len(moved)


def supervised_by(leader: Cadre, on: datetime.date) -> Any:
    """What the leader supervises on that day or later."""
    return leader.supervisions.filter(not_over(on)).select_related("unit", "cadre")


def _require_keeper(by: Any, leader: Cadre, on: datetime.date) -> None:
    if by is not None and not keeps_cadre(by, leader, on, *KEEPERS):
        raise PermissionDenied


def _check(
    leader: Cadre, unit: Unit | None, cadre: Cadre | None, start: datetime.date, end: datetime.date | None
) -> None:
    if (unit is None) == (cadre is None):
        raise DomainError(_("请选择分管的单位或者同志（二者选一）。"), field="unit")
    check_order(start, end)
    if cadre is not None and cadre.pk == leader.pk:
        raise DomainError(_("不能分管自己。"), field="cadre")
    if leader.left_on is not None:
        raise DomainError(_("该干部已于%(day)s离任。") % {"day": leader.left_on})
    if unit is not None and unit.closed_on is not None and unit.closed_on <= start:
        raise DomainError(_("“%(unit)s”已于%(day)s撤销。") % {"unit": unit, "day": unit.closed_on}, field="unit")
    if _rivals(leader, unit, cadre, start, end).exists():
        raise DomainError(_("这段时间内已登记了相同的分管。"), field="start")


def _rivals(
    leader: Cadre, unit: Unit | None, cadre: Cadre | None, start: datetime.date, end: datetime.date | None
) -> Any:
    found = leader.supervisions.filter(Q(end=None) | Q(end__gte=start), unit=unit, cadre=cadre)
    return found.filter(start__lte=end) if end else found
