"""Leaders in charge of key cases (包案, R3.9): named, their five commitments, done or ended by a decision."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from petitions.access import actors_of
from petitions.models import Case, Promise, SponsorEntry, Sponsorship
from petitions.workflow import Actor, CaseState

if TYPE_CHECKING:
    from accounts.models import User


def may_name(user: "User", case: Case) -> bool:
    """R3.9: named by the petition office, or by a level above."""
    return bool(actors_of(user, case) & {Actor.OFFICE, Actor.SUPERIOR})


@transaction.atomic
def name_sponsor(
    case: Case, *, leader: Cadre, on: datetime.date, by: "User", at: datetime.datetime, version: Any = None
) -> Sponsorship:
    """Put a leader in charge of a case; the one before is relieved on that day. The leader finds it in the inbox.

    Raises PermissionDenied for who may not name one, DomainError for a case that has ended, a leader whom it is
    about, or the one who is in charge already.
    """
    case = locking.lock(case, version=version)
    if not may_name(by, case):
        raise PermissionDenied
    _check_leader(case, leader)
    before = case.sponsorships.in_force().first()
    if before is not None:
        _end(before, on=max(on, before.start))
    sponsorship = Sponsorship.objects.create(case=case, leader=leader, start=on)
    audit.record("petitions.name_sponsor", case, by=by, at=at, unit_path=case.unit.path, data={"leader": leader.pk})
    _tell(sponsorship, at=at)
    return sponsorship


def _check_leader(case: Case, leader: Cadre) -> None:
    if not case.is_open:
        raise DomainError(_("这件信访事项已经办结。"))
    if case.parties.filter(cadre=leader).exists() or _belongs_to_a_party(case, leader):
        raise DomainError(_("这位领导须回避这件信访事项，请另选。"), field="leader")
    if case.sponsorships.in_force().filter(leader=leader).exists():
        raise DomainError(_("这位领导已经是包案领导。"), field="leader")


def _belongs_to_a_party(case: Case, leader: Cadre) -> bool:
    paths = leader.posts.filter(end=None).values_list("unit__path", flat=True)
    concerned = case.parties.exclude(unit=None).values_list("unit__path", flat=True)
    return any(path.startswith(about) for path in paths for about in concerned)


def _end(sponsorship: Sponsorship, *, on: datetime.date, **fields: Any) -> None:
    sponsorship.end = on
    for name, value in fields.items():
        setattr(sponsorship, name, value)
    locking.bump(sponsorship)
    sponsorship.save(update_fields=["end", "version", *fields])


def _tell(sponsorship: Sponsorship, *, at: datetime.datetime) -> None:
    user = getattr(sponsorship.leader, "user", None)
    if user is not None:
        title = _("您被确定为信访事项%(number)s的包案领导") % {"number": sponsorship.case.number}
        inbox.notify(f"sponsorship:{sponsorship.pk}", "named", user, title, url=sponsorship.get_absolute_url(), at=at)


def may_report(user: "User", sponsorship: Sponsorship) -> bool:
    """The leader, and the offices that keep the case for them."""
    own = sponsorship.leader_id in user.access.cadre_ids
    office = actors_of(user, sponsorship.case) & {Actor.OFFICE, Actor.HANDLER}
    return sponsorship.end is None and (own or bool(office))


@transaction.atomic
def report_promise(
    sponsorship: Sponsorship,
    *,
    promise: str,
    on: datetime.date,
    text: str,
    is_kept: bool = False,
    by: "User",
    at: datetime.datetime,
) -> SponsorEntry:
    """Write down what was done for one of the five commitments. Raises DomainError for an empty text or a day before
    the leader was in charge or in the future."""
    sponsorship = locking.lock(sponsorship)
    if not may_report(by, sponsorship):
        raise PermissionDenied
    if promise not in Promise.values:
        raise DomainError(_("请选择“五包”中的一项。"), field="promise")
    require_text(text, "text", _("请填写工作情况。"))
    if not sponsorship.start <= on <= timezone.localdate(at):
        raise DomainError(
            _("日期须在包案日期（%(day)s）之后，且不晚于今天。") % {"day": sponsorship.start.isoformat()}, field="on"
        )
    entry = SponsorEntry.objects.create(
        sponsorship=sponsorship, promise=promise, on=on, text=text.strip(), is_kept=is_kept, by=by, at=at
    )
    path = sponsorship.case.unit.path
    audit.record("petitions.report_promise", sponsorship, by=by, at=at, unit_path=path, data={"promise": promise})
    return entry


def is_fulfilled(case: Case) -> bool:
    """R3.9: closed, and the petitioner satisfied (the last rating counts)."""
    last = case.ratings.first()
    ended = case.state in (CaseState.CLOSED, CaseState.FINAL)
    return ended and last is not None and last.value == "satisfied"


@transaction.atomic
def end_sponsorship(
    sponsorship: Sponsorship,
    *,
    on: datetime.date,
    decision: str = "",
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Sponsorship:
    """Take the case off the leader's list: because it is closed and the petitioner satisfied, or, with a reasoned
    decision, by a level above the unit that has it in hand. Raises DomainError otherwise."""
    sponsorship = locking.lock(sponsorship, version=version)
    if sponsorship.end is not None:
        raise DomainError(_("包案已经结束。"))
    if not is_fulfilled(sponsorship.case):
        _check_decision(sponsorship, decision, by)
    elif not (may_report(by, sponsorship) or may_name(by, sponsorship.case)):
        raise PermissionDenied
    _end(sponsorship, on=on, decision=decision.strip(), decided_by=by)
    path = sponsorship.case.unit.path
    audit.record("petitions.end_sponsorship", sponsorship, by=by, at=at, unit_path=path)
    return sponsorship


def _check_decision(sponsorship: Sponsorship, decision: str, by: "User") -> None:
    if Actor.SUPERIOR not in actors_of(by, sponsorship.case):
        raise DomainError(_("事项办结且信访人满意的，方可结束包案；否则须由上级单位说明理由后决定。"))
    require_text(decision, "decision", _("请填写上级决定结束包案的理由。"))
