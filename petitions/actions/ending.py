"""The answer reaches the petitioner, the case ends, somebody asks how it was; when it did not hold, it begins anew."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.guards import require_text
from petitions.actions import clocks, notices, steps
from petitions.actions.letters import write_letter, write_service
from petitions.actions.rating import write_rating
from petitions.actions.settling import answer_joined, close_joined, settle_matter
from petitions.models import Case, CaseKind, LetterKind
from visits.actions.logs import log_visit
from visits.models import VisitTarget

if TYPE_CHECKING:
    from accounts.models import User

# What an answer brings to an end.
UNTIL_ANSWERED = ("finish", "assignment", "review_again")
_REOPENED = gettext_lazy("信访事项%(number)s重新办理")


class CallBackWay(models.TextChoices):
    PHONE = "phone", gettext_lazy("电话回访")
    VISIT = "visit", gettext_lazy("上门回访")


@transaction.atomic
def answer(
    case: Case,
    *,
    text: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    way: str = "",
    note: str = "",
    version: Any = None,
) -> Case:
    """Answer the petitioner. A claim is answered by a decision letter only (article 32).

    Side effects: the answer as a letter (and, with `way`, the record that it arrived), entry, clocks stop; joined
    cases are answered, too.
    """
    case = steps.open_step(case, "answer", by=by, on=on, at=at, version=version)
    if case.kind == CaseKind.CLAIM:
        raise DomainError(_("申诉求决类事项须出具处理意见书并送达，不能直接答复。"))
    text = require_text(text, "text", _("请填写答复内容。"))
    letter = write_letter(case, LetterKind.ANSWER, unit=case.handling_unit, by=by, on=on, at=at, text=text)
    if way:
        write_service(letter, way=way, note=note, by=by, on=on, at=at)
    end_handling(case, "answer", by=by, on=on, at=at, data={"letter": letter.pk})
    return case


def end_handling(
    case: Case, action: str, *, by: "User", on: datetime.date, at: datetime.datetime, data: dict[str, Any]
) -> None:
    """The answer has reached the petitioner. Part of an action."""
    clocks.stop(case, *UNTIL_ANSWERED, on=on)
    steps.write_step(case, action, by=by, on=on, at=at, is_public=True, data=data, answered_on=on, review_on=None)
    answer_joined(case, by=by, on=on, at=at)


@transaction.atomic
def close(
    case: Case,
    *,
    result: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    advice_adopted: bool = False,
    version: Any = None,
) -> Case:
    """Close the case with its result. The time to ask for a review runs on. `advice_adopted` is of a suggestion
    (article 41 counts it).

    Side effects: entry, the clock of the callback, the matter of the visit is solved, joined cases are closed.
    """
    case = steps.open_step(case, "close", by=by, on=on, at=at, version=version)
    result = require_text(result, "result", _("请填写办理结果。"))
    clocks.stop(case, *UNTIL_ANSWERED, on=on)
    ended: dict[str, Any] = {"closed_on": on, "result": result, "advice_adopted": advice_adopted}
    steps.write_step(case, "close", by=by, on=on, at=at, is_public=True, **ended)
    clocks.start(case, "call_back", unit=case.handling_unit, on=on)
    close_joined(case, by=by, on=on, at=at)
    settle_matter(case, by=by, on=on, at=at, reply=result)
    return case


@transaction.atomic
def call_back(
    case: Case,
    *,
    way: str,
    note: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    rating: str | None = None,
    version: Any = None,
) -> Case:
    """Ask the petitioner how it was, by telephone or at their door (回访), and write down what they say.

    Side effects: entry, the clock of the callback stops, the rating is written where one was given. A visit counts as
    contact work: its log is written, too.
    """
    case = steps.open_step(case, "call_back", by=by, on=on, at=at, version=version)
    if way not in CallBackWay.values:
        raise DomainError(_("请选择回访方式。"), field="way")
    note = require_text(note, "note", _("请填写回访情况。"))
    data: dict[str, Any] = {"way": way}
    if way == CallBackWay.VISIT and (log := _log_of_visit(case, by=by, on=on, at=at)):
        data["log"] = log
    clocks.stop(case, "call_back", on=on)
    steps.write_step(case, "call_back", by=by, on=on, at=at, note=note, data=data)
    if rating:
        write_rating(case, value=rating, text=note, taken_by=by, at=at)
    return case


def _log_of_visit(case: Case, *, by: "User", on: datetime.date, at: datetime.datetime) -> int | None:
    """The log of the visit, for a cadre who serves. It names no case; whom they visited, only where the log of the
    visit on which the matter was heard names them, too."""
    if by.cadre is None or not by.cadre.posts.in_force(on).exists():
        return None
    matter = case.matter
    target: VisitTarget | None = matter.target if matter and not matter.sealed else None
    log = log_visit(
        by=by,
        at=at,
        kind="call_back",
        first_day=on,
        cadres=[by.cadre],
        targets=[target.target] if target else [],
        content=_("信访事项回访"),
    )
    return log.pk


@transaction.atomic
def reopen(
    case: Case, *, reason: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Take up a case again whose answer did not hold. Side effects: entry, the limit runs from this day, notice to
    those who have it in hand."""
    case = steps.open_step(case, "reopen", by=by, on=on, at=at, version=version)
    return begin_anew(case, reason=reason, by=by, on=on, at=at)


def begin_anew(case: Case, *, reason: str, by: "User | None", on: datetime.date, at: datetime.datetime) -> Case:
    """The same for a case that is locked and asked of the table. Part of an action."""
    reason = require_text(reason, "reason", _("请写明还有什么没有解决。"))
    clocks.cancel(case)
    steps.write_step(
        case,
        "reopen",
        by=by,
        on=on,
        at=at,
        note=reason,
        is_public=True,
        accepted_on=case.accepted_on or on,
        answered_on=None,
        closed_on=None,
    )
    clocks.start(case, "finish", unit=case.handling_unit, on=on)
    notices.tell_workers(case, "reopen", _REOPENED, on=on, at=at, by=by)
    return case
