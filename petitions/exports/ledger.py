"""信访台账 as a workbook, in the order of columns that offices use on paper. Text stays text, however it begins."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports.sheets import Column, SheetHead, book_file, write_sheet
from core.wording import joined
from petitions.models import Case, CaseEntry, LetterKind
from petitions.workflow import ENDED, CaseState

AT_A_TIME = 500
SAID = ("accept", "refuse", "lead_elsewhere")
NOT_TAKEN = frozenset({CaseState.NOT_ACCEPTED, CaseState.OTHER_PATH})
HANDED = ("forward", "assign")


@dataclass(frozen=True)
class LedgerHead:
    """Who made it, for which unit; `with_identity`: keys of the cases whose petitioners are named in it."""

    unit_name: str
    made_by: str
    on: datetime.date
    with_identity: frozenset[int]


def ledger_file(cases: Any, head: LedgerHead) -> IO[bytes]:
    """The workbook as an open temporary file. Memory does not grow with the rows. Raises DomainError when the disk is
    full."""
    return book_file(lambda book: _write(book, cases, head))


def _write(book: Any, cases: Any, head: LedgerHead) -> None:
    rows = cases.select_related("unit", "handling_unit", "field").prefetch_related(
        "petitioners", "handlers__cadre", "handovers", "ratings", "letters", "sponsorships__leader", _said()
    )
    on_paper = SheetHead(_("信访台账"), head.unit_name, head.on, head.made_by)
    columns = [Column(heading, width, style) for heading, width, style, _value in COLUMNS]
    ordered = rows.order_by("received_on", "pk").iterator(chunk_size=AT_A_TIME)
    write_sheet(book, _("信访台账"), on_paper, columns, _rows(ordered, head))


def _said() -> Prefetch:
    entries = CaseEntry.objects.filter(action__in=SAID)
    return Prefetch("entries", entries, to_attr="said")


def _rows(cases: Iterable[Case], head: LedgerHead) -> Iterator[list[Any]]:
    for case in cases:
        is_named = case.pk in head.with_identity
        yield [value(case, is_named) for _heading, _width, _style, value in COLUMNS]


def _people(case: Case, is_named: bool) -> str:
    if case.is_anonymous:
        return _("匿名")
    return joined(person.name if is_named else person for person in case.petitioners.all())


def _of_people(part: str) -> Callable[[Case, bool], str]:
    def value(case: Case, is_named: bool) -> str:
        return joined(filter(None, (getattr(person, part) for person in case.petitioners.all()))) if is_named else ""

    return value


def _acceptance(case: Case, _named: bool) -> str:
    if case.state in NOT_TAKEN:
        return str(case.get_state_display())
    return _("已受理") if case.accepted_on else _("当场办结") if case.solved_on_the_spot else _("待告知")


def _told_on(case: Case, _named: bool) -> datetime.date | None:
    said = case.said  # type: ignore[attr-defined]
    return said[-1].on if said else None


def _handed_on(case: Case, _named: bool) -> datetime.date | None:
    days = [handover.on for handover in case.handovers.all() if handover.kind in HANDED]
    return days[-1] if days else None


def _handlers(case: Case, _named: bool) -> str:
    return joined(handler.cadre for handler in case.handlers.all() if handler.end is None)


def _opinion(case: Case, _named: bool) -> str:
    decided = [letter for letter in case.letters.all() if letter.kind == LetterKind.DECISION]
    return case.result or (decided[-1].get_opinion_display() if decided else "")


def _reviews(case: Case, _named: bool) -> str:
    found = [letter for letter in case.letters.all() if letter.kind in (LetterKind.REVIEW, LetterKind.RE_REVIEW)]
    return joined(f"{letter.get_kind_display()} {letter.on.isoformat()}" for letter in found)


def _rating(case: Case, _named: bool) -> str:
    ratings = case.ratings.all()
    return str(ratings[0].get_value_display()) if ratings else ""


def _sponsors(case: Case, _named: bool) -> str:
    """Who is in charge of it, or was last."""
    rows = case.sponsorships.all()
    return str(rows[0].leader) if rows else ""


COLUMNS: list[tuple[Any, float, str, Callable[[Case, bool], Any]]] = [
    (gettext_lazy("编号"), 18, "text", lambda case, _n: case.number),
    (gettext_lazy("信访类型"), 10, "text", lambda case, _n: case.get_kind_display()),
    (gettext_lazy("接件时间"), 12, "date", lambda case, _n: case.received_on),
    (gettext_lazy("信访人"), 12, "text", _people),
    (gettext_lazy("联系方式"), 14, "text", _of_people("phone")),
    (gettext_lazy("地址"), 18, "text", _of_people("address")),
    (gettext_lazy("人数"), 6, "number", lambda case, _n: case.people_count),
    (gettext_lazy("事项类别"), 14, "text", lambda case, _n: case.field or ""),
    (gettext_lazy("内容"), 40, "text", lambda case, _n: case.text),
    (gettext_lazy("受理情况"), 12, "text", _acceptance),
    (gettext_lazy("告知日期"), 12, "date", _told_on),
    (gettext_lazy("包案领导"), 12, "text", _sponsors),
    (gettext_lazy("责任单位"), 16, "text", lambda case, _n: case.handling_unit),
    (gettext_lazy("承办人"), 12, "text", _handlers),
    (gettext_lazy("交办/转办日期"), 12, "date", _handed_on),
    (gettext_lazy("时限"), 12, "date", lambda case, _n: case.next_due if case.is_open else None),
    (gettext_lazy("进度"), 12, "text", lambda case, _n: case.get_state_display()),
    (gettext_lazy("处理意见"), 30, "text", _opinion),
    (gettext_lazy("答复日期"), 12, "date", lambda case, _n: case.answered_on),
    (gettext_lazy("复查/复核"), 18, "text", _reviews),
    (gettext_lazy("满意度"), 10, "text", _rating),
    (gettext_lazy("归档"), 12, "date", lambda case, _n: case.closed_on if case.state in ENDED else None),
]
