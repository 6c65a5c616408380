"""What a meeting has before it: the last one's decisions, topics that wait, what could not be solved below."""

from typing import TYPE_CHECKING

from accounts.models import Unit
from petitions.models import Case, Decision, Meeting, MeetingKind, Topic, TopicState
from petitions.querysets import DecisionQuerySet, TopicQuerySet
from visits.models import Matter

if TYPE_CHECKING:
    from accounts.models import User

MOST_SHOWN = 20


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
