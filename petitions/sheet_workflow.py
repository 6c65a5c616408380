"""The states of a work contact sheet (工作联系单, R15) and one table of who may move it from where to where."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SheetState(models.TextChoices):
    DRAFT = "draft", _("起草")
    SENT = "sent", _("待签收")
    OBJECTED = "objected", _("异议待裁定")
    IN_HAND = "in_hand", _("办理中")
    REPLIED = "replied", _("已回复，待核验")
    SUPERVISED = "supervised", _("督察督办")
    CLOSED = "closed", _("已销号")
    CANCELLED = "cancelled", _("已作废")


class SheetActor(models.TextChoices):
    # Whoever works in the unit that sends, its leader, whoever works in the unit that receives, the supervisors.
    SENDER = "sender", _("发出单位")
    SIGNER = "signer", _("签发领导")
    RECEIVER = "receiver", _("主送单位")
    SUPERVISOR = "supervisor", _("督查人员")


S, A = SheetState, SheetActor
ENDED = frozenset({S.CLOSED, S.CANCELLED})


@dataclass(frozen=True)
class SheetStep:
    """`target` None leaves the sheet where it is."""

    action: str
    label: str | Promise
    sources: frozenset[SheetState]
    target: SheetState | None
    actors: frozenset[SheetActor]


def _step(
    action: str, label: str | Promise, sources: tuple[SheetState, ...], target: SheetState | None, *actors: SheetActor
) -> SheetStep:
    return SheetStep(action, label, frozenset(sources), target, frozenset(actors))


STEPS: tuple[SheetStep, ...] = (
    _step("change", _("修改"), (S.DRAFT,), None, A.SENDER),
    _step("sign_out", _("签发"), (S.DRAFT,), S.SENT, A.SIGNER),
    _step("cancel", _("作废"), (S.DRAFT, S.SENT, S.OBJECTED), S.CANCELLED, A.SIGNER),
    _step("sign_for", _("签收"), (S.SENT,), S.IN_HAND, A.RECEIVER),
    _step("object", _("提出异议"), (S.SENT,), S.OBJECTED, A.RECEIVER),
    # The ruling; the sheet goes out again as amended.
    _step("rule", _("裁定异议"), (S.OBJECTED,), S.SENT, A.SIGNER),
    _step("report_progress", _("报告进展"), (S.IN_HAND, S.SUPERVISED), None, A.RECEIVER),
    _step("reply", _("回复"), (S.IN_HAND, S.SUPERVISED), S.REPLIED, A.RECEIVER),
    _step("close", _("核验销号"), (S.REPLIED,), S.CLOSED, A.SENDER),
    _step("send_back", _("退回重办"), (S.REPLIED,), S.IN_HAND, A.SENDER),
    _step("supervise", _("移送督察督办"), (S.SENT, S.IN_HAND, S.REPLIED), S.SUPERVISED, A.SENDER, A.SUPERVISOR),
    # Marks against the receiver, apart from where the sheet is.
    _step(
        "propose_mark",
        _("提出记分"),
        (S.SENT, S.OBJECTED, S.IN_HAND, S.REPLIED, S.SUPERVISED, S.CLOSED),
        None,
        A.SENDER,
    ),
)
BY_ACTION = {step.action: step for step in STEPS}


def allows(action: str, state: str, actors: frozenset[SheetActor]) -> bool:
    step = BY_ACTION[action]
    return SheetState(state) in step.sources and bool(actors & step.actors)


def steps_for(state: str, actors: frozenset[SheetActor]) -> list[SheetStep]:
    return [step for step in STEPS if allows(step.action, state, actors)]
