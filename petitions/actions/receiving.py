"""A matter comes in: it is written down at once, and becomes a case with a number when it is registered."""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Cadre, Unit
from core import audit, bigrams, locking, search
from core.errors import DomainError
from core.guards import require_text
from petitions import codes
from petitions.actions import clocks, notices, routing, steps
from petitions.models import (
    Case,
    CaseCounter,
    CaseEntry,
    CaseField,
    CaseKind,
    Clock,
    Party,
    PartyRole,
    Petitioner,
    PetitionSettings,
    Urgency,
)
from petitions.models.people import MOST_REPRESENTATIVES
from petitions.shipped import MARK, number_of
from visits.actions.sealing import seal_matter

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Person:
    """Who raises a matter, as they say it."""

    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Accused:
    """Whom an accusation is about: a cadre, a unit, or somebody who is only a name here."""

    cadre: Cadre | None = None
    unit: Unit | None = None
    name: str = ""


@dataclass(frozen=True)
class Incoming:
    """What came in. An anonymous matter has no people."""

    channel: str
    text: str
    title: str = ""
    people: tuple[Person, ...] = ()
    people_count: int = 1
    kind: str = ""
    field: CaseField | None = None
    urgency: str = "normal"
    place: str = ""
    annotation: str = ""
    proposal_kind: str = ""
    accused: tuple[Accused, ...] = ()
    # Anything else that Case has: matter, log, repeat_of.
    more: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """The case, and the code to follow it by: shown once, stored nowhere."""

    case: Case
    code: str


@transaction.atomic
def receive(
    incoming: Incoming, *, unit: Unit, on: datetime.date, by: "User | None", at: datetime.datetime, code: str = ""
) -> Received:
    """Write down what came in to `unit` on the day `on`; it waits to be registered there. `code`: one that was given
    out already, instead of a new one.

    Writes the case, its petitioners and parties, the first entry and the clock of article 22. An accusation against
    the unit itself goes past it (see `petitions.actions.routing`). Raises DomainError for empty text, a day in the
    future, more than five representatives (article 20), or an anonymous matter with names.
    """
    _check(incoming, on, at)
    office = routing.office_for(unit, incoming.accused)
    code = code or codes.new_code()
    case = Case.objects.create(
        unit=office,
        unit_path=office.path,
        handling_unit=office,
        handling_path=office.path,
        channel=incoming.channel,
        code_hash=codes.hash_code(code),
        title=(incoming.title or incoming.text).strip().splitlines()[0][:60],
        text=incoming.text.strip(),
        grams=bigrams.column(incoming.title, incoming.text),
        kind=CaseKind.ACCUSATION if incoming.accused else incoming.kind,
        field=incoming.field,
        urgency=incoming.urgency,
        place=incoming.place.strip(),
        annotation=incoming.annotation.strip(),
        proposal_kind=incoming.proposal_kind,
        is_anonymous=not incoming.people,
        people_count=max(incoming.people_count, len(incoming.people), 1),
        received_on=on,
        created_by=by,
        created_at=at,
        **incoming.more,
    )
    search.note(case)
    _write_people(case, incoming.people)
    add_parties(case, incoming.accused, role=PartyRole.ACCUSED, by=by, at=at)
    _write_first_entry(case, on=on, by=by, at=at)
    clocks.start(case, "route", unit=office, on=on)
    notices.tell_unit(case, "receive", office, _CAME_IN, on=on, at=at, by=by)
    return Received(case, code)


_CAME_IN = gettext_lazy("收到新的信访事项，请登记")


def _check(incoming: Incoming, on: datetime.date, at: datetime.datetime) -> None:
    require_text(incoming.text, "text", _("请填写反映的内容。"))
    if len(incoming.text) > LONGEST_TEXT:
        raise DomainError(_("内容不能超过%(most)d字，可另附文件。") % {"most": LONGEST_TEXT}, field="text")
    if on > timezone.localdate(at):
        raise DomainError(_("接件时间不能晚于今天。"), field="received_on")
    if len(incoming.people) > MOST_REPRESENTATIVES:
        raise DomainError(_("集体反映的，代表不得超过5人。"), field="people")
    if any(not person.name.strip() for person in incoming.people):
        raise DomainError(_("请填写姓名；不愿具名的，请选择匿名。"), field="name")


def _write_people(case: Case, people: tuple[Person, ...]) -> None:
    Petitioner.objects.bulk_create(
        Petitioner(
            case=case,
            position=position,
            name=person.name.strip(),
            phone=person.phone.strip(),
            address=person.address.strip(),
            person_key=codes.person_key(person.name, person.phone),
        )
        for position, person in enumerate(people, 1)
    )


def add_parties(
    case: Case, parties: tuple[Accused, ...], *, role: str, by: "User | None", at: datetime.datetime, reason: str = ""
) -> None:
    """Those for whom the case does not exist from now on. Part of an action, never one by itself.

    The matter that the case came from is sealed: it must not stand in lists that they read.
    """
    if parties and case.matter is not None:
        seal_matter(case.matter, by=by, at=at)
    Party.objects.bulk_create(
        Party(
            case=case,
            role=role,
            cadre=party.cadre,
            unit=party.unit,
            name=party.name.strip(),
            reason=reason,
            declared_by=by,
            declared_at=at,
        )
        for party in parties
    )


def _write_first_entry(case: Case, *, on: datetime.date, by: "User | None", at: datetime.datetime) -> None:
    CaseEntry.objects.create(
        case=case,
        action="receive",
        to_state=case.state,
        by=by,
        on_behalf_of=getattr(by, "acting_for", None),
        for_unit=case.unit,
        on=on,
        at=at,
        is_public=True,
    )
    audit.record("petitions.receive", case, by=by, at=at, unit_path=case.unit.path, data={"channel": case.channel})


@transaction.atomic
def register(
    case: Case,
    *,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    kind: str,
    field: CaseField | None = None,
    urgency: str = "normal",
    accused: tuple[Accused, ...] = (),
    version: Any = None,
) -> Case:
    """Give the case its number (article 22: everything is registered).

    Raises DomainError as `steps.open_step`, and for an accusation without anybody accused. Side effects: number,
    entry, audit. An accusation that is about the office itself or its leader leaves it instead, before it has a number:
    it comes back unregistered, and the office above (or discipline inspection) is told.
    """
    case = steps.open_step(case, "register", by=by, on=on, at=at, version=version)
    if kind not in CaseKind.values:
        raise DomainError(_("请选择信访类型。"), field="kind")
    if accused:
        add_parties(case, accused, role=PartyRole.ACCUSED, by=by, at=at)
    if kind == CaseKind.ACCUSATION and not case.parties.filter(role=PartyRole.ACCUSED).exists():
        raise DomainError(_("检举控告须写明被反映的干部或单位，以便其回避。"), field="accused")
    office = routing.free_office(case, case.unit)
    if office != case.unit:
        return _pass_on(case, office, by=by, on=on, at=at, kind=kind, field=field, urgency=urgency)
    numbered = number_now(case, on)
    classed: dict[str, Any] = {"kind": kind, "field": field, "urgency": urgency}
    data = {"number": numbered["number"]}
    steps.write_step(case, "register", by=by, on=on, at=at, is_public=True, data=data, **classed, **numbered)
    if urgency == Urgency.WEIGHTY:
        _report_upward(case, by=by, on=on, at=at)
    return case


_WEIGHTY = gettext_lazy("重大紧急信访事项%(number)s，请立即研究处理")


def _report_upward(case: Case, *, by: "User", on: datetime.date, at: datetime.datetime) -> None:
    """Article 25: weighty and urgent matters reach the leaders, and the petition office above, at once."""
    units = routing.upwards(case.unit)[:2]
    users = [user for unit in units for user in notices.holders(unit, (*notices.HEADS, *notices.WORKERS), on=on)]
    notices.tell(case, "weighty", [*users, *notices.holders(units[-1], notices.HEADS, on=on)], _WEIGHTY, at=at, by=by)


_PASSED = gettext_lazy("一件信访事项因原单位须回避转到你单位，请登记")


def _pass_on(case: Case, office: Unit, *, by: "User", on: datetime.date, at: datetime.datetime, **classed: Any) -> Case:
    """An office that is accused gives the case away unregistered. The limit of article 22 goes on as it began."""
    for name, value in classed.items():
        setattr(case, name, value)
    case.unit = case.handling_unit = office
    case.unit_path = case.handling_path = office.path
    locking.bump(case)
    case.save(update_fields=["unit", "unit_path", "handling_unit", "handling_path", "version", *classed])
    Clock.objects.filter(case=case, state__in=clocks.GOING).update(unit=office)
    steps.write_note(case, "pass_on", by=by, on=on, at=at, for_unit=office, data={"to": office.pk})
    notices.tell_unit(case, "pass_on", office, _PASSED, on=on, at=at, by=by)
    return case


def number_case(case: Case, *, at: datetime.datetime) -> Case:
    """Register in the product's own name what a unit has registered by itself (PetitionSettings). Part of an action."""
    on = timezone.localdate(at)
    case = locking.lock(case)
    steps.write_step(case, "register", by=None, on=on, at=at, is_public=True, **number_now(case, on))
    return case


def number_now(case: Case, on: datetime.date) -> dict[str, Any]:
    """The columns of the number, for a case that has none yet; nothing for one that has."""
    if case.number:
        return {}
    year, serial, number = next_number(case.unit, on.year)
    return {"year": year, "serial": serial, "number": number, "registered_on": on}


def next_number(unit: Unit, year: int) -> tuple[int, int, str]:
    """The unit's next number of the year; its counter stays locked until the transaction ends."""
    CaseCounter.objects.get_or_create(unit=unit, year=year)
    counter = CaseCounter.objects.select_for_update().get(unit=unit, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return year, counter.last, number_of(mark_of(unit), year, counter.last)


def mark_of(unit: Unit) -> str:
    """代字 that the unit has set. Where it has set none, or that of a unit above, its name stands in front of the
    shipped one: each unit counts for itself, and no two give out the same number."""
    marks = dict(PetitionSettings.objects.filter(unit__in=[*unit.ancestor_ids, unit.pk]).values_list("unit", "mark"))
    own = marks.pop(unit.pk, "")
    if unit.parent_id is None:
        return own or MARK
    return own if own and own not in {MARK, *marks.values()} else f"{unit.label}{MARK}"
