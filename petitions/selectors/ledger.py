"""The rows of 信访台账 as on paper, read set-wise in chunks, in the order of the queryset."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.reading import CHUNK, by_key, chunks
from core.wording import joined
from petitions.models import (
    Case,
    CaseEntry,
    CaseHandler,
    CaseKind,
    Handover,
    Letter,
    LetterKind,
    Opinion,
    Petitioner,
    Rating,
    RatingValue,
    Sponsorship,
)
from petitions.workflow import ENDED, CaseState

# Steps by which the petitioner is told what becomes of the matter; hand-overs that count as 交办/转办.
SAID = ("accept", "refuse", "lead_elsewhere")
HANDED = ("forward", "assign")
NOT_TAKEN = frozenset({CaseState.NOT_ACCEPTED, CaseState.OTHER_PATH})
REVIEWS = (LetterKind.REVIEW, LetterKind.RE_REVIEW)


class CaseRow(NamedTuple):
    """The 22 columns of 信访台账."""

    number: str
    kind: str
    received_on: datetime.date
    people: str
    phones: str
    addresses: str
    people_count: int
    field: str
    text: str
    acceptance: str
    told_on: datetime.date | None
    sponsor: str
    handling_unit: str
    handlers: str
    handed_on: datetime.date | None
    due: datetime.date | None
    progress: str
    opinion: str
    answered_on: datetime.date | None
    reviews: str
    rating: str
    filed_on: datetime.date | None


class _CaseFields(NamedTuple):
    """What is read of the case itself; the names are those of its fields."""

    pk: int
    number: str
    kind: str
    received_on: datetime.date
    is_anonymous: bool
    people_count: int
    field__name: str | None
    text: str
    state: str
    accepted_on: datetime.date | None
    solved_on_the_spot: bool
    handling_unit__name: str
    next_due: datetime.date | None
    result: str
    answered_on: datetime.date | None
    closed_on: datetime.date | None


def without_accusations(cases: Any) -> Any:
    """What an accusation says stands in no ledger that leaves the office (article 30), whoever reads it."""
    return cases.exclude(kind=CaseKind.ACCUSATION)


def case_rows(cases: QuerySet[Case], *, named: frozenset[int] = frozenset()) -> Iterator[CaseRow]:
    """`named`: keys of the cases whose petitioners stand there by name; the others by pseudonym, without telephone and
    address, which are not even read. Eight queries for each chunk."""
    rows = cases.values_list(*_CaseFields._fields).iterator(chunk_size=CHUNK)
    for chunk in chunks(rows):
        fields = [_CaseFields(*row) for row in chunk]
        on_it = _OnCases([case.pk for case in fields], named)
        yield from (on_it.row(case) for case in fields)


class _OnCases:
    """Everything that hangs on the cases of a chunk, by key of the case."""

    def __init__(self, keys: list[int], named: frozenset[int]):
        here = {"case__in": keys}
        self.named = named
        self.positions = by_key(Petitioner.objects.filter(**here).order_by("position").values_list("case", "position"))
        identities = Petitioner.objects.filter(case__in=named.intersection(keys)).order_by("position")
        self.people = by_key(identities.values_list("case", "name", "phone", "address")) if named else {}
        said = CaseEntry.objects.filter(**here, action__in=SAID).order_by("at", "pk")
        self.told = dict(said.values_list("case", "on"))
        handed = Handover.objects.filter(**here, kind__in=HANDED).order_by("at", "pk")
        self.handed = dict(handed.values_list("case", "on"))
        handlers = CaseHandler.objects.filter(**here, end=None).order_by("pk")
        self.handlers = by_key(handlers.values_list("case", "cadre__name"))
        # The default order puts the last first: what is read last stays.
        sponsors = Sponsorship.objects.filter(**here).reverse()
        self.sponsors = dict(sponsors.values_list("case", "leader__name"))
        letters = Letter.objects.filter(**here, kind__in=(LetterKind.DECISION, *REVIEWS)).order_by("on", "pk")
        self.letters = by_key(letters.values_list("case", "kind", "on", "opinion"))
        self.ratings = dict(Rating.objects.filter(**here).order_by("at", "pk").values_list("case", "value"))

    def row(self, case: _CaseFields) -> CaseRow:
        people = self.people.get(case.pk, [])
        is_ended = case.state in ENDED
        return CaseRow(
            number=case.number,
            kind=str(CaseKind(case.kind).label) if case.kind else "",
            received_on=case.received_on,
            people=self._names(case, people),
            phones=joined(phone for _name, phone, _address in people if phone),
            addresses=joined(address for _name, _phone, address in people if address),
            people_count=case.people_count,
            field=case.field__name or "",
            text=case.text,
            acceptance=_acceptance(case),
            told_on=self.told.get(case.pk),
            sponsor=self.sponsors.get(case.pk, ""),
            handling_unit=case.handling_unit__name,
            handlers=joined(self.handlers.get(case.pk, ())),
            handed_on=self.handed.get(case.pk),
            due=None if is_ended else case.next_due,
            progress=str(CaseState(case.state).label),
            opinion=case.result or self._decided(case.pk),
            answered_on=case.answered_on,
            reviews=joined(
                f"{LetterKind(kind).label} {on.isoformat()}"
                for kind, on, _opinion in self.letters.get(case.pk, ())
                if kind in REVIEWS
            ),
            rating=_rating(self.ratings.get(case.pk)),
            filed_on=case.closed_on if is_ended else None,
        )

    def _names(self, case: _CaseFields, people: list[Any]) -> str:
        if case.is_anonymous:
            return _("匿名")
        if case.pk in self.named:
            return joined(name for name, _phone, _address in people)
        return joined(_("信访人%(number)d") % {"number": n} for n in self.positions.get(case.pk, ()))

    def _decided(self, key: int) -> str:
        opinions = [opinion for kind, _on, opinion in self.letters.get(key, ()) if kind == LetterKind.DECISION]
        return str(Opinion(opinions[-1]).label) if opinions and opinions[-1] else ""


def _acceptance(case: _CaseFields) -> str:
    if case.state in NOT_TAKEN:
        return str(CaseState(case.state).label)
    return _("已受理") if case.accepted_on else _("当场办结") if case.solved_on_the_spot else _("待告知")


def _rating(value: str | None) -> str:
    return str(RatingValue(value).label) if value else ""


def ratings_of_logs(keys: Iterable[int]) -> dict[int, str]:
    """群众评价 of 走访台账 (visits/ratings.py): what petitioners think of the matters that were heard on these logs."""
    rated = without_accusations(Case.objects.filter(matter__log__in=list(keys), matter__sealed=False))
    rows = rated.filter(ratings__isnull=False).order_by("matter", "ratings__at", "ratings__pk")
    last = {(log, matter): value for log, matter, value in rows.values_list("matter__log", "matter", "ratings__value")}
    found = by_key((log, _rating(value)) for (log, _matter), value in last.items())
    return {log: joined(dict.fromkeys(values)) for log, values in found.items()}
