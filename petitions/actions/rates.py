"""Closing a quarter's rates, and what is left out of them: asked for with a reason, ruled upon by another person, with
one appeal. A snapshot never changes: what is granted afterwards shows in the next one only."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from core import audit
from core.errors import DomainError
from core.guards import require_text
from petitions.access import WRITERS
from petitions.models import Case, Clock, ExclusionState, RateExclusion, RateKind, RateSnapshot
from petitions.selectors.rates import count_rates, days_of, quarter_of

if TYPE_CHECKING:
    from accounts.models import User

# How long after a quarter its rates may still be put right, before they are closed by themselves.
CLOSED_AFTER = datetime.timedelta(days=15)
RULERS = ("petition_clerk", "leader")


@transaction.atomic
def close_quarter(
    unit: Unit, *, year: int, quarter: int, by: "User | None", at: datetime.datetime, on: datetime.date
) -> RateSnapshot:
    """Keep the counts of a quarter that is over as they are now. Raises DomainError for one that is not over or was
    closed, and for somebody who does not register for the unit."""
    if by is not None and not by.access.covers(unit.path, *RULERS):
        raise DomainError(_("只有“%(unit)s”或者上级的信访工作人员才能封存三率。") % {"unit": unit})
    # A year that is none is not asked for its days.
    if quarter not in (1, 2, 3, 4) or not 1 <= year <= on.year or days_of(year, quarter)[1] >= on:
        raise DomainError(_("本季度尚未结束，不能封存三率。"), field="quarter")
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if RateSnapshot.objects.filter(unit=unit, year=year, quarter=quarter).exists():
        raise DomainError(_("这个季度的三率已经封存，不能更改。"), field="quarter")
    rates = count_rates([unit], year, quarter)[unit.pk]
    counts = {f"{count.kind}_{what}": getattr(count, what) for count in rates.counts for what in ("due", "met")}
    row = RateSnapshot.objects.create(
        unit=unit,
        unit_path=unit.path,
        year=year,
        quarter=quarter,
        excluded=rates.excluded,
        made_at=at,
        made_by=by,
        **counts,
    )
    audit.record("petitions.close_quarter", row, by=by, at=at, unit_path=unit.path, data=counts)
    return row


def close_quarters(*, at: datetime.datetime, on: datetime.date) -> int:
    """Close the last quarter, some days after it ended, for every unit that had anything to do with petitions then.
    Called by the nightly sweep; returns how many were closed."""
    year, quarter = quarter_of(on)
    year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    if on <= days_of(year, quarter)[1] + CLOSED_AFTER:
        return 0
    closed = RateSnapshot.objects.filter(year=year, quarter=quarter).values("unit")
    span = days_of(year, quarter)
    had_limits = Clock.objects.filter(due__range=span).values("unit")
    had_cases = Case.objects.filter(ratings__at__date__range=span).values("handling_unit")
    units = (Unit.objects.filter(pk__in=had_limits) | Unit.objects.filter(pk__in=had_cases)).exclude(pk__in=closed)
    found = list(units)
    for unit in found:
        close_quarter(unit, year=year, quarter=quarter, by=None, at=at, on=on)
    return len(found)


@transaction.atomic
def ask_exclusion(case: Case, *, rate: str, reason: str, by: "User", at: datetime.datetime) -> RateExclusion:
    """Ask that the case be left out of a rate of the unit that has it in hand. Raises DomainError without a reason, for
    a case that one does not see, and when it was asked for before."""
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists() or not _works_for(by, case.handling_unit):
        raise DomainError(_("只有承办单位才能申请不计入。"))
    if rate not in RateKind.values:
        raise DomainError(_("请选择比率。"), field="rate")
    reason = require_text(reason, "reason", _("请写明不计入的理由。"))
    # Two who ask at once: the second waits here, and is told.
    case = Case.objects.select_for_update(of=("self",)).select_related("handling_unit").get(pk=case.pk)
    if RateExclusion.objects.filter(case=case, rate=rate, unit=case.handling_unit).exists():
        raise DomainError(_("这件信访事项已经申请过不计入。"), field="rate")
    row = RateExclusion.objects.create(
        case=case, rate=rate, unit=case.handling_unit, reason=reason, asked_by=by, asked_at=at
    )
    _record(row, "ask_exclusion", by=by, at=at)
    return row


def _works_for(by: "User", unit: Unit) -> bool:
    return by.access.covers(unit.path, *WRITERS, "secretary", "leader")


@transaction.atomic
def rule_on_exclusion(
    exclusion: RateExclusion, *, is_granted: bool, ruling: str, by: "User", at: datetime.datetime
) -> RateExclusion:
    """Decide: by a petition office or a leader above the unit, never by who asked."""
    row = _lock(exclusion, ExclusionState.ASKED)
    _check_rules(row, by, row.asked_by_id)
    row.ruling = require_text(ruling, "ruling", _("请填写审核意见。"))
    row.state = ExclusionState.GRANTED if is_granted else ExclusionState.REFUSED
    row.ruled_by, row.ruled_at = by, at
    row.save(update_fields=["ruling", "state", "ruled_by", "ruled_at"])
    _record(row, "rule_on_exclusion", by=by, at=at)
    return row


@transaction.atomic
def appeal_exclusion(exclusion: RateExclusion, *, reason: str, by: "User", at: datetime.datetime) -> RateExclusion:
    """The unit does not agree with a refusal: once."""
    row = _lock(exclusion, ExclusionState.REFUSED)
    if not _works_for(by, row.unit):
        raise DomainError(_("只有申请单位才能申诉。"))
    if row.appealed_at:
        raise DomainError(_("已经申诉过，申诉处理意见为最终意见。"))
    row.appeal = require_text(reason, "reason", _("请写明申诉的理由。"))
    row.state, row.appealed_by, row.appealed_at = ExclusionState.APPEALED, by, at
    row.save(update_fields=["appeal", "state", "appealed_by", "appealed_at"])
    _record(row, "appeal_exclusion", by=by, at=at)
    return row


@transaction.atomic
def rule_on_appeal(
    exclusion: RateExclusion, *, is_granted: bool, ruling: str, by: "User", at: datetime.datetime
) -> RateExclusion:
    """The last word: by another person than the one who refused."""
    row = _lock(exclusion, ExclusionState.APPEALED)
    _check_rules(row, by, row.asked_by_id, row.appealed_by_id, row.ruled_by_id)
    row.appeal_ruling = require_text(ruling, "ruling", _("请填写申诉处理意见。"))
    row.state = ExclusionState.GRANTED if is_granted else ExclusionState.REFUSED
    row.appeal_ruled_by, row.appeal_ruled_at = by, at
    row.save(update_fields=["appeal_ruling", "state", "appeal_ruled_by", "appeal_ruled_at"])
    _record(row, "rule_on_appeal", by=by, at=at)
    return row


def _lock(exclusion: RateExclusion, state: str) -> RateExclusion:
    found = RateExclusion.objects.select_for_update(of=("self",)).select_related("case__unit", "unit")
    row = found.get(pk=exclusion.pk)
    if row.state != state:
        raise DomainError(_("这项申请目前“%(state)s”，不能这样处理。") % {"state": row.get_state_display()})
    return row


def _check_rules(row: RateExclusion, by: "User", *others: int | None) -> None:
    """Above the unit (at the top: its leader), and nobody who has had a say in it."""
    above = {path for role, path in by.access.grants if role in RULERS}
    is_above = any(row.unit.path.startswith(path) and path != row.unit.path for path in above)
    at_top = row.unit.parent_id is None and by.access.covers(row.unit.path, "leader")
    if not (by.is_superuser or is_above or at_top):
        raise DomainError(_("不计入须由上级单位审核。"))
    if {by.pk, getattr(by.acting_for, "pk", by.pk)} & set(others):
        raise DomainError(_("须由其他人审核。"))
    if not Case.objects.filter(pk=row.case_id).not_about(by).exists():
        raise DomainError(_("您须回避这件信访事项。"))


def _record(row: RateExclusion, action: str, *, by: "User", at: datetime.datetime) -> None:
    data = {"case": row.case_id, "rate": row.rate, "state": row.state}
    audit.record(f"petitions.{action}", row, by=by, at=at, unit_path=row.unit.path, data=data)
