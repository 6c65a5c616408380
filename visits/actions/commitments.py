"""Commitments (公开承诺, R19): written down, published, carried on, done or taken back; rated by the people."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Post, Unit
from core import audit
from core.errors import DomainError
from core.guards import check_not_future, require_text
from core.locking import lock, save_fields
from visits.actions.guards import check_reason
from visits.actions.logs import log_visit, withdraw_log
from visits.models import (
    Commitment,
    CommitmentEntry,
    CommitmentRating,
    CommitmentRatingValue,
    CommitmentState,
    VisitLog,
)
from visits.selectors.commitments import may_keep, may_work_on

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_REMARK = 500


@transaction.atomic
def write_commitment(
    *,
    unit: Unit,
    cadre: Cadre | None,
    year: int,
    content: str,
    due: datetime.date,
    answers: Cadre | None = None,
    by: "User",
    at: datetime.datetime,
) -> Commitment:
    """Draft a commitment of a unit, or of a member (`cadre`, who answers for it). Members draft their own.

    Raises PermissionDenied for anybody else's, DomainError for a term outside the year or a person who does not serve.
    """
    today = timezone.localdate(at)
    if not may_write(by, unit, cadre, on=today):
        raise PermissionDenied
    answers = _checked(unit, year=year, due=due, cadre=cadre, answers=cadre or answers, on=today)
    commitment = Commitment.objects.create(
        unit=unit,
        unit_path=unit.path,
        cadre=cadre,
        year=year,
        content=content.strip(),
        due=due,
        answers=answers,
        created_by=by,
    )
    _record("visits.write_commitment", commitment, by=by, at=at, data={"year": year, "due": str(due)})
    return commitment


def may_write(user: "User", unit: Unit, cadre: Cadre | None, *, on: datetime.date) -> bool:
    own = cadre is not None and cadre.pk in user.access.cadre_ids
    return own or may_keep(user, unit, on=on)


def _checked(
    unit: Unit, *, year: int, due: datetime.date, cadre: Cadre | None, answers: Cadre | None, on: datetime.date
) -> Cadre:
    """Who answers for it, when nothing is wrong."""
    if due.year != year:
        raise DomainError(_("完成时限须在%(year)d年之内。") % {"year": year}, field="due")
    if answers is None:
        raise DomainError(_("请选择责任人。"), field="answers")
    posts = Post.objects.in_force(on).filter(cadre=answers)
    if cadre is not None and not posts.filter(unit__path__startswith=unit.path).exists():
        text = _("%(name)s不是“%(unit)s”的成员，请核对。")
        raise DomainError(text % {"name": cadre, "unit": unit}, field="cadre")
    if not posts.exists():
        raise DomainError(_("%(name)s目前没有任职，请另选责任人。") % {"name": answers}, field="answers")
    return answers


@transaction.atomic
def edit_commitment(
    commitment: Commitment,
    *,
    content: str,
    due: datetime.date,
    answers: Cadre | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Commitment:
    """Change a draft. What the people were told is not rewritten: it is withdrawn, or its progress is told."""
    commitment, today = lock(commitment, version=version), timezone.localdate(at)
    if not may_write(by, commitment.unit, commitment.cadre, on=today):
        raise PermissionDenied
    _check_state(commitment, CommitmentState.DRAFT, _("承诺已经公示，不能再修改；确需变更的，请撤销后重新公示。"))
    cadre, year = commitment.cadre, commitment.year
    answers = cadre or answers or commitment.answers
    answers = _checked(commitment.unit, year=year, due=due, cadre=cadre, answers=answers, on=today)
    new = {"content": content.strip(), "due": due, "answers": answers}
    changed = audit.changes({name: getattr(commitment, name) for name in new}, new)
    for name, value in new.items():
        setattr(commitment, name, value)
    save_fields(commitment, *new)
    _record("visits.edit_commitment", commitment, by=by, at=at, data=changed)
    return commitment


@transaction.atomic
def publish_commitment(
    commitment: Commitment, *, on: datetime.date, by: "User", at: datetime.datetime, version: Any = None
) -> Commitment:
    """Make it known to everybody. Side effect: the visit log by which the duty to commit is met (R19.1, R19.2), of
    the unit or of the member."""
    commitment = lock(commitment, version=version)
    if not may_keep(by, commitment.unit, on=timezone.localdate(at)):
        raise PermissionDenied
    _check_state(commitment, CommitmentState.DRAFT, _("这项承诺已经公示或者撤销。"))
    check_not_future(on, at=at, field="on")
    if on.year != commitment.year:
        text = _("这是%(year)d年的承诺，公示日期须在当年。")
        raise DomainError(text % {"year": commitment.year}, field="on")
    commitment.log = log_visit(
        kind="member_commitment" if commitment.cadre else "commitment",
        first_day=on,
        cadres=[commitment.answers],
        unit=commitment.unit,
        content=commitment.content,
        by=by,
        at=at,
        is_vouched_for=True,
    )
    commitment.state, commitment.published_on = CommitmentState.PUBLISHED, on
    save_fields(commitment, "log", "state", "published_on")
    _record("visits.publish_commitment", commitment, by=by, at=at, data={"on": str(on)})
    return commitment


@transaction.atomic
def add_progress(
    commitment: Commitment, *, text: str, on: datetime.date, by: "User", at: datetime.datetime
) -> CommitmentEntry:
    """Tell the people how it goes."""
    commitment = _open(commitment, by=by, at=at)
    _check_day(commitment, on, at=at)
    require_text(text, "text", _("请填写进展情况。"))
    entry = CommitmentEntry.objects.create(commitment=commitment, on=on, text=text.strip(), by=by, at=at)
    _record("visits.add_commitment_progress", commitment, by=by, at=at, data={"on": str(on)})
    return entry


@transaction.atomic
def fulfil_commitment(
    commitment: Commitment,
    *,
    on: datetime.date,
    result: str,
    evidence: VisitLog | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Commitment:
    """Write down that it was done, with what shows it. Raises DomainError for a missing result, a day before it was
    published, or a visit that was withdrawn or lies before that."""
    commitment = _open(commitment, by=by, at=at, version=version)
    _check_day(commitment, on, at=at)
    require_text(result, "result", _("请填写兑现情况：做成了什么，群众得到什么。"))
    if evidence is not None and _shows_nothing(evidence, commitment):
        raise DomainError(_("所选走访记录已经撤回，或者早于公示日期，请另选。"), field="evidence")
    commitment.state, commitment.done_on = CommitmentState.DONE, on
    commitment.result, commitment.evidence = result.strip(), evidence
    save_fields(commitment, "state", "done_on", "result", "evidence")
    data = {"on": str(on), "evidence": evidence.pk if evidence else None}
    _record("visits.fulfil_commitment", commitment, by=by, at=at, data=data)
    return commitment


def _shows_nothing(evidence: VisitLog, commitment: Commitment) -> bool:
    assert commitment.published_on is not None, "published_commitment_has_a_log"
    return evidence.state == "withdrawn" or evidence.last_day < commitment.published_on


@transaction.atomic
def withdraw_commitment(
    commitment: Commitment, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> Commitment:
    """Take it back, with the reason. Side effect: its visit log is withdrawn, so that it counts for nothing."""
    check_reason(reason)
    commitment = lock(commitment, version=version)
    drafted = commitment.state == CommitmentState.DRAFT
    today = timezone.localdate(at)
    own = drafted and may_write(by, commitment.unit, commitment.cadre, on=today)
    if not (own or may_keep(by, commitment.unit, on=today)):
        raise PermissionDenied
    if commitment.state in (CommitmentState.DONE, CommitmentState.WITHDRAWN):
        raise DomainError(_("这项承诺已经兑现或者撤销。"))
    if commitment.log and commitment.log.state != "withdrawn":
        withdraw_log(commitment.log, by=by, at=at, reason=reason, is_vouched_for=True)
    commitment.state, commitment.withdrawn_reason = CommitmentState.WITHDRAWN, reason.strip()
    save_fields(commitment, "state", "withdrawn_reason")
    _record("visits.withdraw_commitment", commitment, by=by, at=at, data={"reason": reason})
    return commitment


@transaction.atomic
def rate_commitment(
    commitment: Commitment, *, value: str, remark: str = "", on: datetime.date, at: datetime.datetime
) -> CommitmentRating:
    """What somebody without an account thinks of it. Neither the rating nor the audit entry tells who that was, and
    the audit entry not even what they said."""
    commitment = lock(commitment)
    if commitment.state not in (CommitmentState.PUBLISHED, CommitmentState.DONE):
        raise DomainError(_("这项承诺目前不接受评价。"))
    if value not in CommitmentRatingValue.values:
        raise DomainError(_("请选择满意、基本满意或不满意。"), field="value")
    if len(remark) > LONGEST_REMARK:
        raise DomainError(_("意见不能超过%(most)d字。") % {"most": LONGEST_REMARK}, field="remark")
    rating = CommitmentRating.objects.create(commitment=commitment, value=value, remark=remark.strip(), on=on)
    _record("visits.rate_commitment", commitment, by=None, at=at)
    return rating


def _open(commitment: Commitment, *, by: "User", at: datetime.datetime, version: Any = None) -> Commitment:
    commitment = lock(commitment, version=version)
    if not may_work_on(by, commitment, on=timezone.localdate(at)):
        raise PermissionDenied
    _check_state(commitment, CommitmentState.PUBLISHED, _("只有已公示、尚未兑现的承诺可以登记进展或兑现。"))
    return commitment


def _check_state(commitment: Commitment, state: str, message: str) -> None:
    if commitment.state != state:
        raise DomainError(message)


def _check_day(commitment: Commitment, on: datetime.date, *, at: datetime.datetime) -> None:
    check_not_future(on, at=at, field="on")
    if commitment.published_on and on < commitment.published_on:
        text = _("日期不能早于公示日期（%(day)s）。")
        raise DomainError(text % {"day": commitment.published_on}, field="on")


def _record(
    action: str,
    commitment: Commitment,
    *,
    by: "User | None",
    at: datetime.datetime,
    data: dict[str, Any] | None = None,
) -> None:
    audit.record(action, commitment, by=by, at=at, unit_path=commitment.unit_path, data=data)
