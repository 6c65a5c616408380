"""Limits that come up or are over: told to those who must act, also on rest days, each once.

Selection is always "due within some days and not yet told", so that a sweep which was missed loses nothing. An end that
moves is told anew.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import MailPreference, User
from core import inbox, outbox
from petitions.actions import notices
from petitions.models import Clock, ClockState
from petitions.shipped import RIGHTS, article_name

SOON = datetime.timedelta(days=3)
# What one sweep tells; the rest waits for the next, some minutes later.
AT_ONCE = 500
_SOON = gettext_lazy("信访事项%(number)s：“%(what)s”将于%(due)s到期")
_LATE = gettext_lazy("信访事项%(number)s：“%(what)s”已于%(due)s到期，请立即办理")


def remind(*, at: datetime.datetime, on: datetime.date) -> int:
    """Tell of the limits that end within three days, and, to the heads of the units as well, of those that are over.

    Returns how many were told. Side effects: inbox, urgent mail (limits of the law go out on rest days, too).
    """
    due = _not_told(on)
    for clock in due:
        _tell(clock, "late" if clock.due < on else "soon", at=at, on=on)
    return len(due)


def _not_told(on: datetime.date) -> list[Any]:
    running = Clock.objects.filter(state=ClockState.RUNNING).exclude(code__in=RIGHTS).exclude(told="late")
    soon = running.filter(due__lte=on + SOON, told="") | running.filter(due__lt=on)
    return list(soon.select_related("case", "case__handling_unit", "unit").order_by("due", "pk")[:AT_ONCE])


@transaction.atomic
def _tell(clock: Any, step: str, *, at: datetime.datetime, on: datetime.date) -> None:
    """One limit: once, whoever else sweeps at the same time."""
    if not Clock.objects.filter(pk=clock.pk, told=clock.told, due=clock.due).update(told=step):
        return
    users = notices.may_be_told(clock.case, _who(clock, step, on))
    title = _LATE if step == "late" else _SOON
    name = f"deadline-{clock.pk}-{step}-{clock.due.isoformat()}"
    items, letters = [], []
    for user in users:
        with translation.override(user.language):
            subject = str(title) % _words(clock)
            items.append(_notice(clock, name, user, subject, at))
            if user.mail_preference != MailPreference.OFF and user.email:
                letters.append(_letter(clock, name, user, subject, at))
    inbox.notify_all(items)
    outbox.post_all(letters)


def _who(clock: Any, step: str, on: datetime.date) -> list[User]:
    """Clerks and secretaries of the unit that must act; those named for the case where it is their unit."""
    users = notices.holders(clock.unit, notices.WORKERS, on=on)
    if clock.unit_id == clock.case.handling_unit_id:
        users = [*users, *notices.workers_of(clock.case, on=on)]
    return [*users, *notices.holders(clock.unit, notices.HEADS, on=on)] if step == "late" else users


def _words(clock: Any) -> dict[str, str]:
    number = clock.case.number or str(_("（待登记）"))
    return {"number": number, "what": clock.label, "due": date_format(clock.due, "DATE_FORMAT")}


def _notice(clock: Any, name: str, user: User, subject: str, at: datetime.datetime) -> Any:
    url = clock.case.get_absolute_url()
    return inbox.notice(f"case:{clock.case_id}", name, user, subject, article_name(clock.article), url=url, at=at)


def _letter(clock: Any, name: str, user: User, subject: str, at: datetime.datetime) -> Any:
    url = f"{settings.BASE_URL}{clock.case.get_absolute_url()}"
    text = _("%(subject)s。\n依据：%(article)s\n查看：%(url)s") % {
        "subject": subject,
        "article": article_name(clock.article),
        "url": url,
    }
    return outbox.letter(f"case:{clock.case_id}", name, user, subject, text, at=at, urgent=True)
