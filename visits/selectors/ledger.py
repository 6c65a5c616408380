"""The rows of 走访台账, one for each log, in the order of the queryset.

Read in chunks, set-wise: a county has more than a million logs in a year.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from accounts.models import Post
from contacts.models import ContactPoint, Household, Resident
from core.reading import CHUNK, chunks, rows_of
from visits import ratings, sealing
from visits.models import Matter, MatterState, VisitKind, VisitLog, VisitParticipant, VisitTarget

if TYPE_CHECKING:
    from accounts.models import User

# People, places and posts that are read once and kept for the chunks that follow; some sixty megabytes at most.
MOST_KEPT = 150_000


class LedgerRow(NamedTuple):
    """The 18 columns as on paper, without the running number. Several people or matters of one log are joined.

    `phones` is personal data: the exporter leaves it out for those who may not see it. Nothing of a confidential
    talk is in here but the text of a matter that was entered from it.
    """

    log_id: int
    day: datetime.date
    cadres: str
    titles: str
    place: str
    people: str
    phones: str
    kind: str
    content: str
    matters: str
    replies: str
    promises: str
    responsible: str
    due: datetime.date | None
    result: str
    solved_on: datetime.date | None
    rating: str
    remarks: str


class _Target(NamedTuple):
    """A point, household or resident as the ledger names it."""

    place: str
    person: str
    phone: str


class _Heard(NamedTuple):
    """A matter; the names are those of its fields."""

    text: str
    state: str
    solved_on_the_spot: bool
    reply: str
    promise: str
    due: datetime.date | None
    solved_on: datetime.date | None
    unit: str


def ledger_rows(
    logs: QuerySet[VisitLog],
    *,
    chunk_size: int = CHUNK,
    phones_under: Sequence[str] | None = None,
    reader: "User | None" = None,
) -> Iterator[LedgerRow]:
    """The ledger of these logs, read in chunks: a fixed number of queries for each, whatever is on the logs.

    `phones_under`: paths of the parts of the tree whose people's telephone numbers the reader may see (None: all); no
    other number is decrypted. Sealed matters stand in no ledger, whoever reads it; nor does what is kept from `reader`.
    """
    found_for = _Reader(phones_under, reader)
    fields = ("pk", "first_day", "last_day", "kind", "content", "is_from_paper")
    found = logs.values_list(*fields).iterator(chunk_size=chunk_size)
    for chunk in chunks(found, chunk_size):
        yield from found_for.rows(chunk)


class _Reader:
    """Reads what is on the logs of a chunk, and keeps what the next chunk is likely to ask for again."""

    def __init__(self, phones_under: Sequence[str] | None, reader: "User | None"):
        self.phones_under = phones_under
        self.kept_from = sealing.kept_from(reader) if reader else Q(pk__in=[])
        self.comma = _("、")
        self.kinds = {kind.pk: kind for kind in VisitKind.objects.all()}
        self.targets: dict[int, _Target] = {}
        self.posts: dict[int, list[Any]] = {}

    def rows(self, chunk: list[Any]) -> Iterator[LedgerRow]:
        keys = [row[0] for row in chunk]
        went, reached, heard = self._went(keys), self._reached(keys), self._heard(keys)
        rated = ratings.of_logs(list(heard)) if heard else {}
        for key, first, last, kind_key, content, is_from_paper in chunk:
            kind, people, targets = self.kinds[kind_key], went[key], reached[key]
            row = (
                key,
                first,
                self._join(name for _cadre, name in people),
                self._join(self._title(cadre, first) for cadre, _name in people),
                self._join(target.place for target in targets),
                self._join(target.person for target in targets),
                "\n".join(dict.fromkeys(target.phone for target in targets if target.phone)),
                kind.name,
                _("（谈话内容保密）") if kind.is_confidential else content,
                *self._matters(heard.get(key, ())),
                rated.get(key, ""),
                _remarks(first, last, is_from_paper),
            )
            yield LedgerRow._make(row)

    def _join(self, texts: Iterable[str]) -> str:
        return self.comma.join(dict.fromkeys(text for text in texts if text))

    def _went(self, keys: list[int]) -> dict[int, list[tuple[int, str]]]:
        found = defaultdict(list)
        rows = VisitParticipant.objects.filter(log__in=rows_of(keys)).order_by("-is_lead", "pk")
        for key, cadre, name in rows.values_list("log", "cadre", "cadre__name"):
            found[key].append((cadre, name))
        self._read_posts({cadre for people in found.values() for cadre, _name in people})
        return found

    def _read_posts(self, cadres: set[int]) -> None:
        missing = _missing(self.posts, cadres)
        self.posts.update((cadre, []) for cadre in missing)
        rows = Post.objects.filter(cadre__in=rows_of(missing)).order_by("-is_main", "order", "pk")
        for cadre, start, end, title in rows.values_list("cadre", "start", "end", "title") if missing else ():
            self.posts[cadre].append((start, end, title))

    def _title(self, cadre: int, day: datetime.date) -> str:
        """The title of the main post on that day, else of any."""
        held = (title for start, end, title in self.posts[cadre] if start <= day and (end is None or end >= day))
        return next(held, "")

    def _reached(self, keys: list[int]) -> dict[int, list[_Target]]:
        rows = list(VisitTarget.objects.filter(log__in=rows_of(keys)).order_by("pk").values_list("log", "target_key"))
        self._read_targets({target for _log, target in rows})
        found = defaultdict(list)
        for key, target in rows:
            found[key].append(self.targets[target])
        return found

    def _read_targets(self, keys: set[int]) -> None:
        """By target key (contacts.models.target_key): the kind of the target is its last two bits."""
        missing = _missing(self.targets, keys)
        for kind, read in ((1, self._points), (2, self._households), (3, self._residents)):
            wanted = [key // 4 for key in missing if key % 4 == kind]
            if wanted:
                self.targets.update((key * 4 + kind, target) for key, target in read(wanted))

    def _points(self, keys: list[int]) -> Iterator[tuple[int, _Target]]:
        rows = ContactPoint.objects.filter(pk__in=rows_of(keys)).order_by()
        for key, name, phone in rows.values_list("pk", "name", self._shown("phone")):
            yield key, _Target(name, "", phone)

    def _households(self, keys: list[int]) -> Iterator[tuple[int, _Target]]:
        rows = Household.objects.filter(pk__in=rows_of(keys)).order_by()
        fields = ("pk", "unit__short_name", "unit__name", "group_name", "head_name", self._shown("phone"))
        for key, short, name, group, head, phone in rows.values_list(*fields):
            yield key, _Target(f"{short or name}{group}", head, phone)

    def _residents(self, keys: list[int]) -> Iterator[tuple[int, _Target]]:
        rows = Resident.objects.filter(pk__in=rows_of(keys)).order_by()
        fields = ("pk", "unit__short_name", "unit__name", "household__group_name", "name")
        phones = (self._shown("phone"), self._shown("household__phone"))
        for key, short, name, group, person, own, at_home in rows.values_list(*fields, *phones):
            yield key, _Target(f"{short or name}{group or ''}", person, own or at_home)

    def _shown(self, field: str) -> Any:
        """The number where the reader may see it; elsewhere it does not leave the database."""
        if self.phones_under is None:
            return F(field)
        shown = Q(pk__in=[])
        for path in self.phones_under:
            shown |= Q(unit__path__startswith=path)
        # An encrypted field is decrypted as it is read; what is empty is not.
        return Case(When(shown, then=F(field)), default=Value("", output_field=Household._meta.get_field("phone")))

    def _heard(self, keys: list[int]) -> dict[int, list[_Heard]]:
        found: dict[int, list[_Heard]] = defaultdict(list)
        rows = Matter.objects.unsealed().filter(log__in=rows_of(keys)).exclude(self.kept_from).order_by("pk")
        fields = ("log", *_Heard._fields[:-1], "unit__short_name", "unit__name")
        for key, *values, short, name in rows.values_list(*fields):
            found[key].append(_Heard._make((*values, short or name)))
        return found

    def _matters(self, matters: Sequence[_Heard]) -> tuple[Any, ...]:
        """From 反映问题 to 办结日期."""
        if not matters:
            return _NOTHING_HEARD
        return (
            _lines(m.text for m in matters),
            _lines(m.reply for m in matters if m.solved_on_the_spot),
            _lines(m.promise for m in matters),
            self._join(m.unit for m in matters),
            min((m.due for m in matters if m.due), default=None),
            _lines(_result(m) for m in matters),
            _all_solved_on(matters),
        )


_NOTHING_HEARD = ("", "", "", "", None, "", None)


def _missing(kept: dict[int, Any], wanted: set[int]) -> set[int]:
    """What is to be read. Everything is forgotten once too much is kept: memory must not grow with the rows."""
    if len(kept) > MOST_KEPT:
        kept.clear()
    return wanted - kept.keys()


def _lines(texts: Iterable[str]) -> str:
    """Several on a line each, numbered; a single one as it is."""
    found = [text for text in texts if text]
    return found[0] if len(found) == 1 else "\n".join(f"{number}. {text}" for number, text in enumerate(found, 1))


def _result(matter: _Heard) -> str:
    if matter.state == MatterState.OPEN:
        return _("待办理")
    return _("当场解决") if matter.solved_on_the_spot else matter.reply


def _all_solved_on(matters: Sequence[_Heard]) -> datetime.date | None:
    """The day on which the last of them was solved; None while one is open."""
    days = [matter.solved_on for matter in matters]
    return max(day for day in days if day) if days and all(days) else None


def _remarks(first: datetime.date, last: datetime.date, is_from_paper: bool) -> str:
    notes = []
    if last > first:
        notes.append(_("至%(day)s") % {"day": last.isoformat()})
    if is_from_paper:
        notes.append(_("纸质补录"))
    return "；".join(notes)
