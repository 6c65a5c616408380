"""What a user may still say to a hand-over."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from petitions.access import actors_of
from petitions.actions.calling import SPEAKERS
from petitions.models import Case, Handover, HandoverKind, HandoverState
from petitions.workflow import Actor

if TYPE_CHECKING:
    from accounts.models import Unit, User


@dataclass(frozen=True)
class Link:
    """`posts`: a button, else a page."""

    label: Any
    url: str
    posts: bool = False


def speaks_for(user: "User", unit: "Unit") -> bool:
    held = {path for role, path in user.access.grants if role in SPEAKERS}
    return user.is_superuser or unit.path in held


def may_take(user: "User", handover: Handover) -> bool:
    """Sign for it: who works for the unit that it was sent to and that has the case in hand."""
    case = handover.case
    waits = handover.kind != HandoverKind.CALL and handover.state == HandoverState.SENT
    return waits and handover.receiver_id == case.handling_unit_id and Actor.HANDLER in actors_of(user, case)


def may_report(user: "User", handover: Handover) -> bool:
    waits = handover.kind == HandoverKind.CALL and not handover.done_on
    return waits and speaks_for(user, handover.receiver)


def side_to_rate(user: "User", handover: Handover) -> str:
    """ "sender" or "receiver": the side that the user speaks for and that has not rated yet; "" where there is none."""
    if handover.kind != HandoverKind.CALL or not handover.done_on:
        return ""
    if not handover.rated_by_sender and speaks_for(user, handover.sender):
        return "sender"
    return "receiver" if not handover.rated_by_receiver and speaks_for(user, handover.receiver) else ""


def handovers_of(user: "User", case: Case) -> list[Handover]:
    """The hand-overs of a case, each with `links`: what the user may do about it."""
    rows = list(case.handovers.select_related("sender", "receiver"))
    for row in rows:
        row.case = case
        row.links = list(_links(user, row))  # type: ignore[attr-defined]
    return rows


def _links(user: "User", handover: Handover) -> Any:
    if may_take(user, handover):
        yield Link(_("签收"), reverse("petitions:take", args=[handover.pk]), posts=True)
    if may_report(user, handover):
        yield Link(_("报到"), reverse("petitions:report_in", args=[handover.pk]))
    if side_to_rate(user, handover):
        yield Link(_("评价"), reverse("petitions:rate_call", args=[handover.pk]))
