"""What a meeting has before it: the last one's decisions, topics that wait, what could not be solved below."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.models import Unit
from petitions.models import Case, CaseKind, Decision, Meeting, MeetingKind, Topic, TopicState
from petitions.querysets import DecisionQuerySet, TopicQuerySet, not_about
from visits.models import Matter

if TYPE_CHECKING:
    from accounts.models import User

MOST_SHOWN = 20


def with_answers(topics: Iterable[Topic], user: "User") -> list[Topic]:
    """The topics of one meeting, with what became of those that were sent up: `answer` is the case, or None where it
    is kept from the user. Everybody at the meeting follows the answer (R8.4). One query beside that of the topics."""
    rows = list(topics)
    keys = [topic.pk for topic in rows if topic.state == TopicState.SENT_UP]
    answers = Case.objects.filter(not_about(user, "pk"), sent_up_from__topic__in=keys, kind=CaseKind.SUGGESTION)
    found = {case.sent_up_from.topic_id: case for case in answers.select_related("sent_up_from")}
    for topic in rows:
        topic.answer = found.get(topic.pk)  # type: ignore[attr-defined]
    return rows


def last_decisions(meeting: Meeting, user: "User") -> DecisionQuerySet:
    """What was decided at the last meeting of this unit and kind, and what is open from earlier ones (R15: the next
    meeting opens with what became of the last one's decisions)."""
    last = Meeting.objects.before(meeting).first()
    rows = Decision.objects.visible_to(user).filter(topic__meeting__in=Meeting.objects.before(meeting).order_by())
    still = rows.filter(topic__meeting=last) | rows.open()
    return still.select_related("unit", "cadre", "topic__meeting").order_by("done_on", "due", "pk")


def waiting_topics(meeting: Meeting, user: "User") -> TopicQuerySet:
    """Topics that no meeting has taken, of the meeting's unit and those below it; those that were taken up wait for
    the leaders' meeting only."""
    rows = Topic.objects.visible_to(user).filter(
        meeting=None, state=TopicState.HANDED_IN, unit__path__startswith=meeting.unit.path
    )
    return rows.filter(taken_from__isnull=meeting.kind != MeetingKind.LEADERS).select_related("unit")


def not_yet_solved(unit: Unit, user: "User") -> dict[str, list[Matter] | list[Case]]:
    """What was heard in the unit or below and is still open (R14.1: what a block cannot solve goes to the meeting),
    the oldest first, without what a topic speaks of already."""
    matters = Matter.objects.visible_to(user).open().filter(unit__path__startswith=unit.path, topics=None)
    cases = Case.objects.visible_to(user).open().filter(handling_unit__path__startswith=unit.path, topics=None)
    return {
        "matters": list(matters.select_related("unit").order_by("pk")[:MOST_SHOWN]),
        "cases": list(cases.select_related("handling_unit").order_by("received_on", "pk")[:MOST_SHOWN]),
    }
