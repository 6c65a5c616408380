"""Meetings attended, of those that one was invited to and that were held (R17, criterion 16)."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Subject
from assessments.sources.base import NOTHING_DUE, ONE, Scope, Shape, Source, ticked
from assessments.sources.parameters import Codes
from petitions.models import Attendance, Meeting, MeetingKind, MeetingState


class Meetings(Source):
    name = "meetings"
    title = gettext_lazy("参加会议")
    what = "meeting"
    shape = Shape.SHARE
    parameters = (
        Codes("meetings", gettext_lazy("会议"), is_needed=True, choices=lambda: MeetingKind.choices),
        NOTHING_DUE,
    )
    subjects = frozenset({Subject.OFFICER, Subject.CONTACT_POINT})

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        rows = Attendance.objects.filter(
            scope.own("cadre_id"),
            scope.days("meeting__on"),
            meeting__state=MeetingState.HELD,
            meeting__kind__in=given["meetings"],
        )
        was_there = ticked(Q(was_there=True))
        return rows.annotate(key_of=scope.key("cadre_id"), day=F("meeting__on"), counts=was_there, owed=ONE)

    def related(self, scope: Scope) -> tuple[str, ...]:
        return ("meeting",)

    def object_of(self, row: Any) -> Meeting:
        found: Meeting = row.meeting
        return found

    def label(self, row: Any) -> str:
        return str(row.meeting.get_kind_display())

    def full_label(self, row: Any) -> str:
        return str(row.meeting.title)

    def note(self, row: Any) -> str:
        return "" if row.counts else _("未到会")
