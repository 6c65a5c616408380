"""The delegates' meeting names an undertaker and a lead for what was heard, and sends it up (R8.4)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from core import audit, locking
from core.errors import DomainError
from petitions.actions.consulting import may_send_up, take_in_proposal
from petitions.actions.meetings import may_convene
from petitions.models import Meeting, MeetingKind, MeetingState, SentUp, Topic, TopicState

if TYPE_CHECKING:
    from accounts.models import User


def may_send_up_topic(user: "User", topic: Topic, *, on: datetime.date) -> bool:
    """Who calls the delegates' meeting, the office that gathers, and a delegate of the unit; once."""
    if topic.meeting is None or topic.state != TopicState.HANDED_IN:
        return False
    return may_send_up_of(user, topic.meeting, on=on)


def may_send_up_of(user: "User", meeting: Meeting, *, on: datetime.date) -> bool:
    """Whether the user may send up what was spoken of at this meeting."""
    if meeting.kind != MeetingKind.DELEGATES or meeting.state == MeetingState.CANCELLED or meeting.on > on:
        return False
    return may_convene(user, meeting.unit) or may_send_up(user, meeting.unit, on=on)


@transaction.atomic
def send_up_topic(
    topic: Topic,
    *,
    proposal_kind: str,
    undertaker: Unit,
    lead: Cadre,
    due: datetime.date | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> SentUp:
    """Send a topic up as a motion, a proposal or an opinion. Side effect: a case in the unit's queue, by which it is
    answered; from the office itself it is assigned at once, else whom the meeting named stands in its text.

    Raises PermissionDenied for who may not, or where the meeting lies ahead or was cancelled, DomainError for a topic
    that was decided or sent up, and for a term in the past.
    """
    topic, today = locking.lock(topic, version=version), timezone.localdate(at)
    if topic.state != TopicState.HANDED_IN:
        raise DomainError(_("这项议题已经研究过。"))
    if topic.meeting is None or not may_send_up_topic(by, topic, on=today):
        raise PermissionDenied
    if due and due < today:
        raise DomainError(_("答复时限不能早于今天。"), field="due")
    named: dict[str, Any] = {"undertaker": undertaker, "lead": lead, "due": due}
    case = take_in_proposal(
        unit=topic.meeting.unit, proposal_kind=proposal_kind, title=topic.title, text=topic.text, **named, by=by, at=at
    )
    sent = SentUp.objects.create(topic=topic, case=case, **named)
    topic.state = TopicState.SENT_UP
    locking.save_fields(topic, "state")
    audit.record("petitions.send_up_topic", topic, by=by, at=at, unit_path=topic.unit.path, data={"case": case.pk})
    return sent
