"""Which step leads an edition from which states to which, and who may take it. Pages read their buttons off this
table, actions ask it before they write."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.access import KEEPERS
from accounts.models import Unit
from accounts.selectors import is_head
from reports.models import EditionState, PublicEdition
from reports.publication.querysets import APPROVERS

if TYPE_CHECKING:
    from accounts.models import User


class Actor(StrEnum):
    WRITER = "writer"
    # Approves for the unit, and has written nothing of this edition.
    APPROVER = "approver"
    # Approves for the unit, whoever wrote it: to take something down is never a conflict.
    HEAD = "head"


@dataclass(frozen=True)
class Step:
    """`target` None: the edition stays as it is (a new one begins)."""

    code: str
    label: Any
    sources: tuple[EditionState, ...]
    target: EditionState | None
    actors: tuple[Actor, ...]


_DRAFT, _SUBMITTED, _APPROVED = EditionState.DRAFT, EditionState.SUBMITTED, EditionState.APPROVED
STEPS = {
    step.code: step
    for step in (
        Step("edit", _("修改"), (_DRAFT,), _DRAFT, (Actor.WRITER,)),
        Step("submit", _("提交审核"), (_DRAFT,), _SUBMITTED, (Actor.WRITER,)),
        Step("recall", _("收回"), (_SUBMITTED,), _DRAFT, (Actor.WRITER,)),
        Step("return", _("退回"), (_SUBMITTED,), _DRAFT, (Actor.APPROVER,)),
        Step("approve", _("批准公开"), (_SUBMITTED,), _APPROVED, (Actor.APPROVER,)),
        Step("discard", _("作废"), (_DRAFT,), EditionState.DISCARDED, (Actor.WRITER,)),
        Step("change", _("修改已公开内容"), (_APPROVED,), None, (Actor.WRITER,)),
        Step("withdraw", _("撤下"), (_APPROVED,), EditionState.WITHDRAWN, (Actor.WRITER, Actor.HEAD)),
    )
}
# Steps that stand in the history without anybody taking them as such.
NAMES = {code: step.label for code, step in STEPS.items()} | {
    "write": _("起草"),
    "replace": _("被新版替代"),
}


def may_write(user: "User", unit: Unit) -> bool:
    return user.access.covers(unit.path, *KEEPERS)


def may_approve(user: "User", unit: Unit, *, on: datetime.date) -> bool:
    return user.access.covers(unit.path, *APPROVERS) or is_head(user, unit, on=on)


def actors_of(user: "User", edition: PublicEdition, *, on: datetime.date) -> set[Actor]:
    """How the user stands to the edition; its item, page and unit should have been fetched."""
    unit, found = edition.item.page.unit, set()
    if may_write(user, unit):
        found.add(Actor.WRITER)
    if may_approve(user, unit, on=on):
        found |= {Actor.HEAD} if _wrote(user, edition) else {Actor.HEAD, Actor.APPROVER}
    return found


def _wrote(user: "User", edition: PublicEdition) -> bool:
    """Who wrote it, and who acts for them, does not approve it."""
    hands = {user.pk, user.acting_for.pk} if user.acting_for else {user.pk}
    return edition.steps.filter(step__in=["write", "edit", "submit"], by__in=hands).exists()


def steps_for(user: "User", edition: PublicEdition, *, on: datetime.date) -> set[str]:
    """The codes of the steps that the user may take now."""
    actors = actors_of(user, edition, on=on)
    return {code for code, step in STEPS.items() if edition.state in step.sources and actors & set(step.actors)}
