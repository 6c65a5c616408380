"""What somebody owes, by day: the pages of a month and a week, and the feed for calendar programs (RFC 5545)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from core.forms import YEARS
from core.periods import Period, month, week
from duties import wording
from duties.models import Obligation
from duties.selectors import Owed, as_owed
from duties.spans import ONE_DAY
from visits.models import RotaSlot
from visits.selectors.rotas import Line, lines

if TYPE_CHECKING:
    from accounts.models import User
    from duties.querysets import ObligationQuerySet

FEED_BEFORE, FEED_AFTER = 31, 366
LINE_BYTES = 73


@dataclass(frozen=True)
class AgendaDay:
    day: datetime.date
    lines: list[Owed]
    slots: list[Line]
    is_inside: bool
    is_today: bool


@dataclass(frozen=True)
class Agenda:
    """The weeks of a month (or one week), Monday first, with what is due on each day."""

    period: Period
    weeks: list[list[AgendaDay]]

    @property
    def days(self) -> list[AgendaDay]:
        """The days on which something is due or the person is on duty."""
        return [day for row in self.weeks for day in row if (day.lines or day.slots) and day.is_inside]


def agenda(user: "User", kind: str, day: datetime.date, *, on: datetime.date) -> Agenda:
    """`kind`: "month" or "week", the one that holds `day` (or `on`, where no year can be meant). Four queries."""
    day = day if day.year in YEARS else on
    period = week(day) if kind == "week" else month(day)
    first, last = week(period.start).start, week(period.end).end
    due: dict[datetime.date, list[Owed]] = defaultdict(list)
    for line in as_owed(_own(user, first, last).with_state(on), on):
        due[line.obligation.due].append(line)
    duty: dict[datetime.date, list[Line]] = defaultdict(list)
    for slot in lines(RotaSlot.objects.of_user(user).to_be_held().between(first, last), user, on):
        duty[slot.slot.day].append(slot)
    days = [
        AgendaDay(d, due[d], duty[d], d in period, d == on)
        for d in (first + ONE_DAY * n for n in range((last - first).days + 1))
    ]
    return Agenda(period, [days[n : n + 7] for n in range(0, len(days), 7)])


def _own(user: "User", first: datetime.date, last: datetime.date) -> "ObligationQuerySet":
    rows = Obligation.objects.of_user(user).owed().filter(due__range=(first, last))
    return rows.for_list().order_by("due", "pk")


def calendar_text(user: "User", *, at: datetime.datetime, on: datetime.date) -> str:
    """What the person has not met, as all-day entries on the due dates. No household is named."""
    rows = _own(user, on - ONE_DAY * FEED_BEFORE, on + ONE_DAY * FEED_AFTER).unmet()
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Liaison//Duties//ZH", "CALSCALE:GREGORIAN"]
    text += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(_('联系群众责任'))}"]
    for row in rows:
        text += _event(row, at)
    for slot in _own_slots(user, on):
        text += _duty(slot, at)
    return "".join(f"{part}\r\n" for line in [*text, "END:VCALENDAR"] for part in _folded(line))


def _event(row: Obligation, at: datetime.datetime) -> Iterable[str]:
    words = {"title": row.rule.title, "missing": wording.missing(row)}
    return (
        "BEGIN:VEVENT",
        f"UID:obligation-{row.pk}@{settings.BASE_URL.split('//')[-1].split(':')[0]}",
        f"DTSTAMP:{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{row.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{row.due + ONE_DAY:%Y%m%d}",
        f"SUMMARY:{_escaped(_('%(title)s（还差%(missing)s）') % words)}",
        f"URL:{settings.BASE_URL}{row.get_absolute_url()}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _own_slots(user: "User", on: datetime.date) -> Iterable[RotaSlot]:
    first, last = on - ONE_DAY * FEED_BEFORE, on + ONE_DAY * FEED_AFTER
    return RotaSlot.objects.of_user(user).to_be_held().between(first, last).for_list()


def _duty(slot: RotaSlot, at: datetime.datetime) -> Iterable[str]:
    where = " ".join(part for part in (slot.where, slot.rota.hours) if part)
    return (
        "BEGIN:VEVENT",
        f"UID:duty-{slot.pk}@{settings.BASE_URL.split('//')[-1].split(':')[0]}",
        f"DTSTAMP:{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{slot.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{slot.day + ONE_DAY:%Y%m%d}",
        f"SUMMARY:{_escaped(_('值班：%(rota)s') % {'rota': slot.rota.name})}",
        *([f"LOCATION:{_escaped(where)}"] if where else []),
        f"URL:{settings.BASE_URL}{slot.get_absolute_url()}",
        "END:VEVENT",
    )


def _escaped(text: str) -> str:
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def _folded(line: str) -> Iterable[str]:
    """At most 75 octets to a line, never cut inside a character; continuations begin with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LINE_BYTES:
            yield part
            part = " "
        part += character
    yield part
