"""The states of a case and one table of who may move it from where to where (信访工作条例, articles 22-36).

Views ask the table which buttons to show, actions ask it before they write, and tests/petitions/test_workflow.py
compares it with a table written by hand.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    RECEIVED = "received", _("待登记")
    REGISTERED = "registered", _("已登记")
    FORWARDED = "forwarded", _("已转送")
    ASSIGNED = "assigned", _("已交办")
    OBJECTED = "objected", _("异议待裁定")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    OTHER_PATH = "other_path", _("导入其他法定途径")
    ACCEPTED = "accepted", _("已受理")
    IN_HAND = "in_hand", _("办理中")
    SUSPENDED = "suspended", _("中止办理")
    WAITING = "waiting", _("已解释，待条件成熟")
    DECIDED = "decided", _("已出具意见")
    SERVED = "served", _("已送达答复")
    CLOSED = "closed", _("已办结")
    IN_REVIEW = "in_review", _("复查中")
    REVIEWED = "reviewed", _("已出具复查意见")
    IN_RE_REVIEW = "in_re_review", _("复核中")
    FINAL = "final", _("信访终结")
    WITHDRAWN = "withdrawn", _("已撤回")
    JOINED = "joined", _("并案办理")


S = CaseState
# Nothing more is to be done, unless the case is reopened.
ENDED = frozenset({S.NOT_ACCEPTED, S.OTHER_PATH, S.CLOSED, S.FINAL, S.WITHDRAWN, S.JOINED})
OPEN = frozenset(set(S) - ENDED)
# Somebody works on it in substance.
IN_WORK = frozenset({S.ACCEPTED, S.IN_HAND})
# Handed to a unit that has not yet said whether it takes the case.
SENT = frozenset({S.FORWARDED, S.ASSIGNED})


class Actor(models.TextChoices):
    """Who stands to a case in which way; one person may be several."""

    # Petition office of the unit that registered the case.
    OFFICE = "office", _("登记单位信访工作人员")
    # Petition clerk or secretary of the unit that has the case in hand, or a cadre named as its handler.
    HANDLER = "handler", _("承办单位")
    # Leader of the unit that has the case in hand (article 34: the head of the unit approves an extension).
    HEAD = "head", _("承办单位负责人")
    # Petition office or leader of a unit above the one that has it in hand.
    SUPERIOR = "superior", _("上级单位")
    # The petitioner by code, or a clerk who writes down what the petitioner says.
    PETITIONER = "petitioner", _("信访人")


A = Actor


@dataclass(frozen=True)
class Transition:
    """One step: `target` None leaves the state as it is (an entry, a clock or a paper comes of it)."""

    action: str
    label: str | Promise
    sources: frozenset[CaseState]
    target: CaseState | None
    actors: frozenset[Actor]


def _step(action: str, label: str | Promise, sources: object, target: CaseState | None, *actors: Actor) -> Transition:
    found = frozenset({sources}) if isinstance(sources, CaseState) else frozenset(sources)  # type: ignore[call-overload]
    return Transition(action, label, found, target, frozenset(actors))


_HAND_ON = (S.REGISTERED, S.ACCEPTED, S.IN_HAND)

TRANSITIONS: tuple[Transition, ...] = (
    # Article 22: everything is registered, then sent where it belongs.
    _step("register", _("登记"), S.RECEIVED, S.REGISTERED, A.OFFICE),
    _step("join", _("并案"), (S.RECEIVED, S.REGISTERED), S.JOINED, A.OFFICE),
    _step("solve_on_spot", _("当场办结"), (S.RECEIVED, S.REGISTERED), S.CLOSED, A.OFFICE),
    _step("forward", _("转送"), _HAND_ON, S.FORWARDED, A.OFFICE, A.HANDLER),
    _step("assign", _("交办"), _HAND_ON, S.ASSIGNED, A.OFFICE, A.SUPERIOR),
    # Article 23: the responsible organ says whether it accepts; one that is not objects within five working days.
    _step("object", _("提出异议"), (S.FORWARDED, S.ASSIGNED), S.OBJECTED, A.HANDLER),
    _step("uphold_objection", _("同意退回"), S.OBJECTED, S.REGISTERED, A.OFFICE, A.SUPERIOR),
    _step("reject_objection", _("驳回异议"), S.OBJECTED, S.ASSIGNED, A.OFFICE, A.SUPERIOR),
    _step("accept", _("受理"), (S.REGISTERED, S.FORWARDED, S.ASSIGNED), S.ACCEPTED, A.OFFICE, A.HANDLER),
    _step("refuse", _("不予受理"), (S.REGISTERED, S.FORWARDED, S.ASSIGNED), S.NOT_ACCEPTED, A.OFFICE, A.HANDLER),
    _step(
        "lead_elsewhere",
        _("导入其他法定途径"),
        (S.REGISTERED, S.FORWARDED, S.ASSIGNED),
        S.OTHER_PATH,
        A.OFFICE,
        A.HANDLER,
    ),
    # Articles 27-34.
    _step("begin", _("开始办理"), S.ACCEPTED, S.IN_HAND, A.HANDLER),
    _step("note_progress", _("登记进展"), (*_HAND_ON, S.SUSPENDED, S.WAITING), None, A.HANDLER, A.OFFICE),
    _step("ask_extension", _("申请延期"), tuple(IN_WORK), None, A.HANDLER),
    _step("grant_extension", _("批准延期"), tuple(IN_WORK), None, A.HEAD, A.SUPERIOR),
    _step("refuse_extension", _("不批准延期"), tuple(IN_WORK), None, A.HEAD, A.SUPERIOR),
    _step("suspend", _("中止办理"), tuple(IN_WORK), S.SUSPENDED, A.HANDLER),
    _step("resume", _("恢复办理"), (S.SUSPENDED, S.WAITING), S.IN_HAND, A.HANDLER),
    _step("wait", _("解释说明，待条件成熟"), S.IN_HAND, S.WAITING, A.HANDLER),
    _step("decide", _("出具处理意见"), S.IN_HAND, S.DECIDED, A.HANDLER),
    _step("serve", _("送达"), S.DECIDED, S.SERVED, A.HANDLER),
    _step("answer", _("答复"), (S.IN_HAND, S.WAITING), S.SERVED, A.HANDLER),
    _step("close", _("办结"), (S.SERVED, S.REVIEWED), S.CLOSED, A.HANDLER, A.OFFICE),
    # Articles 35 and 36: by the next higher organ.
    _step("ask_review", _("申请复查"), (S.SERVED, S.CLOSED), S.IN_REVIEW, A.PETITIONER),
    _step("decide_review", _("出具复查意见"), S.IN_REVIEW, S.REVIEWED, A.SUPERIOR),
    _step("ask_re_review", _("申请复核"), (S.REVIEWED, S.CLOSED), S.IN_RE_REVIEW, A.PETITIONER),
    _step("decide_re_review", _("出具复核意见"), S.IN_RE_REVIEW, S.FINAL, A.SUPERIOR),
    _step("serve_review", _("送达复查、复核意见"), (S.REVIEWED, S.FINAL), None, A.SUPERIOR),
    # Article 36: days of a hearing do not count.
    _step("begin_hearing", _("举行听证"), (S.IN_REVIEW, S.IN_RE_REVIEW), None, A.SUPERIOR),
    _step("end_hearing", _("听证结束"), (S.IN_REVIEW, S.IN_RE_REVIEW), None, A.SUPERIOR),
    # The petitioner's own steps, by code or told to a clerk.
    _step("add_information", _("补充材料"), tuple(OPEN), None, A.PETITIONER),
    _step(
        "withdraw",
        _("撤回"),
        (S.RECEIVED, S.REGISTERED, S.FORWARDED, S.ASSIGNED, S.OBJECTED, S.ACCEPTED, S.IN_HAND, S.SUSPENDED, S.WAITING),
        S.WITHDRAWN,
        A.PETITIONER,
    ),
    _step("rate", _("评价"), (S.SERVED, S.CLOSED, S.REVIEWED, S.FINAL), None, A.PETITIONER),
    _step(
        "reopen",
        _("重新办理"),
        (S.SERVED, S.CLOSED, S.NOT_ACCEPTED, S.OTHER_PATH),
        S.IN_HAND,
        A.PETITIONER,
        A.OFFICE,
        A.SUPERIOR,
    ),
    # Around the path.
    _step("call_back", _("回访"), (S.SERVED, S.CLOSED, S.REVIEWED, S.FINAL), None, A.HANDLER, A.OFFICE),
    _step("urge", _("催办"), tuple(OPEN - {S.RECEIVED}), None, A.OFFICE, A.SUPERIOR),
    _step("supervise", _("督办"), tuple(OPEN - {S.RECEIVED}), None, A.OFFICE, A.SUPERIOR),
    _step("escalate", _("上报"), (S.REGISTERED, *SENT, *IN_WORK), S.REGISTERED, A.HANDLER, A.OFFICE),
    # 吹哨报到: the units that are called report in; the case stays where it is.
    _step("call_units", _("吹哨报到"), _HAND_ON, None, A.OFFICE, A.HANDLER),
    _step("name_handlers", _("指定承办人"), tuple(OPEN - {S.RECEIVED}), None, A.HANDLER, A.HEAD, A.OFFICE),
    # Article 28: whoever has an interest steps back, whatever the case has come to.
    _step("recuse", _("回避"), tuple(OPEN), None, A.OFFICE, A.HANDLER, A.HEAD, A.SUPERIOR),
    # Notices of the path, and the proof that they arrived.
    _step("issue_letter", _("出具告知书"), tuple(set(S) - {S.RECEIVED, S.WITHDRAWN}), None, A.OFFICE, A.HANDLER),
    _step("serve_notice", _("送达告知书"), tuple(set(S) - {S.RECEIVED, S.WITHDRAWN}), None, A.OFFICE, A.HANDLER),
)
BY_ACTION = {step.action: step for step in TRANSITIONS}


def allows(action: str, state: str, actors: frozenset[Actor]) -> bool:
    """Whether somebody who is any of `actors` to a case may take the step from this state. KeyError: no such step."""
    step = BY_ACTION[action]
    return CaseState(state) in step.sources and bool(actors & step.actors)


def steps_for(state: str, actors: frozenset[Actor]) -> list[Transition]:
    """The steps that lie open, in the order of the table."""
    return [step for step in TRANSITIONS if allows(step.action, state, actors)]
