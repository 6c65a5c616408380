"""The organisation's own periods, its special periods, and its list of festivals."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.access import ADMINS, require
from accounts.models import Festival, FestivalBasis, OwnPeriod, OwnPeriodKind, Unit
from core import audit
from core.errors import DomainError
from core.guards import check_order
from core.locking import lock

LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@transaction.atomic
def create_period(
    unit: Unit,
    *,
    kind: str,
    code: str,
    name: str,
    start: datetime.date,
    end: datetime.date,
    by: Any,
    at: datetime.datetime,
    is_yearly: bool = False,
) -> OwnPeriod:
    """Set a semester, season or other period for a unit and all below it; a special period is declared the same way."""
    require(by, unit.path, *ADMINS)
    _check_period(unit, kind, code, start, end, is_yearly)
    period = OwnPeriod.objects.create(
        unit=unit, kind=kind, code=code, name=name, start=start, end=end, is_yearly=is_yearly
    )
    data = {"code": code, "start": str(start), "end": str(end), "yearly": is_yearly}
    audit.record("accounts.create_period", period, by=by, at=at, unit_path=unit.path, data=data)
    hooks.days_changed(unit.path, first_day=start)
    return period


@transaction.atomic
def end_period(period: OwnPeriod, *, end: datetime.date, by: Any, at: datetime.datetime) -> OwnPeriod:
    """Write another last day of a period that does not recur (a special period ends early, or goes on)."""
    require(by, period.unit.path, *ADMINS)
    period = lock(period)
    if period.is_yearly:
        raise DomainError(_("每年重复的时段没有结束日期；不再使用的，请删除。"))
    check_order(period.start, end)
    data, first_day = {"end": [str(period.end), str(end)]}, min(period.end, end)
    period.end = end
    period.save(update_fields=["end"])
    audit.record("accounts.end_period", period, by=by, at=at, unit_path=period.unit.path, data=data)
    hooks.days_changed(period.unit.path, first_day=first_day)
    return period


@transaction.atomic
def remove_period(period: OwnPeriod, *, by: Any, at: datetime.datetime) -> None:
    """Delete a period that was set by mistake. Duties that name its code have no such window from then on."""
    require(by, period.unit.path, *ADMINS)
    data = {"code": period.code, "start": str(period.start), "end": str(period.end)}
    audit.record("accounts.remove_period", period, by=by, at=at, unit_path=period.unit.path, data=data)
    period.delete()
    hooks.days_changed(period.unit.path, first_day=period.start)


@transaction.atomic
def create_festival(
    unit: Unit,
    *,
    code: str,
    name: str,
    basis: str,
    month: int,
    day: int,
    by: Any,
    at: datetime.datetime,
    days_off: int = 1,
    is_major: bool = False,
) -> Festival:
    """Add a festival to the organisation's list."""
    require(by, unit.path, *ADMINS)
    if day > (30 if basis == FestivalBasis.LUNAR else LONGEST_MONTHS.get(month, 31)):
        raise DomainError(_("没有这一天，请核对月和日。"), field="day")
    if unit.festivals.filter(code=code).exists():
        raise DomainError(_("代码“%(code)s”已被使用。") % {"code": code}, field="code")
    festival = Festival.objects.create(
        unit=unit, code=code, name=name, basis=basis, month=month, day=day, days_off=days_off, is_major=is_major
    )
    audit.record("accounts.create_festival", festival, by=by, at=at, unit_path=unit.path, data={"code": code})
    hooks.days_changed(unit.path)
    return festival


@transaction.atomic
def set_major(festival: Festival, *, is_major: bool, by: Any, at: datetime.datetime) -> Festival:
    """Say whether "each major festival" in a regulation means this one."""
    require(by, festival.unit.path, *ADMINS)
    festival = lock(festival)
    festival.is_major = is_major
    festival.save(update_fields=["is_major"])
    path = festival.unit.path
    audit.record("accounts.set_major", festival, by=by, at=at, unit_path=path, data={"major": is_major})
    hooks.days_changed(path)
    return festival


@transaction.atomic
def remove_festival(festival: Festival, *, by: Any, at: datetime.datetime) -> None:
    """Take a festival off the list."""
    require(by, festival.unit.path, *ADMINS)
    data = {"code": festival.code}
    audit.record("accounts.remove_festival", festival, by=by, at=at, unit_path=festival.unit.path, data=data)
    festival.delete()
    hooks.days_changed(festival.unit.path)


def _check_period(unit: Unit, kind: str, code: str, start: datetime.date, end: datetime.date, is_yearly: bool) -> None:
    check_order(start, end)
    if is_yearly and kind == OwnPeriodKind.SPECIAL:
        raise DomainError(_("特殊时期不能每年重复。"), field="is_yearly")
    if is_yearly and (end - start).days > 365:
        raise DomainError(_("每年重复的时段不能长于一年。"), field="end")
    if unit.own_periods.filter(code=code, start=start).exists():
        raise DomainError(_("同一代码、同一开始日期的时段已经登记。"), field="code")
