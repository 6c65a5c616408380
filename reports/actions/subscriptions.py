"""Reports that are made regularly: set up by who keeps the unit, made by the beat for each recipient as themselves.

What is due is "periods that have ended and whose report was not made", so that a missed beat loses nothing, and a row
for each subscription and period, so that nothing is made twice.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Unit, User
from core import audit
from core.errors import DomainError
from core.locking import lock, save_fields
from core.periods import Period
from core.wording import joined
from reports import jobs
from reports.actions.jobs import new_job
from reports.models import ReportSubscription, ScheduledReport
from reports.models.subscriptions import MOST_DELAY, MOST_RECIPIENTS
from reports.selectors import readers_of

# How far back the first report may lie.
MOST_DAYS_BACK = 400


@transaction.atomic
def subscribe(
    *,
    unit: Unit,
    kind: str,
    frequency: str,
    delay_days: int,
    starts_on: datetime.date,
    recipients: Iterable[User],
    by: User,
    at: datetime.datetime,
    on: datetime.date,
) -> ReportSubscription:
    """Have the report of each period made from the one on that `starts_on` lies in.

    Raises PermissionDenied for who does not keep the unit, DomainError for a report that is not made that often, for a
    second subscription to the same, for a start too long ago, and for recipients who do not read the unit.
    """
    require(by, unit.path, *KEEPERS)
    if kind not in jobs.KINDS or frequency not in jobs.KINDS[kind].periods:
        raise DomainError(_("该报表不能按这个频次生成。"), field="report")
    if starts_on < on - datetime.timedelta(days=MOST_DAYS_BACK):
        raise DomainError(_("首期不能早于%(days)s天前。") % {"days": MOST_DAYS_BACK}, field="starts_on")
    if ReportSubscription.objects.running().filter(unit=unit, kind=kind, frequency=frequency).exists():
        raise DomainError(_("该单位已经设置了这份定期报表，请直接修改。"), field="report")
    chosen = _checked(unit, recipients, delay_days, on=on)
    fields = {"delay_days": delay_days, "starts_on": starts_on, "made_by": by, "made_at": at}
    found = ReportSubscription.objects.create(unit=unit, kind=kind, frequency=frequency, **fields)
    found.recipients.set(chosen)
    _record("reports.subscribe", found, by=by, at=at, recipients=len(chosen))
    return found


@transaction.atomic
def change_subscription(
    subscription: ReportSubscription,
    *,
    delay_days: int,
    recipients: Iterable[User],
    version: Any,
    by: User,
    at: datetime.datetime,
    on: datetime.date,
) -> ReportSubscription:
    """Other recipients, another day. What was made stays with whom it was made for."""
    subscription = _running(subscription, by, version)
    chosen = _checked(subscription.unit, recipients, delay_days, on=on)
    subscription.delay_days = delay_days
    save_fields(subscription, "delay_days")
    subscription.recipients.set(chosen)
    _record("reports.change_subscription", subscription, by=by, at=at, recipients=len(chosen), delay_days=delay_days)
    return subscription


@transaction.atomic
def end_subscription(subscription: ReportSubscription, *, by: User, at: datetime.datetime) -> None:
    """No more reports; those that were made can be fetched while they are kept."""
    subscription = _running(subscription, by)
    subscription.ended_at = at
    save_fields(subscription, "ended_at")
    _record("reports.end_subscription", subscription, by=by, at=at)


def make_scheduled(*, at: datetime.datetime, on: datetime.date) -> int:
    """Leave the reports of all periods that have ended for the worker; returns how many periods there were. Called by
    the beat. One query for the subscriptions, two for each of which a report is due."""
    made = 0
    for subscription in ReportSubscription.objects.running().select_related("unit").prefetch_related("reports"):
        there = {report.start for report in subscription.reports.all()}
        due = [period for period in subscription.ended_periods(on=on) if period.start not in there]
        if due:
            recipients = list(readers_of(subscription.unit, on=on).filter(pk__in=subscription.recipients.all()))
            made += sum(_make(subscription, period, recipients, at=at) for period in due)
    return made


def _make(subscription: ReportSubscription, period: Period, recipients: list[User], *, at: datetime.datetime) -> bool:
    """False where another beat was quicker. Telephone numbers are left out: nobody said what they would be for."""
    days = {"start": period.start, "end": period.end}
    try:
        with transaction.atomic():
            report = ScheduledReport.objects.create(subscription=subscription, made_at=at, **days)
            for user in recipients:
                fields: dict[str, Any] = {"scheduled": report, "is_personal": False, "purpose": _("定期报表")}
                params, unit = jobs.params_of(period), subscription.unit
                new_job(subscription.kind, unit=unit, params=params, by=user, at=at, **fields)
            _record("reports.make_scheduled", subscription, by=None, at=at, period=str(period), files=len(recipients))
    except IntegrityError:
        return False
    return True


def _checked(unit: Unit, recipients: Iterable[User], delay_days: int, *, on: datetime.date) -> list[User]:
    """The recipients, if each reads the unit. Raises DomainError that names those who do not."""
    chosen = list(recipients)
    if not 1 <= delay_days <= MOST_DELAY:
        raise DomainError(_("请填写1至%(most)s。") % {"most": MOST_DELAY}, field="delay_days")
    if not 1 <= len(chosen) <= MOST_RECIPIENTS:
        raise DomainError(_("请选择1至%(most)s名接收人。") % {"most": MOST_RECIPIENTS}, field="recipients")
    readers = set(readers_of(unit, on=on).filter(pk__in=[user.pk for user in chosen]))
    if others := [user for user in chosen if user not in readers]:
        raise DomainError(
            _("%(names)s不能查看该单位，不能作为接收人。") % {"names": joined(others)}, field="recipients"
        )
    return chosen


def _running(subscription: ReportSubscription, by: User, version: Any = None) -> ReportSubscription:
    require(by, subscription.unit.path, *KEEPERS)
    subscription = lock(subscription, version=version)
    if subscription.ended_at:
        raise DomainError(_("这份定期报表已经停止。"))
    return subscription


def _record(
    action: str, subscription: ReportSubscription, *, by: User | None, at: datetime.datetime, **data: Any
) -> None:
    about = {"kind": subscription.kind, "frequency": subscription.frequency}
    audit.record(action, subscription, by=by, at=at, unit_path=subscription.unit.path, data=about | data)
