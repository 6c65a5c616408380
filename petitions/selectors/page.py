"""What the page of one case shows, put together once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit
from petitions.access import actors_of
from petitions.actions.deciding import NOTICES
from petitions.actions.extending import pending_extension
from petitions.actions.hearings import in_hearing
from petitions.models import Case, CaseEntry, CaseKind, LetterKind
from petitions.workflow import Actor, CaseState, Transition, steps_for

if TYPE_CHECKING:
    from accounts.models import User

S = CaseState
# The bar on top of the page: each stage with the states in which the case stands there.
STAGES: tuple[tuple[Any, frozenset[CaseState]], ...] = (
    (_("收件"), frozenset({S.RECEIVED})),
    (_("登记"), frozenset({S.REGISTERED})),
    (_("转送交办"), frozenset({S.FORWARDED, S.ASSIGNED, S.OBJECTED})),
    (_("受理"), frozenset({S.ACCEPTED})),
    (_("办理"), frozenset({S.IN_HAND, S.SUSPENDED, S.WAITING})),
    (_("答复"), frozenset({S.DECIDED, S.SERVED})),
    (_("办结"), frozenset({S.CLOSED})),
)
REVIEW_STAGES: tuple[tuple[Any, frozenset[CaseState]], ...] = (
    (_("复查"), frozenset({S.IN_REVIEW, S.REVIEWED})),
    (_("复核"), frozenset({S.IN_RE_REVIEW, S.FINAL})),
)
# Ended beside the path: the bar says so instead of pointing at a stage.
ASIDE = frozenset({S.NOT_ACCEPTED, S.OTHER_PATH, S.WITHDRAWN, S.JOINED})
# What brings a case nearer to its answer; to hand it on, to note and to pause stand behind.
ONWARD = frozenset(
    {"accept", "begin", "decide", "answer", "serve", "close", "decide_review", "decide_re_review", "serve_review"}
    | {"register", "resume", "uphold_objection", "reject_objection"}
)
# From the desk of the office, the way on is to hand the case to who is responsible.
FROM_THE_OFFICE = ONWARD | {"forward", "assign"}
# Not part of moving the case on: shown apart.
AROUND = frozenset(
    {"urge", "supervise", "escalate", "call_units", "name_handlers", "recuse", "issue_letter", "serve_notice"}
)


@dataclass(frozen=True)
class Stage:
    label: Any
    is_done: bool
    is_current: bool


def stages(case: Case) -> list[Stage]:
    """The bar of stages; review and re-review appear once they were asked for."""
    bar = [*STAGES, *(REVIEW_STAGES if any(case.state in states for _label, states in REVIEW_STAGES) else ())]
    current = next((number for number, (_label, states) in enumerate(bar) if case.state in states), -1)
    return [Stage(label, number < current, number == current) for number, (label, _states) in enumerate(bar)]


@dataclass(frozen=True)
class Steps:
    """The steps that lie open to one user: the way on, what is told by the petitioner, and what stands beside."""

    onward: list[Transition]
    told: list[Transition]
    around: list[Transition]
    # The one that is most likely meant.
    first: Transition | None = None

    def __bool__(self) -> bool:
        return bool(self.onward or self.told or self.around)


def open_steps(user: "User", case: Case) -> Steps:
    """What the table allows and the case gives reason for, the way on first. A few queries."""
    actors = actors_of(user, case)
    found = [step for step in steps_for(case.state, actors) if _has_reason(step.action, case)]
    onward = FROM_THE_OFFICE if case.state == S.REGISTERED else ONWARD
    found.sort(key=lambda step: step.action not in onward)
    own = {step.action for step in steps_for(case.state, actors - {Actor.PETITIONER})}
    return Steps(
        [step for step in found if step.action in own and step.action not in AROUND],
        [step for step in found if step.action not in own],
        [step for step in found if step.action in own and step.action in AROUND],
        next((step for step in found if step.action in own & onward), None),
    )


def _has_reason(action: str, case: Case) -> bool:
    """Whether there is anything that the step could be about; the action asks the same and says why not."""
    if action in ("grant_extension", "refuse_extension", "ask_extension"):
        return (pending_extension(case) is None) == (action == "ask_extension")
    if action in ("answer", "solve_on_spot"):
        # A claim is owed a decision letter (article 32), an accusation is looked into.
        return case.kind != (CaseKind.CLAIM if action == "answer" else CaseKind.ACCUSATION)
    if action in ("begin_hearing", "end_hearing"):
        return in_hearing(case) == (action == "end_hearing")
    kinds = {"serve_notice": NOTICES, "serve_review": (LetterKind.REVIEW, LetterKind.RE_REVIEW)}.get(action)
    return kinds is None or case.letters.filter(kind__in=kinds, service=None).exists()


def history(case: Case) -> "list[tuple[Any, CaseEntry]]":
    """Every entry with what people call its step. One query."""
    names = audit.names()
    rows = case.entries.select_related("by", "on_behalf_of", "for_unit").prefetch_related("files")
    return [(names.get(f"petitions.{entry.action}", entry.action), entry) for entry in rows]


def related(user: "User", case: Case) -> dict[str, "QuerySet[Case]"]:
    """Cases that hang together with this one, of those that the user sees."""
    visible = Case.objects.visible_to(user)
    return {
        "joined": visible.filter(joined_to=case),
        "repeats": visible.filter(repeat_of=case),
        "main": visible.filter(pk__in=[key for key in (case.joined_to_id, case.repeat_of_id) if key]),
    }
