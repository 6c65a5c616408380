"""One table of who may move a score sheet from where to where (R17.6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import SheetState


class SheetActor(models.TextChoices):
    ASSESSED = "assessed", _("被考核方")
    SCORER = "scorer", _("评分人")
    LEADER = "leader", _("确认领导")
    # The sweep: what time decides.
    PRODUCT = "product", _("系统")


S, A = SheetState, SheetActor


@dataclass(frozen=True)
class SheetStep:
    """`is_page`: somebody takes it on a page of its own."""

    action: str
    label: str | Promise
    sources: frozenset[SheetState]
    target: SheetState
    actors: frozenset[SheetActor]
    is_page: bool = True


def _step(
    action: str,
    label: str | Promise,
    sources: tuple[SheetState, ...],
    target: SheetState,
    *actors: SheetActor,
    is_page: bool = True,
) -> SheetStep:
    return SheetStep(action, label, frozenset(sources), target, frozenset(actors), is_page)


TRANSITIONS: tuple[SheetStep, ...] = (
    _step("self_score", _("自评"), (S.SELF,), S.SCORING, A.ASSESSED),
    # Without a self-score once the time for it is over.
    _step("score", _("评分"), (S.SELF, S.SCORING), S.CONFIRMING, A.SCORER),
    _step("confirm", _("确认"), (S.CONFIRMING,), S.ANNOUNCED, A.LEADER),
    _step("send_back", _("退回评分"), (S.CONFIRMING,), S.SCORING, A.LEADER),
    _step("see", _("已阅无异议"), (S.ANNOUNCED,), S.CLOSED, A.ASSESSED),
    _step("object", _("提出异议"), (S.ANNOUNCED,), S.OBJECTED, A.ASSESSED),
    _step("rule", _("处理异议"), (S.OBJECTED,), S.CLOSED, A.LEADER),
    # The assessed has left; nobody could score themselves or object any more.
    _step("close_leaver", _("离任归档"), (S.SELF, S.SCORING, S.CONFIRMING), S.CLOSED, A.SCORER),
    _step("expire", _("异议期满归档"), (S.ANNOUNCED,), S.CLOSED, A.PRODUCT, is_page=False),
)
BY_ACTION = {step.action: step for step in TRANSITIONS}
# The assessed sees scores from the announcement on, not before.
SHOWN = frozenset({S.ANNOUNCED, S.OBJECTED, S.CLOSED})


def allows(action: str, state: str, actors: Iterable[SheetActor]) -> bool:
    step = BY_ACTION[action]
    return SheetState(state) in step.sources and not step.actors.isdisjoint(actors)


def steps_for(state: str, actors: Iterable[SheetActor]) -> list[SheetStep]:
    """The steps that have a page, for those who stand to the sheet in these ways."""
    held = frozenset(actors)
    return [step for step in TRANSITIONS if step.is_page and allows(step.action, state, held)]
