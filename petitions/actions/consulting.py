"""Plans put to all staff (R11.6), and what delegates send up (R8.4): both run on the rails of cases."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, GroupKind, GroupMembership, Unit
from accounts.querysets import in_force
from core import audit, locking
from core.errors import DomainError
from core.guards import require_text
from petitions.access import WRITERS
from petitions.actions import handing, intake, receiving
from petitions.actions.intake import Then
from petitions.actions.meetings import may_convene
from petitions.actions.receiving import Incoming, Person, Received
from petitions.models import Case, CaseKind, Channel, Consultation, ConsultationOpinion, ProposalKind

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_consultation(
    *,
    unit: Unit,
    title: str,
    text: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> Consultation:
    """Put a plan to everybody in the unit and below. Raises PermissionDenied for who keeps no business there,
    DomainError for days in the wrong order."""
    if not may_convene(by, unit):
        raise PermissionDenied
    if closes_on < opens_on:
        raise DomainError(_("截止日期不能早于开始日期。"), field="closes_on")
    consultation = Consultation.objects.create(
        unit=unit, title=title.strip(), text=text.strip(), opens_on=opens_on, closes_on=closes_on, created_by=by
    )
    audit.record("petitions.open_consultation", consultation, by=by, at=at, unit_path=unit.path)
    return consultation


@transaction.atomic
def give_opinion(
    consultation: Consultation, *, text: str, is_anonymous: bool, by: "User", at: datetime.datetime
) -> Received:
    """Say what one thinks of a plan. An anonymous opinion keeps no name, neither in the case nor in its history.

    Raises DomainError outside the days on which opinions are asked for.
    """
    today = timezone.localdate(at)
    if not consultation.opens_on <= today <= consultation.closes_on:
        raise DomainError(
            _("征求意见的时间是%(start)s至%(end)s。") % {"start": consultation.opens_on, "end": consultation.closes_on}
        )
    people = () if is_anonymous else (Person(str(by), by.cadre.phone if by.cadre else ""),)
    incoming = Incoming(
        channel=Channel.CONSULTATION, text=text, title=consultation.title, people=people, kind=CaseKind.SUGGESTION
    )
    received = receiving.receive(incoming, unit=consultation.unit, on=today, by=None if is_anonymous else by, at=at)
    ConsultationOpinion.objects.create(consultation=consultation, case=received.case)
    return received


@transaction.atomic
def publish_result(
    consultation: Consultation, *, result: str, by: "User", at: datetime.datetime, version: Any = None
) -> Consultation:
    """Tell everybody who was asked what became of their opinions (R11.6)."""
    consultation = locking.lock(consultation, version=version)
    if not may_convene(by, consultation.unit):
        raise PermissionDenied
    require_text(result, "result", _("请填写意见采纳情况：采纳了哪些，没有采纳的说明理由。"))
    consultation.result, consultation.published_on = result.strip(), timezone.localdate(at)
    locking.bump(consultation)
    consultation.save(update_fields=["result", "published_on", "version"])
    audit.record("petitions.publish_consultation", consultation, by=by, at=at, unit_path=consultation.unit.path)
    return consultation


def delegates_units(user: "User", *, on: datetime.date) -> list[int]:
    """Units to whose delegates' groups the user belongs: a delegate sends up there (R8.4)."""
    rows = GroupMembership.objects.filter(
        in_force(on), cadre__in=user.access.cadre_ids, group__kind=GroupKind.DELEGATES_GROUP, group__closed_on=None
    )
    return list(rows.values_list("group__unit", flat=True))


def may_send_up(user: "User", unit: Unit, *, on: datetime.date) -> bool:
    return user.access.covers(unit.path, *WRITERS) or unit.pk in delegates_units(user, on=on)


@transaction.atomic
def send_up_proposal(
    *,
    unit: Unit,
    proposal_kind: str,
    title: str,
    text: str,
    undertaker: Unit | None = None,
    lead: Cadre | None = None,
    due: datetime.date | None = None,
    by: "User",
    at: datetime.datetime,
) -> Case:
    """Send up a motion, proposal or opinion (R8.4). From the office itself it is registered and, with an undertaker,
    assigned at once; from a delegate it waits for the office, with who should take it on in its text.

    Raises PermissionDenied for who is neither, DomainError as registering and assigning do.
    """
    if not may_send_up(by, unit, on=timezone.localdate(at)):
        raise PermissionDenied
    named: dict[str, Any] = {"undertaker": undertaker, "lead": lead, "due": due}
    return take_in_proposal(unit=unit, proposal_kind=proposal_kind, title=title, text=text, **named, by=by, at=at)


def take_in_proposal(
    *,
    unit: Unit,
    proposal_kind: str,
    title: str,
    text: str,
    undertaker: Unit | None,
    lead: Cadre | None,
    due: datetime.date | None,
    by: "User",
    at: datetime.datetime,
) -> Case:
    """The case of what is sent up; who may was asked before. Part of that action."""
    today = timezone.localdate(at)
    if proposal_kind not in ProposalKind.values:
        raise DomainError(_("请选择议案、建议或者意见。"), field="proposal_kind")
    is_office = by.access.covers(unit.path, *WRITERS)
    text = text if is_office else _with_wish(text, undertaker, lead)
    incoming = Incoming(
        channel=Channel.DELEGATE, text=text, title=title, kind=CaseKind.SUGGESTION, proposal_kind=proposal_kind
    )
    case = intake.take_in(incoming, unit=unit, on=today, by=by, at=at, then=Then(registers=is_office)).case
    if is_office and undertaker is not None and undertaker != case.unit:
        handing.assign(case, to=undertaker, due=due, by=by, on=today, at=at, handlers=[lead] if lead else [])
    audit.record("petitions.send_up_proposal", case, by=by, at=at, unit_path=unit.path, data={"kind": proposal_kind})
    return case


def _with_wish(text: str, undertaker: Unit | None, lead: Cadre | None) -> str:
    named = " ".join(str(one) for one in (undertaker, lead) if one)
    return f"{text}\n\n{_('建议承办：%(named)s') % {'named': named}}" if named else text
