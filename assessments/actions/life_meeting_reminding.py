"""Democratic-life meetings of which something is missing near the day by which it has to be there (R16.6).

Members hear of their own speech; who calls the meeting and who records it hear of the reports upward.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.access import CONVENORS
from assessments.models import LifeMeeting
from core import inbox
from core.models import InboxItem
from petitions.actions.notices import holders

# Told so long before the last day in time, and once more when that day is over.
AHEAD = datetime.timedelta(days=3)
SPEECH = gettext_lazy("%(title)s：发言提纲须于%(day)s前备好，请尽快完成")
REPORTS = gettext_lazy("%(title)s：须于%(day)s前报告组织部门和纪检机关，请尽快办理并登记")


@transaction.atomic
def remind(*, at: datetime.datetime, on: datetime.date) -> int:
    """Notices of what is missing; the same one is never given twice. Returns how many meetings. Called by the nightly
    sweep."""
    near = LifeMeeting.objects.unprepared(by=on + AHEAD).filter(on__gte=on)
    meetings = list(near.select_related("unit", "recorder__user").prefetch_related("speeches__cadre__user"))
    inbox.notify_all(
        _notice(meeting, text, step, user, at=at, on=on)
        for meeting in meetings
        for text, step, user in _missing(meeting, on)
    )
    return len(meetings)


def _missing(meeting: LifeMeeting, on: datetime.date) -> Iterator[tuple[Any, str, User]]:
    for speech in meeting.speeches.all():
        if speech.ready_on is None and (user := getattr(speech.cadre, "user", None)):
            yield SPEECH, "speech", user
    if meeting.organisation_told_on is None or meeting.discipline_told_on is None:
        told = {user.pk: user for user in holders(meeting.unit, CONVENORS, on=on)}
        if user := getattr(meeting.recorder, "user", None):
            told[user.pk] = user
        for user in told.values():
            yield REPORTS, "reports", user


def _notice(
    meeting: LifeMeeting, text: Any, step: str, user: User, *, at: datetime.datetime, on: datetime.date
) -> InboxItem:
    """Of the day that is now set: who moves the meeting has everybody reminded anew."""
    last = meeting.prepare_until
    stage = "late" if last < on else "soon"
    with translation.override(user.language):
        title = text % {"title": meeting.title, "day": date_format(last, "DATE_FORMAT")}
    what, url = f"life_meeting:{meeting.pk}", meeting.get_absolute_url()
    return inbox.notice(what, f"{step}:{stage}:{last:%Y%m%d}", user, title, url=url, at=at)
