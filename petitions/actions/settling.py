"""What follows when a case is answered or ends: the matter it came from, and the cases that were joined to it."""

import datetime
from typing import TYPE_CHECKING

from petitions.actions import clocks, steps
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


def close_joined(case: Case, *, by: "User | None", on: datetime.date, at: datetime.datetime) -> None:
    """They end with the main case, each with its own callback and rating."""
    for joined in _joined(case):
        joined.state, joined.closed_on, joined.result = CaseState.CLOSED, on, case.result
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
        clocks.start(joined, "call_back", unit=joined.handling_unit, on=on)
        settle_matter(joined, by=by, on=on, at=at, reply=case.result)


def _joined(case: Case) -> list[Case]:
    waiting = Case.objects.filter(joined_to=case, state=CaseState.JOINED)
    return list(waiting.select_for_update(of=("self",)).order_by("pk"))
