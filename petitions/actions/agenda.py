"""What meetings speak of (R14.2, R15): topics handed in, decided or taken up, decisions followed until done."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from petitions.actions import routing
from petitions.actions.meetings import may_convene, open_meeting, require_convenor
from petitions.models import Case, Decision, Meeting, MeetingKind, MeetingState, Topic, TopicState
from visits.models import Matter

if TYPE_CHECKING:
    from accounts.models import User as ActingUser


@transaction.atomic
def hand_in_topic(
    *,
    unit: Unit,
    title: str,
    text: str,
    by: "ActingUser",
    at: datetime.datetime,
    meeting: Meeting | None = None,
    case: Case | None = None,
    matter: Matter | None = None,
) -> Topic:
    """Hand in a topic, for a meeting or for the next one that takes it.

    Raises DomainError when the meeting's list is closed (R15: Friday 12:00) or it is over, PermissionDenied for
    somebody who does not belong to the unit that hands it in.
    """
    if not (may_convene(by, unit) or unit.path in by.access.home_paths):
        raise PermissionDenied
    if meeting is not None:
        _check_takes_topics(meeting, at)
    topic = Topic.objects.create(
        unit=unit,
        meeting=meeting,
        title=title.strip(),
        text=text.strip(),
        proposer=by.cadre,
        handed_in_by=by,
        handed_in_at=at,
        case=case,
        matter=matter,
    )
    audit.record("petitions.hand_in_topic", topic, by=by, at=at, unit_path=unit.path)
    return topic


def _check_takes_topics(meeting: Meeting, at: datetime.datetime) -> None:
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(_("会议已经召开或者取消，请提交下一次会议。"), field="meeting")
    if meeting.topics_until and at > meeting.topics_until:
        raise DomainError(
            _("议题提交已于%(moment)s截止，请提交下一次会议。")
            % {"moment": timezone.localtime(meeting.topics_until).strftime("%Y-%m-%d %H:%M")},
            field="meeting",
        )


@transaction.atomic
def put_on_agenda(meeting: Meeting, topics: Iterable[Topic], *, by: "ActingUser", at: datetime.datetime) -> Meeting:
    """Put topics that wait on the agenda, in this order. The convenor may do so after the list was closed."""
    meeting = open_meeting(meeting, by=by)
    first = meeting.topics.count()
    for order, topic in enumerate(topics, first + 1):
        topic = locking.lock(topic)
        if topic.state != TopicState.HANDED_IN:
            raise DomainError(_("议题“%(topic)s”已经研究过。") % {"topic": topic})
        topic.meeting, topic.order = meeting, order
        locking.save_fields(topic, "meeting", "order")
    audit.record("petitions.put_on_agenda", meeting, by=by, at=at, unit_path=meeting.unit.path)
    return meeting


@dataclass(frozen=True)
class Decided:
    """One thing that was decided."""

    text: str
    unit: Unit
    cadre: Cadre | None = None
    due: datetime.date | None = None


@transaction.atomic
def decide_topic(
    topic: Topic,
    decided: Iterable[Decided],
    *,
    memo: str = "",
    by: "ActingUser",
    at: datetime.datetime,
    version: Any = None,
) -> Topic:
    """Write down what was decided on a topic (R14.2: a department and a person, on the spot).

    Raises DomainError without a decision, for a day before the meeting, for a topic that is on no meeting, or for
    somebody from whom its case is kept (articles 28, 30).
    """
    topic = _open_topic(topic, by=by, version=version)
    decided = list(decided)
    if not decided:
        raise DomainError(_("请至少填写一项议定事项。"), field="text")
    for one in decided:
        _check_decision(topic, one)
    Decision.objects.bulk_create(
        Decision(topic=topic, text=one.text.strip(), unit=one.unit, cadre=one.cadre, due=one.due) for one in decided
    )
    topic.state, topic.memo = TopicState.DECIDED, memo.strip()
    locking.save_fields(topic, "state", "memo")
    _tell_units(topic, at=at)
    audit.record("petitions.decide_topic", topic, by=by, at=at, unit_path=topic.unit.path)
    return topic


def _open_topic(topic: Topic, *, by: "ActingUser", version: Any) -> Topic:
    topic = locking.lock(topic, version=version)
    if topic.meeting is None:
        raise DomainError(_("议题还没有列入会议。"))
    require_convenor(by, topic.meeting.unit)
    if topic.state != TopicState.HANDED_IN:
        raise DomainError(_("这项议题已经研究过。"))
    return topic


def _check_decision(topic: Topic, decided: Decided) -> None:
    require_text(decided.text, "text", _("请填写议定事项。"))
    if topic.meeting and decided.due and decided.due < topic.meeting.on:
        raise DomainError(_("完成时限不能早于会议日期。"), field="due")
    if topic.case:
        routing.check_unit(topic.case, decided.unit, field="unit")
        routing.check_cadres(topic.case, [decided.cadre] if decided.cadre else [], field="cadre")


def _tell_units(topic: Topic, *, at: datetime.datetime) -> None:
    """Those who are to carry a decision out find it in the inbox."""
    title = _("议定事项：%(topic)s") % {"topic": topic}
    decisions = topic.decisions.exclude(cadre=None).filter(cadre__user__is_active=True).select_related("cadre__user")
    url = topic.meeting.get_absolute_url() if topic.meeting else ""
    inbox.notify_all(
        inbox.notice(f"decision:{decision.pk}", "decided", decision.cadre.user, title, url=url, at=at)
        for decision in decisions
        if decision.cadre
    )


@transaction.atomic
def take_up_topic(topic: Topic, *, memo: str, by: "ActingUser", at: datetime.datetime, version: Any = None) -> Topic:
    """No agreement: the office takes the topic to the leaders' meeting (R15). Returns the topic that waits there."""
    topic = _open_topic(topic, by=by, version=version)
    if topic.meeting and topic.meeting.kind == MeetingKind.LEADERS:
        raise DomainError(_("领导办公会上的议题须当场议定。"))
    require_text(memo, "memo", _("请填写会商情况和分歧。"))
    topic.state, topic.memo = TopicState.TAKEN_UP, memo.strip()
    locking.save_fields(topic, "state", "memo")
    raised = Topic.objects.create(
        unit=topic.unit,
        title=topic.title,
        text=f"{topic.text}\n\n{topic.memo}",
        proposer=topic.proposer,
        handed_in_by=by,
        handed_in_at=at,
        case=topic.case,
        matter=topic.matter,
        taken_from=topic,
    )
    audit.record("petitions.take_up_topic", topic, by=by, at=at, unit_path=topic.unit.path)
    return raised


def may_report(user: "ActingUser", decision: Decision) -> bool:
    """Who is to carry it out, works in that unit, or called the meeting."""
    if decision.done_on:
        return False
    mine = decision.cadre_id in user.access.cadre_ids or decision.unit.path in user.access.home_paths
    return mine or may_convene(user, decision.unit)


@transaction.atomic
def report_decision(
    decision: Decision,
    *,
    result: str,
    done_on: datetime.date | None = None,
    by: "ActingUser",
    at: datetime.datetime,
    version: Any = None,
) -> Decision:
    """How far a decision is; with `done_on` it is done. Raises DomainError for an empty report or a day in the
    future."""
    decision = locking.lock(decision, version=version)
    if not may_report(by, decision):
        raise DomainError(_("议定事项由责任单位或者会议召集人报告落实情况。"))
    require_text(result, "result", _("请填写落实情况。"))
    if done_on and done_on > timezone.localdate(at):
        raise DomainError(_("完成日期不能晚于今天。"), field="done_on")
    decision.result, decision.done_on = result.strip(), done_on
    locking.save_fields(decision, "result", "done_on")
    audit.record("petitions.report_decision", decision, by=by, at=at, unit_path=decision.unit.path)
    return decision
