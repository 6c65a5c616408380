"""What follows when a case is answered or ends: the matter it came from, and the cases that were joined to it."""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from accounts.models import Unit
from petitions.actions import clocks, notices, routing, steps
from petitions.models import Case
from petitions.workflow import CaseState
from visits.actions.matters import settle_matter as settle_heard
from visits.models import MatterState

if TYPE_CHECKING:
    from accounts.models import User


def settle_matter(case: Case, *, by: "User | None", on: datetime.date, at: datetime.datetime, reply: str) -> None:
    """Nothing that was heard ends without an answer: the matter of the visit is solved with the case."""
    if case.matter_id and case.matter and case.matter.state == MatterState.OPEN:
        settle_heard(case.matter, by=by, at=at, on=on, reply=reply)


def answer_joined(case: Case, *, by: "User | None", on: datetime.date, at: datetime.datetime) -> None:
    """What was answered in the main case is answered in those joined to it."""
    for joined in _joined(case):
        joined.answered_on = on
        joined.save(update_fields=["answered_on"])
        steps.write_note(joined, "answer_joined", by=by, on=on, at=at, is_public=True, data={"main": case.pk})


def close_joined(
    case: Case, *, by: "User | None", on: datetime.date, at: datetime.datetime, state: str = CaseState.CLOSED
) -> None:
    """They end with the main case and as it does, each with its own callback and rating."""
    for joined in _joined(case):
        joined.state, joined.result = state, case.result
        joined.closed_on = on if state == CaseState.CLOSED else None
        joined.answered_on = joined.answered_on or on
        joined.version += 1
        joined.save(update_fields=["state", "closed_on", "result", "answered_on", "version"])
        steps.write_note(
            joined,
            "close_joined",
            before=CaseState.JOINED,
            by=by,
            on=on,
            at=at,
            is_public=True,
            data={"main": case.pk},
        )
        if state == CaseState.CLOSED:
            clocks.start(joined, "call_back", unit=joined.handling_unit, on=on)
        settle_matter(joined, by=by, on=on, at=at, reply=case.result)


def part_joined(case: Case, *, by: "User | None", on: datetime.date, at: datetime.datetime) -> None:
    """The main case was taken back by its petitioner: the others go on by themselves, from their office."""
    for joined in _joined(case):
        _part(joined, case, _PARTED, by=by, on=on, at=at)


def take_along(case: Case, *, by: "User | None", on: datetime.date, at: datetime.datetime) -> None:
    """Cases joined to this one go where it went. One that must not come there (article 30: it is about that unit or
    who leads it) goes on by itself, from its office."""
    unit = case.handling_unit
    for joined in _joined(case):
        if not Unit.objects.filter(routing.not_barred(joined), pk=unit.pk).exists():
            _part(joined, case, _LEFT, by=by, on=on, at=at)
            continue
        joined.handling_unit, joined.handling_path = unit, unit.path
        joined.save(update_fields=["handling_unit", "handling_path"])


def _part(joined: Case, main: Case, title: Any, *, by: "User | None", on: datetime.date, at: datetime.datetime) -> None:
    joined.state, joined.joined_to = CaseState.REGISTERED, None
    joined.handling_unit, joined.handling_path = joined.unit, joined.unit.path
    joined.version += 1
    joined.save(update_fields=["state", "joined_to", "handling_unit", "handling_path", "version"])
    clocks.start(joined, "route", unit=joined.unit, on=on)
    steps.write_note(joined, "part", before=CaseState.JOINED, by=by, on=on, at=at, data={"main": main.pk})
    # Whoever took the step is told, too: it was about the main case.
    notices.tell_unit(joined, "part", joined.unit, title, on=on, at=at)


_PARTED = gettext_lazy("信访事项%(number)s所并入的事项已撤回，请另行办理")
_LEFT = gettext_lazy("信访事项%(number)s须回避所并入事项的承办单位，请另行办理")


def _joined(case: Case) -> list[Case]:
    waiting = Case.objects.filter(joined_to=case, state=CaseState.JOINED)
    return list(waiting.select_for_update(of=("self",)).order_by("pk"))
