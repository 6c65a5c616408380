"""A matter heard on a visit becomes a case: with one click, or by itself where the unit says so."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from petitions.access import WRITERS
from petitions.actions import receiving
from petitions.actions.receiving import Accused, Incoming, Person
from petitions.models import Case, CaseField, CaseKind, Channel
from petitions.selectors.settings import settings_of
from petitions.workflow import CaseState
from visits.models import Matter, MatterState, VisitLog

if TYPE_CHECKING:
    from accounts.models import User

# By kind of visit; everything else was heard on a visit.
CHANNELS = {
    "reception": Channel.RECEPTION,
    "outreach": Channel.RECEPTION,
    "appointment": Channel.RECEPTION,
    "forum": Channel.FORUM,
    "phone": Channel.PHONE,
}


@transaction.atomic
def open_from_matter(
    matter: Matter,
    *,
    by: "User",
    at: datetime.datetime,
    on: datetime.date,
    kind: str,
    field: CaseField | None = None,
    urgency: str = "normal",
    accused: tuple[Accused, ...] = (),
) -> Case:
    """Register what was heard as a case of the unit in whose queue it stands.

    The petitioner is whom the visit names for the matter. Side effects: those of `receive` and `register`; an
    accusation seals the matter. Raises DomainError for a matter that is solved or is a case already, and for one who
    does not register for its unit.
    """
    matter = _open_matter(matter)
    if not by.access.covers(matter.unit.path, *WRITERS):
        raise DomainError(_("只有“%(unit)s”的信访工作人员才能登记。") % {"unit": matter.unit})
    incoming = incoming_from(matter, kind=kind, field=field, urgency=urgency, accused=accused)
    case = receiving.receive(incoming, unit=matter.unit, on=matter.log.last_day, by=by, at=at).case
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        return case  # it went past the unit: those whom it is for register it
    return receiving.register(case, by=by, on=on, at=at, kind=kind, field=field, urgency=urgency)


def _open_matter(matter: Matter) -> Matter:
    found = Matter.objects.select_for_update(of=("self",)).select_related("log", "unit", "target").get(pk=matter.pk)
    if found.state != MatterState.OPEN:
        raise DomainError(_("这件诉求已经办结，不需要登记。"))
    if Case.objects.filter(matter=found).exists():
        raise DomainError(_("这件诉求已经登记为信访事项。"))
    return found


def incoming_from(
    matter: Matter,
    *,
    kind: str = "",
    field: CaseField | None = None,
    urgency: str = "normal",
    accused: tuple[Accused, ...] = (),
) -> Incoming:
    """What was heard, as it comes in: text, channel and petitioner are those of the visit."""
    return Incoming(
        channel=CHANNELS.get(matter.log.kind.code, Channel.VISIT),
        text=matter.text,
        people=people_of(matter),
        kind=kind,
        field=field,
        urgency=urgency,
        accused=accused,
        more={"matter": matter},
    )


def people_of(matter: Matter) -> tuple[Person, ...]:
    """The resident or the head of the household that the visit names for the matter; nobody where it was heard at a
    contact point."""
    target = matter.target
    if target is None or target.contact_point_id:
        return ()
    resident = target.resident
    household = resident.household if resident else target.household
    address = household.address if household else ""
    if resident:
        return (Person(resident.name, resident.phone, address),)
    return (Person(household.head_name, household.phone, address),) if household else ()


def follow_log(log: VisitLog, before: object) -> None:
    """Registered with `visits.hooks`: what was heard on a visit becomes a registered case where the unit in whose queue
    it stands says so. Kind: a request for help, until the petition office says otherwise."""
    waiting = log.matters.filter(state=MatterState.OPEN, case=None, sealed=False).select_related("unit", "target")
    for matter in waiting:
        if settings_of(matter.unit).registers_matters:
            matter.log = log
            register_by_itself(matter, at=log.recorded_at)


def register_by_itself(matter: Matter, *, at: datetime.datetime) -> Case:
    """Receive and number the case in the product's own name."""
    incoming = incoming_from(matter, kind=CaseKind.HELP)
    case = receiving.receive(incoming, unit=matter.unit, on=matter.log.last_day, by=None, at=at).case
    return receiving.number_case(case, at=at) if case.state == CaseState.RECEIVED else case
