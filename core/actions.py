"""Writes on the core rows."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, calendar_hooks, outbox
from core.calendar_days import AnnouncedDay, problem_of
from core.errors import DomainError
from core.models import CalendarDay, CalendarYear, InboxItem, OutboxMessage
from core.selectors import DayChange, calendar_changes, calendars_around, forget_work_calendar


@transaction.atomic
def load_calendar(
    days: list[AnnouncedDay], *, year: int, source: str, by: Any, at: datetime.datetime
) -> list[DayChange]:
    """Replace the announced days of one year, and return what that changed. What depends on them is moved along.

    Raises DomainError, changing nothing, when a day is in another year, comes twice, or cannot have been announced.
    """
    _check_days(days, year)
    changes, on = calendar_changes(year, days), timezone.localdate(at)
    moved = calendar_hooks.effect(*calendars_around(year, days), year, on=on)
    replaced = CalendarYear.objects.filter(year=year).values_list("source", flat=True).first() or ""
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(CalendarDay(day=d.day, is_off=d.is_off, name=d.name) for d in days)
    loaded, _new = CalendarYear.objects.update_or_create(year=year, defaults={"source": source[:200], "loaded_at": at})
    audit.record(
        "core.load_calendar",
        loaded,
        by=by,
        at=at,
        data={
            "source": [replaced, source],
            "off": _listed(changes, False),
            "working": _listed(changes, True),
            "windows": moved.windows,
            "moved": [[shift.what, shift.before, shift.after] for shift in moved.shifts],
        },
    )
    forget_work_calendar()
    calendar_hooks.follow(year, at=at, on=on)
    transaction.on_commit(forget_work_calendar)
    return changes


@transaction.atomic
def forget_calendars(years: Collection[int], *, by: Any, at: datetime.datetime) -> None:
    """Take back that the days off of these years are known, all or none; what depends on them is moved along. Raises
    DomainError where those of one are not."""
    known = {loaded.year: loaded for loaded in CalendarYear.objects.all()}
    for year in years:
        if year not in known:
            raise DomainError(_("%(year)d年的放假安排没有载入。") % {"year": year})
    for year in sorted(set(years)):
        audit.record("core.forget_calendar", known[year], by=by, at=at, data={"source": known[year].source})
        CalendarDay.objects.filter(day__year=year).delete()
        known[year].delete()
        forget_work_calendar()
        calendar_hooks.follow(year, at=at, on=timezone.localdate(at))
    transaction.on_commit(forget_work_calendar)


def _check_days(days: list[AnnouncedDay], year: int) -> None:
    if not days:
        raise DomainError(_("没有可载入的日期。"))
    if any(entry.day.year != year for entry in days):
        raise DomainError(_("日期应当都在%(year)d年内。") % {"year": year})
    if len({entry.day for entry in days}) < len(days):
        raise DomainError(_("同一日期出现了两次。"))
    for problem in filter(None, map(problem_of, days)):
        raise DomainError(problem)


def _listed(changes: list[DayChange], becomes_workday: bool) -> list[str]:
    return [change.day.isoformat() for change in changes if change.becomes_workday == becomes_workday]


@transaction.atomic
def read_notice(item: InboxItem, *, by: Any, at: datetime.datetime) -> None:
    """Mark a notice of one's own as read; a second time changes nothing. Not audited: it concerns nobody else."""
    InboxItem.objects.visible_to(by).unread().filter(pk=item.pk).update(read_at=at)


@transaction.atomic
def read_all_notices(*, by: Any, at: datetime.datetime) -> int:
    """Mark all of one's own notices as read and return how many there were."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=at)


@transaction.atomic
def retry_letter(letter: OutboxMessage, *, by: Any, at: datetime.datetime) -> None:
    """Put a letter that was given up back into the queue, due now, with its tries counted afresh."""
    fresh = {"given_up_at": None, "attempts": 0, "refusals": 0, "not_before": at, "claim": None, "claimed_until": None}
    if not OutboxMessage.objects.failed().filter(pk=letter.pk).update(**fresh):
        raise DomainError(_("这封邮件没有失败，不需要重发。"))
    audit.record("core.retry_letter", letter, by=by, at=at)


@transaction.atomic
def send_test_letter(*, by: Any, at: datetime.datetime) -> None:
    """Queue a letter to oneself, so that an administrator sees whether mail arrives. One a minute."""
    if not by.email:
        raise DomainError(_("您的账号没有填写电子邮箱，请先填写。"))
    text = _("这是一封测试邮件。收到它，说明邮件服务设置正确。")
    outbox.post("core.test_letter", f"{at:%Y%m%d%H%M}", by, _("测试邮件"), text, at=at, urgent=True)
    audit.record("core.send_test_letter", by=by, at=at)
