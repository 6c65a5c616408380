"""The cadre's own: what I owe, my people and whom to see next, answers to what I passed on, what I logged last."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from accounts.access import KEEPERS
from accounts.models import User
from contacts.selectors.mine import Contact, contacts_of
from duties.selectors import Owed, owed_now
from reports.home.parts import DUE, Part, urgency_of
from visits.models import Matter, VisitLog, VisitParticipant, VisitTarget
from visits.querysets import in_read_units

SHOWN = 5
# An answer is news for so long.
NEWS = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    """What is owed by one rule in one window, towards one target or several."""

    lines: list[Owed]

    @property
    def first(self) -> Owed:
        return self.lines[0]

    @property
    def is_one(self) -> bool:
        return len(self.lines) == 1


@dataclass(frozen=True)
class Duties:
    shown: list[Duty]
    count: int


@dataclass(frozen=True)
class Person:
    """Somebody whom the user is paired with. `due`: what is owed towards them next."""

    contact: Contact
    due: Owed | None

    @property
    def visit_url(self) -> str:
        return self.due.record_url if self.due else self.contact.visit_url


@dataclass(frozen=True)
class People:
    shown: list[Person]
    count: int


def parts(user: User, *, on: datetime.date) -> Iterable[Part | None]:
    """Seven queries."""
    owed = owed_now(user, on=on)
    duties = by_rule(owed)
    yield _duties(user, duties, len(owed))
    yield _people(user, duties, on)


def by_rule(owed: Iterable[Owed]) -> list[Duty]:
    """Lines of the same rule and window in one, in the order in which the first of each came."""
    found: dict[tuple[int, datetime.date], list[Owed]] = {}
    for line in owed:
        found.setdefault((line.obligation.rule_id, line.obligation.window_start), []).append(line)
    return [Duty(lines) for lines in found.values()]


def _duties(user: User, duties: list[Duty], count: int) -> Part | None:
    if not user.access.cadre_ids:
        return None
    urgency = urgency_of(duty.first.tone for duty in duties)
    return Part("reports/home/_duties.html", Duties(duties[:SHOWN], count), urgency)


def _people(user: User, duties: list[Duty], on: datetime.date) -> Part | None:
    """First those towards whom something is owed, soonest due; then those who were seen longest ago. Whoever stands
    among the duties by name is not repeated."""
    contacts = [contact for group in contacts_of(user, on=on) for contact in group.contacts]
    named = {_key(duty.first) for duty in duties[:SHOWN] if duty.is_one}
    dues: dict[int, Owed] = {}
    for line in (line for duty in duties if not duty.is_one for line in duty.lines):
        dues.setdefault(_key(line) or 0, line)
    people = [Person(contact, dues.get(contact.pairing.target_key)) for contact in contacts]
    people.sort(key=_whom_to_see_first)
    shown = [person for person in people if person.contact.pairing.target_key not in named]
    return Part("reports/home/_people.html", People(shown[:SHOWN], len(contacts))) if shown else None


def _key(line: Owed) -> int | None:
    return line.obligation.pairing.target_key if line.obligation.pairing else None


def _whom_to_see_first(person: Person) -> tuple[datetime.date, datetime.date]:
    due = person.due.obligation.due if person.due else datetime.date.max
    return due, person.contact.last_visit or datetime.date.min


def answers(user: User, *, on: datetime.date) -> Part | None:
    """To what the user heard and others answered. What one answers oneself is no news. One query."""
    rows = Matter.objects.open_to(user).heard_by(user).answered_since(on - NEWS)
    rows = rows.exclude(in_read_units(user, "unit", ("leader", *KEEPERS))).select_related("unit", "log", *_RAISED_BY)
    found = list(rows.order_by("-solved_on", "-pk")[:SHOWN])
    urls = frozenset(matter.get_absolute_url() for matter in found)
    return Part("reports/home/_answers.html", found, DUE, urls) if found else None


_RAISED_BY = ("target__contact_point", "target__household", "target__resident")


def logs(user: User) -> Part | None:
    """Two queries."""
    took_part = VisitParticipant.objects.filter(cadre__in=user.access.cadre_ids).order_by()
    mine = Q(pk__in=took_part.values("log")) if user.access.cadre_ids else Q(recorded_by=user)
    targets = VisitTarget.objects.select_related("contact_point", "household", "resident")
    rows = VisitLog.objects.visible_to(user).recorded().filter(mine).select_related("kind")
    found = list(rows.prefetch_related(Prefetch("targets", targets))[:SHOWN])
    return Part("reports/home/_logs.html", found) if found or user.access.cadre_ids else None
