"""The decision letter and its service (article 32), review (35) and re-review (36), notices."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.errors import DomainError
from core.guards import require_text
from petitions.actions import clocks, notices, steps
from petitions.actions.ending import end_handling
from petitions.actions.hearings import begin_hearing, end_hearing
from petitions.actions.letters import check_letter, decision_fields, unserved, write_letter, write_service
from petitions.actions.reviewing import re_reviewing_unit, reviewing_unit
from petitions.actions.settling import close_joined, settle_matter
from petitions.models import Case, Clock, ClockState, Letter, LetterKind
from petitions.workflow import CaseState

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "ask_re_review",
    "ask_review",
    "begin_hearing",
    "decide",
    "decide_re_review",
    "decide_review",
    "end_hearing",
    "issue_letter",
    "serve",
    "serve_notice",
    "serve_review",
]

NOTICES = (
    LetterKind.ACCEPTANCE,
    LetterKind.FORWARDING,
    LetterKind.NON_ACCEPTANCE,
    LetterKind.OTHER_PATH,
    LetterKind.EXTENSION,
    LetterKind.ANSWER,
)
_REVIEW_ASKED = gettext_lazy("信访事项%(number)s的信访人申请复查，请在%(due)s前答复")
_RE_REVIEW_ASKED = gettext_lazy("信访事项%(number)s的信访人申请复核，请在%(due)s前答复")


@transaction.atomic
def decide(
    case: Case,
    *,
    request: str,
    facts: str,
    opinion: str,
    text: str,
    legal_basis: str,
    remedy: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """Issue the decision letter (处理意见书). Raises DomainError at the field of article 32 that is missing.

    Side effects: the letter with its number, entry. The limit of article 34 ends when it is served.
    """
    case = steps.open_step(case, "decide", by=by, on=on, at=at, version=version)
    fields = decision_fields(
        request=request, facts=facts, opinion=opinion, text=text, legal_basis=legal_basis, remedy=remedy
    )
    letter = write_letter(case, LetterKind.DECISION, unit=case.handling_unit, by=by, on=on, at=at, **fields)
    steps.write_step(case, "decide", by=by, on=on, at=at, is_public=True, data={"letter": letter.pk})
    return case


@transaction.atomic
def serve(
    case: Case,
    *,
    way: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    letter: Letter | None = None,
    note: str = "",
    version: Any = None,
) -> Case:
    """Record that the decision letter arrived; from this day the right to ask for a review runs (article 35).

    `letter` defaults to the one that was not served yet. Side effects: record of service, entry, the limit of article
    34 stops, joined cases are answered.
    """
    case = steps.open_step(case, "serve", by=by, on=on, at=at, version=version)
    letter = check_letter(case, letter or unserved(case, LetterKind.DECISION), LetterKind.DECISION)
    write_service(letter, way=way, note=note, by=by, on=on, at=at)
    end_handling(case, "serve", by=by, on=on, at=at, data={"letter": letter.pk, "way": way})
    clocks.start(case, "ask_review", unit=reviewing_unit(case), on=on)
    return case


@transaction.atomic
def ask_review(
    case: Case, *, reason: str, by: "User | None", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Ask the next higher organ for a review (复查, article 35): refused after the limit, and where no decision letter
    was served. Side effects: entry, its clock, notice to its petition office."""
    case = steps.open_step(case, "ask_review", by=by, on=on, at=at, version=version)
    _check_right(case, "ask_review", on, _("没有已送达的处理意见书，不能申请复查。"))
    reason = require_text(reason, "reason", _("请写明申请复查的理由。"))
    _begin_review(case, "ask_review", "review", reviewing_unit(case), reason, by=by, on=on, at=at)
    return case


@transaction.atomic
def ask_re_review(
    case: Case, *, reason: str, by: "User | None", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Ask the organ above the one that reviewed for a re-review (复核, article 36): refused after the limit, and where
    no letter of review was served."""
    case = steps.open_step(case, "ask_re_review", by=by, on=on, at=at, version=version)
    _check_right(case, "ask_re_review", on, _("没有已送达的复查意见书，不能申请复核。"))
    reason = require_text(reason, "reason", _("请写明申请复核的理由。"))
    _begin_review(case, "ask_re_review", "re_review", re_reviewing_unit(case), reason, by=by, on=on, at=at)
    return case


def _check_right(case: Case, code: str, on: datetime.date, message: str) -> None:
    clock = Clock.objects.filter(case=case, code=code).order_by("pk").last()
    if clock is None or clock.state != ClockState.RUNNING:
        raise DomainError(message)
    if clock.due is not None and on > clock.due:
        raise DomainError(
            _("申请期限（%(due)s，自送达之日起%(days)d日）已过，不再受理。")
            % {"due": clock.due.isoformat(), "days": clock.days}
        )


def _begin_review(
    case: Case,
    action: str,
    code: str,
    unit: Unit,
    reason: str,
    *,
    by: "User | None",
    on: datetime.date,
    at: datetime.datetime,
) -> None:
    clocks.stop(case, action, on=on)
    clocks.cancel(case)
    clock = clocks.start(case, code, unit=unit, on=on)
    steps.write_step(case, action, by=by, on=on, at=at, note=reason, is_public=True, for_unit=unit, closed_on=None)
    title = _REVIEW_ASKED if action == "ask_review" else _RE_REVIEW_ASKED
    notices.tell_unit(case, action, unit, title, on=on, at=at, by=by, due=str(clock.due))


@transaction.atomic
def decide_review(
    case: Case,
    *,
    request: str,
    facts: str,
    opinion: str,
    text: str,
    legal_basis: str,
    remedy: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """The higher organ decides on the review (article 35), in its own letter."""
    case = steps.open_step(case, "decide_review", by=by, on=on, at=at, version=version)
    fields = decision_fields(
        request=request, facts=facts, opinion=opinion, text=text, legal_basis=legal_basis, remedy=remedy
    )
    _decide_above(case, "decide_review", LetterKind.REVIEW, reviewing_unit(case), fields, by=by, on=on, at=at)
    return case


@transaction.atomic
def decide_re_review(
    case: Case,
    *,
    request: str,
    facts: str,
    opinion: str,
    text: str,
    legal_basis: str,
    remedy: str = "",
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """The last decision (article 36): afterwards the same facts and reasons are no longer accepted."""
    case = steps.open_step(case, "decide_re_review", by=by, on=on, at=at, version=version)
    fields = decision_fields(
        request=request,
        facts=facts,
        opinion=opinion,
        text=text,
        legal_basis=legal_basis,
        remedy=remedy or _("本复核意见为信访终结意见，不再受理以同一事实和理由提出的信访请求。"),
    )
    unit = re_reviewing_unit(case)
    _decide_above(case, "decide_re_review", LetterKind.RE_REVIEW, unit, fields, by=by, on=on, at=at)
    close_joined(case, by=by, on=on, at=at)
    settle_matter(case, by=by, on=on, at=at, reply=_("已作出复核意见，信访终结。"))
    return case


def _decide_above(
    case: Case,
    action: str,
    kind: str,
    unit: Unit,
    fields: dict[str, str],
    *,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
) -> None:
    """Nobody but the organ whose turn it is decides, and nobody who handled the case."""
    check_reviewer(case, by, unit)
    clocks.stop(case, "review", "re_review", on=on)
    letter = write_letter(case, kind, unit=unit, by=by, on=on, at=at, **fields)
    data = {"letter": letter.pk}
    steps.write_step(case, action, by=by, on=on, at=at, is_public=True, for_unit=unit, data=data)


def check_reviewer(case: Case, by: "User", unit: Unit) -> None:
    """Refuse one who is not of the organ that reviews, or was named to handle the case that is reviewed."""
    if not by.access.covers(unit.path, "petition_clerk", "leader"):
        raise DomainError(_("复查、复核意见由“%(unit)s”作出。") % {"unit": unit})
    if case.handlers.filter(cadre__in=by.access.cadre_ids).exists():
        raise DomainError(_("您曾承办这件信访事项，不能作出复查、复核意见。"))


@transaction.atomic
def serve_review(
    case: Case,
    *,
    way: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    letter: Letter | None = None,
    note: str = "",
    version: Any = None,
) -> Case:
    """Record that the letter of review, or of re-review, arrived. From the service of a review the right to ask for a
    re-review runs (article 36)."""
    case = steps.open_step(case, "serve_review", by=by, on=on, at=at, version=version)
    kind = LetterKind.RE_REVIEW if case.state == CaseState.FINAL else LetterKind.REVIEW
    letter = check_letter(case, letter or unserved(case, kind), kind)
    write_service(letter, way=way, note=note, by=by, on=on, at=at)
    data = {"letter": letter.pk, "way": way}
    steps.write_step(
        case, "serve_review", by=by, on=on, at=at, is_public=True, for_unit=letter.unit, data=data, answered_on=on
    )
    if kind == LetterKind.REVIEW:
        clocks.start(case, "ask_re_review", unit=re_reviewing_unit(case), on=on)
    return case


@transaction.atomic
def issue_letter(
    case: Case,
    *,
    kind: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    text: str = "",
    legal_basis: str = "",
    version: Any = None,
) -> Case:
    """Issue a notice that no step has written, or one anew. Raises DomainError for a letter that decides (those are
    written by their step), for one that the case has no ground for, and for one whose text is missing."""
    case = steps.open_step(case, "issue_letter", by=by, on=on, at=at, version=version)
    _check_ground(case, kind)
    if kind == LetterKind.FORWARDING:
        text = str(case.handling_unit)
    elif kind != LetterKind.ACCEPTANCE:
        text = require_text(text, "text", _("请填写告知的内容。"))
    unit = case.unit if kind == LetterKind.FORWARDING else case.handling_unit
    letter = write_letter(case, kind, unit=unit, by=by, on=on, at=at, text=text, legal_basis=legal_basis.strip())
    steps.write_step(case, "issue_letter", by=by, on=on, at=at, data={"letter": letter.pk, "kind": kind})
    return case


def _check_ground(case: Case, kind: str) -> None:
    grounds = {
        LetterKind.ACCEPTANCE: case.accepted_on is not None,
        LetterKind.FORWARDING: case.is_handed_on,
        LetterKind.NON_ACCEPTANCE: case.state == CaseState.NOT_ACCEPTED,
        LetterKind.OTHER_PATH: case.state == CaseState.OTHER_PATH,
        LetterKind.EXTENSION: Clock.objects.filter(case=case, extension__gt=0).exists(),
    }
    if not grounds.get(LetterKind(kind) if kind in LetterKind.values else None):  # type: ignore[arg-type]
        raise DomainError(_("按目前的办理情况，不能出具这种文书。"), field="kind")


@transaction.atomic
def serve_notice(
    case: Case,
    *,
    letter: Letter,
    way: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    note: str = "",
    version: Any = None,
) -> Case:
    """Record that a notice or an answer arrived. No limit begins with it."""
    case = steps.open_step(case, "serve_notice", by=by, on=on, at=at, version=version)
    letter = check_letter(case, letter, *NOTICES)
    write_service(letter, way=way, note=note, by=by, on=on, at=at)
    data = {"letter": letter.pk, "way": way}
    steps.write_step(case, "serve_notice", by=by, on=on, at=at, data=data)
    return case
