"""The record book of a cadre for a year (R11.4, R13.2): contacts held, duties and where they stand, each log with what
was heard and what became of it, in the order of the days. Nothing in it is typed a second time."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, READERS
from accounts.models import Cadre, Post, Unit, User
from accounts.querysets import overlapping
from contacts.models import ContactPoint, Pairing
from contacts.selectors import Target
from core import periods
from core.periods import Period
from core.wording import joined
from duties.models import Obligation
from visits.models import Matter, MatterState, VisitLog, VisitParticipant, VisitTarget

# A unit's books are printed one after the other up to so many; more are printed unit by unit.
MOST_BOOKS = 200


@dataclass(frozen=True)
class Held:
    """A contact held in the year. `phone` is empty where the reader may not see it."""

    pairing: Pairing
    phone: str

    @property
    def target(self) -> Target:
        return self.pairing.target


@dataclass(frozen=True)
class DutyLine:
    """How often something was owed in the year by one rule, and where it stands."""

    regulation: str
    title: str
    owed: int
    done: int
    overdue: int

    @property
    def still_open(self) -> int:
        return self.owed - self.done - self.overdue


@dataclass(frozen=True)
class Heard:
    """A matter, and what became of it, in a sentence."""

    text: str
    outcome: str


@dataclass(frozen=True)
class Entry:
    """One log. `content` None: a confidential talk that is not for this reader."""

    log: VisitLog
    number: int
    content: str | None
    heard: list[Heard]
    others: str
    targets: str

    @property
    def goods(self) -> str:
        return joined(_goods_words(row) for row in self.log.goods.all())


@dataclass(frozen=True)
class Book:
    """`hidden`: how many more logs there are which the reader does not see."""

    cadre: Cadre
    period: Period
    posts: list[Post]
    held: list[Held]
    duties: list[DutyLine]
    entries: list[Entry]
    hidden: int

    @property
    def post(self) -> Post | None:
        return self.posts[0] if self.posts else None

    @property
    def days(self) -> int:
        return len({entry.log.first_day for entry in self.entries})

    @property
    def heard_count(self) -> int:
        return sum(len(entry.heard) for entry in self.entries)


# --- whose ----------------------------------------------------------------------------------------------


def readable_cadres(user: User) -> QuerySet[Cadre]:
    """Whose record books the user prints: their own, and those of cadres in a part of the tree that they read."""
    posts = Post.objects.filter(user.access.within("unit__path", *READERS), cadre=OuterRef("pk"))
    return Cadre.objects.filter(Exists(posts) | Q(pk__in=user.access.cadre_ids))


def cadres_of(unit: Unit, year: int) -> QuerySet[Cadre]:
    """Those who held a post in the unit itself on a day of the year, by name."""
    period = year_of(year)
    posts = Post.objects.filter(overlapping(period.start, period.end), unit=unit, cadre=OuterRef("pk"))
    return Cadre.objects.filter(Exists(posts)).order_by("name", "pk")


def year_of(year: int) -> Period:
    return periods.year(datetime.date(year, 1, 1))


# --- the books ------------------------------------------------------------------------------------------


def books_of(cadres: Iterable[Cadre], year: int, *, reader: User, on: datetime.date) -> list[Book]:
    """The books in the order given. A fixed number of queries, however many there are."""
    cadres, period = list(cadres), year_of(year)
    keys = [cadre.pk for cadre in cadres]
    posts, held = _posts(keys, period), _held(keys, period, reader)
    duties, entries = _duties(keys, period, reader, on), _entries(keys, period, reader, on)
    written = _written(keys, period)
    return [
        Book(
            cadre=cadre,
            period=period,
            posts=posts[cadre.pk],
            held=held[cadre.pk],
            duties=duties[cadre.pk],
            entries=entries[cadre.pk],
            hidden=written.get(cadre.pk, 0) - len(entries[cadre.pk]),
        )
        for cadre in cadres
    ]


def _posts(keys: Sequence[int], period: Period) -> dict[int, list[Post]]:
    rows = Post.objects.filter(overlapping(period.start, period.end), cadre__in=keys).select_related("unit")
    return _by_cadre(rows.order_by("-is_main", "order", "pk"))


def _by_cadre(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.cadre_id].append(row)
    return found


def _held(keys: Sequence[int], period: Period, reader: User) -> dict[int, list[Held]]:
    rows = Pairing.objects.visible_to(reader).filter(Pairing.objects.effective(), cadre__in=keys)
    rows = rows.overlapping(period.start, period.end).with_target_units().order_by("category__order", "start", "pk")
    found = _by_cadre(rows)
    phones = _shown_phones([row for held in found.values() for row in held], reader)
    return defaultdict(list, {key: [Held(row, phones.get(row.pk, "")) for row in held] for key, held in found.items()})


def _shown_phones(pairings: list[Pairing], reader: User) -> dict[int, str]:
    """By pairing. On paper a number is for whoever holds the contact and for those who keep the unit's contacts; of
    what is held no longer and of what others hold, only where the place is the reader's as well."""
    shown = {}
    for row in pairings:
        target, mine = row.target, row.cadre_id in reader.access.cadre_ids
        keeps = mine or reader.access.covers(row.unit.path, *KEEPERS)
        if (mine and _is_held(row, reader)) or (keeps and reader.access.covers(target.unit.path, *READERS)):
            shown[row.pk] = target.phone
    return shown


def _is_held(row: Pairing, reader: User) -> bool:
    day = reader.access.day
    return row.start <= day and (row.end is None or row.end >= day)


def _duties(keys: Sequence[int], period: Period, reader: User, on: datetime.date) -> dict[int, list[DutyLine]]:
    """Of what was due in the year and not excused, by rule in the order of the regulations. One query."""
    book = "rule__version__rulebook__title"
    rows = Obligation.objects.visible_to(reader).owed().filter(cadre__in=keys)
    rows = rows.filter(due__range=(period.start, period.end)).order_by()
    grouped = rows.values("cadre", book, "rule__code", "rule__title").annotate(
        owed=Count("pk"),
        done=Count("pk", filter=Q(met_on__isnull=False)),
        overdue=Count("pk", filter=Q(met_on=None, due__lt=on)),
    )
    found: dict[int, list[DutyLine]] = defaultdict(list)
    for row in grouped.order_by(book, "rule__code"):
        counts = row["owed"], row["done"], row["overdue"]
        found[row["cadre"]].append(DutyLine(row[book], row["rule__title"], *counts))
    return found


def _written(keys: Sequence[int], period: Period) -> dict[int, int]:
    """How many logs of the year there are of each, whoever may see them."""
    rows = VisitParticipant.objects.filter(cadre__in=keys, **_of_logs(period)).order_by()
    return dict(rows.values_list("cadre").annotate(logs=Count("pk")))


def _of_logs(period: Period) -> dict[str, Any]:
    return {"log__state": "recorded", "log__first_day__range": (period.start, period.end)}


def _entries(keys: Sequence[int], period: Period, reader: User, on: datetime.date) -> dict[int, list[Entry]]:
    logs = {log.pk: log for log in _logs(keys, period, reader)}
    took_part = VisitParticipant.objects.filter(cadre__in=keys, **_of_logs(period))
    found: dict[int, list[Entry]] = defaultdict(list)
    pairs = took_part.order_by("cadre", "log__first_day", "log").values_list("cadre", "log")
    for cadre, of_cadre in groupby(pairs, key=lambda pair: pair[0]):
        seen = [logs[log] for _cadre, log in of_cadre if log in logs]
        found[cadre] = [_entry(log, number, cadre, reader, on) for number, log in enumerate(seen, 1)]
    return found


def _logs(keys: Sequence[int], period: Period, reader: User) -> QuerySet[VisitLog]:
    rows = VisitLog.objects.visible_to(reader).recorded()
    took_part = VisitParticipant.objects.filter(cadre__in=keys).order_by().values("log")
    rows = rows.filter(first_day__range=(period.start, period.end), pk__in=took_part)
    targets = VisitTarget.objects.select_related("contact_point__unit", "household__unit", "resident__unit")
    matters = Matter.objects.open_to(reader).select_related("unit").order_by("pk")
    return rows.select_related("kind", "unit").prefetch_related(
        "participants__cadre", "goods", Prefetch("targets", targets), Prefetch("matters", matters)
    )


def _entry(log: VisitLog, number: int, cadre: int, reader: User, on: datetime.date) -> Entry:
    participants = list(log.participants.all())
    # A talk is for those who took part in it; a superior reads it on its page, and nowhere on paper.
    may_read = not log.kind.is_confidential or reader.cadre_id in [row.cadre_id for row in participants]
    content = (log.talk if log.kind.is_confidential else log.content) if may_read else None
    return Entry(
        log=log,
        number=number,
        content=content,
        heard=[Heard(_stopped(matter.text), outcome(matter, on)) for matter in log.matters.all()],
        others=joined(row.cadre for row in participants if row.cadre_id != cadre),
        targets=joined(_target_words(row.target) for row in log.targets.all()),
    )


def _target_words(target: Target) -> str:
    """A household or person with the village that they live in."""
    return str(target) if isinstance(target, ContactPoint) else f"{target.unit.label}{target}"


def outcome(matter: Matter, on: datetime.date) -> str:
    """What became of a matter by that day, in a sentence or two."""
    told = [_where_it_stands(matter, on)]
    if matter.promise:
        told.append(_("承诺事项：%(text)s") % {"text": _stopped(matter.promise)})
    return "".join(told)


def _where_it_stands(matter: Matter, on: datetime.date) -> str:
    words: dict[str, Any] = {"reply": _stopped(matter.reply), "unit": matter.unit.label}
    if matter.state == MatterState.SOLVED:
        assert matter.solved_on is not None, "solved_matter_has_a_date"
        words["day"] = _day(matter.solved_on)
        if matter.solved_on_the_spot:
            return _("当场解决。%(reply)s") % words
        return _("%(day)s办结。%(reply)s") % words
    if matter.due is None:
        return _("由%(unit)s办理，尚未办结。") % words
    words["day"] = _day(matter.due)
    if matter.due < on:
        return _("由%(unit)s办理，时限为%(day)s，已超期，尚未办结。") % words
    return _("由%(unit)s办理，时限为%(day)s，尚未办结。") % words


def _day(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _stopped(text: str) -> str:
    """As a sentence: with a full stop where the writer left it out."""
    text = text.strip()
    return text if not text or text[-1] in _("。！？；.!?") else text + _("。")


def _goods_words(row: Any) -> str:
    words = {"item": row.item, "quantity": f"{row.quantity.normalize():f}", "measure": row.measure}
    return _("%(item)s%(quantity)s%(measure)s") % words
